//! Pairs of spellings, and which systems take the two for one. Each pair and verdict was established by running
//! the systems' own functions, or from their documentation; see the sources in the connector files.

use csv_preflight::connector::resolve::{Row, simulate};
use csv_preflight::connector::{Connector, Countries, Expect, Library};
use csv_preflight::format::Region;

use super::{identity, key};

fn meets(connector: &str, name: &str, a: &str, b: &str, country: Option<&str>) -> bool {
    let identity = identity(connector, name);
    let countries = Countries::both(country.and_then(Region::from_code));
    let stored = identity.stored(a, countries).key().map(std::borrow::Cow::into_owned);
    match (stored, key(identity, b, countries)) {
        (Some(a), Some(b)) => identity.matching.meets(&a, &b),
        _ => false,
    }
}

/// The connectors that take two addresses for one, whichever comes first.
fn one_to<'c>(name: &'c str, a: &'c str, b: &'c str) -> Vec<&'static str> {
    let both = |connector: &&Connector| {
        connector.identity(name).is_some()
            && meets(&connector.id, name, a, b, None)
            && meets(&connector.id, name, b, a, None)
    };
    Library::builtin().all().filter(both).map(|connector| connector.id.as_str()).collect()
}

#[test]
fn plus_tag_and_dots_of_a_provider() {
    let one = one_to("email", "John.Doe+x@Gmail.com", "johndoe@gmail.com");
    // Celigo's unquoted search finds everybody at the same domain.
    assert_eq!(
        one,
        [
            "celigo-netsuite",
            "google-docs-all-domains",
            "google-rudder",
            "tiktok-segment-audience",
            "reddit-segment",
            "ttd-segment",
        ]
    );
}

#[test]
fn dots_of_a_provider() {
    let one = one_to("email", "john.d.oe@gmail.com", "johndoe@gmail.com");
    for connector in ["google-datamanager", "google-rudder", "google-docs-all-domains", "ttd-segment"] {
        assert!(one.contains(&connector), "{connector}");
    }
    for connector in ["google-segment-list", "shopify", "mailchimp", "meta-audience"] {
        assert!(!one.contains(&connector), "{connector}");
    }
}

#[test]
fn dots_of_a_company() {
    let one = one_to("email", "a.b@corp.com", "ab@corp.com");
    assert_eq!(
        one,
        [
            "celigo-netsuite",
            "google-docs-all-domains",
            "google-py-sample",
            "tiktok-segment-audience",
            "reddit-segment",
        ]
    );
}

#[test]
fn nobody_takes_googlemail_for_gmail() {
    assert_eq!(one_to("email", "x@gmail.com", "x@googlemail.com"), ["celigo-netsuite"]);
}

#[test]
fn underscores() {
    let one = one_to("email", "john_doe@x.com", "johndoe@x.com");
    assert_eq!(one, ["celigo-netsuite", "amazon-segment"]);
    assert!(meets("salesforce", "match_key_email", "john_doe@x.com", "johndoe@x.com", None));
    assert!(meets("odoo-emipro-v18", "email", "johnXdoe@x.com", "john_doe@x.com", None));
    assert!(!meets("odoo-emipro-v18", "email", "john_doe@x.com", "johnXdoe@x.com", None));
}

#[test]
fn no_break_space_and_byte_order_mark() {
    let one = one_to("email", "a@x.com", "a@x.com\u{a0}");
    for connector in ["shopify", "meta-audience", "google-datamanager", "klaviyo-import", "reddit-segment"] {
        assert!(one.contains(&connector), "{connector}");
    }
    for connector in
        ["magento-csv", "tiktok-segment", "hubspot", "business-central-in", "stripe", "linkedin-segment"]
    {
        assert!(!one.contains(&connector), "{connector}");
    }
    let one = one_to("email", "a@x.com", "\u{feff}a@x.com");
    for connector in ["meta-audience", "meta-segment-capi", "google-segment-list", "google-rudder"] {
        assert!(one.contains(&connector), "{connector}");
    }
    for connector in ["google-datamanager", "google-py-sample", "google-docs-all-domains", "klaviyo-import"] {
        assert!(!one.contains(&connector), "{connector}");
    }
}

