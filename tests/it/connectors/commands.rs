//! The commands around connectors, run as a user runs them.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use csv_preflight::connector::Library;
use serde_json::Value;

struct Run {
    code: i32,
    out: String,
    err: String,
}

fn run_in(folder: &std::path::Path, arguments: &[&str], stdin: &[u8]) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_csv-preflight"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let bytes = stdin.to_vec();
    // The program may stop reading early.
    let writer = std::thread::spawn(move || drop(input.write_all(&bytes)));
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: status.code().unwrap(), out: text(stdout), err: text(stderr) }
}

fn run(arguments: &[&str], stdin: &[u8]) -> Run {
    run_in(std::path::Path::new(env!("CARGO_MANIFEST_DIR")), arguments, stdin)
}

fn objects(arguments: &[&str], stdin: &[u8]) -> Vec<Value> {
    let run = run(&[&["normalize", "--output-format", "jsonl"], arguments].concat(), stdin);
    assert_eq!(run.code, 0, "{}", run.err);
    run.out.split_terminator('\n').map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The message without colour and line breaks.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace("│ ", "")
}

#[test]
fn every_line_of_standard_input_has_an_object() {
    let lines = b"Bob@Example.com\r\n\nnobody\nb\xFFb@example.com\n zoe@example.com";
    let told = objects(&["--kind", "email", "-"], lines);
    let keys: Vec<&Value> = told.iter().map(|one| &one["key"]).collect();
    assert_eq!(
        keys,
        ["bob@example.com".into(), Value::Null, Value::Null, Value::Null, "zoe@example.com".into()]
            .each_ref()
    );
    assert_eq!(told[0]["input"], "Bob@Example.com");
    assert_eq!(told[0]["steps"], serde_json::json!(["lower-case"]));
    assert_eq!(told[1]["reason"], "empty");
    assert_eq!(told[2]["reason"], "there is no `@` in it");
    assert_eq!(told[3]["reason"], "not UTF-8: byte 0xFF at offset 1");
    assert_eq!(told[4]["steps"], serde_json::json!(["trim white space"]));
    assert!(told.iter().all(|one| one.get("e164").is_none()));
}

#[test]
fn numbers_have_the_verdict_of_the_engine() {
    let lines = b"+44 (0)20 7946 0958 x12\n(212) 555-0100\n253-0000\nnone\n\xFF\n";
    let told = objects(&["--kind", "phone", "--country", "US", "-"], lines);
    assert_eq!(
        told[0],
        serde_json::json!({
            "input": "+44 (0)20 7946 0958 x12",
            "key": null,
            "reason": "it has an extension",
            "steps": [],
            "e164": "+442079460958",
            "valid": true,
            "possible": true,
            "region": "GB",
            "type": "fixed-line",
            "extension": "12",
        })
    );
    assert_eq!((&told[1]["key"], &told[1]["type"]), (&"+12125550100".into(), &"fixed-line-or-mobile".into()));
    assert_eq!(told[2]["key"], Value::Null);
    assert_eq!(
        (&told[2]["e164"], &told[2]["valid"], &told[2]["possible"]),
        (&"+12530000".into(), &false.into(), &true.into())
    );
    assert_eq!((&told[3]["e164"], &told[3]["reason"]), (&Value::Null, &"it is not a phone number".into()));
    assert_eq!(told[4]["e164"], Value::Null);
}

#[test]
fn json_strings_can_hold_any_character() {
    let lines = "\"bob\\n@example.com\"\n\"\\u0000\"\n\"zo\\u00e9@example.com\" \r\n\"\"\n";
    let told = objects(&["--kind", "email", "--json-input", "-"], lines.as_bytes());
    assert_eq!(told[0]["input"], "bob\n@example.com");
    assert_eq!(told[0]["reason"], "this character cannot stand before the `@`");
    assert_eq!(told[1]["key"], Value::Null);
    assert_eq!(told[2]["key"], "zoé@example.com");
    assert_eq!(told[3]["reason"], "empty");
    for wrong in ["bob", "7", "\"a\" \"b\"", "\"\\ud800\"", ""] {
        let lines = format!("\"a@example.com\"\n{wrong}\n");
        let run = run(&["normalize", "--kind", "email", "--json-input", "-"], lines.as_bytes());
        assert_eq!(run.code, 2, "{wrong}");
        assert!(run.err.contains("line 2"), "{}", run.err);
    }
}

