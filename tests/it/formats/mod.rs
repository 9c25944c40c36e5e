//! Every format over files that are clean, at fault, malformed and hostile: read back by real parsers, harmless
//! in a log, the same however the file was cut up, and without a trace of the data where it is redacted.

mod azure;
pub(crate) mod checkstyle;
mod csv;
mod github;
mod gitlab;
mod human;
mod junit;
mod outputs;
mod rdjson;
mod sarif;
mod statistics;

use std::time::Duration;

use csv_preflight::engine::Options;
use csv_preflight::error::Error;
use csv_preflight::report::human::Look;
use csv_preflight::report::{self, Manner, Report};
use csv_preflight::rule::Severity;
use csv_preflight::source::Pieces;
use proptest::prelude::*;

/// One finding, `email-whitespace` on the blank behind the address. Before the cell stand 🍓 (1 character, 2
/// units of UTF-16, 4 bytes), `José` (4, 4, 5) and a comma: 6 characters, 7 units, 10 bytes. The address is 16
/// long, so the blank is the 23rd character, 24th unit and 27th byte of line 2, and the cell begins at the 7th,
/// 8th and 11th.
const SAMPLE: &[u8] = "First Name,Email,Phone\n🍓José,jose@example.com ,+442079460958\n".as_bytes();

const CLEAN: &[u8] = b"Email,First Name\nbob@example.com,Bob\n";

/// Two spellings of one address, a bad one, and one that cannot be, from the fourth line on.
const FAULTY: &[u8] =
    b"Email,First Name,Phone\nbob@example.com,Bob,\n BOB@example.com,Bob,\nbob@example,Bob,12\nx y@example.com,Ann,\n";

/// No format says anything else of a tool's wrong file than of a merchant's.
const MALFORMED: [&[u8]; 6] = [
    b"",
    b"\xFF\xFE\x00",
    b"Email,First Name\n\"bob@example.com,Bob\nann@example.com,Ann\n",
    b"Email,First Name\nbob@example.com\n,,,,\nann@example.com,J\xE9r\xF4me,5\r\n\rann@example.com,x\n",
    b"sep=;\nEmail;First Name\nbob@example.com;Bob\n",
    b"\xEF\xBB\xBFEmail,First Name\n\0@example.com,B\x01ob\n",
];

/// What each of the places that a report is read at could take for a command.
fn hostile() -> Vec<u8> {
    let tricks = [
        "##[add-mask]x",
        "##vso[task.complete result=Failed;]x",
        "a\n::stop-commands::token\n::error::x",
        "a\r\n::set-output name=x::y",
        "\u{1b}[31mred\u{1b}[0m",
        "\u{1b}]8;;http://example.com\u{7}link\u{1b}]8;;\u{7}",
        "a\u{202e}b\u{2066}c\u{200b}d\u{feff}e",
        "| a | [x](http://example.com) ![y](z) `code` <script>alert(1)</script> @octocat #1 **b**",
        "]]><!-- &amp; --> <?x?> \"'",
        "a\0b\u{1}c\u{fffe}d\u{ffff}e\u{9b}f",
        "=cmd|' /C calc'!A0",
        "@SUM(1+1)",
        "-2+3",
        "\t=1",
        "{0} {{1}} [link](1)",
        "%0A%25::error::x",
    ];
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(["Email", "First Name", "Phone", "Accepts Email Marketing", "Note"]).unwrap();
    for trick in tricks {
        let row = [format!("{trick}@example"), trick.into(), trick.into(), trick.into(), trick.into()];
        writer.write_record(&row).unwrap();
        writer.write_record(&row).unwrap();
    }
    let mut bytes = writer.into_inner().unwrap();
    bytes.extend_from_slice(b"Jos\xE9\xFF@example,\xE9,\xE9,\xE9,\xE9\n");
    bytes
}

fn corpus() -> Vec<Vec<u8>> {
    let plain = [SAMPLE, CLEAN, FAULTY].into_iter().chain(MALFORMED).map(<[u8]>::to_vec);
    plain.chain([hostile()]).collect()
}

