//! `check --write-ready`, `--write-held` and `--annotate`: every row goes to one of the two and stands in the third,
//! byte for byte, whatever is shown and however the file is read.

use std::fs;
use std::path::PathBuf;

use csv_preflight::engine::{self, Input, Options, Origin};
use csv_preflight::rule::Severity;
use csv_preflight::source::Pieces;
use csv_preflight::verbs::sheets::{Sheets, Telling};
use proptest::prelude::*;

use crate::cli::Shell;
use crate::robust::mutated;
use crate::{input, options};

/// What is ready, held and annotated; `None` where it was refused, and then there must be nothing.
fn sheets(bytes: &[u8], pieces: Pieces, max_per_rule: usize) -> Option<[Vec<u8>; 3]> {
    let folder = tempfile::tempdir().unwrap();
    let paths = ["ready.csv", "held.csv", "annotated.csv"].map(|name| folder.path().join(name));
    let [ready, held, annotated] = paths.clone().map(Some);
    let input = Input { origin: Origin::Memory(bytes.to_vec()), ..input(b"") };
    let plan = Sheets { write_ready: ready, write_held: held, annotate: annotated };
    let plan = plan.plan(std::slice::from_ref(&input), &[]).unwrap().unwrap();
    let telling = Telling { redact: false, show_from: Severity::Info, known: None, pieces };
    let heard = plan.hearer(&telling);
    let options = Options { hearer: Some(heard.clone()), max_per_rule, pieces, ..options() };
    let outcome = engine::check(&[input], &options, &()).unwrap();
    let written = plan.write(&outcome, &heard, &telling);
    let there = fs::read_dir(folder.path()).unwrap().count();
    if written.is_err() || there == 0 {
        assert_eq!(there, 0);
        return None;
    }
    assert_eq!(there, 3, "no temporary file stays");
    Some(paths.map(|path: PathBuf| fs::read(path).unwrap()))
}

const ROWS: [&str; 9] = [
    "ann{n}@example.com,Ann,,\n",
    "bob{n}@example.com,Bob,+44 20 7946 0{n},\"says \"\"hi\"\"\"\r\n",
    "Shared@example.com,Cat,,\"a\nb\"\n",
    "shared@example.com ,Cat,,\n",
    "nobody,Dan,,\n",
    "eve{n}@example.com,Eve,+442079460958,\n",
    "finn{n}@example.com,Finn,123,\r\n",
    ",,,\n",
    "gus{n}@example.com,Gus,\"+14155550123\",vip\n",
];

fn table() -> impl Strategy<Value = (String, Vec<String>)> {
    let rows = proptest::collection::vec(0..ROWS.len(), 1..30);
    (rows, any::<bool>()).prop_map(|(rows, marked)| {
        let header = format!("{}Email,First Name,Phone,Tags\n", if marked { "\u{FEFF}" } else { "" });
        let number = |(place, row): (usize, usize)| ROWS[row].replace("{n}", &format!("{:03}", 100 + place));
        (header, rows.into_iter().enumerate().map(number).collect())
    })
}

