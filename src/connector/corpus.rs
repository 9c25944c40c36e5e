//! Spellings to compare connectors by: what differs, and the two spellings. People and numbers are invented.

/// Two spellings and what is different between them.
#[derive(Debug)]
pub(super) struct Variant {
    pub(super) what: &'static str,
    pub(super) one: &'static str,
    pub(super) other: &'static str,
    /// The country for a number without `+`.
    pub(super) country: &'static str,
}

const fn email(what: &'static str, one: &'static str, other: &'static str) -> Variant {
    Variant { what, one, other, country: "" }
}

const fn phone(what: &'static str, one: &'static str, other: &'static str, country: &'static str) -> Variant {
    Variant { what, one, other, country }
}

pub(super) const EMAILS: &[Variant] = &[
    email("capitals", "bob@example.com", "Bob@Example.com"),
    email("capitals beyond ASCII", "éva@example.com", "ÉVA@example.com"),
    email("an accent", "eva@example.com", "éva@example.com"),
    email("an accent written as two characters", "\u{e9}va@example.com", "e\u{301}va@example.com"),
    email("`ß` for `ss`", "strasse@example.com", "straße@example.com"),
    email("full-width letters", "bob@example.com", "ｂｏｂ@example.com"),
    email("a space at the end", "bob@example.com", "bob@example.com "),
    email("a space at the start", "bob@example.com", " bob@example.com"),
    email("a space inside", "bobroy@example.com", "bob roy@example.com"),
    email("a tab at the end", "bob@example.com", "bob@example.com\t"),
    email("a no-break space at the end", "bob@example.com", "bob@example.com\u{a0}"),
    email("a byte order mark at the start", "bob@example.com", "\u{feff}bob@example.com"),
    email("a zero-width space inside", "bob@example.com", "bo\u{200b}b@example.com"),
    email("dots, at Gmail", "bobroy@gmail.com", "b.ob.roy@gmail.com"),
    email("one dot, at Gmail", "bobroy@gmail.com", "bob.roy@gmail.com"),
    email("dots, at a company", "bobroy@example.com", "bob.roy@example.com"),
    email("a plus tag, at Gmail", "bob@gmail.com", "bob+shop@gmail.com"),
    email("a plus tag, at a company", "bob@example.com", "bob+shop@example.com"),
    email("Gmail's other domain", "bob@gmail.com", "bob@googlemail.com"),
    email("an underscore", "bobroy@example.com", "bob_roy@example.com"),
    email("an underscore for a letter", "bobXroy@example.com", "bob_roy@example.com"),
    email("an apostrophe", "obrien@example.com", "o'brien@example.com"),
    email("a display name", "bob@example.com", "Bob Roy <bob@example.com>"),
    email("a second address", "bob@example.com", "bob@example.com; zoe@example.com"),
    email("a sub-domain", "bob@example.com", "bob@mail.example.com"),
    email("a domain in ASCII", "bob@exämple.com", "bob@xn--exmple-cua.com"),
    email("another person there", "bob@example.com", "zoe@example.com"),
];

pub(super) const PHONES: &[Variant] = &[
    phone("spaces", "+442079460958", "+44 20 7946 0958", ""),
    phone("brackets and hyphens", "+12125550100", "+1 (212) 555-0100", ""),
    phone("dots", "+12125550100", "+1.212.555.0100", ""),
    phone("no calling code", "+442079460958", "020 7946 0958", "GB"),
    phone("no calling code, ten digits", "+12125550100", "2125550100", "US"),
    phone("no plus", "+442079460958", "442079460958", "GB"),
    phone("`00` for `+`", "+442079460958", "0044 20 7946 0958", "GB"),
    phone("a trunk zero in brackets", "+442079460958", "+44 (0)20 7946 0958", ""),
    phone("an extension", "+442079460958", "+44 20 7946 0958 x12", ""),
    phone("another extension", "+442079460958 x1", "+442079460958 x2", ""),
    phone("an apostrophe at the start", "+442079460958", "'+442079460958", ""),
    phone("a space at the end", "+442079460958", "+442079460958 ", ""),
    phone("a no-break space inside", "+442079460958", "+44\u{a0}2079460958", ""),
    phone("full-width digits", "+442079460958", "＋４４２０７９４６０９５８", ""),
    phone("Arabic digits", "+442079460958", "+٤٤٢٠٧٩٤٦٠٩٥٨", ""),
    phone("a word behind it", "+12125550100", "+1 212 555 0100 (home)", ""),
    phone("`tel:`", "+442079460958", "tel:+442079460958", ""),
    phone("a leading zero too many", "+442079460958", "+4402079460958", ""),
    phone("Argentina's 9 of mobiles", "+5491123456789", "+541123456789", ""),
    phone("another number", "+442079460958", "+442079460959", ""),
];
