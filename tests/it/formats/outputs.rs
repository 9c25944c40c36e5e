//! Several reports in one run, files written whole or not at all, and what cannot be done said once.

use std::path::Path;

use crate::cli::{Run, Shell};

const TWICE: &str = "Email,First Name\nbob@example.com,Bob\nBob@example.com,Bob\n";

fn shell() -> Shell {
    let shell = Shell::new();
    shell.file("x.csv", TWICE);
    shell
}

fn read(shell: &Shell, name: &str) -> String {
    std::fs::read_to_string(shell.folder.path().join(name)).unwrap()
}

/// What lies in the folder, temporary files included.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn several_reports_in_one_run() {
    let shell = shell();
    let run = shell.run(&[
        "check",
        "x.csv",
        "--output",
        "sarif=out.sarif",
        "--output",
        "json=o.json",
        "--output",
        "compact",
    ]);
    assert_eq!(run.code, 1, "{run:?}");
    assert_eq!(run.out, shell.run(&["check", "x.csv", "-f", "compact"]).out);
    assert_eq!(read(&shell, "o.json"), shell.run(&["check", "x.csv", "-f", "json"]).out);
    assert_eq!(read(&shell, "out.sarif"), shell.run(&["check", "x.csv", "-f", "sarif"]).out);
    assert_eq!(names(shell.folder.path()), ["o.json", "out.sarif", "x.csv"]);
}

#[test]
fn people_are_shown_less_than_machines_in_the_same_run() {
    let shell = Shell::new();
    let rows = (0..50).map(|n| format!("a{n}@example\n")).collect::<Vec<_>>().concat();
    shell.file("x.csv", format!("Email\n{rows}"));
    let run = shell.run(&["check", "x.csv", "--output", "human", "--output", "jsonl=all.jsonl"]);
    assert_eq!(run.out.matches("error[invalid-email] (").count(), 20);
    assert!(run.out.contains("30 findings not shown"), "{}", run.out);
    assert_eq!(read(&shell, "all.jsonl").lines().count(), 50);
    // A table of findings cannot say what it leaves out.
    let run = shell.run(&["check", "x.csv", "-f", "csv", "-o", "x.findings", "--max-per-rule", "7"]);
    assert!(run.err.contains("43 findings not shown"), "{}", run.err);
}

#[test]
fn one_report_into_a_file() {
    let shell = shell();
    let run = shell.run(&["check", "x.csv", "-f", "json", "-o", "out.json"]);
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    serde_json::from_str::<serde_json::Value>(&read(&shell, "out.json")).unwrap();
    // Over what is there, too.
    shell.file("out.json", "x".repeat(1 << 20));
    shell.run(&["check", "x.csv", "-f", "compact", "-o", "out.json"]);
    assert_eq!(read(&shell, "out.json"), shell.run(&["check", "x.csv", "-f", "compact"]).out);
    assert_eq!(shell.run(&["check", "x.csv", "-f", "compact", "-o", "-"]).out, read(&shell, "out.json"));
}

#[test]
fn the_environment_names_a_format() {
    let shell = shell();
    let with = |value: &str, arguments: &[&str]| {
        Run::new(shell.command(arguments).env("CSV_PREFLIGHT_OUTPUT_FORMAT", value).output().unwrap())
    };
    let compact = shell.run(&["check", "x.csv", "-f", "compact"]).out;
    assert_eq!(with("compact", &["check", "x.csv"]).out, compact);
    // The command line wins, in both ways of saying it.
    assert_eq!(with("sarif", &["check", "x.csv", "-f", "compact"]).out, compact);
    assert_eq!(with("sarif", &["check", "x.csv", "--output", "compact"]).out, compact);
    with("serif", &["check", "x.csv"]).failed_with(&["'serif'", "--output-format", "'sarif'"]);
    let mut command = shell.command(&["check", "x.csv", "-f", "compact"]);
    let run = Run::new(command.env("CSV_PREFLIGHT_OUTPUT_FILE", "c.txt").output().unwrap());
    assert_eq!((run.out.as_str(), read(&shell, "c.txt")), ("", compact));
}

#[test]
fn conflicts_are_refused() {
    let shell = shell();
    let check = |arguments: &[&str]| shell.run(&[&["check", "x.csv"], arguments].concat());
    check(&["--output", "json", "--output", "sarif"]).failed_with(&["standard output"]);
    check(&["--output", "json=a", "--output", "sarif=./a"]).failed_with(&["several reports would go to ./a"]);
    check(&["--output", "json=x.csv"]).failed_with(&["x.csv is to be checked and written to"]);
    check(&["-o", "x.csv"]).failed_with(&["x.csv is to be checked and written to"]);
    check(&["--output", "json=a", "-f", "json"]).failed_with(&["--output", "cannot be used with"]);
    check(&["--output", "json=a", "-o", "b"]).failed_with(&["cannot be used with"]);
    check(&["--output", "jsno=a"]).failed_with(&["did you mean `json`?"]);
    check(&["--output", "json="]).failed_with(&["no path"]);
    check(&["--statistics", "-f", "sarif"]).failed_with(&["--statistics"]);
    assert_eq!(names(shell.folder.path()), ["x.csv"]);
    assert_eq!(read(&shell, "x.csv"), TWICE);
}

