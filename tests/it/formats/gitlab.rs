//! GitLab: a line and no column.

use std::collections::BTreeSet;

use csv_preflight::report::Manner;
use serde_json::Value;

use super::{CLEAN, SAMPLE, corpus, masked, told};

fn entries(bytes: &[u8], manner: &Manner) -> Vec<Value> {
    serde_json::from_str(&told("gitlab", bytes, manner)).unwrap()
}

#[test]
fn one_position() {
    let entries = entries(SAMPLE, &Manner::default());
    assert_eq!(entries.len(), 1);
    let entry = &entries[0];
    assert_eq!(entry["location"]["path"], "customers.csv");
    assert_eq!(entry["location"]["lines"]["begin"], 2);
    assert_eq!(entry["severity"], "minor");
    assert_eq!(entry["check_name"], "email-whitespace");
    let description = entry["description"].as_str().unwrap();
    assert!(
        description.starts_with("email-whitespace: `jose@example.com ` has white space"),
        "{description}"
    );
}

#[test]
fn a_clean_file_is_an_empty_array() {
    assert_eq!(told("gitlab", CLEAN, &Manner::default()), "[]\n");
}

#[test]
fn fingerprints_are_unique() {
    for bytes in corpus() {
        for manner in [Manner::default(), masked()] {
            let entries = entries(&bytes, &manner);
            let prints: BTreeSet<&str> = entries.iter().map(|e| e["fingerprint"].as_str().unwrap()).collect();
            assert_eq!(prints.len(), entries.len());
        }
    }
}
