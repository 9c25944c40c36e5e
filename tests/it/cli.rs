//! The program as its users meet it: exit codes, streams, errors, formats.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// A run of the program in a folder of its own.
pub(crate) struct Shell {
    pub(crate) folder: tempfile::TempDir,
}

impl Shell {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::File::create(&path).unwrap().write_all(bytes.as_ref()).unwrap();
        path
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_csv-preflight"));
        command.args(arguments).current_dir(self.folder.path());
        for name in ["CI", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "NO_GRAPHICS", "GITHUB_STEP_SUMMARY"] {
            command.env_remove(name);
        }
        for name in csv_preflight::report::ROOTS {
            command.env_remove(name);
        }
        for (name, _) in
            std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CSV_PREFLIGHT_"))
        {
            command.env_remove(name);
        }
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        Run::new(self.command(arguments).output().unwrap())
    }

    pub(crate) fn pipe(&self, arguments: &[&str], stdin: &[u8]) -> Run {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(stdin).unwrap();
        Run::new(child.wait_with_output().unwrap())
    }

    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let run = self.run(&[&["check", "--output-format", "json"], arguments].concat());
        serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}{}", run.out, run.err))
    }
}

#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    pub(crate) fn new(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Failed with one message that holds all of `words`, and wrote no report.
    pub(crate) fn failed_with(&self, words: &[&str]) {
        assert_eq!((self.code, self.out.as_str()), (2, ""), "{self:?}");
        let flat = self.err.split_whitespace().collect::<Vec<_>>().join(" ").replace("│ ", "");
        for word in words {
            assert!(flat.contains(word), "{word:?} is not in {}", self.err);
        }
    }
}

const CLEAN: &str = "Email,First Name\nbob@example.com,Bob\n";
const TWICE: &str = "Email,First Name\nbob@example.com,Bob\nBob@example.com,Bob\n";

#[test]
fn exit_codes() {
    let shell = Shell::new();
    shell.file("clean.csv", CLEAN);
    shell.file("twice.csv", TWICE);
    shell.file("space.csv", "Email\nbob@example.com \n");
    assert_eq!(shell.run(&["check", "clean.csv"]).code, 0);
    assert_eq!(shell.run(&["check", "twice.csv"]).code, 1);
    assert_eq!(shell.run(&["check", "twice.csv", "--fail-on", "never"]).code, 0);
    assert_eq!(shell.run(&["check", "space.csv"]).code, 0);
    assert_eq!(shell.run(&["check", "space.csv", "--fail-on", "warning"]).code, 1);
    assert_eq!(shell.run(&["check", "missing.csv"]).code, 2);
    assert_eq!(shell.run(&["--help"]).code, 0);
    assert_eq!(shell.run(&["rules"]).code, 0);
}

