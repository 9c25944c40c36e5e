//! `split`: every row goes to one part, byte for byte and in order, and rows of one customer go together.

use std::fs;

use clap::Parser;
use csv_preflight::cli::{Cli, Command};
use csv_preflight::verbs;
use proptest::prelude::*;

use crate::cli::Shell;
use crate::robust::mutated;

/// The parts of a file, in order; `None` where it was refused, and then there must be none.
fn parts(shell: &Shell, bytes: &[u8], arguments: &[&str]) -> Option<Vec<Vec<u8>>> {
    let path = shell.file("in/a.csv", bytes);
    let out = shell.folder.path().join("out");
    drop(fs::remove_dir_all(&out));
    fs::create_dir(&out).unwrap();
    let (path, folder) = (path.to_str().unwrap(), out.to_str().unwrap());
    let all = [
        &["csv-preflight", "split", "--isolated", "--format=shopify-customers", path, "--output-dir", folder],
        arguments,
    ]
    .concat();
    let Command::Split(arguments) = Cli::try_parse_from(all).unwrap().command else { panic!("it is split") };
    let done = verbs::split::split(&arguments, &mut Vec::new());
    let mut names: Vec<_> = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    assert_eq!(done.is_ok(), !names.is_empty());
    done.ok()?;
    Some(names.iter().map(|name| fs::read(name).unwrap()).collect())
}

/// A row: whose address, whose number, how long its note is, and whether that holds a line break.
type Made = (Option<u8>, Option<u8>, usize, bool);

fn line(number: usize, made: &Made) -> String {
    let (email, phone, length, broken) = made;
    // Spelled differently each time.
    let email =
        email.map(|who| format!("{}{who}@example.com", if number.is_multiple_of(2) { "ann" } else { "Ann" }));
    let phone = phone.map(|who| format!("+44207946{who:04}"));
    let note = format!("{}{}", "x".repeat(*length), if *broken { "\r\ny" } else { "" });
    format!("{},{},\"{number:04}{note}\"", email.unwrap_or_default(), phone.unwrap_or_default())
}

/// Which rows belong together, found out by asking again and again who shares something with whom.
fn families(rows: &[Made]) -> Vec<usize> {
    let mut of: Vec<usize> = (0..rows.len()).collect();
    let shares = |a: &Made, b: &Made| (a.0.is_some() && a.0 == b.0) || (a.1.is_some() && a.1 == b.1);
    loop {
        let before = of.clone();
        for a in 0..rows.len() {
            for b in 0..rows.len() {
                if shares(&rows[a], &rows[b]) {
                    of[a] = of[a].min(of[b]);
                }
            }
        }
        if of == before {
            return of;
        }
    }
}

fn made() -> impl Strategy<Value = Vec<Made>> {
    let who = || proptest::option::weighted(0.6, 0_u8..9);
    let phone = proptest::option::weighted(0.4, 0_u8..9);
    proptest::collection::vec((who(), phone, 0_usize..30, any::<bool>()), 1..30)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn every_row_goes_to_one_part_and_families_stay_together(
        rows in made(),
        most in 1_u64..12,
        size in proptest::option::of(60_usize..600),
        marked in any::<bool>(),
        ended in any::<bool>(),
    ) {
        let lines: Vec<String> = rows.iter().enumerate().map(|(number, row)| line(number, row)).collect();
        let header = format!("{}sep=,\r\nEmail,Phone,Note\n", if marked { "\u{FEFF}" } else { "" });
        let text = format!("{header}{}{}", lines.join("\r\n"), if ended { "\r\n" } else { "" });
        let (most_text, size_text) = (most.to_string(), size.map(|size| size.to_string()));
        let mut arguments = vec!["--rows", &most_text];
        if let Some(size) = &size_text {
            arguments.extend(["--max-size", size]);
        }
        let parts = parts(&Shell::new(), text.as_bytes(), &arguments).unwrap();
        let mut part_of = vec![None; rows.len()];
        for (place, part) in parts.iter().enumerate() {
            let part = std::str::from_utf8(part).unwrap();
            let mut rest = part.strip_prefix(header.as_str()).expect("each has the header");
            let mut before = None;
            let mut count = 0;
            while !rest.is_empty() {
                let number = (0..lines.len()).find(|number| rest.starts_with(&lines[*number])).unwrap();
                let end = if number + 1 < lines.len() || ended { "\r\n" } else { "" };
                rest = rest.strip_prefix(&format!("{}{end}", lines[number])).expect("bytes are kept");
                prop_assert!(before < Some(number), "rows are in order");
                prop_assert_eq!(part_of[number].replace(place), None);
                before = Some(number);
                count += 1;
            }
            prop_assert!(count <= most && count > 0);
            prop_assert!(size.is_none_or(|size| part.len() <= size) || count == 1);
        }
        prop_assert!(part_of.iter().all(Option::is_some));
        let families = families(&rows);
        for family in 0..rows.len() {
            let members: Vec<usize> = (0..rows.len()).filter(|row| families[*row] == family).collect();
            let length: usize = members.iter().map(|row| lines[*row].len() + 2).sum();
            let fits = members.len() as u64 <= most && size.is_none_or(|size| header.len() + length <= size);
            if fits && !members.is_empty() {
                prop_assert!(members.iter().all(|row| part_of[*row] == part_of[members[0]]), "{:?}", members);
            }
        }
    }

    #[test]
    fn any_file_that_fits_stays_as_it_is(bytes in mutated()) {
        let found = parts(&Shell::new(), &bytes, &["--max-size", "1GB"]);
        if let Some(found) = found {
            prop_assert!(found == [bytes]);
        }
    }
}

