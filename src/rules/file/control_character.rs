//! Characters that steer a terminal or the direction of text and that nobody sees.

use crate::rules::prelude::*;
use crate::source::undo_misreading;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "control-character",
    group: Group::File,
    summary: "an invisible control character in a cell",
    why: "Nobody sees it, but the cell is another text with it: a search does not find the customer, a phone \
          number is refused, and two equal addresses are two customers.",
    exceptions: "Joiners and direction marks that Persian, Hindi or Hebrew names need are not reported.",
    severity: Severity::Warning,
    basis: Basis::Policy,
    sources: &["https://www.unicode.org/reports/tr36/", "https://www.unicode.org/reports/tr9/"],
    fix: FixAvailability::Mixed,
    since: "0.1.0",
    options: &[],
    check: Check::Cell { kinds: &[], when: Facts::CONTROL.union(Facts::STRANGE), check },
    examples: &[
        Example::bad(
            b"Email,First Name,Phone,Note\n\
              ann\x00@example.com,An\x1bn,,\n\
              bob@example.com,Bob,\xE2\x80\xAA+442079460018\xE2\x80\xAC,x\x07y\x07\n\
              cat@example.com,O\xC2\x92Hara,,\n",
            &[
                "2:4 an invisible control character, U+0000, stands in `ann\\u{0}@example.com`",
                "2:20 an invisible control character, U+001B, stands in `An\\u{1B}n`",
                "3:21 2 invisible control characters, first U+202A, stand in \
                 `\\u{202A}+442079460018\\u{202C}`",
                "3:38 2 invisible control characters, first U+0007, stand in `x\\u{7}y\\u{7}`",
                "4:18 an invisible control character, U+0092, stands in `O\\u{92}Hara` where `’` was meant",
            ],
        )
        .fixed(
            "Email,First Name,Phone,Note\n\
             ann@example.com,Ann,,\n\
             bob@example.com,Bob,+442079460018,xy\n\
             cat@example.com,O’Hara,,\n"
                .as_bytes(),
        ),
        Example::bad(
            b"Email,Last Name,Default Address Country Code,Default Address Zip,Note\n\
              ann@example.com,Ch\xC2\xADen,GB\xE2\x80\x8B,SW1A 1AA\xEF\xBB\xBF,a\xC2\xADb\n\
              bob@example.com,Le\xE2\x80\x8Be,GB,SW1A 1AA,\n",
            &[
                "2:19 an invisible control character, U+00AD, stands in `Ch\\u{AD}en`",
                "2:25 an invisible control character, U+200B, stands in `GB\\u{200B}`",
                "2:35 an invisible control character, U+FEFF, stands in `SW1A 1AA\\u{FEFF}`",
                "3:19 an invisible control character, U+200B, stands in `Le\\u{200B}e`",
            ],
        )
        .fixed(
            b"Email,Last Name,Default Address Country Code,Default Address Zip,Note\n\
              ann@example.com,Chen,GB,SW1A 1AA,a\xC2\xADb\n\
              bob@example.com,Lee,GB,SW1A 1AA,\n",
        ),
        Example::good(
            b"Email,First Name,Last Name,Note\n\
              ann@example.com,Ann,\xD9\x85\xDB\x8C\xD8\xB1\xE2\x80\x8C\xD8\xAD\xD8\xB3\xDB\x8C\xD9\x86\xDB\x8C,\"a\tb\nc\"\n",
        ),
        // Khmer parts its words so.
        Example::good("Email,Last Name\nann@example.com,ភ្នំ\u{200B}ពេញ\n".as_bytes()),
    ],
};