#[test]
fn what_cannot_be_done_is_said_once_with_the_nearest_word() {
    let shell = Shell::new();
    shell.file("clean.csv", CLEAN);
    shell.run(&["check", "missing.csv"]).failed_with(&["missing.csv", "no such file"]);
    shell.run(&["check", "clean.csv", "--formt", "x"]).failed_with(&["--formt", "--format"]);
    shell.run(&["check", "clean.csv", "--format", "shopify-customer"]).failed_with(&["shopify-customers"]);
    shell.run(&["check", "clean.csv", "--default-country", "UK"]).failed_with(&["did you mean `GB`?"]);
    shell.run(&["check", "clean.csv", "--encoding", "utf-17"]).failed_with(&["encoding"]);
    shell
        .run(&["explain", "duplicate-mail"])
        .failed_with(&["`duplicate-mail`", "did you mean `duplicate-email`?"]);
    shell.run(&["check"]).failed_with(&["PATH"]);
    std::fs::create_dir(shell.folder.path().join("empty")).unwrap();
    shell.run(&["check", "empty"]).failed_with(&["no CSV file at empty"]);
    shell.run(&["check", "no*.csv"]).failed_with(&["no CSV file at no*.csv"]);
    // Nothing of what is said can act on a terminal or a runner.
    for word in ["\u{1b}]0;x\u{7}no.csv", "##[x]no.csv", "##[x]*.csv"] {
        let run = shell.run(&["check", word]);
        assert_eq!(run.code, 2);
        assert!(!run.err.contains(['\u{1b}', '\u{7}']) && !run.err.contains("##["), "{:?}", run.err);
    }
    shell.file("h.csv", "x,##[add-mask]zz,::error::x,y\n1,2,3,4\n");
    assert!(!shell.run(&["check", "h.csv"]).err.contains("##["));
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_an_error() {
    use std::os::unix::fs::PermissionsExt;
    let shell = Shell::new();
    let path = shell.file("secret.csv", CLEAN);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    // Root reads everything.
    if std::fs::File::open(&path).is_err() {
        shell.run(&["check", "secret.csv"]).failed_with(&["secret.csv", "permission denied"]);
    }
}

#[cfg(unix)]
#[test]
fn few_files_are_open_at_once() {
    let shell = Shell::new();
    let row = |n: usize| format!("ann{n}@example.com,+1212555010{}\n", n % 10);
    let small = |n: usize| format!("Email,Phone\n{}{}{}", row(n), row(n), row(n + 1));
    for n in 0..120 {
        shell.file(&format!("in/{n}.csv"), small(n));
    }
    // Some that are read with all threads.
    for n in 0..40 {
        let rows: String = (0..40_000).map(row).collect();
        shell.file(&format!("in/large-{n}.csv"), format!("Email,Phone\n{rows}{}", row(7)));
    }
    let limited = |most: u32| {
        let binary = env!("CARGO_BIN_EXE_csv-preflight");
        let line =
            format!("ulimit -n {most}; exec '{binary}' check in --output-format json --max-per-rule 5");
        let command = shell.command(&[]);
        let mut sh = Command::new("sh");
        sh.args(["-c", &line]).current_dir(command.get_current_dir().unwrap());
        for (name, value) in command.get_envs() {
            if value.is_none() {
                sh.env_remove(name);
            }
        }
        Run::new(sh.output().unwrap())
    };
    let (few, many) = (limited(64), limited(1024));
    assert_eq!((few.code, few.err.as_str()), (1, ""));
    assert_eq!(few.out, many.out);
}

#[test]
fn settings_errors_show_the_place() {
    let shell = Shell::new();
    shell.file("clean.csv", CLEAN);
    shell.file("csv-preflight.toml", "format = 'shopify-customers'\ndefalt-country = 'GB'\n");
    let run = shell.run(&["check", "clean.csv"]);
    run.failed_with(&[
        "there is no setting `defalt-country`",
        "did you mean `default-country`?",
        "csv-preflight.toml:2:1",
    ]);
}

#[test]
fn settings_are_found_and_the_command_line_wins() {
    let shell = Shell::new();
    shell.file("data/x.csv", "Email,Phone\na@example.com,020 7946 0958\nb@example.com,+442079460958\n");
    assert!(shell.run(&["check", "data/x.csv"]).out.contains("phone-without-country"));
    shell.file("csv-preflight.toml", "default-country = 'GB'\n[rules]\nphone-without-country = 'off'\n");
    let run = shell.run(&["check", "data/x.csv", "--output-format", "compact"]);
    assert!(
        run.out.contains("[shared-phone]") && !run.out.contains("[phone-without-country]"),
        "{}",
        run.out
    );
    let run = shell.run(&["check", "data/x.csv", "--output-format", "compact", "--default-country", "US"]);
    assert!(run.out.contains("[invalid-phone]"), "{}", run.out);
}

#[test]
fn a_file_of_another_kind_is_an_error_alone_and_a_note_in_a_folder() {
    let shell = Shell::new();
    shell.file("shop/products.csv", "Handle,Title,Vendor,Type,Tags,Published\nshirt,Shirt,Acme,Top,,TRUE\n");
    let products = shell.run(&["check", "shop/products.csv"]);
    products.failed_with(&["shop/products.csv", "`Handle`", "--format shopify-customers"]);
    // That nothing was checked is not to be taken for an all clear.
    shell.run(&["check", "shop"]).failed_with(&["skipped", "nothing was checked"]);
    shell.file("shop/customers.csv", TWICE);
    for path in ["shop", "shop/*.csv"] {
        let run = shell.run(&["check", path]);
        assert_eq!(run.code, 1, "{run:?}");
        assert_eq!(run.err.matches("skipped").count(), 1, "{}", run.err);
        assert!(run.err.contains("products.csv") && !run.out.contains("products.csv"));
    }
    let forced = shell.run(&["check", "--format", "shopify-customers", "shop/products.csv"]);
    assert_eq!(forced.code, 1, "{forced:?}");
    assert!(forced.out.contains("missing-header"));
    // Nothing says what its columns hold.
    let unmapped = shell.run(&["check", "--format", "generic", "shop/products.csv"]);
    unmapped.failed_with(&["shop/products.csv", "map its columns"]);
    shell.file("csv-preflight.toml", "[columns]\nTitle = 'last-name'\n");
    let mapped = shell.run(&["check", "--format", "generic", "shop/products.csv"]);
    assert_eq!(mapped.code, 0, "{mapped:?}");
}

#[test]
fn a_folder_means_its_tables_that_git_does_not_ignore() {
    let shell = Shell::new();
    shell.file("a/one.csv", CLEAN);
    shell.file("a/b/two.TSV", "Email\tFirst Name\nann@example.com\tAnn\n");
    shell.file("a/readme.txt", "no table");
    shell.file("a/ignored.csv", TWICE);
    shell.file("a/.gitignore", "ignored.csv\n");
    let report = shell.json(&["a"]);
    let mut paths: Vec<&str> =
        report["files"].as_array().unwrap().iter().map(|f| f["path"].as_str().unwrap()).collect();
    paths.sort_unstable();
    assert_eq!(paths.iter().map(|p| p.replace('\\', "/")).collect::<Vec<_>>(), ["a/b/two.TSV", "a/one.csv"]);
}

#[test]
fn a_file_that_is_no_table_is_reported_however_it_was_named() {
    let shell = Shell::new();
    shell.file("d/customers.csv", CLEAN);
    shell.file("d/empty.csv", "");
    shell.file("d/login.csv", "<!DOCTYPE html><title>Sign in</title>");
    for paths in [&["d"][..], &["d/*.csv"], &["d/customers.csv", "d/empty.csv", "d/login.csv"]] {
        let counts = &shell.json(paths)["counts"];
        assert_eq!(
            (counts["empty-file"].as_u64(), counts["not-a-csv"].as_u64()),
            (Some(1), Some(1)),
            "{paths:?}"
        );
    }
}

#[test]
fn the_row_with_both_keys_is_the_one_named() {
    let shell = Shell::new();
    shell.file(
        "x.csv",
        "Email,Phone\nbob@example.com,+12125550199\nbob@example.com,+12125550100\nbob@example.com,+12125550100\n",
    );
    let report = shell.json(&["x.csv"]);
    let last = report["findings"].as_array().unwrap().iter().find(|f| f["record"] == 3).unwrap();
    assert!(last["message"].as_str().unwrap().contains("is on record 2 too"), "{last}");
    assert!(last["message"].as_str().unwrap().contains("with the same phone number"), "{last}");
}

#[test]
fn a_field_is_one_field_whatever_the_severity() {
    let shell = Shell::new();
    shell.file("x.csv", "Email\na @example.com\nb@example.com \nc@example.com \n");
    let report = shell.json(&["x.csv"]);
    let scope: Vec<_> = report["summary"]["scope"].as_array().unwrap().iter().collect();
    assert_eq!(scope.len(), 1);
    assert_eq!((scope[0]["records"].as_u64(), scope[0]["severity"].as_str()), (Some(3), Some("error")));
}

#[test]
fn rows_of_several_files_are_compared_or_not() {
    let shell = Shell::new();
    shell.file("d/a.csv", CLEAN);
    shell.file("d/b.csv", "Email,First Name\nann@example.com,Ann\nBOB@example.com,Bob\n");
    let collisions =
        |arguments: &[&str]| shell.json(arguments)["counts"]["email-collision"].as_u64().unwrap_or(0);
    assert_eq!(collisions(&["d/a.csv", "d/b.csv"]), 1);
    assert_eq!(collisions(&["d/a.csv", "d/b.csv", "--scope", "file"]), 0);
    assert_eq!(collisions(&["d"]), 0);
    assert_eq!(collisions(&["d", "--scope", "run"]), 1);
    assert_eq!(shell.json(&["d/a.csv", "./d/a.csv", "d"])["files"].as_array().unwrap().len(), 2);
    let report = shell.json(&["d/a.csv", "d/b.csv", "--overwrite", "yes"]);
    let finding = &report["findings"][0];
    assert_eq!(finding["path"].as_str().unwrap().replace('\\', "/"), "d/b.csv");
    assert_eq!(finding["record"], 2);
    assert_eq!(finding["related"][0]["record"], 1);
    assert_eq!(finding["related"][0]["path"].as_str().unwrap().replace('\\', "/"), "d/a.csv");
    assert!(finding["help"].as_str().unwrap().contains("record 2 of d"), "{finding}");
    let report = shell.json(&["d/a.csv", "d/b.csv", "--overwrite", "no"]);
    assert!(report["findings"][0]["help"].as_str().unwrap().contains("imported first, stays"));
}

#[test]
fn the_surviving_row_depends_on_the_import_path() {
    let shell = Shell::new();
    shell.file("x.csv", "Email\nbob@example.com\nann@example.com\nbob@example.com\nbob@example.com\n");
    let help = |arguments: &[&str]| {
        let report = shell.json(arguments);
        assert_eq!(report["counts"]["duplicate-email"], 2);
        report["findings"][0]["help"].as_str().unwrap().to_owned()
    };
    assert!(help(&["x.csv"]).contains("keeps only the last, record 4"));
    assert!(help(&["x.csv", "--import-path", "api"]).contains("creates record 1"));
}

#[test]
fn standard_input_is_a_file_like_any_other() {
    let shell = Shell::new();
    let path = shell.file("x.csv", TWICE);
    let from_file =
        shell.run(&["check", "--output-format", "compact", path.file_name().unwrap().to_str().unwrap()]);
    let piped = shell
        .pipe(&["check", "--output-format", "compact", "--stdin-filename", "x.csv", "-"], TWICE.as_bytes());
    assert_eq!((piped.code, &piped.out), (1, &from_file.out));
    let unnamed = shell.pipe(&["check", "--output-format", "compact", "-"], TWICE.as_bytes());
    assert!(unnamed.out.starts_with("<stdin>:3:1: error:"), "{}", unnamed.out);
}

/// Sample line and columns of one flagged cell, counted by hand: `🍓José,` is 6 characters and a comma... the
/// cell `JOSE@Example.com ` starts after 🍓 (1 character, 2 UTF-16 units, 4 bytes), J, o, s (3), é (1, 1, 2),
/// comma (1): 6 characters, 7 units, 10 bytes. Its trailing blank is 16 further on.
#[test]
fn one_position_in_every_unit() {
    let shell = Shell::new();
    shell.file("x.csv", "First Name,Email,Phone\n🍓José,JOSE@Example.com ,+442079460958\n");
    let report = shell.json(&["x.csv"]);
    let finding = &report["findings"][0];
    assert_eq!(finding["rule"], "email-whitespace");
    assert_eq!(finding["column_name"], "Email");
    assert_eq!(finding["record"], 1);
    let start = &finding["start"];
    // The header line is 22 bytes and a line feed; the blank is byte 10 + 16 of its line.
    assert_eq!(start["byte"], 23 + 26);
    assert_eq!(start["line"], 2);
    assert_eq!(start["column"], 6 + 16 + 1);
    assert_eq!(start["column_utf16"], 7 + 16 + 1);
    assert_eq!(start["column_byte"], 10 + 16 + 1);
    assert_eq!(finding["end"]["column"], 6 + 17 + 1);
    let compact = shell.run(&["check", "--output-format", "compact", "x.csv"]);
    assert!(compact.out.starts_with("x.csv:2:27: warning: "), "{}", compact.out);
    let human = shell.run(&["check", "x.csv"]);
    assert!(human.out.contains("[x.csv:2:23]"), "{}", human.out);
}

#[test]
fn json_has_its_documented_shape() {
    let shell = Shell::new();
    shell.file("x.csv", "sep=,\nEmail,First Name\n\nbob@example.com,Bob\nBob@example.com,Bob\n,Ann\n");
    let report = shell.json(&["x.csv"]);
    assert_eq!(report["schema_version"], 1);
    let file = &report["files"][0];
    assert_eq!(file["path"], "x.csv");
    assert_eq!(file["format"], "shopify-customers");
    assert_eq!(file["encoding"], "UTF-8");
    assert_eq!(file["records"], 3);
    assert_eq!(file["bytes"], 6 + 17 + 1 + 20 + 20 + 5);
    let counts = report["counts"].as_object().unwrap();
    assert_eq!(counts["email-collision"], 1);
    assert_eq!(counts["name-only"], 1);
    assert!(report["findings"].as_array().unwrap().iter().all(|f| f["severity"] != "info"));
    let collision =
        report["findings"].as_array().unwrap().iter().find(|f| f["rule"] == "email-collision").unwrap();
    for key in ["severity", "message", "help", "path", "basis", "sources", "fix", "related", "start", "end"] {
        assert!(collision.get(key).is_some(), "{key}");
    }
    assert_eq!(collision["record"], 2);
    assert_eq!(collision["start"]["line"], 5);
    assert!(report["summary"]["scope"].as_array().unwrap().iter().any(|s| s["points_to"] == "match-key"));
}

#[test]
fn what_is_shown_is_capped_and_what_is_counted_is_not() {
    let shell = Shell::new();
    let rows = (0..50).map(|i| format!("a{i}@example,Ann\n")).collect::<Vec<_>>().concat();
    shell.file("x.csv", format!("Email,First Name\n{rows}"));
    let shown = |arguments: &[&str]| {
        let report = shell.json(arguments);
        assert_eq!(report["counts"]["invalid-email"], 50);
        (report["findings"].as_array().unwrap().len(), report["truncated"]["invalid-email"].as_u64())
    };
    assert_eq!(shown(&["x.csv"]), (50, None));
    assert_eq!(shown(&["x.csv", "--max-per-rule", "7"]), (7, Some(43)));
    assert_eq!(shown(&["x.csv", "--max-per-rule", "all"]), (50, None));
    let human = shell.run(&["check", "x.csv"]);
    assert_eq!(human.out.matches("error[invalid-email] (").count(), 20, "{}", human.out);
    assert!(human.out.contains("30 findings not shown"), "{}", human.out);
    assert!(human.out.contains("systemic: find the owner of the field and fix the export"));
}

#[test]
fn a_large_group_shows_ten_others_and_counts_the_rest() {
    let shell = Shell::new();
    shell.file("x.csv", format!("Email\n{}", "bob@example.com\n".repeat(5000)));
    let report = shell.json(&["x.csv", "--max-per-rule", "2"]);
    assert_eq!(report["counts"]["duplicate-email"], 4999);
    let finding = &report["findings"][0];
    assert_eq!(finding["related"].as_array().unwrap().len(), 10);
    assert_eq!(finding["related_left_out"], 4999 - 10);
    let human = shell.run(&["check", "x.csv", "--max-per-rule", "1"]);
    let flat = human.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("record 11 and 4,989 more"), "{flat}");
}

