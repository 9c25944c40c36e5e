//! Phone cells under the rules: any text is told once, and a repair does what it says.

use csv_preflight::edit::Applicability;
use csv_preflight::engine::Options;
use csv_preflight::format::Region;
use csv_preflight::identity::phone;
use csv_preflight::rule::{Finding, Group, Level, Severity};
use csv_preflight::rules::ALL;
use csv_preflight::table::Import;
use proptest::prelude::*;

use crate::{check, options};

fn file(phones: &[String]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["Email", "Default Address Country Code", "Phone"]).unwrap();
    let countries = ["GB", "US", "", "DE"];
    for (row, (phone, country)) in phones.iter().zip(countries.iter().cycle()).enumerate() {
        writer.write_record([&format!("customer{row}@example.com"), *country, phone]).unwrap();
    }
    writer.into_inner().unwrap()
}

fn under(store: &str) -> Options {
    let import = Import { default_country: Region::from_code(store), ..Import::default() };
    Options { import, max_per_rule: 1000, ..options() }
}

/// The findings of the rules of one cell each.
fn found(csv: &[u8], options: &Options) -> Vec<Finding> {
    let outcome = check(csv, options).unwrap();
    outcome.findings.into_iter().filter(|finding| finding.rule.group == Group::Phone).collect()
}

/// Texts that look like phone numbers in one way or another, and any other.
fn text() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "+442079460958",
        "020 7946 0958",
        "+1",
        "212",
        "555-0100",
        "(0)",
        "0",
        "00",
        "49",
        "1713920001",
        " ",
        " / ",
        ";",
        ",",
        "|",
        " or ",
        "\n",
        "ext. 12",
        "x5",
        "#",
        "XXXX",
        "OOOO",
        "(home)",
        "E+11",
        ".0",
        "=\"",
        "\"",
        "'",
        "0000000000",
        "1234567890",
        "999",
        "٠١٢",
        "０２０",
        "\u{a0}",
        "\u{200e}",
        "Tel. ",
        "*",
        "*",
        "#NAME?",
        "-",
        ".",
        "é",
        ";phone-context=",
        "+44",
    ]);
    prop::collection::vec(
        prop_oneof![4 => parts.prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)],
        0..7,
    )
    .prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn a_cell_is_complained_of_once(phones in prop::collection::vec(text(), 1..12), store in "(GB|US|DE|)") {
        let csv = file(&phones);
        let outcome = check(&csv, &under(&store)).unwrap();
        let mut places: Vec<_> = outcome
            .findings
            .iter()
            .filter(|finding| finding.rule.group == Group::Phone && finding.severity > Severity::Info)
            .map(|finding| finding.span.start)
            .collect();
        let all = places.len();
        places.sort_unstable();
        places.dedup();
        prop_assert_eq!(places.len(), all, "{:?}", phones);
    }

    /// What the importer refuses is never passed over.
    #[test]
    fn what_is_no_number_is_an_error(phone in text(), store in "(GB|US|DE|)") {
        let store_region = Region::from_code(&store);
        let told = found(&file(&[String::new(), String::new(), phone.clone()]), &under(&store));
        let error = told.iter().any(|finding| finding.severity == Severity::Error);
        match phone::read(&phone, store_region) {
            Ok(number) if number.extension.is_some() => prop_assert!(error, "{phone:?}"),
            Ok(_) => {}
            Err(_) => prop_assert_eq!(error, !phone.trim().is_empty(), "{:?} {:?}", phone, told),
        }
    }

    /// A safe repair leaves the key of the row as it was, or gives it the key that it always meant.
    #[test]
    fn safe_repairs_keep_the_number(phone in text()) {
        let phones = [phone.clone()];
        let csv = file(&phones);
        let mut options = under("GB");
        for rule in ALL.iter().filter(|rule| rule.group != Group::Phone) {
            options.levels.set(rule.id, Level::Off);
        }
        let (after, _) = crate::fixes::repaired(&crate::input(&csv), &options, Applicability::Safe);
        let after = after.unwrap_or_else(|| csv.clone());
        let cell = |csv: &[u8]| {
            let mut reader = csv::Reader::from_reader(csv);
            reader.records().next().unwrap().unwrap().get(2).unwrap().to_owned()
        };
        let key = |text: &str| {
            phone::decide(text, options.import, Region::from_code("GB")).key().map(|number| number.e164)
        };
        if let Some(before) = key(&cell(&csv)) {
            prop_assert_eq!(key(&cell(&after)), Some(before), "{:?}", phone);
        }
    }
}

#[test]
fn the_same_text_is_read_anew_in_another_country() {
    let csv = b"Email,Default Address Country Code,Phone\n\
        a@example.com,GB,0491 570 156\nb@example.com,AU,0491 570 156\nc@example.com,DE,0491 570 156\n";
    let told: Vec<_> = found(csv, &under("")).iter().map(|finding| finding.message.render(false)).collect();
    assert!(told[0].contains("is not a valid phone number in the address country GB"), "{told:?}");
    assert!(told[1].contains("in the address country AU it is `+61491570156`"), "{told:?}");
    assert!(told[2].contains("in the address country DE it is `+49491570156`"), "{told:?}");
    assert_eq!(told.len(), 3);
}

#[test]
fn advice_names_the_number_that_was_meant() {
    let help = |phone: &str, store: &str| {
        let told = found(&file(&[String::new(), String::new(), phone.to_owned()]), &under(store));
        told[0].help.as_ref().unwrap().render(false)
    };
    assert!(help("+52 1 55 1234 5678", "").contains("`+525512345678` today"));
    assert!(help("+55 11 6123-4567", "").contains("`+5511961234567` today"));
    assert!(help("11 6123-4567", "BR").contains("`+5511961234567` today"));
    assert!(help("+225 07 12 34 56", "").contains("`+2250707123456` today"));
    assert!(help("33199000001", "GB").contains("with `+` before it, it would be `+33199000001`"));
    assert!(help("33199000001", "").contains("if only the `+` is missing, write `+33199000001`"));
    assert!(help("650-253-OOOO", "US").contains("if `+16502530000` was meant"));
    assert!(help("212-555-0100 (home)", "US").contains("if `+12125550100` was meant"));
    assert!(help("+44 20 XXXX 0958", "").contains("cannot be known"));
}

/// Several people behind one switchboard are not one customer, and a mask is nobody's number.
#[test]
fn a_number_that_shopify_refuses_is_nobodys_key() {
    let csv = b"Email,Phone\na@example.com,+12125550100\nb@example.com,+1 212-555-0100 x1\nc@example.com,+1 212-555-0100 x2\n\
        d@example.com,+6012XXXXXXX\ne@example.com,+6012XXXXXXX\n";
    let outcome = check(csv, &under("US")).unwrap();
    let rules: Vec<_> = outcome.findings.iter().map(|finding| finding.rule.id).collect();
    assert_eq!(rules, ["phone-extension", "phone-extension", "phone-letters", "phone-letters"]);
}

#[test]
fn what_a_spreadsheet_left_of_an_id_is_no_id() {
    let csv = b"Customer ID,Email\n7.02255E+12,a@example.com\n7.02255E+12,b@example.com\n\
        7001.0,c@example.com\n'7001,d@example.com\n";
    let outcome = check(csv, &under("US")).unwrap();
    let ids: Vec<_> = outcome.findings.iter().filter(|f| f.rule.id == "duplicate-id").collect();
    assert_eq!(ids.len(), 1, "{ids:?}");
}