#[test]
fn any_bytes_have_a_key_or_a_reason() {
    let mut state = 7_u64;
    let mut bytes = Vec::new();
    for _ in 0..60_000 {
        // Numerical Recipes' generator.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        bytes.push(match state >> 60 {
            0..4 => b'\n',
            4..8 => b"0123456789+@. "[(state >> 40) as usize % 14],
            _ => (state >> 33).to_le_bytes()[0],
        });
    }
    for kind in ["email", "phone"] {
        for connector in ["shopify", "odoo", "reddit-segment", "klaviyo"] {
            let told = objects(&["--connector", connector, "--kind", kind, "-"], &bytes);
            assert!(told.len() > 1000);
            for one in told {
                let empty = one["key"] == "";
                assert!(!empty && one["key"].is_null() != one["reason"].is_null(), "{one}");
            }
        }
    }
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_csv-preflight"))
        .args(["normalize", "--kind", "email", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut input = child.stdin.take().unwrap();
    let lines = "bob@example.com\n".repeat(100_000);
    drop(input.write_all(lines.as_bytes()));
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn steps_are_told_in_words() {
    let run = run(&["normalize", "--phone", "020 7946 0958", "--country", "GB"], b"");
    assert_eq!(
        run.out,
        "phone `020 7946 0958` under shopify\n  \
         spaces and punctuation, +44, trunk zero → `+442079460958` (documented)\n  \
         key `+442079460958`\n  \
         libphonenumber: +442079460958, valid, fixed-line, GB\n"
    );
}

#[test]
fn every_builtin_is_listed_and_shown() {
    let list = run(&["connectors"], b"").out;
    for connector in Library::builtin().all() {
        assert!(list.contains(&format!("{} ", connector.id)), "{}", connector.id);
    }
    for name in ["shopify", "klaviyo", "business-central", "salesforce", "matrixify"] {
        let shown = run(&["connectors", "show", name], b"");
        let connector = Library::builtin().find(name).unwrap();
        assert_eq!(shown.code, 0);
        for source in connector.identities.iter().flat_map(|identity| &identity.sources) {
            assert!(shown.out.contains(source.as_str()), "{name}: {source}");
        }
        assert!(!shown.out.contains("WRONG"));
    }
    assert!(run(&["connectors", "show", "klaviyo"], b"").out.contains("email (inferred)"));
}

#[test]
fn unknown_words_are_met_with_the_nearest() {
    for arguments in [
        &["connectors", "show", "klavio"][..],
        &["connectors", "test", "klavio"],
        &["connectors", "compare", "shopify", "klavio"],
        &["normalize", "--connector", "klavio", "--email", "a"],
    ] {
        let run = run(arguments, b"");
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?}");
        assert!(flat(&run.err).contains("there is no connector `klavio`"), "{}", run.err);
        assert!(run.err.contains("did you mean `klaviyo"), "{}", run.err);
    }
    assert_eq!(run(&["normalize"], b"").code, 2);
    assert_eq!(run(&["normalize", "--kind", "email"], b"").code, 2);
    assert_eq!(run(&["normalize", "-"], b"").code, 2);
    assert_eq!(run(&["connectors", "show", "./none.toml"], b"").code, 2);
}

const OWN: &str = "\
id = 'own'
title = 'Own'
about = 'A connector of our own.'
inherit = 'klaviyo'

[email]
confidence = 'measured'
steps = [{ trim = { ws = 'php' } }, { lower = { mode = 'ascii' } }]

[[example]]
of = 'email'
input = ' Bob@Example.com'
key = 'bob@example.com'
";

#[test]
fn a_connector_of_ones_own_is_tested_and_used() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let run = |arguments: &[&str]| run_in(folder.path(), arguments, b"");
    file("own.toml", OWN);
    let tested = run(&["connectors", "test", "own.toml"]);
    assert_eq!(tested.code, 0, "{}", tested.err);
    assert!(tested.out.ends_with("own: 1 example, 0 wrong\n"), "{}", tested.out);
    let normalized = run(&["normalize", "--connector", "./own.toml", "--email", "ÉVA@Example.com"]);
    assert!(normalized.out.contains("key `Éva@example.com`"), "{}", normalized.out);
    assert!(run(&["connectors", "compare", "own.toml", "klaviyo"]).out.contains("capitals beyond ASCII"));

    std::fs::create_dir(folder.path().join("systems")).unwrap();
    file("systems/second.toml", &OWN.replace("'own'", "'second'").replace("'klaviyo'", "'third'"));
    file("systems/third.toml", &OWN.replace("'own'", "'third'"));
    file("csv-preflight.toml", "connectors-dir = 'systems'\n");
    assert_eq!(run(&["connectors", "test", "second"]).code, 0);
    assert!(run(&["connectors"]).out.contains("third "));
    assert!(
        run(&["normalize", "--connector", "third", "--email", "A@example.com"])
            .out
            .contains("`a@example.com`")
    );
    file("csv-preflight.toml", "connectors-dir = 'nowhere'\n");
    assert_eq!(run(&["connectors"]).code, 2);
    std::fs::remove_file(folder.path().join("csv-preflight.toml")).unwrap();

    file("bad.toml", &OWN.replace("key = 'bob@example.com'", "key = 'Bob@example.com'"));
    for arguments in
        [&["connectors", "test", "bad.toml"][..], &["normalize", "--connector", "bad.toml", "--email", "a"]]
    {
        let wrong = run(arguments);
        assert_eq!(wrong.code, 2);
        for words in ["this example is wrong", "it gives `bob@example.com`", "bad.toml:13"] {
            assert!(flat(&wrong.err).contains(words), "{words} is not in {}", wrong.err);
        }
    }
    file("bad.toml", &OWN.replace("'php'", "'phx'"));
    let wrong = run(&["connectors", "test", "bad.toml"]);
    assert_eq!((wrong.code, wrong.out.as_str()), (2, ""));
    for words in ["there is no `ws` `phx`", "did you mean `php`?", "bad.toml:8"] {
        assert!(flat(&wrong.err).contains(words), "{words} is not in {}", wrong.err);
    }
}

