//! Counts alone.

use csv_preflight::report::Manner;
use serde_json::Value;

use super::told;

const TWO_AND_ONE: &[u8] = b"Email,First Name\nbob@example,Bob\nann@example,Ann\n eve@example.com,Eve\n";

#[test]
fn counts_by_rule_the_most_frequent_first() {
    let text = told("statistics", TWO_AND_ONE, &Manner::default());
    let words: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().take(3).collect()).collect();
    assert_eq!(words, [["2", "error", "invalid-email"], ["1", "warning", "email-whitespace"]]);
    let json: Vec<Value> =
        serde_json::from_str(&told("statistics-json", TWO_AND_ONE, &Manner::default())).unwrap();
    let counts: Vec<_> = json.iter().map(|e| (e["rule"].as_str().unwrap(), e["count"].as_u64())).collect();
    assert_eq!(counts, [("invalid-email", Some(2)), ("email-whitespace", Some(1))]);
}