type Emitter = fn(&Report<'_>, &Manner, &mut Vec<u8>) -> Result<(), Error>;

/// Every format, by name.
const FORMATS: [(&str, Emitter); 16] = [
    ("human", |report, manner, out| {
        let look = Look { width: 100, colour: false, redact: manner.redact, quiet: false };
        report::human::write(report, look, Duration::ZERO, out)
    }),
    ("compact", |r, m, out| report::compact::write(r, m.redact, out).map_err(Error::Write)),
    ("json", |r, m, out| report::json::write(r, m.redact, out).map_err(Error::Write)),
    ("jsonl", |r, m, out| report::json::write_lines(r, m.redact, out).map_err(Error::Write)),
    ("csv", |r, m, out| report::csv::write(r, m, out)),
    ("sarif", |r, m, out| report::sarif::write(r, m, out)),
    ("github", |r, m, out| report::github::write(r, m, out).map_err(Error::Write)),
    ("summary", |r, m, out| report::github::write_summary(r, m, 1 << 20, out).map_err(Error::Write)),
    ("gitlab", |r, m, out| report::gitlab::write(r, m, out)),
    ("azure", |r, m, out| report::azure::write(r, m, out).map_err(Error::Write)),
    ("junit", |r, m, out| report::junit::write(r, m, out).map_err(Error::Write)),
    ("checkstyle", |r, m, out| report::checkstyle::write(r, m, out).map_err(Error::Write)),
    ("rdjson", |r, m, out| report::rdjson::write(r, m, out).map_err(Error::Write)),
    ("rdjsonl", |r, m, out| report::rdjson::write_lines(r, m, out).map_err(Error::Write)),
    ("statistics", |r, _, out| report::statistics::write(r, out).map_err(Error::Write)),
    ("statistics-json", |r, _, out| report::statistics::write_json(r, out).map_err(Error::Write)),
];

pub(crate) fn outputs(bytes: &[u8], options: &Options, manner: &Manner) -> Vec<(&'static str, String)> {
    let outcome = crate::check(bytes, options).unwrap();
    let report = Report::new(&outcome, Severity::Info).unwrap();
    let told = FORMATS.iter().map(|(name, write)| {
        let mut out = Vec::new();
        write(&report, manner, &mut out).unwrap();
        (*name, String::from_utf8(out).unwrap())
    });
    told.collect()
}

/// What one format says of a file.
fn told(format: &str, bytes: &[u8], manner: &Manner) -> String {
    let all = outputs(bytes, &crate::options(), manner);
    all.into_iter().find(|(name, _)| *name == format).unwrap().1
}

fn masked() -> Manner {
    Manner { redact: true, ..Manner::default() }
}

fn is_dangerous(c: char) -> bool {
    c != '\n' && c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
            | '\u{2028}' | '\u{2029}')
}

/// A line that is meant to be a command.
fn is_own_command(format: &str, line: &str) -> bool {
    let ours = match format {
        "github" => ["::error file=", "::warning file=", "::notice file="].as_slice(),
        "azure" => &["##vso[task.logissue type="],
        _ => &[],
    };
    ours.iter().any(|start| line.starts_with(start))
}

pub(crate) fn assert_harmless(format: &str, out: &str) {
    assert!(!out.contains(is_dangerous), "{format}: {out:?}");
    for line in out.split('\n') {
        let own = is_own_command(format, line);
        let text = if own { line.get(2..).unwrap() } else { line };
        assert!(!text.contains("##[") && !text.contains("##vso["), "{format}: {line}");
        assert!(own || !line.trim_start().starts_with("::"), "{format}: {line}");
    }
}

#[test]
fn nothing_in_a_file_acts_on_a_log() {
    for bytes in corpus() {
        for manner in [Manner::default(), masked()] {
            for (format, out) in outputs(&bytes, &crate::options(), &manner) {
                assert_harmless(format, &out);
            }
        }
    }
}

#[test]
fn clean_files_are_told_in_every_format() {
    for (format, out) in outputs(CLEAN, &crate::options(), &Manner::default()) {
        let silent = ["compact", "jsonl", "github", "azure", "rdjsonl", "statistics"].contains(&format);
        assert_eq!(out.is_empty(), silent, "{format}: {out}");
        assert!(!out.contains("bob@example.com") || format == "sarif", "{format}: {out}");
    }
}

#[test]
fn json_formats_are_json() {
    let whole = ["json", "sarif", "gitlab", "rdjson", "statistics-json"];
    for bytes in corpus() {
        for (format, out) in outputs(&bytes, &crate::options(), &Manner::default()) {
            let values: Vec<serde_json::Value> = match format {
                "jsonl" | "rdjsonl" => out.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
                _ if whole.contains(&format) => vec![serde_json::from_str(&out).unwrap()],
                _ => continue,
            };
            assert!(values.iter().all(|value| value.is_object() || value.is_array()), "{format}");
        }
    }
}

