//! The generated twin of the healthy files: exports and imports made at random, of which no rule may complain.

mod pieces;

use std::collections::{BTreeMap, BTreeSet};

use csv::{QuoteStyle, Terminator, WriterBuilder};
use csv_preflight::engine::Options;
use csv_preflight::format::Region;
use csv_preflight::report::{Report, compact};
use csv_preflight::rule::Severity;
use csv_preflight::table::{Import, ImportPath, PhoneRegion};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use pieces::Spelling;

const EXPORT: [&str; 20] = [
    "Customer ID",
    "First Name",
    "Last Name",
    "Email",
    "Accepts Email Marketing",
    "Default Address Company",
    "Default Address Address1",
    "Default Address Address2",
    "Default Address City",
    "Default Address Province Code",
    "Default Address Country Code",
    "Default Address Zip",
    "Default Address Phone",
    "Phone",
    "Accepts SMS Marketing",
    "Total Spent",
    "Total Orders",
    "Note",
    "Tax Exempt",
    "Tags",
];

/// Columns that newer exports write behind the others.
const NEWER: [&str; 3] = [
    "Accepts WhatsApp Marketing",
    "Fecha de nacimiento (customer.metafields.facts.birth_date)",
    "Colours, liked (customer.metafields.custom.colours)",
];

type Customer = BTreeMap<&'static str, String>;

/// A file before it is written.
#[derive(Clone, Debug)]
struct File {
    columns: Vec<&'static str>,
    customers: Vec<Customer>,
    quotes: QuoteStyle,
    crlf: bool,
    ends: bool,
}

impl File {
    fn bytes(&self) -> Vec<u8> {
        let terminator = if self.crlf { Terminator::CRLF } else { Terminator::Any(b'\n') };
        let mut writer = WriterBuilder::new();
        let mut writer = writer.quote_style(self.quotes).terminator(terminator).from_writer(Vec::new());
        writer.write_record(&self.columns).unwrap();
        for customer in &self.customers {
            writer.write_record(self.columns.iter().map(|column| &customer[column])).unwrap();
        }
        let mut bytes = writer.into_inner().unwrap();
        if !self.ends {
            bytes.truncate(bytes.len() - if self.crlf { 2 } else { 1 });
        }
        bytes
    }
}

fn one_of(pieces: &'static [&'static str]) -> impl Strategy<Value = String> + Clone {
    select(pieces).prop_map(str::to_owned)
}

/// A cell that is often left empty.
fn often_empty(cell: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), cell]
}

fn yes_or_no() -> impl Strategy<Value = String> {
    select(vec!["yes", "no", ""]).prop_map(str::to_owned)
}

fn name() -> impl Strategy<Value = String> {
    let whole = one_of(pieces::NAMES);
    let joined = (one_of(pieces::NAMES), select(pieces::JOINTS), one_of(pieces::NAMES))
        .prop_map(|(a, joint, b)| format!("{a}{joint}{b}"));
    let longest = one_of(pieces::NAMES).prop_map(|name| name.chars().cycle().take(255).collect());
    prop_oneof![
        1 => Just(String::new()),
        8 => whole.clone(),
        3 => joined,
        1 => whole.clone().prop_map(|name| name.to_uppercase()),
        1 => whole.clone().prop_map(|name| name.to_lowercase()),
        1 => whole.prop_map(|name| name.chars().take(1).collect()),
        1 => longest,
    ]
}

fn note() -> impl Strategy<Value = String> {
    let text = vec(select(pieces::NOTES), 1..12).prop_map(|pieces| pieces.concat());
    let longest = text.clone().prop_map(|text| text.chars().cycle().take(5_000).collect());
    prop_oneof![20 => Just(String::new()), 20 => text, 1 => longest]
}

fn tags() -> impl Strategy<Value = String> {
    let some = vec(select(pieces::TAGS), 0..6).prop_map(|tags| tags.join(", "));
    let most = vec(select(pieces::TAGS), 250).prop_map(|tags| tags.join(","));
    let longest =
        select(pieces::TAGS).prop_map(|tag| format!("{tag}{}", "é".repeat(255 - tag.chars().count())));
    prop_oneof![40 => some, 1 => most, 1 => longest]
}

/// An address that no other row has: the number of the row is put behind its local part later.
fn email() -> impl Strategy<Value = (String, String)> {
    let capitals = |text: String, capitals: bool| if capitals { text.to_ascii_uppercase() } else { text };
    (one_of(pieces::LOCALS), one_of(pieces::DOMAINS), prop::bool::weighted(0.1), prop::bool::weighted(0.1))
        .prop_map(move |(local, domain, a, b)| (capitals(local, a), capitals(domain, b)))
}

fn phone() -> impl Strategy<Value = (Index, Spelling)> {
    (any::<Index>(), select(vec![Spelling::E164, Spelling::International, Spelling::Guarded]))
}

/// A customer, before it is known which row it is and which columns there are: the cells, the parts of the
/// e-mail address, and which phone number.
type Draft = (Customer, Option<(String, String)>, Option<(Index, Spelling)>);

