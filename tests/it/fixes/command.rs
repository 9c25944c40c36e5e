//! `check --fix` and its relatives as their users meet them.

use std::fs;
use std::path::Path;

use crate::cli::Shell;

const DIRTY: &str = "Email,First Name\r\nann@example.com ,\"Ann\"\r\n\r\nnobody,Bob\r\n";
const CLEAN: &str = "Email,First Name\r\nann@example.com,\"Ann\"\r\nnobody,Bob\r\n";

fn read(path: &Path) -> String {
    String::from_utf8(fs::read(path).unwrap()).unwrap()
}

/// The names in a folder: nothing may be left lying about.
fn names(shell: &Shell) -> Vec<String> {
    let files = fs::read_dir(shell.folder.path()).unwrap();
    let mut names: Vec<String> = files.map(|f| f.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn fix_changes_the_file_and_reports_what_remains() {
    let shell = Shell::new();
    let path = shell.file("a.csv", DIRTY);
    let run = shell.run(&["check", "--fix", "--show-fixes", "a.csv"]);
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    assert_eq!(read(&path), CLEAN);
    assert!(run.out.contains("invalid-email") && !run.out.contains("email-whitespace]"), "{}", run.out);
    // One space, one blank row; the address that is none remains.
    let told = "\n2 fixed, 1 remaining\na.csv:\n  1 × blank-row\n  1 × email-whitespace\n";
    assert!(run.out.contains(told), "{}", run.out);
    assert_eq!(names(&shell), ["a.csv"]);
    let before = fs::metadata(&path).unwrap().modified().unwrap();
    let again = shell.run(&["check", "--fix", "a.csv"]);
    assert!(again.out.contains("\n0 fixed, 1 remaining\n"), "{}", again.out);
    assert_eq!((read(&path).as_str(), fs::metadata(&path).unwrap().modified().unwrap()), (CLEAN, before));
}

#[test]
fn a_plain_check_says_what_could_be_fixed_and_changes_nothing() {
    let shell = Shell::new();
    let path = shell.file("a.csv", "Email,First Name\nann@gmial.com,Ann\nbob@example.com ,Bob\n");
    let told = |arguments: &[&str]| shell.run(&[&["check", "a.csv"], arguments].concat()).out;
    assert!(
        told(&[])
            .contains("\n[*] 1 of the findings shown can be fixed with --fix, 1 more with --unsafe-fixes\n")
    );
    let both = told(&["--unsafe-fixes"]);
    assert!(
        both.contains("\n[*] 2 of the findings shown can be fixed with --fix --unsafe-fixes\n"),
        "{both}"
    );
    assert_eq!(read(&path), "Email,First Name\nann@gmial.com,Ann\nbob@example.com ,Bob\n");
    shell.run(&["check", "--fix", "a.csv"]);
    assert_eq!(read(&path), "Email,First Name\nann@gmial.com,Ann\nbob@example.com,Bob\n");
    shell.run(&["check", "--fix", "--unsafe-fixes", "a.csv"]);
    assert_eq!(read(&path), "Email,First Name\nann@gmail.com,Ann\nbob@example.com,Bob\n");
}

#[test]
fn diff_shows_and_writes_nothing() {
    let shell = Shell::new();
    let path = shell.file("a.csv", DIRTY);
    let run = shell.run(&["check", "--diff", "--fix", "a.csv"]);
    let expected = "--- a.csv\n+++ a.csv\n@@ -1,4 +1,3 @@\n Email,First Name\r\n-ann@example.com ,\"Ann\"\r\n-\r\n\
                    +ann@example.com,\"Ann\"\r\n nobody,Bob\r\n";
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (1, expected, "would fix 2 findings\n"));
    assert_eq!(read(&path), DIRTY);
    shell.file("a.csv", CLEAN);
    let clean = shell.run(&["check", "--diff", "a.csv"]);
    assert_eq!((clean.code, clean.out.as_str(), clean.err.as_str()), (0, "", "nothing to fix\n"));
    let masked = shell.pipe(&["check", "--diff", "--redact", "-"], DIRTY.as_bytes());
    assert!(!masked.out.contains("example") && masked.out.contains("@@ -1,4 +1,3 @@"), "{}", masked.out);
}

#[test]
fn standard_input_becomes_standard_output() {
    let shell = Shell::new();
    let run = shell.pipe(&["check", "--fix", "-"], DIRTY.as_bytes());
    assert_eq!((run.code, run.out.as_str()), (1, CLEAN));
    assert!(run.err.contains("invalid-email") && run.err.contains("2 fixed, 1 remaining"), "{}", run.err);
    let quiet = shell.pipe(&["check", "--fix-only", "-"], DIRTY.as_bytes());
    assert_eq!((quiet.code, quiet.out.as_str(), quiet.err.as_str()), (0, CLEAN, "fixed 2 findings\n"));
    // What needs no fix comes out as it went in, in whatever encoding.
    let latin = b"Email,First Name\njose@example.com,Jos\xE9 M\xFCller\n";
    let mut command = shell.command(&["check", "--fix", "-", "--fix-output", "out.csv"]);
    shell.file("in.csv", latin);
    let input = fs::File::open(shell.folder.path().join("in.csv")).unwrap();
    let run = command.stdin(input).output().unwrap();
    assert_eq!(fs::read(shell.folder.path().join("out.csv")).unwrap(), latin);
    let told = String::from_utf8(run.stderr).unwrap();
    assert!(told.contains("is left as it is"), "{told}");
}

#[test]
fn fix_only_reports_nothing_and_succeeds() {
    let shell = Shell::new();
    let path = shell.file("a.csv", DIRTY);
    let run = shell.run(&["check", "--fix-only", "a.csv"]);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "", "fixed 2 findings\n"));
    assert_eq!(read(&path), CLEAN);
}

