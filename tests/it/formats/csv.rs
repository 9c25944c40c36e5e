//! The table of findings, read back by the csv crate. Columns in characters, from 1.

use csv_preflight::report::Manner;

use super::{SAMPLE, corpus, hostile, told};

fn rows(bytes: &[u8], manner: &Manner) -> Vec<Vec<String>> {
    let text = told("csv", bytes, manner);
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn one_position() {
    let rows = rows(SAMPLE, &Manner::default());
    assert_eq!(
        rows,
        [
            ["file", "line", "column", "record", "header", "rule", "severity", "message", "value", "help"],
            [
                "customers.csv",
                "2",
                "23",
                "1",
                "Email",
                "email-whitespace",
                "warning",
                "`jose@example.com ` has white space at the end",
                "jose@example.com ",
                "what is left without it is the address that the importer compares; fix (safe): remove what \
                 nobody sees",
            ],
        ]
    );
}

#[test]
fn one_row_a_finding_and_no_formula_in_it() {
    for bytes in corpus() {
        let rows = rows(&bytes, &Manner::default());
        assert_eq!(rows.len() - 1, crate::check(&bytes, &crate::options()).unwrap().findings.len());
        for cell in rows.iter().flatten() {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{cell:?}");
        }
    }
}

#[test]
fn what_began_a_formula_is_text() {
    let values: Vec<String> =
        rows(&hostile(), &Manner::default()).into_iter().map(|row| row[8].clone()).collect();
    for value in ["'=cmd|' /C calc'!A0", "'@SUM(1+1)", "'-2+3", "\\t=1"] {
        assert!(values.iter().any(|other| other == value), "{value}: {values:?}");
    }
}
