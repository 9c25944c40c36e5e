//! The README is a promise: its commands are run and its table is the catalogue's.

use std::path::Path;
use std::process::Command;

use csv_preflight::report::catalogue;

const RULES_START: &str = "<!-- rules: generated, do not edit -->\n";
const RULES_END: &str = "<!-- end of rules -->";

fn readme() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap()
}

/// The commands of all console blocks, each with the output that is printed under it.
fn console_blocks(text: &str) -> Vec<(String, String)> {
    let mut commands: Vec<(String, String)> = Vec::new();
    for block in text.split("```console\n").skip(1) {
        let block = block.split("\n```").next().unwrap();
        for line in block.split('\n') {
            match (line.strip_prefix("$ "), commands.last_mut()) {
                (Some(command), _) => commands.push((command.to_owned(), String::new())),
                (None, Some((_, output))) => {
                    output.push_str(line);
                    output.push('\n');
                }
                (None, None) => panic!("output without a command: {line}"),
            }
        }
    }
    commands
}

/// Times differ from run to run.
fn without_times(text: &str) -> String {
    let mut out = Vec::new();
    for line in text.trim_end().split('\n') {
        let cut = line.rsplit_once(", ").filter(|(_, last)| last.ends_with(" s") || last.ends_with(" ms"));
        out.push(cut.map_or_else(|| line.trim_end().to_owned(), |(rest, _)| format!("{rest}, TIME")));
    }
    out.join("\n")
}

#[test]
fn console_blocks_print_what_they_say() {
    let mut run = 0;
    for (command, expected) in console_blocks(&readme()) {
        let words =
            command.strip_prefix("cargo run --release -- ").or(command.strip_prefix("csv-preflight "));
        // Installing and testing are not to be done inside a test.
        let Some(words) = words else {
            assert!(expected.is_empty(), "{command} prints something and cannot be run here");
            continue;
        };
        let output = Command::new(env!("CARGO_BIN_EXE_csv-preflight"))
            .args(words.split_whitespace())
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env_remove("CI")
            .output()
            .unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        snapbox::assert_data_eq!(
            without_times(&printed),
            snapbox::Data::text(without_times(&expected)).raw()
        );
        run += 1;
    }
    assert!(run > 0, "the README shows nothing");
}

/// Rewritten by `SNAPSHOTS=overwrite cargo test`.
#[test]
fn the_table_of_rules_is_that_of_the_catalogue() {
    let text = readme();
    let (before, rest) = text.split_once(RULES_START).expect("the table has a start");
    let (table, after) = rest.split_once(RULES_END).expect("the table has an end");
    let wanted = catalogue::markdown();
    if std::env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite") && table != wanted {
        use std::io::Write;
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
        let text = format!("{before}{RULES_START}{wanted}{RULES_END}{after}");
        std::fs::File::create(path).unwrap().write_all(text.as_bytes()).unwrap();
        return;
    }
    snapbox::assert_data_eq!(table, snapbox::Data::text(wanted).raw());
}