#[test]
fn a_fixed_file_can_go_elsewhere() {
    let shell = Shell::new();
    let (path, out) = (shell.file("a.csv", DIRTY), shell.folder.path().join("b.csv"));
    shell.run(&["check", "--fix", "a.csv", "--fix-output", "b.csv"]);
    assert_eq!((read(&path).as_str(), read(&out).as_str()), (DIRTY, CLEAN));
    // Also where there is nothing to do.
    shell.run(&["check", "--fix-only", "b.csv", "--fix-output", "c.csv"]);
    assert_eq!(read(&shell.folder.path().join("c.csv")), CLEAN);
    let run = shell.run(&["check", "--fix-only", "a.csv", "--fix-output", "-"]);
    assert_eq!(run.out, CLEAN);
    assert_eq!(names(&shell), ["a.csv", "b.csv", "c.csv"]);
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let shell = Shell::new();
    let path = shell.file("a.csv", DIRTY);
    shell.file("b.csv", DIRTY);
    let cases: [(&[&str], &str); 9] = [
        (&["a.csv", "--fix-output", "c.csv"], "--fix-output writes what --fix makes of a file"),
        (&["a.csv", "--show-fixes"], "--show-fixes lists what --fix does"),
        (&["a.csv", "b.csv", "--fix", "--fix-output", "c.csv"], "--fix-output takes one file"),
        (&["a.csv", "--fix", "--fix-output", "./a.csv"], "--fix-output names the file that is read"),
        (&["a.csv", "--diff", "--fix-output", "c.csv"], "--diff writes no file"),
        (&["a.csv", "--diff", "-o", "c.txt"], "--diff makes no report"),
        (&["a.csv", "--fix", "--fix-output", "-", "-f", "json"], "would both go to standard output"),
        (&["a.csv", "--fix", "--fix-output", "no/c.csv"], "there is no such folder"),
        (&["a.csv", "--fix", "-o", "a.csv"], "a.csv is to be checked and written to"),
    ];
    for (arguments, told) in cases {
        let run = shell.run(&[&["check"], arguments].concat());
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?} {}", run.err);
        assert!(run.err.contains(told), "{arguments:?}: {}", run.err);
    }
    assert_eq!((read(&path).as_str(), names(&shell)), (DIRTY, vec!["a.csv".into(), "b.csv".into()]));
}

