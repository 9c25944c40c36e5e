//! What merchants complained of, one file each, and the rules that would have told them beforehand.
//!
//! Their words stand in the file's name; what is told word for word stands beside it.

use std::collections::BTreeSet;
use std::path::Path;

use csv_preflight::engine::Options;
use csv_preflight::format::Region;
use csv_preflight::settings::Settings;
use csv_preflight::table::Import;

/// The file and the rules that must speak on it, whatever else is found.
const SYMPTOMS: &[(&str, &[&str])] = &[
    ("01-missing-header", &["missing-header", "unknown-header"]),
    ("02-headers-not-accepted", &["legacy-header"]),
    ("03-header-row-edited", &["unknown-header"]),
    ("04-illegal-quoting-in-line-6", &["stray-quote", "smart-quote"]),
    ("05-wrong-line-endings", &["mixed-line-endings"]),
    ("07-country-or-state-not-valid", &["invalid-country", "invalid-province", "province-without-country"]),
    ("08-fewer-customers-than-rows", &["duplicate-email"]),
    ("09-one-phone-in-all-rows", &["shared-phone"]),
    ("10-phone-taken-when-stores-are-merged", &["shared-phone"]),
    ("11-phone-is-invalid", &["invalid-phone", "phone-without-country"]),
    ("12-already-taken-and-no-field-named", &["duplicate-email", "shared-phone"]),
    ("13-numbers-without-country-code", &["phone-without-country", "invalid-phone"]),
    ("14-made-up-numbers", &["invalid-phone"]),
    ("15-proxy-phones-with-extension", &["phone-extension"]),
    ("16-leading-apostrophe", &["leading-apostrophe"]),
    ("17-leading-zero-eaten", &["phone-without-country"]),
    ("18-digits-lost-to-a-spreadsheet", &["spreadsheet-number", "lost-leading-zero"]),
    ("19-no-name-phone-or-email", &["no-identity"]),
    ("20-one-person-in-four-profiles", &["phone-collision", "shared-phone"]),
    ("21-national-and-international-spelling", &["phone-collision", "duplicate-email"]),
    ("22-mistyped-email-at-the-till", &["possible-duplicate", "email-domain-typo"]),
    ("23-gmail-dots-and-plus", &["possible-duplicate"]),
    (
        "24-look-alike-emails-matched-by-a-connector",
        &["connector-merge", "connector-conflict", "connector-split"],
    ),
    ("25-totals-ignored", &["ignored-column"]),
    ("26-template-adds-jane-and-john-doe", &["template-row"]),
    ("27-email-taken-although-just-created", &["email-collision"]),
    ("28-consent-of-before-2022", &["legacy-header", "invalid-yes-no"]),
    ("29-semicolons-of-numbers", &["wrong-delimiter"]),
    ("30-home-made-converter", &["ragged-row", "invalid-yes-no", "duplicate-email"]),
    ("31-all-phones-moved-into-notes", &["invalid-phone"]),
];

fn found(bytes: &[u8], settings: Option<&str>) -> BTreeSet<&'static str> {
    let import = Import { default_country: Region::from_code("GB"), ..Import::default() };
    let settings = settings.map(|text| Settings::parse("settings", text).unwrap()).unwrap_or_default();
    let connectors = settings.choose_connectors().unwrap();
    let outcome = crate::check(bytes, &Options { import, connectors, ..crate::options() }).unwrap();
    outcome.findings.iter().map(|finding| finding.rule.id).collect()
}

#[test]
fn every_symptom_is_told_before_the_import() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/messy");
    for (symptom, rules) in SYMPTOMS {
        let bytes = std::fs::read(folder.join(format!("symptom-{symptom}.csv"))).unwrap();
        let settings = std::fs::read_to_string(folder.join(format!("symptom-{symptom}.toml"))).ok();
        let found = found(&bytes, settings.as_deref());
        let missed: Vec<_> = rules.iter().filter(|rule| !found.contains(**rule)).collect();
        assert!(missed.is_empty(), "{symptom}: {missed:?} did not speak, only {found:?}");
    }
}

#[test]
fn every_file_of_a_symptom_stands_in_the_table() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/messy");
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let files: BTreeSet<String> = names
        .filter_map(|name| {
            let name = name.to_str()?.strip_prefix("symptom-")?.strip_suffix(".csv")?;
            Some(name.to_owned())
        })
        .collect();
    let table: BTreeSet<String> = SYMPTOMS.iter().map(|(symptom, _)| (*symptom).to_owned()).collect();
    assert_eq!(files, table);
}

#[test]
fn a_file_that_is_too_big_is_told_before_the_import() {
    // Symptom 6: 15 MB are too many for a repository.
    let mut text = "Email,First Name,Note\n".to_owned();
    let note = "x".repeat(4_900);
    for row in 0..3_300 {
        text.push_str(&format!("p{row}@example.com,Person,{note}\n"));
    }
    assert!(text.len() > 15_728_640);
    assert_eq!(found(text.as_bytes(), None), BTreeSet::from(["file-too-large"]));
}
