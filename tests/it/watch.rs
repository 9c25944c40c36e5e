//! `check --watch` and `check --verbose`, through the program itself.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::cli::Shell;

/// Far longer than it takes anywhere.
const PATIENCE: Duration = Duration::from_secs(90);

/// A run that watches, stopped when it is dropped.
struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn start(shell: &Shell, arguments: &[&str]) -> Self {
        let mut command = shell.command(&[&["check", "--watch", "-f", "compact"], arguments].concat());
        // Standard error goes the same way, as in a terminal.
        let (reader, writer) = std::io::pipe().unwrap();
        command.stdout(writer.try_clone().unwrap()).stderr(writer).stdin(Stdio::null());
        let child = command.spawn().unwrap();
        drop(command);
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(reader).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Self { child, lines }
    }

    /// What stands between the next two sentinels.
    fn round(&self) -> Vec<String> {
        let mut told = Vec::new();
        assert_eq!(self.lines.recv_timeout(PATIENCE).unwrap(), "csv-preflight: checking");
        loop {
            let line = self.lines.recv_timeout(PATIENCE).unwrap();
            if line == "csv-preflight: watching" {
                return told;
            }
            told.push(line);
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

#[test]
fn what_changes_is_checked_again() {
    let shell = Shell::new();
    shell.file("data/a.csv", "Email\nann@example.com\n");
    let watching = Watching::start(&shell, &["data/a.csv"]);
    assert_eq!(watching.round(), Vec::<String>::new());

    // A stranger beside it is nobody's business: the next round is that of the file itself.
    shell.file("data/b.csv", "Email\nnobody\n");
    // Editors put a new file in the place of the old one, which is nowhere half written then.
    let put = |name: &str, text: &str| {
        let new = shell.file("data/.new.swp", text);
        fs::rename(new, shell.folder.path().join("data").join(name)).unwrap();
    };
    put("a.csv", "Email\nann@example.com\nnobody\n");
    let told = watching.round();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with("data/a.csv:3:1: error: ") && told[0].ends_with("[invalid-email]"),
        "{told:?}"
    );

    // So do new settings.
    put("csv-preflight.toml", "ignore = [\"invalid-email\"]\n");
    assert_eq!(watching.round(), Vec::<String>::new());

    // Settings that are wrong are told, and watching goes on.
    put("csv-preflight.toml", "ignore = [\"invalid-mail\"]\n");
    let told = watching.round().join("\n");
    assert!(told.contains("invalid-mail"), "{told}");
    fs::remove_file(shell.folder.path().join("data/csv-preflight.toml")).unwrap();
    assert_eq!(watching.round().len(), 1);
}

#[test]
fn a_reader_that_leaves_ends_it_quietly() {
    let shell = Shell::new();
    // More than a pipe holds, so that the report is still being written when the reader leaves.
    shell.file("a.csv", ["Email\n", &"nobody\n".repeat(3000)].concat());
    let mut command = shell.command(&["check", "--watch", "-f", "compact", "--max-per-rule=all", "a.csv"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(line, "csv-preflight: checking\n");
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn what_cannot_be_watched_is_refused() {
    let shell = Shell::new();
    shell.file("a.csv", "Email\nann@example.com\n");
    let cases: [&[&str]; 5] = [
        &["-"],
        &["a.csv", "--fix"],
        &["a.csv", "-f", "json"],
        &["none/a.csv"],
        &["a.csv", "--write-ready", "b.csv"],
    ];
    for case in cases {
        let run = shell.run(&[&["check", "--watch"], case].concat());
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{case:?}: {}", run.err);
    }
}

#[test]
fn how_a_file_was_read_is_told() {
    let shell = Shell::new();
    shell.file("a.csv", "Email;Mail;Shoe\r\nann@example.com;;\r\n");
    shell.file("csv-preflight.toml", "[columns]\nEmail = \"email\"\nMail = \"note\"\n");
    let run = shell.run(&["check", "a.csv", "--verbose", "--format=generic", "--no-redact"]);
    let settings = fs::canonicalize(shell.folder.path().join("csv-preflight.toml")).unwrap();
    let told = format!(
        "settings: {}\na.csv: UTF-8; `;` between cells; lines end in CRLF; generic, columns as mapped in the \
         settings; 1 record\n  `Email`: email\n  `Mail`: note\n  `Shoe`: not known\n",
        settings.display()
    );
    assert_eq!(run.err, told);
    let run = shell.run(&["check", "a.csv", "-v", "--format=generic", "--redact"]);
    assert!(run.err.contains("`Mail`: note\n  `****`: not known\n"), "{}", run.err);
    shell.file("b.csv", "Email\nann@example.com\n");
    let run = shell.run(&["check", "b.csv", "-v", "--isolated"]);
    assert!(run.err.starts_with("settings: no file\nb.csv: UTF-8; `,` between"), "{}", run.err);
    assert_eq!(shell.run(&["check", "a.csv", "-v", "-q"]).code, 2);
}
