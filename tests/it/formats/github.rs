//! GitHub: columns in UTF-16 code units, from 1, the end column inclusive; and a summary in Markdown.

use csv_preflight::engine::Options;
use csv_preflight::report::{Manner, Report, github};
use csv_preflight::rule::Severity;

use super::{CLEAN, SAMPLE, corpus, hostile, masked, told};

#[test]
fn one_position() {
    assert_eq!(
        told("github", SAMPLE, &Manner::default()),
        "::warning file=customers.csv,line=2,col=24,endColumn=24,title=email-whitespace::`jose@example.com ` has \
         white space at the end (Email, record 1)%0Awhat is left without it is the address that the importer \
         compares%0Afix (safe): remove what nobody sees\n"
    );
}

#[test]
fn a_cell_of_several_lines_has_no_columns() {
    let out = told("github", b"Email,First Name\n\"bob@\nexample\",Bob\n", &Manner::default());
    assert!(out.contains("::error file=customers.csv,line=2,endLine=3,title=invalid-email::"), "{out}");
}

/// The keys and the data of each command, as the runner reads them.
fn commands(out: &str) -> Vec<(Vec<String>, String)> {
    let mut found = Vec::new();
    for line in out.lines() {
        let (head, data) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
        let (_, properties) = head.split_once(' ').unwrap();
        let keys = properties.split(',').map(|property| property.split('=').next().unwrap().to_owned());
        found.push((keys.collect(), data.to_owned()));
    }
    found
}

#[test]
fn a_cell_adds_no_property_and_no_command() {
    for bytes in corpus() {
        for (keys, _) in commands(&told("github", &bytes, &Manner::default())) {
            let known = ["file", "line", "endLine", "col", "endColumn", "title"];
            assert!(keys.iter().all(|key| known.contains(&key.as_str())), "{keys:?}");
        }
    }
}

#[test]
fn ten_of_a_kind_and_every_rule_among_them() {
    // 30 addresses without a dot, 3 with a blank inside: both are errors.
    let bytes = ["Email\n", &"bob@example\n".repeat(30), &"a b@example.com\n".repeat(3)].concat();
    let out = told("github", bytes.as_bytes(), &Manner::default());
    let errors: Vec<&str> = out.lines().filter(|line| line.starts_with("::error ")).collect();
    assert_eq!(errors.len(), 10);
    let of = |rule: &str| errors.iter().filter(|line| line.contains(&format!("title={rule}::"))).count();
    assert!(of("email-whitespace") == 3 && of("invalid-email") > 0, "{out}");
    // The last of a rule says what is left of it: 30 less those that are told.
    let last = errors.iter().rfind(|line| line.contains("title=invalid-email::")).unwrap();
    let told = of("invalid-email");
    let rest = format!("%0A{} more findings of this rule: customers.csv:{}, ", 30 - told, told + 2);
    assert!(last.contains(&rest), "{last} has no {rest}");
}

#[test]
fn what_was_not_kept_is_counted_too() {
    let options = Options { max_per_rule: 12, ..crate::options() };
    let outcome =
        crate::check(["Email\n", &"bob@example\n".repeat(30)].concat().as_bytes(), &options).unwrap();
    let report = Report::new(&outcome, Severity::Info).unwrap();
    let mut out = Vec::new();
    github::write(&report, &Manner::default(), &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    // What is no address is no key, so it repeats nothing.
    let told = out.matches("title=invalid-email::").count();
    assert!(out.contains(&format!("{} more findings of this rule: ", 30 - told)), "{out}");
    let mut summary = Vec::new();
    github::write_summary(&report, &Manner::default(), 1 << 20, &mut summary).unwrap();
    let summary = String::from_utf8(summary).unwrap();
    let left_out = report.count_left_out();
    assert_eq!(left_out, 30 - 12);
    assert!(summary.contains(&format!("{left_out} findings not shown here.")), "{summary}");
}

#[test]
fn the_summary_says_what_and_where() {
    let out = told("summary", SAMPLE, &Manner::default());
    assert!(out.starts_with("## csv-preflight: 0 errors, 1 warning, 0 infos\n"), "{out}");
    assert!(
        out.contains(
            "| <code>customers&#46;csv&#58;2</code> Email, record 1 | warning `email-whitespace` | "
        )
    );
    assert!(
        out.contains("<code>jose&#64;<!-- -->example&#46;com </code> has white space at the end"),
        "{out}"
    );
    let clean = told("summary", CLEAN, &Manner::default());
    assert!(clean.starts_with("## csv-preflight: 0 errors, 0 warnings, 0 infos\n"), "{clean}");
}

#[test]
fn nothing_in_a_cell_is_markup() {
    for manner in [Manner::default(), masked()] {
        let out = told("summary", &hostile(), &manner);
        assert!(out.len() > 1000);
        for line in out.lines().filter(|line| line.starts_with('|')) {
            let columns = line.matches('|').count() - 1;
            assert!(columns == 4 || columns == 5, "{line}");
            // What is left when the tool's own markup is taken away.
            let mut rest =
                line.replace("<code>", "").replace("</code>", "").replace("<!-- -->", "").replace("<br>", "");
            for rule in csv_preflight::rules::ALL {
                rest = rest.replace(&format!("[`{}`]({})", rule.id, rule.url()), "");
                rest = rest.replace(&format!("`{}`", rule.id), "");
            }
            assert!(!rest.contains(['<', '>', '`', '[', ']', '*', '_', '@', '!', '~', '\\']), "{rest}");
        }
    }
}

#[test]
fn a_summary_keeps_to_its_room() {
    let bytes = ["Email\n", &"bob@example\n".repeat(3000)].concat();
    let outcome = crate::check(bytes.as_bytes(), &crate::options()).unwrap();
    let report = Report::new(&outcome, Severity::Info).unwrap();
    for room in [0, 10, 1024, 1500, 10_000, 100_000] {
        let mut out = Vec::new();
        github::write_summary(&report, &Manner::default(), room, &mut out).unwrap();
        assert!(out.len() as u64 <= room.max(1), "{} in {room}", out.len());
        let out = String::from_utf8(out).unwrap();
        assert_eq!(out.contains("findings not shown here."), room >= 1500, "{room}: {out}");
    }
}
