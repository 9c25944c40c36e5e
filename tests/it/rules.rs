//! The catalogue proves itself: every declaration is complete and every example is executed.

use csv_preflight::edit::Applicability;
use csv_preflight::engine::{self, Input, Options, Origin, Outcome};
use csv_preflight::format::Format;
use csv_preflight::rule::{Check, Example, Finding, FixAvailability, Level, Rule, Severity};
use csv_preflight::rules::ALL;
use csv_preflight::settings::{Scope, Settings};
use csv_preflight::source::Resolver;

fn options(settings: &str) -> Options {
    let settings = Settings::parse("example", settings).unwrap();
    let mut options = Options { show_from: Severity::Info, ..Options::default() };
    settings.apply(&mut options);
    options.connectors = settings.choose_connectors().unwrap();
    options
}

fn run(rule: &Rule, csv: &[u8], settings: &str) -> Outcome {
    let across_files = Settings::parse("example", settings).unwrap().scope != Some(Scope::File);
    let input = Input {
        origin: Origin::Memory(csv.to_vec()),
        name: "example.csv".into(),
        across_files,
        may_be_stranger: false,
    };
    engine::check(&[input], &options(settings), &())
        .unwrap_or_else(|error| panic!("{}: {error} {}", rule.id, csv.escape_ascii()))
}

fn told(outcome: &Outcome, finding: &Finding) -> String {
    let file = &outcome.files[finding.file as usize];
    let start = Resolver::new(&file.source, file.lexer(), &file.marks).place(finding.span).unwrap().start;
    format!("{}:{} {}", start.line, start.column, finding.message.render(false))
}

fn of<'o>(rule: &Rule, outcome: &'o Outcome) -> Vec<&'o Finding> {
    outcome.findings.iter().filter(|finding| finding.rule == rule).collect()
}

/// Applies the fixes of one rule until nothing changes.
fn fixed(rule: &Rule, example: &Example) -> (Vec<u8>, bool) {
    let csv = example.bytes().into_owned();
    let outcome = run(rule, &csv, example.settings);
    let any = of(rule, &outcome).iter().any(|finding| finding.fix.is_some());
    let mut options = options(example.settings);
    for other in ALL.iter().filter(|other| **other != rule) {
        options.levels.set(other.id, Level::Off);
    }
    let (after, done) = crate::fixes::repaired(&crate::input(&csv), &options, Applicability::Unsafe);
    assert!(done.settled, "{}: the fix does not settle", rule.id);
    (after.unwrap_or(csv), any)
}

#[test]
fn declarations_are_complete() {
    for (place, rule) in ALL.iter().enumerate() {
        let id = rule.id;
        assert!(id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{id}");
        assert!(ALL[..place].iter().all(|other| other.id != id), "{id} stands twice");
        assert!(rule.summary.chars().count() <= 80, "{id}: the summary is too long");
        assert!(!rule.summary.ends_with('.'), "{id}: no full stop after the summary");
        let first = rule.summary.chars().next().unwrap();
        assert!(!first.is_uppercase() || rule.summary.starts_with("UTF"), "{id}: lower case");
        for prose in [rule.why, rule.exceptions] {
            assert!(prose.ends_with('.') && !prose.contains("  "), "{id}: whole sentences: {prose}");
        }
        assert!(!rule.sources.is_empty(), "{id}: no source");
        assert!(rule.sources.iter().all(|s| s.starts_with("https://") || s.starts_with("http://")), "{id}");
        assert_eq!(rule.since.split('.').count(), 3, "{id}");
        assert!(rule.examples.iter().any(|e| !e.finds.is_empty()), "{id}: no bad example");
        assert!(rule.examples.iter().any(|e| e.finds.is_empty()), "{id}: no good example");
        assert!(ALL[..place].iter().all(|other| other.group <= rule.group), "{id}: out of order");
    }
}

#[test]
fn every_rule_has_its_own_file() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let mut files = Vec::new();
    for folder in std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|p| p.is_dir()) {
        for file in std::fs::read_dir(folder).unwrap() {
            let stem = file.unwrap().path().file_stem().unwrap().to_string_lossy().replace('_', "-");
            files.push(stem);
        }
    }
    files.sort();
    let mut ids: Vec<String> = ALL.iter().map(|rule| rule.id.to_owned()).collect();
    ids.sort();
    assert_eq!(files, ids);
}