#[test]
fn redaction_masks_every_cell_and_ci_asks_for_it() {
    let shell = Shell::new();
    shell.file("x.csv", "Email,First Name,Phone\nbob@example.com,Robert,020 7946 0958\nBob@example.com ,Robert,+44 (0)20 7946 0958\n");
    let secrets = ["bob@", "Bob@", "example.com", "Robert", "7946", "0958"];
    for format in ["human", "compact", "json"] {
        let arguments = ["check", "x.csv", "--default-country", "GB", "--output-format", format];
        let open = shell.run(&arguments);
        assert!(
            secrets.iter().all(|s| format == "compact" && *s == "Robert" || open.out.contains(s))
                || format == "json"
        );
        let mut in_ci = shell.command(&arguments);
        let in_ci = Run::new(in_ci.env("CI", "true").output().unwrap());
        let asked = shell.run(&[&arguments[..], &["--redact"]].concat());
        for run in [in_ci, asked] {
            assert_eq!(run.code, 1);
            let found: Vec<_> = secrets.iter().filter(|secret| run.out.contains(**secret)).collect();
            assert!(found.is_empty(), "{format}: {found:?} in {}", run.out);
        }
        let mut undone = shell.command(&[&arguments[..], &["--no-redact"]].concat());
        let undone = Run::new(undone.env("CI", "true").output().unwrap());
        assert_eq!(undone.out.contains("bob@example.com"), open.out.contains("bob@example.com"));
    }
}