#[test]
fn pairs_that_differ_are_findings() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| run_in(folder.path(), arguments, b"");
    let file = |text: &str| std::fs::write(folder.path().join("pairs.csv"), text).unwrap();
    file("raw,stored\nBob@Example.com,bob@example.com\n");
    let agreeing = run(&["connectors", "test", "mailchimp", "--pairs", "pairs.csv"]);
    assert_eq!((agreeing.code, agreeing.out.as_str()), (0, "mailchimp: 1 pair, 0 differing\n"));
    file("raw,stored\nBob@Example.com,Bob@Example.com\n");
    let differing = run(&["connectors", "test", "mailchimp", "--pairs", "pairs.csv"]);
    assert_eq!(differing.code, 1);
    assert_eq!(
        differing.out,
        "line 2: email `Bob@Example.com` is `Bob@Example.com` there\n  \
         lower-case → `bob@example.com`\n  \
         the system keeps the value, the first step to change it is: lower-case\n\
         mailchimp: 1 pair, 1 differing\n"
    );
    assert_eq!(run(&["connectors", "test", "mailchimp", "--pairs", "none.csv"]).code, 2);
}

#[test]
fn rows_of_a_file_show_where_two_connectors_part() {
    let folder = tempfile::tempdir().unwrap();
    let csv = "First Name,Email,Phone\nBob,bob@example.com,+44 20 7946 0958\nBob,Bob@example.com,+44 (0)20 7946 0958\n";
    std::fs::write(folder.path().join("customers.csv"), csv).unwrap();
    let told = run_in(folder.path(), &["connectors", "compare", "shopify", "zendesk", "customers.csv"], b"");
    assert_eq!(told.code, 0, "{}", told.err);
    assert_eq!(
        told.out,
        "phone: one to shopify, two to zendesk\n  \
         `+44 20 7946 0958` and `+44 (0)20 7946 0958`\n    \
         shopify: `+442079460958`\n    \
         zendesk: `+44 20 7946 0958` and `+44 (0)20 7946 0958`\n\
         2 pairs of spellings compared, the two part at 1\n"
    );
}

#[test]
fn the_schema_is_printed() {
    let run = run(&["schema", "connector"], b"");
    let schema: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(schema, csv_preflight::connector::schema());
}
