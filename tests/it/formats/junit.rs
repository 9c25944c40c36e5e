//! `JUnit`, read back by `quick-junit` and by a parser of XML. Columns in characters, from 1.

use csv_preflight::engine::Levels;
use csv_preflight::report::Manner;
use csv_preflight::rule::Level;
use csv_preflight::rules::ALL;
use quick_junit::{Report, TestCaseStatus};

use super::checkstyle::elements;
use super::{CLEAN, SAMPLE, corpus, told};

fn report(xml: &str) -> Report {
    Report::deserialize_from_str(xml).unwrap()
}

#[test]
fn one_position() {
    let report = report(&told("junit", SAMPLE, &Manner::default()));
    let suite = &report.test_suites[0];
    assert_eq!((suite.name.as_str(), suite.tests, suite.failures), ("customers.csv", ALL.len(), 1));
    let case = suite.test_cases.iter().find(|case| case.name.as_str() == "email-whitespace").unwrap();
    assert_eq!(case.classname.as_ref().unwrap().as_str(), "customers.csv");
    let TestCaseStatus::NonSuccess { message, description, .. } = &case.status else { panic!("{case:?}") };
    assert_eq!(message.as_ref().unwrap().as_str(), "1 finding");
    let text = description.as_ref().unwrap().as_str();
    assert!(text.starts_with("line 2, column 23: warning: `jose@example.com ` has white space"), "{text}");
}

#[test]
fn a_case_for_each_rule_that_is_on() {
    let mut levels = Levels::default();
    assert!(levels.set("blank-row", Level::Off));
    let report = report(&told("junit", CLEAN, &Manner { levels, ..Manner::default() }));
    assert_eq!((report.tests, report.failures), (ALL.len() - 1, 0));
}

#[test]
fn a_case_lists_a_hundred_findings_and_counts_the_rest() {
    let bytes = ["Email\n", &"bob@example\n".repeat(250)].concat();
    let report = report(&told("junit", bytes.as_bytes(), &Manner::default()));
    let cases = &report.test_suites[0].test_cases;
    let case = cases.iter().find(|case| case.name.as_str() == "invalid-email").unwrap();
    let TestCaseStatus::NonSuccess { message, description, .. } = &case.status else { panic!("{case:?}") };
    assert_eq!(message.as_ref().unwrap().as_str(), "250 findings");
    let lines: Vec<&str> = description.as_ref().unwrap().as_str().lines().collect();
    assert_eq!((lines.len(), lines[100]), (101, "and 150 findings more"));
}

#[test]
fn it_is_xml_whatever_stands_in_a_cell() {
    for bytes in corpus() {
        let xml = told("junit", &bytes, &Manner::default());
        let cases = elements(&xml).into_iter().filter(|(name, _)| name == "testcase").count();
        assert_eq!(cases, report(&xml).tests);
        assert!(cases >= ALL.len());
    }
}
