//! The made-up customers of the benchmarks are what they are said to be.

use std::io::{self, Write};
use std::iter::once;
use std::ops::Range;
use std::sync::{Arc, Mutex};

use csv_preflight::engine::Options;
use csv_preflight::rule::Severity;
use hashbrown::{HashMap, HashSet};
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat};

use customers::{HEADER, Shape, Table, Truth};

#[path = "../bench/customers/mod.rs"]
mod customers;

const ROWS: u64 = 2_000;

/// A record, the record that it repeats, and how.
type Repeat = (u64, u64, String);

/// A place to write to and to read from afterwards.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn generated_in(
    shape: Shape,
    rows: u64,
    seed: u64,
    parts: impl IntoIterator<Item = Range<u64>>,
) -> (Vec<u8>, serde_json::Value) {
    let table = Table::new(shape, rows, seed);
    let (mut out, shared) = (HEADER.as_bytes().to_vec(), Shared::default());
    let mut truth = Truth::new(Box::new(shared.clone()), &table).unwrap();
    for part in parts {
        table.write(part, &mut out, &mut truth).unwrap();
    }
    truth.finish().unwrap();
    let truth = shared.0.lock().unwrap();
    (out, serde_json::from_slice(&truth).unwrap())
}

fn generated(shape: Shape, rows: u64) -> (Vec<u8>, serde_json::Value) {
    generated_in(shape, rows, 1, once(0..rows))
}

fn repeats(truth: &serde_json::Value) -> Vec<Repeat> {
    serde_json::from_value(truth["duplicates"].clone()).unwrap()
}

fn count(truth: &serde_json::Value, sort: &str) -> u64 {
    truth["counts"][sort].as_u64().unwrap_or_default()
}

/// FNV-1a: <http://www.isthe.com/chongo/tech/comp/fnv/>.
fn fnv(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn equal_arguments_give_equal_bytes_on_every_machine() {
    let (bytes, truth) = generated(Shape::Mixed, ROWS);
    assert_eq!(
        fnv(&bytes),
        9_788_666_248_083_084_973,
        "a change of the generator changes what was measured with it"
    );
    let parts = (0..ROWS).step_by(100).map(|start| start..start + 100);
    assert_eq!(generated_in(Shape::Mixed, ROWS, 1, parts), (bytes.clone(), truth));
    assert_ne!(generated_in(Shape::Mixed, ROWS, 2, once(0..ROWS)).0, bytes);
}

/// The rows as a reader of Shopify's documentation would compare them, each with every earlier one.
fn found_naively(bytes: &[u8]) -> Vec<Repeat> {
    struct Customer {
        email: String,
        email_key: String,
        phone: String,
        phone_key: String,
    }
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers().unwrap().clone();
    let column = |name| header.iter().position(|header| header == name).unwrap();
    let columns = ["Email", "Phone", "Default Address Country Code"].map(column);
    let customer = |record: &csv::StringRecord| {
        let [email, phone, country] = columns.map(|column| record[column].to_owned());
        let region = rlibphonenumber::Region::from_code(&country).unwrap();
        // The apostrophe is Shopify's own and no part of the number.
        let number = PHONE_NUMBER_UTIL.parse(phone.trim_start_matches('\''), Some(region)).unwrap();
        assert!(PHONE_NUMBER_UTIL.is_valid_number(&number), "{phone} in {country}");
        let phone_key = PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164).into_owned();
        Customer { email_key: email.trim().to_lowercase(), email, phone, phone_key }
    };
    let all: Vec<_> = reader.records().map(|record| customer(&record.unwrap())).collect();
    let mut found = Vec::new();
    for (place, row) in all.iter().enumerate() {
        for (earlier, other) in all[..place].iter().enumerate() {
            let same_email = !row.email.is_empty() && row.email_key == other.email_key;
            let sort = match (same_email, row.phone_key == other.phone_key) {
                (true, true) => "same-row",
                (true, false) if row.email == other.email => "same-email",
                (true, false) => "email-case",
                (false, true) if row.email.is_empty() && row.phone != other.phone => "phone-spelling",
                (false, true) => "shared-phone",
                (false, false) => continue,
            };
            found.push((place as u64 + 1, earlier as u64 + 1, sort.to_owned()));
        }
    }
    found
}

#[test]
fn the_truth_is_what_a_comparison_of_all_rows_finds() {
    for shape in [Shape::Mixed, Shape::AllQuoted, Shape::Clean, Shape::Pairs] {
        let (bytes, truth) = generated(shape, ROWS);
        let found = found_naively(&bytes);
        assert_eq!(repeats(&truth), found, "{shape:?}");
        for sort in ["same-email", "email-case", "phone-spelling", "shared-phone", "same-row"] {
            let counted = found.iter().filter(|(_, _, found)| found == sort).count() as u64;
            assert_eq!(count(&truth, sort), counted, "{shape:?} {sort}");
        }
        match shape {
            Shape::Clean => assert_eq!(found, []),
            Shape::Pairs => assert_eq!(found.len() as u64, ROWS / 2),
            // One in a hundred of each sort, but for the first hundred, which have nothing to repeat.
            _ => assert_eq!(found.len() as u64, 4 * (ROWS / 100 - 1)),
        }
    }
}