#[test]
fn what_cannot_be_written_is_said_before_anything_is() {
    let shell = shell();
    shell.file("folder/inside", "");
    let check = |arguments: &[&str]| shell.run(&[&["check", "x.csv"], arguments].concat());
    check(&["-o", "missing/out.txt"]).failed_with(&["cannot write missing/out.txt", "no such folder"]);
    check(&["-f", "json", "-o", "folder"]).failed_with(&["cannot write folder"]);
    check(&["--output", "json=a.json", "--output", "sarif=missing/b", "--output", "human"])
        .failed_with(&["cannot write missing/b"]);
    // A report of nothing is not left behind either.
    let run = shell.run(&["check", "missing.csv", "--output", "json=a.json"]);
    assert_eq!(run.code, 2);
    assert_eq!(names(shell.folder.path()), ["folder", "x.csv"]);
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_modes_are_kept() {
    use std::os::unix::fs::PermissionsExt;
    let shell = shell();
    let real = shell.file("real.json", "old");
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink("real.json", shell.folder.path().join("link.json")).unwrap();
    shell.run(&["check", "x.csv", "-f", "json", "-o", "link.json"]);
    assert!(read(&shell, "real.json").starts_with('{'));
    assert!(shell.folder.path().join("link.json").is_symlink());
    assert_eq!(std::fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    // One file under two names is one file.
    let arguments = ["check", "x.csv", "--output", "json=link.json", "--output", "csv=real.json"];
    shell.run(&arguments).failed_with(&["several reports"]);
    // What is no file is written to and not replaced.
    assert_eq!(shell.run(&["check", "x.csv", "-f", "json", "-o", "/dev/null"]).code, 1);
    assert!(!std::fs::metadata("/dev/null").unwrap().is_file());
}

#[test]
fn github_gets_a_summary_after_what_is_there() {
    let shell = shell();
    let path = shell.file("summary.md", "# before\n");
    let summary = |arguments: &[&str]| {
        let mut command = shell.command(arguments);
        Run::new(command.env("GITHUB_STEP_SUMMARY", &path).env("CI", "true").output().unwrap())
    };
    let run = summary(&["check", "x.csv", "-f", "github"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.out.starts_with("::error file=x.csv,line=3,"), "{}", run.out);
    let text = read(&shell, "summary.md");
    assert!(text.starts_with("# before\n## csv-preflight: 1 error, 0 warnings, 1 info\n"), "{text}");
    // CI asks for redaction.
    assert!(!text.contains("example") && !run.out.contains("example.com"), "{text}");
    // Other formats leave it alone, and a full one stays as it is.
    summary(&["check", "x.csv", "-f", "compact"]);
    assert_eq!(read(&shell, "summary.md"), text);
    let full = "x".repeat(1 << 20);
    shell.file("summary.md", &full);
    assert_eq!(summary(&["check", "x.csv", "-f", "github"]).code, 1);
    assert_eq!(read(&shell, "summary.md"), full);
}

#[test]
fn files_are_named_from_the_root_of_the_repository() {
    let shell = Shell::new();
    shell.file("repo/data/a b#1.csv", TWICE);
    let folder = shell.folder.path().join("repo/data");
    for variable in csv_preflight::report::ROOTS {
        let mut command = shell.command(&["check", "./a b#1.csv", "-f", "sarif"]);
        let root = shell.folder.path().join("repo");
        let run = Run::new(command.current_dir(&folder).env(variable, root).output().unwrap());
        assert!(run.out.contains("\"uri\": \"data/a%20b%231.csv\""), "{variable}: {run:?}");
    }
    let run = Run::new(
        shell.command(&["check", "./a b#1.csv", "-f", "gitlab"]).current_dir(&folder).output().unwrap(),
    );
    assert!(run.out.contains("\"path\": \"a b#1.csv\""), "{}", run.out);
}

#[test]
fn a_key_makes_fingerprints_and_is_not_told() {
    let shell = shell();
    let prints = |key: &str| {
        let mut command = shell.command(&["check", "x.csv", "-f", "gitlab", "--redact"]);
        Run::new(command.env("CSV_PREFLIGHT_KEY", key).output().unwrap()).out
    };
    assert_ne!(prints("one secret"), prints("another"));
    assert_eq!(prints("one secret"), prints("one secret"));
    assert!(!prints("one secret").contains("secret"));
}

#[test]
fn statistics_are_only_counts() {
    let shell = shell();
    let run = shell.run(&["check", "x.csv", "--statistics"]);
    assert_eq!(run.code, 1);
    assert!(run.out.starts_with("1  error    email-collision"), "{}", run.out);
    let json = shell.run(&["check", "x.csv", "--statistics", "-f", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json[0]["rule"], "email-collision");
}

#[test]
fn what_connectors_make_of_the_rows_is_in_every_summary() {
    let shell = Shell::new();
    // To Shopify three customers; RudderStack gives Mailchimp an address as it is, so four there.
    shell.file("a.csv", "Email\nAnn@example.com\nann@example.com\nbob@example.com\ncat@example.com\n");
    let arguments =
        ["check", "a.csv", "--connector=rudder-mailchimp", "--output=sarif=a.sarif", "--output=github"];
    let mut command = shell.command(&arguments);
    Run::new(command.env("GITHUB_STEP_SUMMARY", shell.folder.path().join("summary.md")).output().unwrap());
    let summary = std::fs::read_to_string(shell.folder.path().join("summary.md")).unwrap();
    assert!(
        summary
            .contains("| system | customers it would end up with | |\n|---|---:|---|\n| Shopify | 3 |  |\n")
    );
    assert!(
        summary.contains(
            "-mailchimp | 4 | 1 split, more than Shopify has |\n\nNot the same number: Shopify and "
        )
    );
    let sarif = std::fs::read_to_string(shell.folder.path().join("a.sarif")).unwrap();
    let sarif: serde_sarif::sarif::Sarif = serde_json::from_str(&sarif).unwrap();
    let properties = &sarif.runs[0].properties.as_ref().unwrap().additional_properties;
    let customers = &properties["connectors"]["customers"];
    assert_eq!((&customers[0]["customers"], &customers[1]["customers"]), (&3.into(), &4.into()));
}