const FOUR: &str = "Email,First Name\nann@example.com,Ann\nbob@example.com,Bob\nANN@example.com,Ann\n\
                    cat@example.com,Cat\n";

fn text(shell: &Shell, name: &str) -> String {
    fs::read_to_string(shell.folder.path().join(name)).unwrap()
}

#[test]
fn parts_are_named_and_told() {
    let shell = Shell::new();
    shell.file("a.csv", FOUR);
    let run = shell.run(&["split", "a.csv", "--rows", "2"]);
    // 17 bytes of header and line end, 20 a row.
    let told = "a.part-001.csv: 2 rows, 57 bytes\na.part-002.csv: 2 rows, 57 bytes\n";
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, told, ""));
    assert_eq!(
        text(&shell, "a.part-001.csv"),
        "Email,First Name\nann@example.com,Ann\nANN@example.com,Ann\n"
    );
    assert_eq!(
        text(&shell, "a.part-002.csv"),
        "Email,First Name\nbob@example.com,Bob\ncat@example.com,Cat\n"
    );
    assert_eq!(text(&shell, "a.csv"), FOUR);
}

#[test]
fn what_cannot_be_kept_together_is_told() {
    let shell = Shell::new();
    shell.file("a.csv", FOUR);
    let run = shell.run(&["split", "a.csv", "--rows", "1"]);
    assert_eq!((run.code, run.out.lines().count()), (0, 4), "{}", run.err);
    assert!(run.err.starts_with("note: 1 group of rows that share an e-mail address"), "{}", run.err);
    let run = shell.run(&["split", "a.csv", "--max-size", "20", "--force"]);
    assert!(run.err.contains("4 rows larger than a part may be"), "{}", run.err);
    let run = shell.run(&["split", "a.csv", "--max-size", "15MB", "--force"]);
    assert!(run.err.contains("a.csv fits as it is: one part"), "{}", run.err);
    // What an earlier run left must not be taken for a part of this one.
    assert!(run.err.contains("a.part-002.csv is there too"), "{}", run.err);
    assert_eq!(text(&shell, "a.part-001.csv"), FOUR);
}

#[test]
fn nothing_is_overwritten_and_nothing_half_written() {
    let shell = Shell::new();
    shell.file("a.csv", FOUR);
    shell.file("a.part-002.csv", "mine");
    shell
        .run(&["split", "a.csv", "--rows", "2"])
        .failed_with(&["a.part-002.csv is there already", "--force"]);
    assert_eq!(text(&shell, "a.part-002.csv"), "mine");
    assert_eq!(fs::read_dir(shell.folder.path()).unwrap().count(), 2);
    assert_eq!(shell.run(&["split", "a.csv", "--rows", "2", "--force"]).code, 0);
    assert!(text(&shell, "a.part-002.csv").ends_with("cat@example.com,Cat\n"));
    let folder = ["split", "a.csv", "--rows", "2", "--output-dir", "none"];
    shell.run(&folder).failed_with(&["there is no such folder"]);
    assert_eq!(shell.run(&["split", "a.csv"]).code, 2);
    assert_eq!(shell.run(&["split", "a.csv", "--rows", "0"]).code, 2);
}

#[test]
fn what_is_no_utf_8_or_no_customer_file_is_refused() {
    let shell = Shell::new();
    let wide: Vec<u8> =
        "\u{FEFF}Email\nann@example.com\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    shell.file("wide.csv", wide);
    shell.run(&["split", "wide.csv", "--rows", "1"]).failed_with(&["wide.csv is UTF-16LE", "--fix"]);
    shell.file("other.csv", "a,b\n1,2\n");
    shell.run(&["split", "other.csv", "--rows", "1"]).failed_with(&["does not look like a customer file"]);
    shell.file("empty.csv", "");
    shell
        .run(&["split", "empty.csv", "--rows", "1", "--format", "shopify-customers"])
        .failed_with(&["no header"]);
}
