//! The pipeline `shopify` and the engine that reads every cell of a check are two ways to one key.

use csv_preflight::connector::{Countries, Outcome};
use csv_preflight::format::Region;
use csv_preflight::identity::{email, phone};
use csv_preflight::table::Import;
use proptest::prelude::*;

use super::{identity, key};

fn shopify_email(text: &str) -> Option<String> {
    key(identity("shopify", "email"), text, Countries::default())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn on_addresses(text in "[a-zA-Z0-9.+_-]{0,6}[@.éÉßİΣ ]{0,2}[a-zA-Z0-9._-]{0,8}[.][a-zA-Z0-9]{0,3}[ \u{a0}\u{200b}\u{feff}\t]{0,2}") {
        prop_assert_eq!(shopify_email(&text), email::key(&text).map(std::borrow::Cow::into_owned));
    }

    #[test]
    fn on_any_text(text in "\\PC{0,24}|.{0,24}") {
        prop_assert_eq!(shopify_email(&text), email::key(&text).map(std::borrow::Cow::into_owned));
    }

    #[test]
    fn on_numbers(
        text in "['+ ]{0,2}[0-9]{0,3}[ ()./-]{0,3}[0-9]{2,12}( ?(x|ext\\.?) ?[0-9]{1,4})?|[+0-9()a-zA-Z０-９٠-٩ .-]{0,20}",
        store in prop::sample::select(vec!["", "US", "GB", "DE", "IT", "AR", "XK"]),
        row in prop::sample::select(vec!["", "US", "GB", "FR"]),
    ) {
        let (store, row) = (Region::from_code(store), Region::from_code(row));
        let import = Import { default_country: store, ..Import::default() };
        let reading = phone::decide(&text, import, row);
        let built_in = reading.key().map(|number| number.e164.to_string());
        let pipeline = key(identity("shopify", "phone"), &text, Countries { row, store });
        prop_assert_eq!(pipeline, built_in);
    }
}

#[test]
fn what_is_refused_is_refused_with_a_reason() {
    let email = identity("shopify", "email");
    let told = |text| match email.run(text, Countries::default()) {
        Outcome::Reject(reason) => format!("refused: {reason}"),
        Outcome::NoKey(reason) => format!("no key: {reason}"),
        Outcome::Key(key) => panic!("{key}"),
    };
    assert_eq!(told(""), "no key: empty");
    assert_eq!(told(" \u{200b} "), "no key: nothing is left of it");
    assert_eq!(told("bob roy@example.com"), "refused: there is a space before the `@`");
    assert_eq!(told("bob@example"), "refused: there is no dot in the domain");
}
