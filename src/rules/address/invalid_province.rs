//! A province that Shopify does not know in its country.

use crate::format::ProvinceCode;
use crate::identity::swapped_places;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "invalid-province",
    group: Group::Address,
    summary: "a province that is not one of Shopify's codes for the country",
    why: "Shopify has its own codes of provinces: mostly those of ISO 3166-2 without the country (`CA`), in Japan \
          with it (`JP-13`), in Mexico and elsewhere its own (`Q ROO`). With another word the address is refused \
          (\"Province is not valid\") or loses its province, and with it taxes and shipping rates.",
    exceptions: "For `US` and `CA` the refusal was measured, at the API; elsewhere it is likely, so a warning. \
                 Shopify understands some older codes (`PQ` for `QC`) in addresses; whether the import does is not \
                 known, nor what it does with small letters or with a province in a country that has none to \
                 Shopify, which is an info. Names are looked at only where there is no code, in `US` and `CA`.",
    severity: Severity::Error,
    basis: Basis::Measured(Where::Api),
    sources: &[
        "https://github.com/ostrovsrr/qa-shopify-tool",
        "https://github.com/Shopify/worldwide",
        "https://help.shopify.com/en/manual/migrating-to-shopify/transporter-app/csv-customers",
    ],
    fix: FixAvailability::Mixed,
    since: "0.1.0",
    options: &[],
    check: Check::Cell { kinds: &[Kind::ProvinceCode, Kind::Province], when: Facts::ODD, check },
    examples: &[
        Example::bad(
            b"Email,Default Address Province Code,Default Address Country Code\n\
              a@example.com,California,US\n\
              b@example.com,US-NY,US\n\
              c@example.com,XX,CA\n\
              d@example.com,PQ,CA\n\
              e@example.com,on,CA\n\
              f@example.com,13,JP\n\
              g@example.com,ROO,MX\n\
              h@example.com,Devon,GB\n",
            &[
                "2:15 `California` is not one of Shopify's province codes for `US`; `CA` is",
                "3:15 `US-NY` is not one of Shopify's province codes for `US`; `NY` is",
                "4:15 `XX` is not one of Shopify's province codes for `CA`",
                "5:15 `PQ` is not Shopify's own code, `QC`, and whether the import understands it is not known",
                "6:15 `on` is not written `ON`, and whether the import minds is not known",
                "7:15 `13` is not one of Shopify's province codes for `JP`; `JP-13` is",
                "8:15 `ROO` is not Shopify's own code, `Q ROO`, and whether the import understands it is not known",
                "9:15 `Devon` is not one of Shopify's province codes for `GB`",
            ],
        )
        .fixed(
            b"Email,Default Address Province Code,Default Address Country Code\n\
              a@example.com,CA,US\n\
              b@example.com,NY,US\n\
              c@example.com,XX,CA\n\
              d@example.com,QC,CA\n\
              e@example.com,ON,CA\n\
              f@example.com,JP-13,JP\n\
              g@example.com,Q ROO,MX\n\
              h@example.com,Devon,GB\n",
        ),
        Example::bad(
            b"Email,Default Address Province Code,Default Address Country Code\na@example.com,US,CA\n",
            &["2:15 `US` and `CA` stand in each other's place: `CA` is a province of `US`"],
        )
        .fixed(b"Email,Default Address Province Code,Default Address Country Code\na@example.com,CA,US\n"),
        Example::bad(
            b"Email,Default Address Province Code,Default Address Country Code\na@example.com,IDF,FR\n",
            &["2:15 `FR` has no provinces to Shopify; what the import does with `IDF` is not known"],
        ),
        Example::bad(
            b"Email,Province,Province Code,Country,Country Code\n\
              a@example.com,Texass,,United States,US\nb@example.com,Texass,TX,United States,US\n",
            &[
                "2:15 `Texass` is no name of a province of `US` that is known here, and the row has no \
                 province code",
            ],
        ),
        Example::good(
            b"Email,Default Address Province Code,Default Address Country Code\n\
              a@example.com,CA,US\nb@example.com,Q ROO,MX\nc@example.com,JP-13,JP\nd@example.com,,US\n",
        ),
    ],
};

