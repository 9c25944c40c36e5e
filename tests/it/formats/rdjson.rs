//! reviewdog: columns in bytes of UTF-8, from 1; ends exclusive.

use csv_preflight::report::Manner;
use serde_json::{Value, json};

use super::{FAULTY, SAMPLE, corpus, masked, told};

fn diagnostics(bytes: &[u8], manner: &Manner) -> Vec<Value> {
    let document: Value = serde_json::from_str(&told("rdjson", bytes, manner)).unwrap();
    assert_eq!(document["source"]["name"], "csv-preflight");
    document["diagnostics"].as_array().unwrap().clone()
}

#[test]
fn one_position() {
    let diagnostic = &diagnostics(SAMPLE, &Manner::default())[0];
    assert_eq!(
        diagnostic["location"],
        json!({
            "path": "customers.csv",
            "range": { "start": { "line": 2, "column": 27 }, "end": { "line": 2, "column": 28 } },
        })
    );
    assert_eq!(diagnostic["severity"], "WARNING");
    assert_eq!(diagnostic["code"]["value"], "email-whitespace");
    // The fix writes the cell anew, from its 11th byte on.
    assert_eq!(
        diagnostic["suggestions"],
        json!([{
            "range": { "start": { "line": 2, "column": 11 }, "end": { "line": 2, "column": 28 } },
            "text": "jose@example.com",
        }])
    );
}

/// The text with one suggestion applied as a reviewer's click would.
fn applied(text: &str, suggestion: &Value) -> String {
    let offset = |point: &Value| {
        let line = usize::try_from(point["line"].as_u64().unwrap()).unwrap();
        let before: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        before + usize::try_from(point["column"].as_u64().unwrap()).unwrap() - 1
    };
    let (start, end) = (offset(&suggestion["range"]["start"]), offset(&suggestion["range"]["end"]));
    let (before, after) = (text.get(..start).unwrap(), text.get(end..).unwrap());
    [before, suggestion["text"].as_str().unwrap(), after].concat()
}

#[test]
fn a_suggestion_mends_what_it_is_for() {
    let text = std::str::from_utf8(FAULTY).unwrap();
    let mut mended = 0;
    for diagnostic in diagnostics(FAULTY, &Manner::default()) {
        let rule = diagnostic["code"]["value"].as_str().unwrap();
        let Some([suggestion]) = diagnostic["suggestions"].as_array().map(Vec::as_slice) else { continue };
        let after = diagnostics(applied(text, suggestion).as_bytes(), &Manner::default());
        let line = &diagnostic["location"]["range"]["start"]["line"];
        let still = |other: &Value| {
            other["code"]["value"] == rule && other["location"]["range"]["start"]["line"] == *line
        };
        assert!(!after.iter().any(still), "{rule}");
        mended += 1;
    }
    assert!(mended > 0);
}

#[test]
fn lines_are_the_diagnostics_with_their_source() {
    for bytes in corpus() {
        let out = told("rdjsonl", &bytes, &Manner::default());
        let whole = diagnostics(&bytes, &Manner::default());
        assert_eq!(out.lines().count(), whole.len());
        for (line, diagnostic) in out.lines().zip(whole) {
            let mut line: Value = serde_json::from_str(line).unwrap();
            assert_eq!(line.as_object_mut().unwrap().remove("source").unwrap()["name"], "csv-preflight");
            assert_eq!(line, diagnostic);
        }
    }
}

#[test]
fn a_masked_suggestion_would_destroy_the_cell() {
    assert!(diagnostics(SAMPLE, &masked())[0].get("suggestions").is_none());
}