fn customer() -> impl Strategy<Value = Draft> {
    let identity =
        (name(), name(), prop::option::weighted(0.8, email()), prop::option::weighted(0.4, phone()));
    let address = (
        often_empty(one_of(pieces::COMPANIES)),
        one_of(pieces::STREETS),
        often_empty(one_of(pieces::STREETS)),
        select(pieces::PLACES),
        any::<bool>(),
        one_of(pieces::ADDRESS_PHONES),
    );
    let rest =
        (vec(yes_or_no(), 4), note(), tags(), 0..90_000u32, often_empty(Just("'1990-05-02".to_owned())));
    (identity, address, rest).prop_map(|(identity, address, rest)| {
        let (first, last, email, phone) = identity;
        let (company, street, second, [country, province, zip, city], with_zip, address_phone) = address;
        let (consents, note, tags, spent, birthday) = rest;
        let mut cells: Customer = [
            ("First Name", first),
            ("Last Name", last),
            ("Default Address Company", company),
            ("Default Address Address1", street),
            ("Default Address Address2", second),
            ("Default Address City", (*city).to_owned()),
            ("Default Address Province Code", (*province).to_owned()),
            ("Default Address Country Code", (*country).to_owned()),
            ("Default Address Zip", if with_zip { (*zip).to_owned() } else { String::new() }),
            ("Default Address Phone", address_phone),
            ("Total Spent", format!("{}.{:02}", spent / 100, spent % 100)),
            ("Total Orders", (spent / 7_000).to_string()),
            ("Note", note),
            ("Tags", tags),
            (NEWER[1], birthday),
            (NEWER[2], if spent % 3 == 0 { r#"["red","blau"]"#.to_owned() } else { String::new() }),
        ]
        .into();
        let asked = ["Accepts Email Marketing", "Accepts SMS Marketing", NEWER[0], "Tax Exempt"];
        cells.extend(asked.into_iter().zip(consents));
        (cells, email, phone)
    })
}

/// All columns of an export in its order, or some in any order with what an import cannot do without.
fn columns() -> impl Strategy<Value = Vec<&'static str>> {
    let export = (0..=NEWER.len()).prop_map(|newer| EXPORT.iter().chain(&NEWER[..newer]).copied().collect());
    let all: Vec<&'static str> = EXPORT.iter().chain(&NEWER).copied().collect();
    let count = all.len();
    let import = subsequence(all, 1..=count).prop_map(|mut columns: Vec<&'static str>| {
        if !columns.contains(&"Email") {
            columns.push("Email");
        }
        // A province says nothing without its country.
        if !columns.contains(&"Default Address Country Code") {
            columns.retain(|column| *column != "Default Address Province Code");
        }
        columns
    });
    prop_oneof![export, import.prop_shuffle()]
}

fn file() -> impl Strategy<Value = File> {
    let quotes = select(vec![QuoteStyle::Necessary, QuoteStyle::Always, QuoteStyle::NonNumeric]);
    (columns(), vec(customer(), 1..30), quotes, any::<bool>(), any::<bool>()).prop_map(
        |(columns, parts, quotes, crlf, ends)| {
            let mut taken = BTreeSet::new();
            let customers = (0u8..).zip(parts).map(|(row, (mut cells, email, phone))| {
                cells.insert("Customer ID", format!("'70120000000{row:02}"));
                let phone = phone.filter(|_| columns.contains(&"Phone"));
                let phone = phone.and_then(|(of, spelling)| pieces::phone(of.index(1_000), row, spelling));
                let phone = phone.filter(|(e164, _)| taken.insert(e164.clone()));
                cells.insert("Phone", phone.map(|(_, written)| written).unwrap_or_default());
                let known = |column| columns.contains(&column) && !cells[column].trim().is_empty();
                let anonymous = !["First Name", "Last Name", "Phone"].into_iter().any(known);
                let email = email.or_else(|| anonymous.then(|| ("ann".into(), "example.com".into())));
                let email = email.map(|(local, domain)| format!("{local}{row}@{domain}"));
                cells.insert("Email", email.unwrap_or_default());
                // Nobody consents to be written to without an address.
                let needs = [("Email", EXPORT[4]), ("Phone", EXPORT[14]), ("Phone", NEWER[0])];
                for (identifier, consent) in needs {
                    if cells[identifier].is_empty() && cells[consent] == "yes" {
                        cells.insert(consent, "no".into());
                    }
                }
                cells
            });
            File { customers: customers.collect(), columns, quotes, crlf, ends }
        },
    )
}

fn import() -> impl Strategy<Value = Import> {
    let country = prop::option::of(select(pieces::regions()));
    let region = select(vec![PhoneRegion::Store, PhoneRegion::Address]);
    let path = select(vec![ImportPath::Admin, ImportPath::Api]);
    (country, region, path, any::<Option<bool>>()).prop_map(|(country, phone_region, path, overwrite)| {
        Import {
            default_country: country.and_then(|country| Region::from_code(&country)),
            phone_region,
            path,
            overwrite,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn healthy_files_made_at_random_are_silent(file in file(), import in import()) {
        let bytes = file.bytes();
        let options = Options { import, show_from: Severity::Warning, ..Options::default() };
        let outcome = crate::check(&bytes, &options).unwrap();
        let mut told = Vec::new();
        compact::write(&Report::new(&outcome, Severity::Warning).unwrap(), false, &mut told).unwrap();
        let told = String::from_utf8(told).unwrap();
        prop_assert!(told.is_empty(), "{told}\n{}", String::from_utf8_lossy(&bytes));
        prop_assert_eq!(outcome.files[0].records, file.customers.len() as u64);
    }
}

#[test]
fn most_regions_have_numbers_to_be_healthy_with() {
    let regions = pieces::regions();
    let with = (0..1_000).filter_map(|of| pieces::phone(of, 67, Spelling::E164)).map(|(e164, _)| e164);
    assert!(regions.len() > 200 && with.collect::<BTreeSet<_>>().len() > 200, "{} regions", regions.len());
}