#[test]
fn a_healthy_file_is_silent_and_a_sick_one_is_sick_in_every_row() {
    let options = Options { max_per_rule: usize::MAX, ..crate::options() };
    let (bytes, _) = generated(Shape::Clean, ROWS);
    let outcome = crate::check(&bytes, &options).unwrap();
    let loud: Vec<_> = outcome.findings.iter().filter(|found| found.severity > Severity::Info).collect();
    assert!(loud.is_empty(), "{loud:?}");
    assert_eq!(outcome.files[0].records, ROWS);

    let (bytes, _) = generated(Shape::AllBad, ROWS);
    let report = report(&bytes);
    let errors = report["findings"].as_array().unwrap().iter().filter(|found| found["severity"] == "error");
    let wrong: HashSet<_> = errors.map(|found| found["record"].as_u64().unwrap()).collect();
    assert_eq!(wrong.len() as u64, ROWS);
}

/// What the JSON of `check` says of the bytes.
fn report(bytes: &[u8]) -> serde_json::Value {
    let options = Options { max_per_rule: usize::MAX, ..crate::options() };
    let outcome = crate::check(bytes, &options).unwrap();
    let report = csv_preflight::report::Report::new(&outcome, Severity::Info).unwrap();
    let mut json = Vec::new();
    csv_preflight::report::json::write(&report, false, &mut json).unwrap();
    serde_json::from_slice(&json).unwrap()
}

#[test]
fn the_rules_of_identity_find_the_truth_and_nothing_else() {
    let (bytes, truth) = generated(Shape::Mixed, ROWS);
    let report = report(&bytes);
    let mut told: HashMap<&str, Vec<u64>> = HashMap::new();
    for finding in report["findings"].as_array().unwrap() {
        let record = finding["record"].as_u64().unwrap_or_default();
        told.entry(finding["rule"].as_str().unwrap()).or_default().push(record);
    }
    for (sort, rule) in [
        ("same-email", "duplicate-email"),
        ("email-case", "email-collision"),
        ("phone-spelling", "phone-collision"),
        ("shared-phone", "shared-phone"),
    ] {
        let repeats = repeats(&truth);
        let wanted: Vec<_> =
            repeats.iter().filter(|(_, _, s)| s == sort).map(|(record, _, _)| *record).collect();
        assert_eq!(told.remove(rule).unwrap_or_default(), wanted, "{rule}");
    }
    for rule in ["duplicate-phone", "identity-conflict", "invalid-phone", "invalid-email"] {
        assert_eq!(told.remove(rule), None, "{rule}");
    }
}

#[test]
fn numbers_are_valid_in_their_country_to_the_end_of_the_largest_file() {
    let last = 100_000_000;
    let parts = (0..last).step_by(999_983).map(|start| start..last.min(start + 50));
    let (bytes, _) = generated_in(Shape::Clean, last, 1, parts);
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let (mut numbers, mut countries) = (HashSet::new(), HashSet::new());
    for record in reader.records() {
        let record = record.unwrap();
        let (country, number) = (record[9].to_owned(), record[12].to_owned());
        let read = PHONE_NUMBER_UTIL.parse(&number, None).unwrap();
        assert!(PHONE_NUMBER_UTIL.is_valid_number(&read), "{number} in {country}");
        let region = PHONE_NUMBER_UTIL.get_region_for_number(&read);
        assert_eq!(
            region.map(|region| region.as_region_str().to_string()),
            Some(country.clone()),
            "{number}"
        );
        assert!(numbers.insert(number));
        countries.insert(country);
    }
    assert_eq!((numbers.len(), countries.len()), (101 * 50, 8));
}

#[test]
fn shapes_are_what_they_are_called() {
    let text = |shape, rows| String::from_utf8(generated(shape, rows).0).unwrap();
    let quoted = text(Shape::AllQuoted, 300);
    for record in csv::ReaderBuilder::new().from_reader(quoted.as_bytes()).records() {
        assert_eq!(record.unwrap().len(), 17);
    }
    assert!(quoted.trim_end().split('\n').skip(1).any(|line| line.starts_with('"') && line.ends_with('"')));
    assert_eq!(quoted.matches("\",\"").count(), 300 * 16);
    let note = text(Shape::OneNote, 100);
    assert!(note.len() > 1 << 20 && note.len() < (1 << 20) + 100_000, "{}", note.len());
    let emails = text(Shape::OneValue, 100).matches("everybody@example.com").count();
    assert_eq!(emails, 100);
    assert_eq!(count(&generated(Shape::OneValue, 100).1, "same-email"), 99);
    let ragged = text(Shape::Ragged, 100);
    let widths = csv::ReaderBuilder::new().flexible(true).from_reader(ragged.as_bytes()).into_records();
    let widths: Vec<usize> = widths.map(|record| record.unwrap().len()).collect();
    assert_eq!(widths, [17, 18].repeat(50));
    let (clean, latin) = (text(Shape::Clean, 100), generated(Shape::Latin1, 100).0);
    assert!(std::str::from_utf8(&latin).is_err());
    assert_eq!(latin.len(), clean.chars().count());
    // About what a row of a real file takes.
    let mixed = text(Shape::Mixed, ROWS);
    let bytes_a_row = mixed.len() as u64 / ROWS;
    assert!((140..=160).contains(&bytes_a_row), "{bytes_a_row}");
}
