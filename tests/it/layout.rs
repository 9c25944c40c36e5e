//! What a thread remembers of one file's header never changes how another file is read.

use csv_preflight::engine::{Options, Outcome};
use csv_preflight::format::{Format, Kind};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

fn told(outcome: &Outcome) -> String {
    let file = &outcome.files[0];
    let findings: Vec<String> = (outcome.findings.iter())
        .map(|finding| format!("{} {:?} {}", finding.rule.id, finding.span, finding.message.render(false)))
        .collect();
    format!("{:?} {} {findings:#?}", file.table, file.records)
}

/// What the file comes to in a thread that has read these files before it.
fn after(before: Vec<Vec<u8>>, csv: Vec<u8>, options: Options) -> Result<String, String> {
    let read = move || {
        for csv in before {
            drop(crate::check(&csv, &options));
        }
        crate::check(&csv, &options).map(|outcome| told(&outcome)).map_err(|error| error.to_string())
    };
    std::thread::spawn(read).join().unwrap()
}

#[test]
fn a_line_that_is_blank_in_another_dialect_is_not_all_of_a_header() {
    let (first, second) = (";;;\nx\n", ";;;\nEmail;First Name;Last Name;Phone\nann@example.com;Ann;Chen;\n");
    let read = after(vec![first.into()], second.into(), crate::options()).unwrap();
    assert!(read.contains("delimiter: 59") && read.contains("\"Email\""), "{read}");
    assert_eq!(Ok(read), after(Vec::new(), second.into(), crate::options()));
}

fn text() -> impl Strategy<Value = Vec<u8>> {
    let lines = vec![
        "Email,Phone",
        "Email;Phone",
        "Email\tPhone",
        "\"Email\",Phone",
        "Email,\"Pho",
        "email ,Telefon",
        ";;",
        "\t\t",
        "||",
        ",",
        "",
        "sep=;",
        "\u{feff}Email,Phone",
        "ann@example.com,+12125550100",
        "x",
    ];
    let end = select(vec!["\n", "\n", "\r\n", "\r", ""]);
    vec((select(lines), end), 1..5)
        .prop_map(|lines| lines.iter().flat_map(|(line, end)| [*line, *end]).collect::<String>().into_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_was_read_before(
        before in vec(text(), 1..4),
        csv in text(),
        is_given in any::<bool>(),
        is_mapped in any::<bool>(),
    ) {
        let format = Format::by_id("shopify-customers").filter(|_| is_given);
        let columns = if is_mapped { vec![("Telefon".to_owned(), Kind::Phone)] } else { Vec::new() };
        let options = Options { format, columns, ..crate::options() };
        prop_assert_eq!(after(before, csv.clone(), options.clone()), after(Vec::new(), csv, options));
    }
}