#[test]
fn what_the_settings_ignore_is_left_as_it_is() {
    let shell = Shell::new();
    shell.file("csv-preflight.toml", "[[ignore-findings]]\nrule = 'email-whitespace'\ncolumn = 'Email'\n");
    let path = shell.file("a.csv", DIRTY);
    let run = shell.run(&["check", "--fix", "--show-fixes", "a.csv"]);
    // The space stays, the blank row goes.
    assert_eq!(read(&path), DIRTY.replacen("\r\n\r\n", "\r\n", 1));
    assert!(run.out.contains("\n1 fixed, 1 remaining\na.csv:\n  1 × blank-row\n"), "{}", run.out);
}

#[test]
fn what_is_known_and_what_is_to_be_fixed_do_not_go_together() {
    let shell = Shell::new();
    let path = shell.file("a.csv", DIRTY);
    for fixing in ["--fix", "--diff", "--fix-only"] {
        for known in ["--baseline=known.json", "--write-baseline=known.json", "--prune-baseline"] {
            let run = shell.run(&["check", fixing, known, "a.csv"]);
            assert_eq!((run.code, run.out.as_str()), (2, ""), "{fixing} {known}: {}", run.err);
            assert!(run.err.contains("cannot be used with"), "{fixing} {known}: {}", run.err);
        }
    }
    assert_eq!((read(&path).as_str(), names(&shell)), (DIRTY, vec!["a.csv".to_owned()]));
}

#[test]
fn what_the_fixes_reveal_is_announced() {
    let shell = Shell::new();
    // With the mapping to text of the format each is an address of its own; without the name they are one.
    let text = "Email,First Name\nann@example.com,Ann\nAnn Lee <ann@example.com>,Ann\n";
    let path = shell.file("a.csv", text);
    let run = shell.run(&["check", "--fix", "a.csv"]);
    assert!(read(&path).ends_with("\nann@example.com,Ann\n"), "{}", read(&path));
    assert!(run.err.contains("note: the fixes reveal 1 more: duplicate-email\n"), "{}", run.err);
    assert_eq!(run.code, 1);
}

#[test]
fn a_folder_is_fixed_and_strangers_in_it_are_left_alone() {
    let shell = Shell::new();
    let (a, b) = (shell.file("d/a.csv", DIRTY), shell.file("d/e/b.csv", DIRTY));
    let other = shell.file("d/other.csv", "sku,price \n1, 2\n\n");
    let run = shell.run(&["check", "--fix-only", "--show-fixes", "d"]);
    assert_eq!(
        (read(&a).as_str(), read(&b).as_str(), read(&other).as_str()),
        (CLEAN, CLEAN, "sku,price \n1, 2\n\n")
    );
    let listed = "d/a.csv:\n  1 × blank-row\n  1 × email-whitespace\nd/e/b.csv:\n";
    assert!(run.err.contains("fixed 4 findings\n") && run.err.contains(listed), "{}", run.err);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn a_read_only_file_is_refused_and_then_none_is_written() {
        let shell = Shell::new();
        let (a, b) = (shell.file("a.csv", DIRTY), shell.file("b.csv", DIRTY));
        fs::set_permissions(&b, fs::Permissions::from_mode(0o444)).unwrap();
        let run = shell.run(&["check", "--fix", "a.csv", "b.csv"]);
        assert_eq!(run.code, 2);
        assert!(run.err.contains("cannot write b.csv: it is read-only"), "{}", run.err);
        assert_eq!((read(&a).as_str(), read(&b).as_str()), (DIRTY, DIRTY));
        assert_eq!(names(&shell), ["a.csv", "b.csv"]);
    }

    #[test]
    fn links_are_followed_and_the_mode_is_kept() {
        let shell = Shell::new();
        let path = shell.file("real/a.csv", DIRTY);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("real/a.csv", shell.folder.path().join("link.csv")).unwrap();
        fs::hard_link(&path, shell.folder.path().join("other.csv")).unwrap();
        let run = shell.run(&["check", "--fix-only", "link.csv", "real/a.csv"]);
        assert!(shell.folder.path().join("link.csv").is_symlink());
        assert_eq!(read(&path), CLEAN);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(run.err.contains("has other names (hard links)"), "{}", run.err);
        assert_eq!(read(&shell.folder.path().join("other.csv")), DIRTY);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }
}
