//! A country that Shopify does not know.

use crate::identity::swapped_places;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "invalid-country",
    group: Group::Address,
    summary: "a country that is not one of Shopify's codes",
    why: "Shopify takes its own list of two-letter codes, which is nearly ISO's. With another word the row is \
          refused (\"Country, region, state, or province is not valid\"). `USA` and `UK` are not on the list, and \
          Puerto Rico is a province of `US` there.",
    exceptions: "Small letters and a space beside the code are a warning: the API refuses them, and whether the \
                 import puts them right is not known. In a column of names a name that is not known here is a \
                 warning, and only where the row has no code: which names an import understands is not known \
                 either.",
    severity: Severity::Error,
    basis: Basis::Measured(Where::Api),
    sources: &[
        "https://github.com/ostrovsrr/qa-shopify-tool",
        "https://github.com/Shopify/worldwide",
        "https://wp.jjknowledgebase.com/solving-customer-csv-file-errors",
    ],
    fix: FixAvailability::Mixed,
    since: "0.1.0",
    options: &[],
    check: Check::Cell { kinds: &[Kind::CountryCode, Kind::Country], when: Facts::ODD, check },
    examples: &[
        Example::bad(
            b"Email,Default Address Province Code,Default Address Country Code\n\
              a@example.com,,USA\n\
              b@example.com,,United Kingdom\n\
              c@example.com,,uk\n\
              d@example.com,,gb\n\
              e@example.com,,PR\n\
              f@example.com,,Atlantis\n\
              g@example.com,,AQ\n",
            &[
                "2:16 `USA` is not one of Shopify's country codes; `US` is",
                "3:16 `United Kingdom` is not one of Shopify's country codes; `GB` is",
                "4:16 `uk` is not one of Shopify's country codes; `GB` is",
                "5:16 `gb` is not written `GB`, and whether the import minds is not known",
                "6:16 `PR` is no country to Shopify but a province of `US`",
                "7:16 `Atlantis` is not one of Shopify's country codes",
                "8:16 `AQ` is not one of Shopify's country codes",
            ],
        )
        .fixed(
            b"Email,Default Address Province Code,Default Address Country Code\n\
              a@example.com,,US\n\
              b@example.com,,GB\n\
              c@example.com,,GB\n\
              d@example.com,,GB\n\
              e@example.com,PR,US\n\
              f@example.com,,Atlantis\n\
              g@example.com,,AQ\n",
        ),
        Example::bad(
            b"Email,Default Address Province Code,Default Address Country Code\na@example.com,AU,NSW\n",
            &["2:18 `NSW` is a province of `AU`, which stands under `Default Address Province Code`"],
        )
        .fixed(b"Email,Default Address Province Code,Default Address Country Code\na@example.com,NSW,AU\n"),
        Example::bad(
            b"Email,Country,Country Code\na@example.com,Freedonia,\nb@example.com,Freedonia,GB\n",
            &["2:15 `Freedonia` is no name of a country that is known here, and the row has no country code"],
        ),
        Example::good(
            b"Email,Default Address Country Code\na@example.com,GB\nb@example.com,XK\nc@example.com,\n",
        ),
    ],
};

fn check(cell: &Cell<'_>, sink: &mut Sink) {
    if Country::from_bytes(cell.raw()).is_some() {
        return;
    }
    let text = cell.text();
    // A code is as good in a column of names.
    if Country::from_code(&text).is_some() || text.trim().is_empty() {
        return;
    }
    if cell.column.kind == Kind::Country {
        check_name(cell, sink);
    } else {
        check_code(cell, sink);
    }
}

fn check_name(cell: &Cell<'_>, sink: &mut Sink) {
    if cell.row.has(Kind::CountryCode) || Region::meant(&cell.text()).is_some() {
        return;
    }
    sink.report(Severity::Warning, Some(cell.column.index), || {
        let message = format!(
            "{} is no name of a country that is known here, and the row has no country code",
            quote(&cell.text())
        );
        Finding::on(cell, &RULE, message).help(advice(&cell.text()))
    });
}

fn check_code(cell: &Cell<'_>, sink: &mut Sink) {
    let text = cell.text();
    let word = text.trim();
    if let Some(country) = Country::from_code(&word.to_ascii_uppercase()) {
        sink.report(Severity::Warning, Some(cell.column.index), || {
            let code = country.code();
            let message = format!(
                "{} is not written {}, and whether the import minds is not known",
                quote(&text),
                quote(code)
            );
            write(cell, message, code)
        });
        return;
    }
    sink.report(RULE.severity, Some(cell.column.index), || {
        if let Some((_, province)) = swapped_places(cell.row) {
            return swapped(cell, &province);
        }
        let region = Region::meant(word);
        let province = region.and_then(|region| united_states().province(region.code()));
        match (region, province) {
            (Some(region), _) if Country::of(region).is_some() => {
                let message = format!(
                    "{} is not one of Shopify's country codes; {} is",
                    quote(&text),
                    quote(region.code())
                );
                write(cell, message, region.code())
            }
            (_, Some(province)) => territory(cell, province.as_str()),
            _ => {
                let message = format!("{} is not one of Shopify's country codes", quote(&text));
                Finding::on(cell, &RULE, message).help(advice(word))
            }
        }
    });
}

/// With the right code as a safe repair: it says the same.
fn write(cell: &Cell<'_>, message: String, code: &str) -> Finding {
    Finding::on(cell, &RULE, message).help(format!("write {}", quote(code))).fix(Fix::edits(
        "write Shopify's code",
        Applicability::Safe,
        vec![cell.rewritten(code)],
    ))
}

/// Puerto Rico and its like: a country to ISO, a province to Shopify.
fn territory(cell: &Cell<'_>, code: &str) -> Finding {
    let us = united_states().code();
    let message = format!("{} is no country to Shopify but a province of {}", quote(&cell.text()), quote(us));
    let finding = Finding::on(cell, &RULE, message).help(format!(
        "write {} for the country and {} for the province",
        quote(us),
        quote(code)
    ));
    let Some(province) = cell.row.cell(Kind::ProvinceCode) else { return finding };
    // Whatever else stands there is not to be lost.
    if !province.is_empty() && province.text() != code {
        return finding;
    }
    let mut edits = vec![cell.rewritten(us), province.rewritten(code)];
    edits.sort_by_key(|edit| edit.span.start);
    finding.fix(Fix::edits("write it as a province", Applicability::Unsafe, edits))
}

/// The country stands under the province's header, and the province here.
fn swapped(cell: &Cell<'_>, province: &Cell<'_>) -> Finding {
    let (text, country) = (cell.text(), province.text());
    let message = format!(
        "{} is a province of {}, which stands under {}",
        quote(&text),
        quote(country.trim()),
        quote(&province.column.name)
    );
    let mut edits = vec![cell.rewritten(country.trim()), province.rewritten(text.trim())];
    edits.sort_by_key(|edit| edit.span.start);
    Finding::on(cell, &RULE, message)
        .help("if that is right, put each under the other's header")
        .fix(Fix::edits("put each into the other's place", Applicability::Unsafe, edits))
}

fn united_states() -> &'static Country {
    Country::from_code("US").expect("Shopify knows the United States")
}

fn advice(word: &str) -> String {
    match Region::suggestion(word).and_then(Country::of) {
        Some(country) => format!("{} may be meant", quote(country.code())),
        None => "write the two letters of ISO 3166-1, such as `GB`".to_owned(),
    }
}
