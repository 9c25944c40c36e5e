//! Real-looking files: healthy ones stay silent, sick ones show exactly what stands beside them.

use std::path::{Path, PathBuf};

use csv_preflight::engine::{self, Input, Options, Origin, Outcome};
use csv_preflight::format::Region;
use csv_preflight::report::{Report, compact};
use csv_preflight::rule::Severity;
use csv_preflight::settings::Settings;
use csv_preflight::table::{Import, ImportPath, PhoneRegion};

fn folder(name: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name);
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|e| e == "csv")).collect();
    files.sort();
    assert!(!files.is_empty(), "{name} has no files");
    files
}

fn input(path: &Path) -> Input {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    Input { origin: Origin::Path(path.to_owned()), name, across_files: true, may_be_stranger: false }
}

fn check(path: &Path, import: Import, show_from: Severity) -> Outcome {
    let mut options = Options { import, show_from, ..Options::default() };
    // Connectors are chosen in a settings file of the same name.
    if let Ok(settings) = Settings::read(&path.with_extension("toml")) {
        options.connectors = settings.choose_connectors().unwrap();
    }
    engine::check(&[input(path)], &options, &()).unwrap()
}

fn lines(outcome: &Outcome, show_from: Severity) -> String {
    let mut out = Vec::new();
    compact::write(&Report::new(outcome, show_from).unwrap(), false, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// What each rule found: how often, and the first places. A person reads it line by line.
fn digest(outcome: &Outcome) -> String {
    const FIRST: usize = 3;
    let report = Report::new(outcome, Severity::Info).unwrap();
    let mut text = String::new();
    for (rule, count) in &report.counts {
        text.push_str(&format!("{count} {rule}\n"));
        let found = report.shown.iter().filter(|shown| shown.finding.rule.id == *rule);
        for shown in found.take(FIRST) {
            let (line, column) = (shown.place.start.line, shown.place.start.column);
            text.push_str(&format!("    {line}:{column} {}\n", shown.finding.message.render(false)));
        }
        if *count > FIRST as u64 {
            text.push_str("    …\n");
        }
    }
    text
}

/// Every import that a healthy file may be meant for.
fn imports() -> Vec<Import> {
    let countries = [None, Region::from_code("US"), Region::from_code("GB"), Region::from_code("JP")];
    let regions = [PhoneRegion::Store, PhoneRegion::Address];
    let paths = [ImportPath::Admin, ImportPath::Api];
    let mut imports = Vec::new();
    for default_country in countries {
        for phone_region in regions {
            for path in paths {
                imports.push(Import { default_country, phone_region, path, overwrite: None });
            }
        }
    }
    imports
}

#[test]
fn healthy_files_are_silent_whatever_the_import() {
    for path in folder("clean") {
        for import in imports() {
            let outcome = check(&path, import, Severity::Warning);
            let told = lines(&outcome, Severity::Warning);
            assert!(told.is_empty(), "{import:?}\n{told}");
            assert!(outcome.files[0].records > 0);
        }
    }
}

#[test]
fn healthy_files_are_silent_when_they_are_imported_together() {
    let paths = folder("clean");
    let inputs: Vec<Input> = paths.iter().map(|path| input(path)).collect();
    let outcome = engine::check(&inputs, &Options::default(), &()).unwrap();
    let told = lines(&outcome, Severity::Warning);
    assert!(told.is_empty(), "{told}");
    let records: u64 = outcome.files.iter().map(|file| file.records).sum();
    assert!(records >= 5_000, "{records} healthy records are too few to show anything");
}

#[test]
fn healthy_files_get_the_infos_that_stand_beside_them() {
    for path in folder("clean") {
        let told = digest(&check(&path, Import::default(), Severity::Info));
        // Overwritten by SNAPSHOTS=overwrite; every line is to be checked by hand before it is kept.
        snapbox::assert_data_eq!(told, snapbox::Data::read_from(&path.with_extension("infos"), None).raw());
    }
}

#[test]
fn older_healthy_files_show_their_age_only() {
    let mut spoke = 0;
    for path in folder("clean-legacy") {
        for import in imports() {
            let outcome = check(&path, import, Severity::Warning);
            let others: Vec<_> = outcome.findings.iter().filter(|f| f.rule.id != "legacy-header").collect();
            assert!(others.is_empty(), "{import:?}\n{}", lines(&outcome, Severity::Warning));
            spoke += outcome.findings.len();
        }
    }
    assert!(spoke > 0, "no old header was noticed");
}

#[test]
fn sick_files_show_what_stands_beside_them() {
    for path in folder("messy").into_iter().chain(folder("encodings")) {
        let import = Import { default_country: Region::from_code("GB"), ..Import::default() };
        let outcome = check(&path, import, Severity::Info);
        let told = lines(&outcome, Severity::Info);
        // Overwritten by SNAPSHOTS=overwrite; every line is to be checked by hand before it is kept.
        snapbox::assert_data_eq!(told, snapbox::Data::read_from(&path.with_extension("out"), None).raw());
    }
}

/// A rule that no file shows is one that nobody has seen at work on a file.
#[test]
fn every_rule_is_shown_by_some_file() {
    let shown = |folder_name: &str| {
        folder(folder_name)
            .iter()
            .map(|path| std::fs::read_to_string(path.with_extension("out")).unwrap())
            .collect()
    };
    let told: String = ["messy", "encodings"].map(shown as fn(&str) -> String).concat();
    // These two need megabytes, which the tests make.
    let large = ["file-too-large", "oversized-record"];
    for rule in csv_preflight::rules::ALL.iter().filter(|rule| !large.contains(&rule.id)) {
        assert!(told.contains(&format!("[{}]\n", rule.id)), "no file shows {}", rule.id);
    }
}
