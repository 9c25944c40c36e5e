//! Azure: columns in UTF-16 code units, from 1.

use csv_preflight::report::Manner;

use super::{SAMPLE, hostile, masked, told};

#[test]
fn one_position() {
    assert_eq!(
        told("azure", SAMPLE, &Manner::default()),
        "##vso[task.logissue type=warning;sourcepath=customers.csv;linenumber=2;columnnumber=24;\
         code=email-whitespace;]`jose@example.com ` has white space at the end (Email, record 1)%3B what is \
         left without it is the address that the importer compares%3B fix (safe): remove what nobody sees\n"
    );
}

#[test]
fn only_the_properties_are_properties() {
    for manner in [Manner::default(), masked()] {
        for line in told("azure", &hostile(), &manner).lines().filter(|line| line.starts_with("##vso")) {
            let (command, message) = line.split_once(']').unwrap();
            let keys: Vec<&str> =
                command.split_once(' ').unwrap().1.split(';').map(|p| p.split('=').next().unwrap()).collect();
            assert_eq!(keys, ["type", "sourcepath", "linenumber", "columnnumber", "code", ""], "{line}");
            assert!(!message.contains([']', ';']), "{line}");
        }
    }
}

#[test]
fn an_info_is_no_issue() {
    let out = told("azure", b"Email,First Name\n,Ann\n", &Manner::default());
    assert!(out.starts_with("info[name-only]: customers.csv:2: "), "{out}");
    assert_eq!(out.lines().count(), 1);
}
