//! Invariant 6: cell text is hostile, and no output lets it act.

use csv_preflight::engine::Options;
use csv_preflight::report::human::{self, Look};
use csv_preflight::report::{Report, compact, json};
use csv_preflight::rule::Severity;
use proptest::prelude::*;

use crate::{check, options};

/// Text that tries something, and any other.
fn cell() -> impl Strategy<Value = String> {
    let tricks = prop::sample::select(vec![
        "\u{1b}[31m",
        "\u{1b}]8;;http://x\u{7}",
        "\r",
        "\n",
        "::error::x",
        "##[add-mask]",
        "##vso[task.x]",
        "\u{202e}",
        "\u{2066}",
        "\u{200b}",
        "\u{feff}",
        "\0",
        "\u{9b}",
        "`",
        "\"",
        ",",
        "@",
        ".",
        "example",
        "yes",
        "+44 20 7946 0958",
        "é",
        "名",
        "🍓",
        "=1+1",
        "'",
        "\u{85}",
        "\u{2028}",
    ]);
    prop::collection::vec(
        prop_oneof![tricks.prop_map(str::to_owned), any::<char>().prop_map(String::from)],
        0..6,
    )
    .prop_map(|parts| parts.concat())
}

fn table(rows: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["Email", "First Name", "Phone", "Accepts Email Marketing", "Note"]).unwrap();
    for row in rows {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

fn outputs(csv: &[u8], redact: bool) -> [String; 3] {
    let options = Options { max_per_rule: 3, ..options() };
    let outcome = check(csv, &options).unwrap();
    let report = Report::new(&outcome, Severity::Info).unwrap();
    let mut out = [Vec::new(), Vec::new(), Vec::new()];
    let look = Look { width: 100, colour: false, redact };
    human::write(&report, look, std::time::Duration::ZERO, &mut out[0]).unwrap();
    compact::write(&report, redact, &mut out[1]).unwrap();
    json::write(&report, redact, &mut out[2]).unwrap();
    out.map(|bytes| String::from_utf8(bytes).unwrap())
}

fn is_dangerous(c: char) -> bool {
    c != '\n' && c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
            | '\u{2028}' | '\u{2029}')
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_output_lets_a_cell_act(rows in prop::collection::vec(prop::collection::vec(cell(), 5), 1..5)) {
        let csv = table(&rows);
        for redact in [false, true] {
            for out in outputs(&csv, redact) {
                prop_assert!(!out.contains(is_dangerous), "{:?}", out);
                prop_assert!(!out.contains("##[") && !out.contains("##vso["), "{}", out);
                prop_assert!(out.split('\n').all(|line| !line.trim_start().starts_with("::")), "{}", out);
            }
        }
    }

    #[test]
    fn the_json_is_json(rows in prop::collection::vec(prop::collection::vec(cell(), 5), 1..5)) {
        let [_, _, json] = outputs(&table(&rows), false);
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(&value["schema_version"], 1);
    }

    /// Names, addresses and identifiers made of letters that occur in no message.
    #[test]
    fn nothing_of_a_row_is_left_when_redacted(name in "[ÀÈÌÒÙ]{4,8}", local in "[ßøþ]{4,9}", tail in "[3-9]{4}") {
        let rows: Vec<Vec<String>> = [
            vec![format!("{local}@exämple.example"), name.clone(), format!("+1 212 555 {tail}"), "maybe".into(), name.clone()],
            vec![format!("{}@exämple.example ", local.to_uppercase()), name.clone(), format!("212555{tail}"), String::new(), String::new()],
        ].into();
        for out in outputs(&table(&rows), true) {
            for secret in [&name, &local, &local.to_uppercase(), &tail, "exämple"] {
                prop_assert!(!out.contains(secret), "{} in {}", secret, out);
            }
        }
    }
}