#[test]
fn bad_examples_find_exactly_what_they_say() {
    let mut wrong = Vec::new();
    for rule in ALL {
        for example in rule.examples.iter().filter(|example| !example.finds.is_empty()) {
            let outcome = run(rule, &example.bytes(), example.settings);
            let found: Vec<String> = of(rule, &outcome).into_iter().map(|f| told(&outcome, f)).collect();
            if found != example.finds {
                let (id, expected) = (rule.id, example.finds.join("\n  "));
                wrong.push(format!("{id}:\n expected\n  {expected}\n found\n  {}", found.join("\n  ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn good_examples_are_good_to_every_rule() {
    for rule in ALL {
        for example in rule.examples.iter().filter(|example| example.finds.is_empty()) {
            let outcome = run(rule, &example.bytes(), example.settings);
            for finding in &outcome.findings {
                let told = told(&outcome, finding);
                assert!(finding.severity < Severity::Warning, "{}: {} {told}", rule.id, finding.rule.id);
                assert!(finding.rule != *rule, "{}: {told}", rule.id);
            }
        }
    }
}

#[test]
fn fixes_are_reached_stable_and_as_declared() {
    for rule in ALL {
        let mut seen = Vec::new();
        for example in rule.examples.iter().filter(|example| !example.finds.is_empty()) {
            let outcome = run(rule, &example.bytes(), example.settings);
            seen.extend(
                of(rule, &outcome).iter().filter_map(|f| f.fix.as_ref()).map(|fix| fix.applicability),
            );
            let (after, any) = fixed(rule, example);
            match example.fixed {
                Some(expected) => assert_eq!(
                    after.escape_ascii().to_string(),
                    expected.escape_ascii().to_string(),
                    "{}: fixed text",
                    rule.id
                ),
                None => assert!(!any, "{}: a fix without its fixed text", rule.id),
            }
        }
        let safe = seen.contains(&Applicability::Safe);
        let not_safe = seen.contains(&Applicability::Unsafe);
        let observed = match (safe, not_safe) {
            (false, false) => FixAvailability::Never,
            (true, false) => FixAvailability::Safe,
            (false, true) => FixAvailability::Unsafe,
            (true, true) => FixAvailability::Mixed,
        };
        assert_eq!(rule.fix, observed, "{}: declared and observed fixes", rule.id);
    }
}

#[test]
fn every_finding_says_what_to_do() {
    for rule in ALL {
        for example in rule.examples {
            let outcome = run(rule, &example.bytes(), example.settings);
            for finding in &outcome.findings {
                let help = finding.help.as_ref().map(|help| help.render(false)).unwrap_or_default();
                let told = told(&outcome, finding);
                assert!(!help.is_empty() && !help.ends_with('.'), "{}: {told}: {help:?}", finding.rule.id);
            }
        }
    }
}

/// The rules that speak on the only row of a file, in the order of the catalogue.
fn speakers(header: &str, row: &str, settings: &str) -> Vec<&'static str> {
    let csv = format!("{header}\n{row}\n");
    let outcome = run(ALL[0], csv.as_bytes(), settings);
    let counted: u64 = outcome.tallies.0.values().map(|tally| tally.findings).sum();
    assert_eq!(counted, outcome.findings.len() as u64, "{row}: counts and findings differ");
    outcome.findings.iter().map(|finding| finding.rule.id).collect()
}

#[test]
fn one_defect_is_told_once() {
    let whole = "First Name,Last Name,Email,Accepts Email Marketing,Default Address Country Code,Phone";
    let zip = "Email,Default Address Country Code,Default Address Zip,Phone";
    for (header, row, settings, told) in [
        // What a slipped row explains is not told of its cells.
        (whole, "Ann,Chen,Jr,ann@example.com,yes,US", "", "shifted-row"),
        (whole, "Bob,bob@example.com,no,GB,+442079460958,n/a", "", "shifted-row"),
        (whole, "Cat,Lee,,yes,US,cat@example.com", "", "shifted-row"),
        (whole, "ann@example.com,,,yes,GB,", "", "shifted-row"),
        (whole, "Ann,Chen,\x00ann@example.com,yes,GB,", "", "control-character"),
        (whole, "Ann,Chen,ann@example.com,yes,GB\u{200B},", "", "control-character"),
        (whole, "Ann,Chen,“ann@example.com”,yes,GB,", "", "email-not-bare"),
        (whole, "Ann,Chen,‘ann@example.com’,yes,GB,", "", "email-not-bare"),
        (zip, "a@example.com,US,1234567.0,", "", "spreadsheet-number"),
        (zip, "a@example.com,US,7001.0,", "", "spreadsheet-number"),
        (zip, "+ann@example.com;,GB,,", "", "email-not-bare"),
        (zip, "a@example.com,GB,,n/a", "", "placeholder-phone"),
        (zip, "a@example.com,GB,,+44", "", "invalid-phone"),
        (zip, "a@example.com,US,,0044 20 7946 0958", "default-country = \"US\"", "invalid-phone"),
        // What is worse than what would explain it is told.
        (
            whole,
            "Cat,Lee,,,ABC,cat@example.com",
            "[rules]\nshifted-row = \"info\"",
            "invalid-phone shifted-row invalid-country",
        ),
    ] {
        let mut speakers = speakers(header, row, settings);
        speakers.sort_by_key(|id| ALL.iter().position(|rule| rule.id == *id));
        assert_eq!(speakers.join(" "), told, "{row}");
    }
}

#[test]
fn messages_keep_to_the_house_style() {
    for rule in ALL {
        for message in rule.examples.iter().flat_map(|example| example.finds) {
            let text = message.split_once(' ').unwrap().1;
            assert!(!text.ends_with('.'), "{}: no full stop: {text}", rule.id);
            let first = text.chars().next().unwrap();
            assert!(!first.is_uppercase() || text.starts_with("UTF"), "{}: lower case: {text}", rule.id);
        }
    }
}

#[test]
fn rules_of_repetition_speak_for_one_sort_each() {
    let mut sorts: Vec<_> = ALL
        .iter()
        .filter_map(|rule| match rule.check {
            Check::Repeat { of, .. } => Some(of),
            _ => None,
        })
        .collect();
    let all = sorts.len();
    sorts.sort();
    sorts.dedup();
    assert_eq!(sorts.len(), all);
}

#[test]
fn each_way_of_connectors_to_part_has_one_rule() {
    for parting in csv_preflight::rule::Parting::ALL {
        let speaks = |rule: &&&Rule| matches!(rule.check, Check::Connector { of, .. } if of == parting);
        assert_eq!(ALL.iter().filter(speaks).count(), 1, "{parting:?}");
    }
}

#[test]
fn formats_name_only_known_things() {
    for format in Format::all() {
        assert!(format.id.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'));
    }
}