#[test]
fn case() {
    let one = one_to("email", "A@x.com", "a@x.com");
    let all = Library::builtin().all().filter(|connector| connector.identity("email").is_some());
    let apart: Vec<&str> =
        all.map(|connector| connector.id.as_str()).filter(|id| !one.contains(id)).collect();
    assert_eq!(apart, ["odoo-emipro-v15", "rudder-mailchimp", "stripe", "medusa-account"]);
}

#[test]
fn trunk_zero_in_brackets() {
    let (a, b) = ("+44 (0)20 7946 0958", "+442079460958");
    for connector in ["shopify", "odoo-core", "omnisend", "braze"] {
        assert!(meets(connector, "phone", a, b, None), "{connector}");
    }
    // Digits in order, but on the side of Business Central alone.
    assert!(meets("business-central-in", "phone", a, b, None));
    assert!(!meets("business-central-in", "phone", b, a, None));
    for connector in [
        "business-central-out",
        "meta-audience",
        "meta-segment-capi",
        "meta-py-sdk",
        "google-segment-list",
        "google-rudder",
        "google-datamanager",
        "tiktok-segment",
        "snap-segment-audience",
        "snap-segment-capi",
        "amazon-segment",
        "reddit-segment",
        "klaviyo-api",
    ] {
        assert!(!meets(connector, "phone", a, b, None), "{connector}");
    }
}

#[test]
fn national_and_international() {
    let (a, b) = ("020 7946 0958", "+442079460958");
    for connector in ["shopify", "odoo-core", "klaviyo-import"] {
        assert!(meets(connector, "phone", a, b, Some("GB")), "{connector}");
    }
    for connector in ["business-central-in", "klaviyo-api", "meta-audience", "google-rudder", "zendesk"] {
        assert!(!meets(connector, "phone", a, b, Some("GB")), "{connector}");
    }
}

#[test]
fn extensions() {
    let (a, b) = ("+1 212 555 0100 x1", "+1 212 555 0100 x2");
    for connector in ["odoo-core", "reddit-segment"] {
        assert!(meets(connector, "phone", a, b, None), "{connector}");
    }
    // Shopify was measured to refuse them.
    assert_eq!(key(identity("shopify", "phone"), a, Countries::default()), None);
    for connector in ["meta-audience", "google-datamanager", "amazon-segment", "tiktok-segment"] {
        assert!(!meets(connector, "phone", a, b, None), "{connector}");
    }
}

#[test]
fn the_mobile_nine_of_argentina_makes_two_numbers() {
    let (a, b) = ("+5491123456789", "+541123456789");
    let with = Library::builtin().all().filter(|connector| connector.identity("phone").is_some());
    let one: Vec<&str> =
        with.map(|connector| connector.id.as_str()).filter(|id| meets(id, "phone", a, b, None)).collect();
    // Neither compares whole keys: the digits stand in order, and the sections without the country are equal.
    assert_eq!(one, ["business-central-in", "salesforce"]);
    assert!(!meets("business-central-in", "phone", b, a, None));
}

#[test]
fn rows_resolve_as_each_system_says() {
    let verdict = |connector: &str, rows: &[&[(&str, &str)]]| {
        let rows: Vec<Row> = rows
            .iter()
            .map(|cells| Row {
                cells: cells.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
                ..Row::default()
            })
            .collect();
        simulate(Library::builtin().find(connector).unwrap(), &rows).verdict()
    };
    let crossing: &[&[(&str, &str)]] = &[
        &[("email", "bob@example.com"), ("phone", "+442079460958")],
        &[("email", "zoe@example.com"), ("phone", "+442079460959")],
        &[("email", "bob@example.com"), ("phone", "+442079460959")],
    ];
    for connector in ["shopify", "omnisend", "klaviyo", "business-central", "zendesk"] {
        assert_eq!(verdict(connector, crossing), Some(Expect::Cross), "{connector}");
    }
    // These do not look a customer up by phone: the first and the last are one.
    for connector in ["matrixify", "hubspot", "odoo-core"] {
        assert_ne!(verdict(connector, crossing), Some(Expect::Split), "{connector}");
    }
    assert_eq!(verdict("stripe", crossing), Some(Expect::Split));
    assert_eq!(verdict("erpnext", crossing), Some(Expect::Split));
}
