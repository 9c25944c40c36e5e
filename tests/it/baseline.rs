//! Baselines and ignored findings: what was written is not told again, what is new is, and nothing of the data can
//! be read from it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use csv_preflight::engine::{Options, Outcome};
use csv_preflight::rule::{Fingerprint, Known, Secret};
use csv_preflight::source::Pieces;

use crate::cli::{Run, Shell};

const SICK: &str = "Email,First Name,Phone,Default Address Zip\n\
                    bob,Bob,,\n\
                    ann@example.com,Ann,n/a,\n\
                    cat@example.com,Cat,+442079460001,\n\
                    Cat@example.com,Cat,+442079460001,\n\
                    ,Dan,n/a,\n";

fn check(shell: &Shell, key: &str, arguments: &[&str]) -> Run {
    let all = [&["check", "--output-format=compact", "--no-redact"], arguments].concat();
    Run::new(shell.command(&all).env("CSV_PREFLIGHT_KEY", key).output().unwrap())
}

fn written(key: &str) -> Shell {
    let shell = Shell::new();
    shell.file("a.csv", SICK);
    let run = check(&shell, key, &["a.csv", "--write-baseline=known.json"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    // An address without `@`, two words for no phone, and a row that is another one.
    assert!(run.err.contains("wrote 4 findings to known.json"), "{}", run.err);
    shell
}

fn text(shell: &Shell, name: &str) -> String {
    std::fs::read_to_string(shell.folder.path().join(name)).unwrap()
}

#[test]
fn what_is_known_is_not_told_and_what_is_new_is() {
    let shell = written("secret");
    let run = check(&shell, "secret", &["a.csv", "--baseline=known.json"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    assert!(run.err.contains("4 known findings hidden by known.json"), "{}", run.err);
    shell.file("a.csv", format!("{SICK}eve@example.com,Eve,-,\n"));
    let run = check(&shell, "secret", &["a.csv", "--baseline=known.json"]);
    assert_eq!(run.code, 1);
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
    assert!(run.out.starts_with("a.csv:7:21: error: `-` stands for no phone number"), "{}", run.out);
    // Not one more than are hidden is counted.
    let run = check(&shell, "secret", &["a.csv", "--baseline=known.json", "--statistics"]);
    assert!(run.out.contains("placeholder-phone") && !run.out.contains("invalid-email"), "{}", run.out);
}

#[test]
fn neither_the_order_of_rows_nor_the_name_of_the_file_nor_threads_matter() {
    let shell = written("secret");
    let mut lines: Vec<&str> = SICK.lines().collect();
    lines[1..].reverse();
    shell.file("moved.csv", format!("\n{}\n", lines.join("\n\n")));
    for threads in ["1", "3"] {
        let run = check(
            &shell,
            "secret",
            &["moved.csv", "--baseline=known.json", "--ignore=blank-row", "--threads", threads],
        );
        // Of two spellings of one address the later row is told, which is another one now, and yet known.
        assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    }
    let again = check(&shell, "secret", &["a.csv", "--write-baseline=again.json"]);
    assert_eq!(again.code, 0);
    assert_eq!(text(&shell, "known.json"), text(&shell, "again.json"));
}

#[test]
fn more_of_the_same_is_told() {
    let shell = Shell::new();
    let row = "ann@example.com,Ann,n/a,\n";
    shell.file("a.csv", format!("{SICK}{row}"));
    assert_eq!(check(&shell, "k", &["a.csv", "--write-baseline=known.json"]).code, 0);
    assert_eq!(check(&shell, "k", &["a.csv", "--baseline=known.json"]).code, 0);
    shell.file("a.csv", format!("{SICK}{row}{row}"));
    let run = check(&shell, "k", &["a.csv", "--baseline=known.json"]);
    assert_eq!(run.code, 1, "{}", run.out);
    // Nobody can tell which of the three rows is the new one.
    assert_eq!(run.out.matches("[placeholder-phone]").count(), 3, "{}", run.out);
    assert_eq!(run.out.matches("[duplicate-email]").count(), 2, "{}", run.out);
    assert_eq!(run.out.lines().count(), 5, "{}", run.out);
    // The same from standard input, which can be read only once.
    let mut command = shell.command(&["check", "-fcompact", "-", "--baseline=known.json"]);
    command
        .env("CSV_PREFLIGHT_KEY", "k")
        .stdin(std::fs::File::open(shell.folder.path().join("a.csv")).unwrap());
    assert_eq!(Run::new(command.output().unwrap()).out.lines().count(), 5);
}

#[test]
fn all_findings_are_known_however_few_are_shown() {
    let shell = Shell::new();
    let rows: String = (0..2_000).map(|row| format!("bob{row},Bob,,\n")).collect::<Vec<_>>().concat();
    shell.file("a.csv", format!("Email,First Name,Phone,Note\n{rows}"));
    let few = ["a.csv", "--max-per-rule=3"];
    let run = check(&shell, "k", &[&few[..], &["--write-baseline=known.json"]].concat());
    assert!(run.err.contains("wrote 2,000 findings"), "{}", run.err);
    shell.file("a.csv", format!("Email,First Name,Phone,Note\n{rows}new,Bob,,\n"));
    let run = check(&shell, "k", &[&few[..], &["--baseline=known.json"]].concat());
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
    assert!(run.out.contains("`new`") && run.err.contains("2,000 known findings"), "{}{}", run.out, run.err);
}

#[test]
fn what_is_found_no_more_is_told_and_can_be_taken_out() {
    let shell = written("secret");
    shell.file("a.csv", SICK.replace("bob,", "bob@example.com,"));
    let run = check(&shell, "secret", &["a.csv", "--baseline=known.json"]);
    assert!(run.code == 0 && run.err.contains("1 finding of known.json no longer found"), "{}", run.err);
    let run = check(&shell, "secret", &["a.csv", "--baseline=known.json", "--prune-baseline"]);
    assert!(run.code == 0 && run.err.contains("taken out"), "{}", run.err);
    assert!(!text(&shell, "known.json").contains("invalid-email"));
    let run = check(&shell, "secret", &["a.csv", "--baseline=known.json"]);
    assert!(run.code == 0 && !run.err.contains("no longer"), "{}", run.err);
}

#[test]
fn settings_name_the_baseline_and_the_key() {
    let shell = Shell::new();
    shell.file("csv-preflight.toml", "baseline = 'known.json'\nfingerprint-key = 'secret'\n");
    shell.file("sub/a.csv", SICK);
    let run = shell.run(&["check", "sub/a.csv", "--write-baseline=known.json"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let run = shell.run(&["check", "sub/a.csv"]);
    assert!(run.code == 0 && run.err.contains("4 known findings"), "{}", run.err);
    let config = shell.run(&["config"]);
    assert!(config.out.contains("known.json") && !config.out.contains("secret"), "{}", config.out);
}

#[test]
fn findings_can_be_ignored_one_by_one() {
    let shell = Shell::new();
    shell.file("a.csv", SICK);
    let mut command = shell.command(&["fingerprint", " BOB"]);
    let fingerprint = Run::new(command.env("CSV_PREFLIGHT_KEY", "k").output().unwrap()).out;
    let settings = format!(
        "[[ignore-findings]]\nrule = 'invalid-email'\nfingerprint = '{}'\nreason = 'he has none'\n\
         [[ignore-findings]]\nrule = 'placeholder-phone'\ncolumn = 'Phone'\n",
        fingerprint.trim()
    );
    shell.file("csv-preflight.toml", &settings);
    let run = check(&shell, "k", &["a.csv"]);
    assert!(run.err.contains("3 findings ignored by the settings"), "{}", run.err);
    assert!(run.out.lines().count() == 1 && run.out.contains("[email-collision]"), "{}", run.out);
    // Another column, another value.
    shell.file(
        "csv-preflight.toml",
        settings.replace("'Phone'", "'Email'").replace(fingerprint.trim(), &"0".repeat(32)),
    );
    assert_eq!(check(&shell, "k", &["a.csv"]).out.lines().count(), 4);
    shell.file("csv-preflight.toml", "[[ignore-findings]]\nrule = 'invalid-mail'\n");
    check(&shell, "k", &["a.csv"])
        .failed_with(&["there is no rule `invalid-mail`", "did you mean `invalid-email`?"]);
    shell.file("csv-preflight.toml", "[[ignore-findings]]\nrule = 'invalid-email'\nfingerprint = 'x'\n");
    check(&shell, "k", &["a.csv"]).failed_with(&["this is no fingerprint"]);
}

#[test]
fn a_baseline_that_cannot_be_used_is_refused() {
    let shell = written("secret");
    let refused = |key: &str, words: &[&str]| {
        check(&shell, key, &["a.csv", "--baseline=known.json"]).failed_with(words);
    };
    refused("another", &["known.json was made with another key"]);
    refused("", &["fingerprints need a key", "CSV_PREFLIGHT_KEY"]);
    let good = text(&shell, "known.json");
    for (bad, words) in [
        (good.replace("\"baseline\": 1", "\"baseline\": 2"), "another version"),
        (good.replace("\"count\": 1", "\"count\": -1"), "is damaged"),
        (good.replace("\"fingerprint\": \"", "\"fingerprint\": \"x"), "is damaged"),
        ("{}".to_owned(), "is not a baseline"),
        (SICK.to_owned(), "is not a baseline"),
    ] {
        shell.file("known.json", &bad);
        refused("secret", &[words]);
        assert_eq!(text(&shell, "known.json"), bad);
    }
    check(&shell, "secret", &["a.csv", "--baseline=none.json"]).failed_with(&["none.json", "no such file"]);
    check(&shell, "secret", &["a.csv", "--prune-baseline"]).failed_with(&["no baseline to prune"]);
    check(&shell, "secret", &["a.csv", "--write-baseline=a.csv"]).failed_with(&["a.csv is to be checked"]);
    check(&shell, "secret", &["a.csv", "--write-baseline=none/b.json"]).failed_with(&["no such folder"]);
    assert_eq!(text(&shell, "a.csv"), SICK);
    check(&shell, "secret", &["a.csv", "--write-baseline=b", "--baseline=c"])
        .failed_with(&["cannot be used with"]);
}

#[test]
fn nothing_of_the_data_stands_in_a_baseline() {
    let shell = written("secret");
    let text = text(&shell, "known.json");
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["findings"].as_array().unwrap().len(), 4);
    for word in ["bob", "ann", "cat", "dan", "example.com", "442079460001", "n/a", "secret", "a.csv"] {
        assert!(!text.to_lowercase().contains(word), "{word}: {text}");
    }
    let other = written("other");
    assert_ne!(text, self::text(&other, "known.json"));
}

fn seen(outcome: &Outcome) -> BTreeMap<Fingerprint, (&'static str, u32)> {
    outcome.seen.findings.iter().map(|(fingerprint, found)| (*fingerprint, *found)).collect()
}

/// What is left, as a report would count and show it.
fn left(outcome: &Outcome) -> String {
    let findings = outcome.findings.iter();
    let shown: Vec<_> = findings.map(|f| (f.rule.id, f.severity, f.span, f.message.render(false))).collect();
    format!("{shown:?} {:?}", outcome.tallies)
}

/// However the file is cut up, the same is known, the same is counted and the same is shown; and whatever was
/// learned is all that was found.
#[test]
fn what_is_known_never_depends_on_how_the_file_was_cut_up() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/messy");
    let mut compared = 0;
    for name in ["identity.csv", "phones.csv", "emails.csv", "cells.csv", "fields.csv", "many-names.csv"] {
        let text = std::fs::read(folder.join(name)).unwrap();
        let secret = Some(Secret::new("k"));
        for max_per_rule in [1, usize::MAX] {
            let check = |known: Known, piece: Option<usize>| {
                let pieces =
                    piece.map_or(Pieces::default(), |piece| Pieces { piece, window: Some(2 * piece) });
                let known = Some(Arc::new(known));
                crate::check(&text, &Options { known, pieces, max_per_rule, ..crate::options() }).unwrap()
            };
            let learning = || Known { secret: secret.clone(), learns: true, ..Known::default() };
            let all = check(learning(), None);
            let plain = crate::check(&text, &crate::options()).unwrap();
            let total: u64 = plain.tallies.0.values().map(|tally| tally.findings).sum();
            assert_eq!((all.seen.hidden(), all.findings.len()), (total, 0), "{name}");
            assert!(all.tallies.0.is_empty(), "{name}: {:?}", all.tallies);
            let every_second = || Known {
                secret: secret.clone(),
                findings: seen(&all)
                    .into_iter()
                    .step_by(2)
                    .map(|(print, (_, count))| (print, count))
                    .collect(),
                ..Known::default()
            };
            let whole = check(every_second(), None);
            assert!(whole.seen.hidden() > 0 && !whole.findings.is_empty(), "{name}");
            for piece in [1, 7, 64, 300] {
                assert_eq!(seen(&check(learning(), Some(piece))), seen(&all), "{name} {piece}");
                let cut = check(every_second(), Some(piece));
                assert_eq!((left(&cut), seen(&cut)), (left(&whole), seen(&whole)), "{name} {piece}");
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 48);
}

#[test]
fn what_a_connector_does_is_known_for_that_connector() {
    let shell = Shell::new();
    // One address to Shopify, two to who keeps capitals.
    shell.file("a.csv", "Email,First Name\nBob@example.com,Bob\nbob@example.com,Bob\n");
    let with = |connectors: &str, more: &str| check(&shell, "k", &["a.csv", connectors, more]);
    let splits = |run: &Run| run.out.matches("[connector-split]").count();
    let one = "--connector=rudder-mailchimp";
    assert_eq!(splits(&with(one, "--ignore=email-case")), 1);
    let run = with(one, "--write-baseline=known.json");
    assert_eq!((run.code, run.out.contains("connector-split")), (0, false), "{}", run.out);
    assert_eq!(text(&shell, "known.json").matches("\"connector-split\"").count(), 1);
    let run = with(one, "--baseline=known.json");
    assert_eq!((run.code, splits(&run)), (0, 0), "{}", run.out);
    // Another connector that does the same is news, and the first is hidden still.
    shell.file(
        "other.toml",
        "id = 'other'\ntitle = 'O'\nabout = 'A'\n[email]\nconfidence = 'inferred'\nsteps = []\n\
         [resolve]\nkeys = ['email']\n",
    );
    let run = with("--connector=rudder-mailchimp,./other.toml", "--baseline=known.json");
    assert_eq!(splits(&run), 1, "{}", run.out);
    assert!(run.out.contains("new customer to other"), "{}", run.out);
}