#[test]
fn a_headerless_file_does_not_leak_through_its_header() {
    let shell = Shell::new();
    shell.file("x.csv", "bob@example.com,Robert,Smith\nann@example.com,Ann,Chen\n");
    let run = shell.run(&["check", "x.csv", "--redact"]);
    run.failed_with(&["x.csv does not look like a customer file"]);
    assert!(!run.err.contains("Robert") && !run.err.contains("bob@"), "{}", run.err);
    let run = shell.run(&["check", "x.csv", "--redact", "--format", "shopify-customers"]);
    assert!(!run.out.contains("Robert") && !run.out.contains("bob@"), "{}", run.out);
}

#[test]
fn hostile_cells_reach_no_terminal_and_no_runner() {
    let shell = Shell::new();
    let cell = "\"a\u{1b}[31m\n::stop-commands::t\r##[add-mask]x\u{202e}##vso[task.complete]@example\"";
    shell.file("x.csv", format!("Email,First Name\n{cell},Bob\n{cell},Bob\n"));
    for format in ["human", "compact", "json"] {
        let run = shell.run(&["check", "x.csv", "--output-format", format, "--severity", "info"]);
        assert_eq!(run.code, 1, "{run:?}");
        assert!(!run.out.contains(['\u{1b}', '\r', '\u{202e}']), "{format}: {:?}", run.out);
        assert!(
            !run.out.contains("##[") && !run.out.contains("##vso[") || format == "json",
            "{format}: {}",
            run.out
        );
        assert!(
            run.out.split('\n').all(|line| !line.trim_start().starts_with("::")),
            "{format}: {}",
            run.out
        );
    }
}