fn check(cell: &Cell<'_>, sink: &mut Sink) {
    // Where there is no country, or none that Shopify knows, other rules speak.
    let Some(country) = cell.row.address_country() else { return };
    if country.has_province(cell.raw()) {
        return;
    }
    let text = cell.text();
    if country.province(&text).is_some() || text.trim().is_empty() {
        return;
    }
    if country.provinces().is_empty() {
        if cell.column.kind == Kind::ProvinceCode {
            sink.report(Severity::Info, Some(cell.column.index), || none_there(cell, country));
        }
        return;
    }
    if cell.column.kind == Kind::ProvinceCode
        && let Some((of_country, of_province)) = swapped_places(cell.row)
    {
        sink.report(RULE.severity, Some(cell.column.index), || swapped(cell, &of_country, &of_province));
        return;
    }
    let meant = country.province_meant(&text);
    let was_measured = matches!(country.code(), "US" | "CA");
    if cell.column.kind == Kind::Province {
        // A name beside its code decides nothing; and only there every name is surely known.
        if meant.is_none() && was_measured && !cell.row.has(Kind::ProvinceCode) {
            sink.report(Severity::Warning, Some(cell.column.index), || unknown_name(cell, country));
        }
        return;
    }
    let severity = match meant {
        Some((_, Meant::Case | Meant::Alternative)) => Severity::Warning,
        _ if was_measured => RULE.severity,
        _ => Severity::Warning,
    };
    sink.report(severity, Some(cell.column.index), || {
        let Some((own, how)) = meant else { return unknown(cell, country) };
        let (text, code) = (quote(&text), quote(own.as_str()));
        let message = match how {
            Meant::Case => {
                format!("{text} is not written {code}, and whether the import minds is not known")
            }
            Meant::Alternative => format!(
                "{text} is not Shopify's own code, {code}, and whether the import understands it is not known"
            ),
            Meant::Iso | Meant::Name => format!(
                "{text} is not one of Shopify's province codes for {}; {code} is",
                quote(country.code())
            ),
        };
        let edit = cell.rewritten(own.as_str());
        Finding::on(cell, &RULE, message).help(format!("write {code}")).fix(Fix::edits(
            "write Shopify's code",
            Applicability::Safe,
            vec![edit],
        ))
    });
}

/// Each stands in the other's cell.
fn swapped(cell: &Cell<'_>, country: &Cell<'_>, province: &Cell<'_>) -> Finding {
    let (country_text, province_text) = (country.text(), province.text());
    let (is_province, is_country) = (quote(country_text.trim()), quote(province_text.trim()));
    let message = format!(
        "{} and {} stand in each other's place: {is_province} is a province of {is_country}",
        quote(&province_text),
        quote(&country_text)
    );
    let mut edits = vec![country.rewritten(province_text.trim()), province.rewritten(country_text.trim())];
    edits.sort_by_key(|edit| edit.span.start);
    Finding::on(cell, &RULE, message)
        .help(format!(
            "if that is right, write {is_country} for the country and {is_province} for the province"
        ))
        .fix(Fix::edits("put each into the other's place", Applicability::Unsafe, edits))
}

/// How many codes are listed in advice.
const LISTED: usize = 20;

fn unknown(cell: &Cell<'_>, country: &Country) -> Finding {
    let text = cell.text();
    let message =
        format!("{} is not one of Shopify's province codes for {}", quote(&text), quote(country.code()));
    let codes: Vec<&str> = country.provinces().iter().take(LISTED).map(ProvinceCode::as_str).collect();
    let more = if country.provinces().len() > LISTED { ", …" } else { "" };
    Finding::on(cell, &RULE, message).help(format!(
        "look whether the country is right; Shopify's codes for {} are {}{more}",
        country.region.name(),
        codes.join(", ")
    ))
}

fn unknown_name(cell: &Cell<'_>, country: &Country) -> Finding {
    let message = format!(
        "{} is no name of a province of {} that is known here, and the row has no province code",
        quote(&cell.text()),
        quote(country.code())
    );
    Finding::on(cell, &RULE, message).help("look whether the country is right; correct the name")
}

fn none_there(cell: &Cell<'_>, country: &Country) -> Finding {
    let message = format!(
        "{} has no provinces to Shopify; what the import does with {} is not known",
        quote(country.code()),
        quote(&cell.text())
    );
    Finding::on(cell, &RULE, message).help("leave the cell empty")
}
