//! Invariant 6: cell text is hostile, and no output lets it act.

use csv_preflight::engine::Options;
use csv_preflight::report::Manner;
use proptest::prelude::*;
use serde_json::Value;

use crate::formats::checkstyle::elements;
use crate::formats::{assert_harmless, outputs};
use crate::options;

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

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_output_lets_a_cell_act_and_all_can_be_parsed(rows in prop::collection::vec(prop::collection::vec(cell(), 5), 1..5)) {
        let csv = table(&rows);
        for redact in [false, true] {
            let manner = Manner { redact, ..Manner::default() };
            for (format, out) in outputs(&csv, &Options { max_per_rule: 3, ..options() }, &manner) {
                assert_harmless(format, &out);
                match format {
                    "json" | "sarif" | "gitlab" | "rdjson" => drop(serde_json::from_str::<Value>(&out).unwrap()),
                    "junit" | "checkstyle" => drop(elements(&out)),
                    _ => {}
                }
            }
        }
    }
}