#[test]
fn quiet_tells_findings_and_nothing_else() {
    let shell = Shell::new();
    shell.file("a/clean.csv", "Email,First Name\nann@example.com,Ann\n");
    shell.file("a/other.csv", "x,y\n1,2\n");
    let run = shell.run(&["check", "-q", "a"]);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "", ""));
    shell.file("a/bad.csv", "Email,First Name\nbob.@example.com,Bob\n");
    let run = shell.run(&["check", "-q", "a"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("error[invalid-email]") && !run.out.contains("1 error"), "{}", run.out);
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let shell = Shell::new();
    shell.file("x.csv", format!("Email\n{}", "bob@example\n".repeat(20_000)));
    let mut command =
        shell.command(&["check", "x.csv", "--output-format", "compact", "--max-per-rule", "all"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let run = child.wait_with_output().unwrap();
    assert!(run.stderr.is_empty(), "{}", run.stderr.escape_ascii());
}

#[test]
fn colour_only_where_it_is_asked_for() {
    let shell = Shell::new();
    shell.file("x.csv", TWICE);
    assert!(!shell.run(&["check", "x.csv"]).out.contains('\u{1b}'));
    assert!(shell.run(&["check", "x.csv", "--color", "always"]).out.contains('\u{1b}'));
}

#[test]
fn every_rule_can_be_explained() {
    let shell = Shell::new();
    for rule in csv_preflight::rules::ALL {
        let run = shell.run(&["explain", rule.id]);
        assert_eq!(run.code, 0);
        for part in [rule.summary, rule.why, rule.sources[0], "Problematic", "Correct"] {
            assert!(run.out.contains(part), "{}: {part}", rule.id);
        }
        assert!(!run.out.contains(['\u{1b}', '\u{200b}', '\u{feff}', '\0']), "{}", rule.id);
    }
    assert!(shell.run(&["rules"]).out.contains("duplicate-email"));
}

#[test]
fn the_catalogue_is_json_too() {
    let shell = Shell::new();
    let all = shell.run(&["rules", "--format", "json"]);
    assert_eq!(all.code, 0);
    let all: Value = serde_json::from_str(&all.out).unwrap();
    let all = all.as_array().unwrap();
    assert_eq!(all.len(), csv_preflight::rules::ALL.len());
    for (told, rule) in all.iter().zip(csv_preflight::rules::ALL) {
        assert_eq!(told["id"], rule.id);
        assert_eq!(told["severity"], rule.severity.name());
        assert_eq!(told["sources"][0], rule.sources[0]);
        assert_eq!(told["examples"].as_array().unwrap().len(), rule.examples.len());
    }
    let one = shell.run(&["explain", "invalid-country", "--output-format", "json"]);
    assert_eq!(one.code, 0);
    assert!(!one.out.contains('\u{1b}'));
    let one: Value = serde_json::from_str(&one.out).unwrap();
    assert_eq!(Some(&one), all.iter().find(|rule| rule["id"] == "invalid-country"));
    assert_eq!(one["basis"], "measured at the API");
    assert_eq!(one["fix"], "safe or unsafe");
}

#[test]
fn files_in_the_repository_are_never_changed() {
    let shell = Shell::new();
    let path = shell.file("x.csv", "Email\n bob@example.com\n");
    shell.run(&["check", "x.csv"]);
    assert_eq!(std::fs::read(Path::new(&path)).unwrap(), b"Email\n bob@example.com\n");
}

#[test]
fn threads_memory_and_timings_change_no_report() {
    let shell = Shell::new();
    let mut text = "Email,First Name\n".to_owned();
    for row in 0..40_000 {
        text += &format!("c{}@example.com,Ann\n", row % 39_000);
    }
    shell.file("many.csv", text);
    let run =
        |flags: &[&str]| shell.run(&[&["check", "--output-format", "json", "many.csv"], flags].concat());
    let usual = run(&[]);
    assert_eq!(usual.code, 1, "{usual:?}");
    for flags in [&["--threads", "1"][..], &["--threads", "3"], &["--max-memory", "1"], &["--max-memory=64K"]]
    {
        let run = run(flags);
        assert_eq!((run.code, run.err.as_str()), (1, ""), "{flags:?}");
        assert!(run.out == usual.out, "{flags:?}");
    }
    let run = run(&["--timings=json"]);
    assert!(run.out == usual.out);
    let timings: Value = serde_json::from_str(&run.err).unwrap();
    for stage in ["read", "lex", "rules", "identity", "report"] {
        assert!(timings["stages"][stage].as_f64().is_some_and(|seconds| seconds > 0.0), "{stage}: {timings}");
    }
    assert!(timings["wall"].as_f64().is_some_and(|seconds| seconds > 0.0));
    let run = shell.run(&["check", "many.csv", "--timings"]);
    assert!(run.err.contains("timings: read ") && run.err.contains("all threads together"), "{}", run.err);
    for wrong in ["--threads=0", "--threads=many", "--max-memory=a lot"] {
        shell.run(&["check", "many.csv", wrong]).failed_with(&["give a number"]);
    }
}