/// Takes the rows of the input that a file holds off its front, in order.
fn rows_of(text: &[u8], header: &str, rows: &[String]) -> Vec<usize> {
    let text = std::str::from_utf8(text).unwrap();
    let mut rest = text.strip_prefix(header).expect("it begins with the header");
    let mut found = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        // Rows that read alike are treated alike.
        if let Some(after) = rest.strip_prefix(row.as_str()) {
            found.push(place);
            rest = after;
        }
    }
    assert_eq!(rest, "", "nothing else is in it, and all in order");
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn every_row_is_ready_or_held((header, rows) in table(), piece in 1_usize..200, most in 1_usize..4) {
        let text = format!("{header}{}", rows.concat());
        let all = sheets(text.as_bytes(), Pieces::default(), usize::MAX).unwrap();
        let cut = Pieces { piece, window: Some(piece * 2) };
        prop_assert_eq!(&all, &sheets(text.as_bytes(), cut, most).unwrap(), "caps and pieces change nothing");
        let [ready, held, annotated] = &all;
        let (ready_rows, held_rows) = (rows_of(ready, &header, &rows), rows_of(held, &header, &rows));
        let mut both = [ready_rows, held_rows].concat();
        both.sort_unstable();
        prop_assert_eq!(both, (0..rows.len()).collect::<Vec<_>>());

        // What is ready is clean by itself.
        let outcome = engine::check(&[input(ready)], &options(), &()).unwrap();
        let bad = outcome.findings.iter().filter(|finding| finding.severity >= Severity::Warning);
        let bad: Vec<&str> = bad.map(|finding| finding.rule.id).filter(|id| *id != "no-rows").collect();
        // Which line end is the wrong one depends on the others.
        let bad: Vec<&str> = bad.into_iter().filter(|id| *id != "mixed-line-endings").collect();
        prop_assert!(bad.is_empty(), "{:?}", bad);

        // Another reader finds each row as it was, behind three more cells.
        let annotated = annotated.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(annotated);
        let mut read = csv::ReaderBuilder::new().flexible(true).from_reader(annotated);
        let original = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
        let mut before = csv::ReaderBuilder::new().flexible(true).from_reader(original.as_bytes());
        let read: Vec<csv::StringRecord> = read.records().map(Result::unwrap).collect();
        let before: Vec<csv::StringRecord> = before.records().map(Result::unwrap).collect();
        prop_assert_eq!(read.len(), before.len());
        for (new, old) in read.iter().zip(&before) {
            prop_assert_eq!(new.iter().skip(3).collect::<Vec<_>>(), old.iter().collect::<Vec<_>>());
            let is_told = new.get(0) != Some("");
            prop_assert_eq!(is_told, new.get(1) != Some(""));
        }
    }

    #[test]
    fn no_byte_is_lost(bytes in mutated(), piece in 1_usize..200) {
        let cut = Pieces { piece, window: Some(piece * 3) };
        let all = sheets(&bytes, Pieces::default(), usize::MAX);
        prop_assert_eq!(&all, &sheets(&bytes, cut, 1));
        if let Some([ready, held, annotated]) = all {
            // Both have the header.
            let header = (ready.len() + held.len()).checked_sub(bytes.len()).expect("nothing is lost");
            let sorted = |texts: [&[u8]; 2]| { let mut all = texts.concat(); all.sort_unstable(); all };
            prop_assert_eq!(sorted([&ready, &held]), sorted([&bytes, &bytes[..header]]));
            prop_assert!(annotated.len() > bytes.len());
        }
    }
}

const THREE: &str = "Email,First Name\nAnn@example.com,Ann\nbob@example.com,Bob\nann@example.com,Ann\n";

fn text(shell: &Shell, name: &str) -> String {
    fs::read_to_string(shell.folder.path().join(name)).unwrap()
}

