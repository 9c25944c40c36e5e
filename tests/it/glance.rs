//! What a glance vouches for, no rule has anything to say of: the report is the same when every cell is looked at.

use std::path::Path;

use csv_preflight::engine::{Options, Outcome};
use csv_preflight::format::Region;
use csv_preflight::rule::Severity;
use csv_preflight::rules::ALL;
use csv_preflight::table::PhoneRegion;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// Values that are plain, nearly plain or not at all, by header.
const COLUMNS: [(&str, &[&str]); 19] = [
    ("Customer ID", &["7001234567890", "'7001234567890", "7.00E+12", "", " "]),
    (
        "First Name",
        &["Ann", "Zoë", "José", "St. John", "<b>Ann</b>", "www.spam.example", "a@example.com", ""],
    ),
    ("Last Name", &["Chen", "Lennon", "Washington", "o'Neill", "http://x.example", "Lastname", ""]),
    (
        "Email",
        &[
            "ann.chen@example.com",
            "bob@gmail.com",
            "bob@gmial.com",
            "mail@mail.example.com",
            "test@test.com",
            "none@none.com",
            "n/a",
            "Bob@Example.com ",
            "bob@hotmail.co",
            "bob@www.gmail.com",
            "a-b@x-y.co",
            "42@customer.invalid",
            "noemail@acme.com",
            "",
        ],
    ),
    (
        "Accepts Email Marketing",
        &["yes", "no", "Yes", "TRUE", "1", "subscribed", "nyes", " yes", "-", "", " "],
    ),
    ("Default Address Company", &["Acme", "Bits & Bytes", "1:1 GmbH", ""]),
    ("Default Address Address1", &["1 Main St", "12.5", "ann@example.com", ""]),
    ("Default Address Province Code", &["NY", "ny", "California", "JP-13", "ON", "ann@example.com", ""]),
    ("Default Address Country Code", &["US", "us", "GB", "JP", "PR", "ZZ", "USA", "DE", " ", ""]),
    (
        "Default Address Zip",
        &["10001", "2134", "10001-1234", "SW1A 1AA", "'10001", "1E4", "7001.0", "yes", ""],
    ),
    (
        "Default Address Phone",
        &[
            "(212) 555-0100",
            "+442079460958",
            "12345",
            "+1 (23)",
            "+)2125550100",
            "4.42E+11",
            "ann@example.com",
            "-",
            "",
        ],
    ),
    (
        "Phone",
        &[
            "+12125550100",
            "+442079460958",
            "+18005550100",
            "212 555 0100",
            "+54 9 11 2345 6789",
            "+541123456789",
            "+1111111111",
            "+12345678901",
            "+44 20 7946 0958",
            "+44 (0)20 7946 0958",
            "(020) 7946-0958",
            "+1 (212) 555-0100",
            "+)2125550100",
            "1.212.555.0100",
            "'+33199000012",
            "020 7946 0958 x12",
            "0000000000",
            "1-800-FLOWERS",
            "+12125550100 / +12125550101",
            "+44\u{A0}20 7946\u{2011}0958",
            "020\u{A0}7946\u{2013}0958",
            "＋４４２０７９４６０９５８",
            "tel:+44 20 7946 0958",
            "020.7946.0958",
            "+130355",
            "+44 (0)20 7946",
            "(12) - (3)",
            "12345",
            "2125550100 / 2125550101",
            "+1 212 555 0100 212 555 0101",
            "+12345678901234567890",
            "",
        ],
    ),
    ("Accepts SMS Marketing", &["yes", "no", "NO", "FALSE", "opted-in", "true ", ""]),
    ("Tags", &["vip", "a, b, c", ""]),
    ("Note", &["call first", "", "\u{201C}hi\u{201D}"]),
    ("Tax Exempt", &["yes", "no", "1", "exempt", ""]),
    // Once more: what the first of a kind holds says nothing of the second.
    ("Default Address Country Code", &["GB", "UK", "yes", ""]),
    ("Email", &["cat@example.com", "cat@", "+12125550100", ""]),
    ("Phone", &["+12125550199", "212 555 0199", "cat@example.com", ""]),
];

fn told(outcome: &Outcome) -> String {
    let mut out = format!("{:?}\n", outcome.tallies);
    for finding in &outcome.findings {
        let (rule, message) = (finding.rule.id, finding.message.render(false));
        let help = finding.help.as_ref().map(|help| help.render(false));
        out +=
            &format!("{rule} {} {:?} {message} {help:?} {:?}\n", finding.severity, finding.span, finding.fix);
    }
    out
}

#[track_caller]
fn same(csv: &[u8], options: &Options) {
    // What is not shown is counted without the row that it is found in.
    for max_per_rule in [usize::MAX, 1, 0] {
        for show_from in [Severity::Info, Severity::Warning] {
            same_of(csv, &Options { max_per_rule, show_from, ..options.clone() });
        }
    }
}

#[track_caller]
fn same_of(csv: &[u8], options: &Options) {
    let glancing = crate::check(csv, &Options { glance: true, ..options.clone() }).unwrap();
    let looking = crate::check(csv, &Options { glance: false, ..options.clone() }).unwrap();
    let (glancing, looking) = (told(&glancing), told(&looking));
    let parted = glancing.lines().zip(looking.lines()).find(|(glancing, looking)| glancing != looking);
    assert!(glancing == looking, "{}: {parted:#?}", csv.escape_ascii());
}

#[test]
fn on_every_example() {
    for example in ALL.iter().flat_map(|rule| rule.examples) {
        same(&example.bytes(), &crate::options());
    }
}

#[test]
fn on_every_test_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut folders = vec![root];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "csv") {
                same(&std::fs::read(path).unwrap(), &Options { format: None, ..crate::options() });
                files += 1;
            }
        }
    }
    assert!(files > 70, "{files}");
}

/// A cell, maybe with a character put in somewhere.
fn cell(values: &'static [&'static str]) -> impl Strategy<Value = String> {
    let strange = select(vec![
        '.', '@', '-', ' ', '\'', '0', '7', 'E', 'é', '<', ':', '+', '"', ',', '\u{200B}', 'İ', '\u{A0}',
        '\u{2011}', '０',
    ]);
    (select(values), strange, 0..12usize, 0..5u8).prop_map(|(value, c, at, how)| {
        let mut text = value.to_owned();
        if how == 0 {
            let at = text.char_indices().map(|(at, _)| at).nth(at).unwrap_or(text.len());
            text.insert(at, c);
        }
        if how == 1 || text.contains([',', '"', '\n']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text
        }
    })
}

fn table() -> impl Strategy<Value = String> {
    let row = COLUMNS.map(|(_, values)| cell(values).boxed()).to_vec();
    // Some have a cell more or less, and in some the cells have slipped.
    let row = (row, 0..14u8, 0..COLUMNS.len()).prop_map(|(mut row, how, place)| {
        if matches!(how, 0 | 2) {
            row.remove(place);
        }
        if matches!(how, 1 | 3) {
            row.insert(place, "x".to_owned());
        }
        match how {
            2 => row.push(String::new()),
            3 => drop(row.pop()),
            _ => {}
        }
        row
    });
    vec(row, 1..6).prop_map(|rows| {
        let header: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
        let rows: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
        format!("{}\n{}\n", header.join(","), rows.join("\n"))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn on_any_table(csv in table(), country in select(vec!["", "US", "GB"]), by_address in any::<bool>()) {
        let mut options = crate::options();
        options.import.default_country = Region::from_code(country);
        options.import.phone_region = if by_address { PhoneRegion::Address } else { PhoneRegion::Store };
        same(csv.as_bytes(), &options);
    }
}
