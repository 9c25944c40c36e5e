//! SARIF, read back by `serde-sarif`. Columns in UTF-16 code units, from 1; ends exclusive.

use std::collections::BTreeSet;

use csv_preflight::engine::Options;
use csv_preflight::report::{Manner, Report, sarif};
use csv_preflight::rule::Severity;
use csv_preflight::rules::ALL;
use serde_json::{Value, json};
use serde_sarif::sarif::{Result as Found, Sarif};

use super::{CLEAN, FAULTY, SAMPLE, corpus, masked, told};

fn log(bytes: &[u8], manner: &Manner) -> Value {
    serde_json::from_str(&told("sarif", bytes, manner)).unwrap()
}

fn results(bytes: &[u8], manner: &Manner) -> Vec<Found> {
    let sarif: Sarif = serde_json::from_str(&told("sarif", bytes, manner)).unwrap();
    sarif.runs.into_iter().next().unwrap().results.unwrap()
}

fn prints(bytes: &[u8], manner: &Manner) -> Vec<String> {
    let log = log(bytes, manner);
    let results = log["runs"][0]["results"].as_array().unwrap();
    let print = |result: &Value| {
        result["partialFingerprints"]["primaryLocationLineHash"].as_str().unwrap().to_owned()
    };
    results.iter().map(print).collect()
}

#[test]
fn one_position() {
    let log = log(SAMPLE, &Manner::default());
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    let result = &run["results"][0];
    assert_eq!(
        result["locations"][0]["physicalLocation"],
        json!({
            "artifactLocation": { "uri": "customers.csv", "index": 0 },
            "region": { "startLine": 2, "startColumn": 24, "endLine": 2, "endColumn": 25 },
        })
    );
    assert_eq!(result["ruleId"], "email-whitespace");
    assert_eq!(result["level"], "warning");
    // The fix writes the cell anew, from its 8th unit on.
    assert_eq!(
        result["fixes"][0]["artifactChanges"][0]["replacements"],
        json!([{
            "deletedRegion": { "startLine": 2, "startColumn": 8, "endLine": 2, "endColumn": 25 },
            "insertedContent": { "text": "jose@example.com" },
        }])
    );
}

#[test]
fn positions_are_those_of_the_text_whatever_the_bytes() {
    let text = std::str::from_utf8(SAMPLE).unwrap();
    let marked: Vec<u8> = ["\u{FEFF}", text].concat().into_bytes();
    let utf16: Vec<u8> = ["\u{FEFF}", text].concat().encode_utf16().flat_map(u16::to_le_bytes).collect();
    // With lone CRs, which end a line too.
    let old = text.replace('\n', "\r").into_bytes();
    for (bytes, encoding) in [(marked, "UTF-8"), (utf16, "UTF-16LE"), (old, "UTF-8")] {
        let log = log(&bytes, &Manner::default());
        let run = &log["runs"][0];
        assert_eq!(run["artifacts"][0]["encoding"], encoding);
        let mut results = run["results"].as_array().unwrap().iter();
        let result = results.find(|result| result["ruleId"] == "email-whitespace").unwrap();
        let region = &result["locations"][0]["physicalLocation"]["region"];
        assert_eq!(*region, json!({ "startLine": 2, "startColumn": 24, "endLine": 2, "endColumn": 25 }));
    }
}

#[test]
fn an_independent_reader_takes_it() {
    for bytes in corpus() {
        for manner in [Manner::default(), masked()] {
            let results = results(&bytes, &manner);
            let findings = crate::check(&bytes, &crate::options()).unwrap().findings;
            assert_eq!(results.len(), findings.len());
            for (result, finding) in results.iter().zip(&findings) {
                assert_eq!(result.rule_id.as_deref(), Some(finding.rule.id));
                let index = usize::try_from(result.rule_index.unwrap()).unwrap();
                assert_eq!(ALL[index].id, finding.rule.id);
                let location = &result.locations.as_ref().unwrap()[0];
                let region = location.physical_location.as_ref().unwrap().region.as_ref().unwrap();
                let start = (region.start_line.unwrap(), region.start_column.unwrap());
                let end = (region.end_line.unwrap(), region.end_column.unwrap());
                assert!((1, 1) <= start && start <= end, "{start:?} {end:?}");
                let related = result.related_locations.as_deref().unwrap_or_default();
                let text = result.message.text.as_deref().unwrap();
                for (id, other) in (1..).zip(related) {
                    assert_eq!(other.id, Some(id));
                    assert!(text.contains(&format!("]({id})")), "{text}");
                }
                // No other link: one would need a bracket that nothing escapes.
                let own = text.matches("[record ").count() + text.matches("[line ").count();
                let links = text.replace("\\[", "").matches('[').count();
                assert_eq!((own, links), (related.len(), related.len()), "{text}");
            }
        }
    }
}