#[test]
fn rows_that_share_an_address_are_held_together() {
    let shell = Shell::new();
    shell.file("a.csv", THREE);
    let run =
        shell.run(&["check", "a.csv", "--write-ready", "r.csv", "--write-held", "h.csv", "--max-per-rule=0"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("r.csv: 1 row\n") && run.err.contains("h.csv: 2 rows\n"), "{}", run.err);
    assert_eq!(text(&shell, "r.csv"), "Email,First Name\nbob@example.com,Bob\n");
    assert_eq!(text(&shell, "h.csv"), "Email,First Name\nAnn@example.com,Ann\nann@example.com,Ann\n");
    assert_eq!(text(&shell, "a.csv"), THREE);
}

#[test]
fn all_rows_of_a_large_group_are_held() {
    // Fifty people at one address; what is told names ten.
    let rows = (0..50).map(|n| format!("team@example.com,Name{n}\n")).collect::<Vec<_>>().concat();
    let text = format!("Email,First Name\n{rows}ann@example.com,Ann\n");
    let [ready, held, annotated] = sheets(text.as_bytes(), Pieces::default(), 0).unwrap();
    assert_eq!(ready, b"Email,First Name\nann@example.com,Ann\n");
    assert!(held == format!("Email,First Name\n{rows}").as_bytes());
    let annotated = String::from_utf8(annotated).unwrap();
    assert_eq!(annotated.lines().filter(|line| line.starts_with("\"error\",")).count(), 50);
}

#[test]
fn the_size_of_a_file_says_nothing_against_its_rows() {
    let note = "x".repeat(4000);
    let rows = (0..4200).map(|n| format!("ann{n}@example.com,{note}\n")).collect::<Vec<_>>().concat();
    let text = format!("Email,Note\n{rows}");
    let [ready, ..] = sheets(text.as_bytes(), Pieces::default(), 1).unwrap();
    assert!(ready == text.as_bytes());
}

#[test]
fn what_is_known_holds_nothing() {
    let shell = Shell::new();
    shell.file("a.csv", THREE);
    shell.file("csv-preflight.toml", "[[ignore-findings]]\nrule = \"email-collision\"\n");
    shell.run(&["check", "a.csv", "--write-ready", "r.csv"]);
    assert_eq!(text(&shell, "r.csv"), THREE);
}

#[test]
fn an_error_of_the_whole_file_holds_every_row() {
    let shell = Shell::new();
    shell.file("a.csv", "Email;First Name\nann@example.com;Ann\n");
    let run = shell.run(&["check", "a.csv", "--write-ready", "r.csv", "--write-held", "h.csv"]);
    assert!(
        run.err.contains("no row is ready, since wrong-delimiter concerns the whole file"),
        "{}",
        run.err
    );
    assert_eq!(text(&shell, "r.csv"), "Email;First Name\n");
    assert_eq!(text(&shell, "h.csv"), "Email;First Name\nann@example.com;Ann\n");
}

#[test]
fn a_line_that_is_too_long_for_a_row_is_held_whole() {
    let long = "x".repeat(5 << 20);
    let text = format!("Email,Note\nann@example.com,{long}\nbob@example.com,\n");
    let [ready, held, _] = sheets(text.as_bytes(), Pieces::default(), 1).unwrap();
    assert_eq!(ready, b"Email,Note\nbob@example.com,\n");
    assert!(held == format!("Email,Note\nann@example.com,{long}\n").as_bytes());
}

#[test]
fn what_is_wrong_stands_before_the_row() {
    let shell = Shell::new();
    shell.file("a.csv", "\u{FEFF}sep=,\nEmail,=1+1\r\nann@example.com,=cmd\u{1}\"\nbob@example.com,\n");
    let run =
        shell.run(&["check", "a.csv", "--format=shopify-customers", "--annotate", "b.csv", "--no-redact"]);
    assert_eq!(run.code, 1);
    let told = text(&shell, "b.csv");
    let header = "\u{FEFF}sep=,\nPreflight Severity,Preflight Findings,Preflight What To Do,Email,=1+1\r\n";
    let rest = told.strip_prefix(header).unwrap();
    // What begins with a header that a spreadsheet would run is put behind an apostrophe.
    assert!(rest.starts_with("\"error\",\"'=1+1: "), "{rest}");
    assert!(rest.contains("(control-character)") && rest.contains("(stray-quote)"), "{rest}");
    assert!(rest.ends_with(",ann@example.com,=cmd\u{1}\"\n,,,bob@example.com,\n"), "{rest}");

    shell.run(&["check", "a.csv", "--format=shopify-customers", "--annotate", "b.csv", "--redact"]);
    let masked = text(&shell, "b.csv");
    let added = masked.strip_prefix(header).unwrap().split(",ann@example.com").next().unwrap();
    assert!(!added.contains("cmd") && !added.contains("1+1"), "{added}");
}

#[test]
fn what_cannot_be_written_is_refused_before_anything_is() {
    let shell = Shell::new();
    shell.file("a.csv", THREE);
    shell.file("b.csv", THREE);
    shell.file("latin.csv", b"Email,First Name\nann@example.com,J\xE9r\xF4me\n");
    let cases: [&[&str]; 9] = [
        &["a.csv", "--write-ready", "r.csv", "--write-baseline", "k.json"],
        &["a.csv", "--write-ready", "a.csv"],
        &["a.csv", "--write-ready", "r.csv", "--write-held", "r.csv"],
        &["a.csv", "--annotate", "r.csv", "--output", "json=r.csv"],
        &["a.csv", "--write-ready", "none/r.csv"],
        &["a.csv", "--write-ready", "-"],
        &["a.csv", "b.csv", "--write-ready", "r.csv"],
        &["a.csv", "--write-ready", "r.csv", "--fix"],
        &["latin.csv", "--write-ready", "r.csv"],
    ];
    for case in cases {
        let run = shell.run(&[&["check"], case].concat());
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{case:?}: {}", run.err);
        assert!(!shell.folder.path().join("r.csv").exists(), "{case:?}");
    }
    assert_eq!(text(&shell, "a.csv"), THREE);
}