fn check(cell: &Cell<'_>, sink: &mut Sink) {
    let raw = cell.raw();
    let kind = cell.column.kind;
    // A clean text in any language is told by its bytes: C1 controls begin with C2, direction marks with E2.
    let is_text = !cell.facts().contains(Facts::CONTROL) && !is_for_machines(kind);
    if is_text && memchr::memchr3(0xC2, 0xE2, 0xEF, raw).is_none() {
        return;
    }
    let unwanted = |c: char| {
        is_unwanted(c, kind) || c == ZERO_WIDTH_SPACE && Kind::NAMES.contains(&kind) && is_latin(raw)
    };
    let mut places = places(raw).filter(|(_, c)| unwanted(*c));
    let Some(first) = places.next() else { return };
    let mut found: Vec<(usize, char)> = std::iter::once(first).chain(places).collect();
    if found.iter().any(|(_, c)| is_c1(*c)) && undo_misreading(&cell.text()).is_some() {
        // Bytes of letters that were decoded wrongly; they can be repaired and are not deleted.
        found.retain(|(_, c)| !is_c1(*c));
    }
    let Some((at, first)) = found.first().copied() else { return };
    let sound = is_sound(cell, || cell.text().chars().filter(|c| !unwanted(*c)).collect());
    let grave = found.iter().any(|(_, c)| *c == '\0') || is_identity(kind) || sound;
    let severity = if grave { Severity::Error } else { RULE.severity };
    sink.report(severity, Some(cell.column.index), || {
        let text = cell.text();
        let shown = format!("U+{:04X}", u32::from(first));
        let instead = match meant(first) {
            Some(meant) => format!(" where {} was meant", quote(&meant.to_string())),
            None => String::new(),
        };
        let message = match found.len() {
            1 => format!("an invisible control character, {shown}, stands in {}{instead}", quote(&text)),
            many => format!(
                "{many} invisible control characters, first {shown}, stand in {}{instead}",
                quote(&text)
            ),
        };
        let span_of = |at: usize, c: char| {
            let start = cell.raw_span().start + at as u64;
            Span::new(start, start + c.len_utf8() as u64)
        };
        let mut finding = Finding::on(cell, &RULE, message);
        finding.span = span_of(at, first);
        let edits: Vec<Edit> = found
            .iter()
            .map(|(at, c)| Edit {
                span: span_of(*at, *c),
                text: meant(*c).map(String::from).unwrap_or_default(),
            })
            .collect();
        // Of quotes that are out of place already, deleting what stands between them could make others.
        if cell.row.facts.contains(RowFacts::FAULTY) {
            return finding.help("delete it");
        }
        let fix = if edits.iter().all(|edit| edit.text.is_empty()) {
            Fix::edits("delete it", Applicability::Safe, edits)
        } else {
            Fix::edits("put the character in that was meant", Applicability::Unsafe, edits)
        };
        finding.help("delete it, and look for where it comes from").fix(fix)
    });
    if sound {
        let column = cell.column.index;
        sink.explain(severity, column..column + 1);
    }
}

/// Whether what is left of a cell is right where it is refused as it stands, so that nothing else is wrong with it.
fn is_sound(cell: &Cell<'_>, rest: impl Fn() -> String) -> bool {
    let row = cell.row;
    match cell.column.kind {
        Kind::Email => {
            let rest = rest();
            email::key(&rest).is_some() && email::defect(&rest).is_none()
        }
        Kind::Phone => {
            let reading = phone::decide(&rest(), row.table.import, row.address_region());
            matches!(reading.class, phone::Class::E164 | phone::Class::International)
        }
        Kind::CountryCode => Country::from_code(&rest()).is_some(),
        kind if Kind::YES_NO.contains(&kind) => matches!(rest().as_str(), "yes" | "no"),
        _ => false,
    }
}

/// The cells that tell one customer from another.
const fn is_identity(kind: Kind) -> bool {
    matches!(kind, Kind::Email | Kind::Phone | Kind::CustomerId)
}

/// What is compared character by character: identities, codes, answers and numbers.
const fn is_for_machines(kind: Kind) -> bool {
    is_identity(kind)
        || matches!(
            kind,
            Kind::CountryCode
                | Kind::ProvinceCode
                | Kind::Zip
                | Kind::AddressPhone
                | Kind::EmailConsent
                | Kind::SmsConsent
                | Kind::WhatsappConsent
                | Kind::TaxExempt
        )
}

/// Parts words in Khmer, Thai and Burmese, which have no spaces between them.
const ZERO_WIDTH_SPACE: char = '\u{200B}';

/// Whether there are no letters beyond those of Latin.
fn is_latin(raw: &[u8]) -> bool {
    places(raw).all(|(_, c)| c < '\u{300}' || email::is_invisible(c) || !c.is_alphabetic())
}

/// The characters of the cell, with the offset of each.
fn places(raw: &[u8]) -> impl Iterator<Item = (usize, char)> + '_ {
    let mut start = 0;
    raw.utf8_chunks().flat_map(move |chunk| {
        let base = start;
        start += chunk.valid().len() + chunk.invalid().len();
        chunk.valid().char_indices().map(move |(at, c)| (base + at, c))
    })
}

fn is_unwanted(c: char, kind: Kind) -> bool {
    match c {
        '\t' | '\r' | '\n' => false,
        c if c.is_control() => true,
        // E-mail addresses have a rule of their own for these.
        _ if kind == Kind::Email => false,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => true,
        // Soft hyphen, word joiner, byte order mark.
        '\u{AD}' | '\u{2060}' | '\u{FEFF}' if Kind::NAMES.contains(&kind) => true,
        _ => is_for_machines(kind) && email::is_invisible(c),
    }
}

fn is_c1(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9F}')
}

/// What Windows-1252 has where a reader that took it for Latin-1 saw a control.
fn meant(c: char) -> Option<char> {
    let byte = u8::try_from(c).ok().filter(|_| is_c1(c))?;
    let byte = [byte];
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&byte);
    text.chars().next().filter(|meant| !meant.is_control())
}