#[test]
fn what_github_asks_for_is_there() {
    let log = log(FAULTY, &Manner { subject: Some("./exports/".into()), exit_code: 1, ..Manner::default() });
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().unwrap().ends_with("sarif-schema-2.1.0.json"));
    let run = &log["runs"][0];
    assert_eq!(run["automationDetails"]["id"], "csv-preflight/exports/");
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    assert_eq!(run["invocations"][0]["exitCode"], 1);
    assert_eq!(run["artifacts"][0]["encoding"], "UTF-8");
    assert_eq!(run["newlineSequences"], json!(["\r\n", "\n", "\r"]));
    assert!(run.get("redactionTokens").is_none());
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), ALL.len());
    for rule in rules {
        for pointer in
            ["/shortDescription/text", "/fullDescription/text", "/help/text", "/help/markdown", "/helpUri"]
        {
            assert!(rule.pointer(pointer).is_some_and(|text| text != ""), "{pointer} of {rule}");
        }
        assert!(
            ["error", "warning", "note"].iter().any(|level| rule["defaultConfiguration"]["level"] == *level)
        );
        assert!(rule["properties"]["tags"].as_array().unwrap().len() <= 10);
        assert!(rule["properties"].get("security-severity").is_none());
    }
}

#[test]
fn a_clean_file_has_no_results_and_says_that_it_was_read() {
    let log = log(CLEAN, &Manner::default());
    assert_eq!(log["runs"][0]["results"], json!([]));
    assert_eq!(log["runs"][0]["artifacts"][0]["location"]["uri"], "customers.csv");
    assert_eq!(log["runs"][0]["automationDetails"]["id"], "csv-preflight/");
}

#[test]
fn redaction_is_declared_and_masks_fixes() {
    let log = log(SAMPLE, &masked());
    assert_eq!(log["runs"][0]["redactionTokens"], json!(["*"]));
    let result = &log["runs"][0]["results"][0];
    assert!(result.get("fixes").is_none());
    assert!(result["message"]["text"].as_str().unwrap().starts_with("`****@*******.*** ` has white space"));
}

#[test]
fn the_worst_five_thousand_are_kept() {
    // 4,990 infos, then 30 errors of another rule: the infos lose 20.
    let rows = [",Ann\n".repeat(4990), "bob@example,Bob\n".to_owned()].concat();
    let more = (0..29).map(|n| format!("b{n}@example,Bob\n")).collect::<Vec<_>>().concat();
    let bytes = ["Email,First Name\n", &rows, &more].concat();
    let options = Options { max_per_rule: 4985, ..crate::options() };
    let outcome = crate::check(bytes.as_bytes(), &options).unwrap();
    let report = Report::new(&outcome, Severity::Info).unwrap();
    let mut out = Vec::new();
    sarif::write(&report, &Manner::default(), &mut out).unwrap();
    let log: Value = serde_json::from_slice(&out).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let of = |level: &str| results.iter().filter(|result| result["level"] == level).count();
    assert_eq!((results.len(), of("error"), of("note")), (5000, 30, 4970));
    // 15 that the cap did not keep, and 5 that were not shown in the first place.
    let notification = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(notification["message"]["text"], "20 findings not in this file: there are too many");
}

#[test]
fn fingerprints_follow_the_value_and_not_the_line() {
    let above = b"Email,First Name,Phone\neve@example.com,Eve,\nann@example.com,Ann,\n";
    let rest = FAULTY.split_inclusive(|byte| *byte == b'\n').skip(1).collect::<Vec<_>>().concat();
    let moved = [above.as_slice(), &rest].concat();
    for manner in [Manner::default(), masked(), Manner { key: Some("k".into()), ..masked() }] {
        let (before, after) = (prints(FAULTY, &manner), prints(&moved, &manner));
        assert!(before.len() > 4);
        assert_eq!(before, after);
        let unique: BTreeSet<&String> = before.iter().collect();
        assert_eq!(unique.len(), before.len());
    }
}

#[test]
fn fingerprints_of_masked_values_tell_nothing_that_the_mask_hides() {
    let one = b"Email\nbob@example\n";
    let other = b"Email\nann@example\n";
    assert_eq!(prints(one, &masked()), prints(other, &masked()));
    // With a key they are told apart, and without that key nothing can be compared.
    let keyed = |bytes, key: &str| prints(bytes, &Manner { key: Some(key.into()), ..masked() });
    assert_ne!(keyed(one, "a"), keyed(other, "a"));
    assert_ne!(keyed(one, "a"), keyed(one, "b"));
    assert_eq!(keyed(one, "a"), prints(one, &Manner { key: Some("a".into()), ..Manner::default() }));
}

#[test]
fn fingerprints_know_two_spellings_of_a_value() {
    let spelled = |email: &str| prints(format!("Email\n{email}\n").as_bytes(), &Manner::default());
    assert_eq!(spelled(" bob@example.com"), spelled("bob@example.com "));
    assert_ne!(spelled(" bob@example.com"), spelled(" ann@example.com"));
}