#[test]
fn lines_of_jsonl_are_the_findings_of_json() {
    let json: serde_json::Value = serde_json::from_str(&told("json", FAULTY, &Manner::default())).unwrap();
    let lines = told("jsonl", FAULTY, &Manner::default());
    let findings = json["findings"].as_array().unwrap();
    assert!(findings.len() > 3);
    assert_eq!(lines.lines().count(), findings.len());
    for (line, finding) in lines.lines().zip(findings) {
        let mut line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(line.as_object_mut().unwrap().remove("schema_version").unwrap(), 1);
        assert_eq!(&line, finding);
    }
}

#[test]
fn findings_are_not_lost_in_any_format() {
    let outcome = crate::check(FAULTY, &crate::options()).unwrap();
    assert!(outcome.findings.len() > 4);
    for (format, out) in outputs(FAULTY, &crate::options(), &Manner::default()) {
        for finding in &outcome.findings {
            assert!(out.contains(finding.rule.id), "{} is not in {format}: {out}", finding.rule.id);
        }
    }
}

#[test]
fn machine_formats_do_not_depend_on_how_the_file_was_read() {
    let rows: Vec<String> = (0..400)
        .map(|n| format!("Ann{n}@example.com ,Ann,+1 212 555 01{:02}\nbob{}@example,Bob,x\n", n % 100, n % 7))
        .collect();
    let bytes = ["Email,First Name,Phone\n", &rows.concat()].concat().into_bytes();
    let read = |threads, pieces| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let options = Options { pieces, max_per_rule: 50, ..crate::options() };
        pool.install(|| outputs(&bytes, &options, &Manner::default()))
    };
    let alone = read(1, Pieces::default());
    for (threads, size) in [(1, 100), (4, 100), (4, 1000)] {
        let many = read(threads, Pieces { piece: size, window: Some(size * 3) });
        for ((format, one), (_, other)) in alone.iter().zip(&many) {
            assert_eq!(one, other, "{format} with {threads} threads and pieces of {size}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Names, addresses and identifiers made of letters that occur in no message and in no example of a rule.
    #[test]
    fn nothing_of_a_row_is_left_when_redacted(
        name in "[ÀÈÌÒÙ]{4,8}",
        local in "[ßøþ]{4,9}",
        street in "[ЖЩЮЯ]{4,9}",
        tail in "[3-9]{9}",
        header in "[ψωλ]{4,8}",
        end in prop::sample::select(vec!["", " ", "\u{200b}", ".", " x", "\n##[x]"]),
    ) {
        let mut writer = ::csv::Writer::from_writer(Vec::new());
        writer
            .write_record(["Email", "First Name", "Last Name", "Phone", "Accepts Email Marketing", "Address1", "Customer ID", &header])
            .unwrap();
        let email = format!("{local}@{local}.example");
        for (email, phone) in [
            (format!("{email}{end}"), format!("+1{tail}{end}")),
            (email.to_uppercase(), format!("({tail}")),
            (email.clone(), format!("+1{tail}")),
            (format!("{local}@"), tail.clone()),
        ] {
            let id = format!("'{tail}1");
            writer.write_record([&email, &name, &street, &phone, &name, &street, &id, &local]).unwrap();
        }
        let mut bytes = writer.into_inner().unwrap();
        // Ragged and with a stray byte and a stray quote.
        bytes.extend_from_slice(format!("{email},{name},\"{street}\"{name}\n\"{local}").as_bytes());
        bytes.extend_from_slice(b"\xFF\n");
        for key in [None, Some("a secret".to_owned())] {
            let manner = Manner { key, ..masked() };
            for (format, out) in outputs(&bytes, &crate::options(), &manner) {
                prop_assert!(!out.is_empty(), "{}", format);
                let uri = |text: &str| text.bytes().map(|b| format!("%{b:02X}")).collect::<Vec<_>>().concat();
                for secret in [&name, &local, &local.to_uppercase(), &street, &street.to_lowercase(), &tail, &header] {
                    prop_assert!(!out.contains(secret.as_str()), "{} in {}: {}", secret, format, out);
                    let coded = !secret.is_ascii() && out.contains(&uri(secret));
                    prop_assert!(!coded, "{} in {}: {}", secret, format, out);
                }
            }
        }
    }
}
