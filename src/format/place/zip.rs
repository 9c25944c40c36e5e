//! Shapes of postal codes.
//!
//! Whether any importer minds them is not known, so nothing is refused here: what does not fit is worth a look.

/// The longest postal code without spaces and hyphens, in bytes.
const LONGEST: usize = 12;

/// What a country's postal codes look like.
#[derive(Clone, Copy, Debug)]
pub(super) struct ZipCodes {
    /// As people write them: `9` a digit, `A` a letter, `X` either, the rest as it stands. None where nothing is
    /// known.
    pub(super) shapes: &'static [&'static str],
    /// How those begin that start with a zero.
    pub(super) leading_zeros: &'static [&'static str],
}

/// What a text is among a country's postal codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Zip {
    /// It has the shape of one.
    Fits,
    /// It would be one with the zeros in front that spreadsheets take away: what it was.
    LostZeros(String),
    /// It has another shape.
    Misfits,
    /// Nothing is known about the country's postal codes, or the text is in another script.
    Unknown,
}

impl ZipCodes {
    pub(super) fn shape(&self) -> &'static str {
        self.shapes.first().copied().unwrap_or_default()
    }

    /// Whether the bytes are one as people write it, or without the separator.
    pub(super) fn is_plain(&self, bytes: &[u8]) -> bool {
        // Few leave out the separator.
        self.shapes.iter().any(|shape| has_shape(bytes, shape))
            || self.shapes.iter().any(|shape| is_squeezed(bytes, shape))
    }

    pub(super) fn read(&self, text: &str, country: &str) -> Zip {
        if self.shapes.is_empty() {
            return Zip::Unknown;
        }
        let mut squeezed = [0; LONGEST];
        let mut length = 0;
        // An apostrophe in front is how an export keeps a spreadsheet away from the digits.
        let bare = text.trim();
        let bare = bare.strip_prefix('\'').unwrap_or(bare);
        for byte in bare.bytes().filter(|byte| !matches!(byte, b' ' | b'-')) {
            if !byte.is_ascii() {
                return Zip::Unknown;
            }
            let Some(place) = squeezed.get_mut(length) else { return Zip::Misfits };
            *place = byte.to_ascii_uppercase();
            length += 1;
        }
        let squeezed = squeezed.get(..length).unwrap_or_default();
        if squeezed.is_empty() {
            return Zip::Unknown;
        }
        if self.shapes.iter().any(|shape| is_squeezed(squeezed, shape)) {
            return Zip::Fits;
        }
        if let Some(found) = self.with_zeros(squeezed, bare) {
            return Zip::LostZeros(found);
        }
        // `D-10115`, `LV-1010`: the country written before the code, in its old or new abbreviation.
        let unmarked = squeezed.strip_prefix(country.as_bytes()).or_else(|| squeezed.get(1..));
        let marked = unmarked.is_some_and(|rest| {
            bare.contains('-')
                && squeezed.first().is_some_and(u8::is_ascii_alphabetic)
                && self.shapes.iter().any(|shape| is_squeezed(rest, shape))
        });
        if marked { Zip::Fits } else { Zip::Misfits }
    }

    /// The text with the zeros that it seems to have lost: digits only, one or two too few (one where it is a
    /// long code), and with them it begins as codes of the country do.
    fn with_zeros(&self, squeezed: &[u8], bare: &str) -> Option<String> {
        if self.leading_zeros.is_empty()
            || !squeezed.iter().all(u8::is_ascii_digit)
            || squeezed.first() == Some(&b'0')
        {
            return None;
        }
        let numbers = self.shapes.iter().filter(|shape| without_separator(shape).all(|class| class == b'9'));
        let mut found = numbers.filter_map(|shape| {
            let digits = without_separator(shape).count();
            let lost = digits.checked_sub(squeezed.len())?;
            if !(1..=2).contains(&lost) || lost == 2 && digits > 7 {
                return None;
            }
            let whole = format!("{}{bare}", "0".repeat(lost));
            // A space or hyphen has to stand in its place.
            let in_place = squeezed.len() == bare.len() || has_shape(whole.as_bytes(), shape);
            let is_real = self.leading_zeros.iter().any(|start| whole.starts_with(start));
            (in_place && is_real).then_some(whole)
        });
        found.next()
    }
}

/// Whether the text is written like the shape.
fn has_shape(text: &[u8], shape: &str) -> bool {
    text.len() == shape.len() && text.iter().zip(shape.bytes()).all(|(byte, class)| is_of(*byte, class))
}

/// Whether the text is written like the shape without the space or hyphen, which many leave out.
fn is_squeezed(text: &[u8], shape: &str) -> bool {
    let mut classes = without_separator(shape);
    text.len() <= shape.len()
        && text.iter().all(|byte| classes.next().is_some_and(|class| is_of(*byte, class)))
        && classes.next().is_none()
}

fn without_separator(shape: &str) -> impl Iterator<Item = u8> + '_ {
    shape.bytes().filter(|class| !matches!(class, b' ' | b'-'))
}

fn is_of(byte: u8, class: u8) -> bool {
    match class {
        b'9' => byte.is_ascii_digit(),
        b'A' => byte.is_ascii_uppercase(),
        b'X' => byte.is_ascii_alphanumeric(),
        literal => byte == literal,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Country;
    use super::*;

    fn zip(country: &str, text: &str) -> Zip {
        Country::from_code(country).unwrap().zip(text)
    }

    #[test]
    fn postal_codes_have_the_shape_of_their_country() {
        for (country, text) in [
            ("US", "90210"),
            ("US", "20500-0005"),
            ("US", "'01002"),
            ("CA", "h0h 0h0"),
            ("GB", "SW1A 1AA"),
            ("GB", "M1 1AE"),
            ("DE", "D-10115"),
            ("DE", "DE-10115"),
            ("LV", "LV-1010"),
            ("IE", "D02 X285"),
            ("IE", "D6W XY00"),
            ("NL", "1012 AB"),
            ("JP", "100-0001"),
            ("PL", "00-001"),
            ("SE", "111 22"),
            ("MC", "98000"),
            ("AD", "AD500"),
        ] {
            assert_eq!(zip(country, text), Zip::Fits, "{country} {text}");
        }
        for (country, text) in
            [("US", "9021"), ("US", "SW1A 1AA"), ("GB", "90210"), ("DE", "1011"), ("CA", "H0H 0H")]
        {
            assert_ne!(zip(country, text), Zip::Fits, "{country} {text}");
        }
        assert_eq!(zip("JP", "〒100-0001"), Zip::Unknown);
        assert_eq!(zip("AE", "00000"), Zip::Unknown);
        assert_eq!(zip("US", &"9".repeat(1000)), Zip::Misfits);
    }

    #[test]
    fn zeros_are_missed_only_where_codes_have_them() {
        let lost = |whole: &str| Zip::LostZeros(whole.to_owned());
        assert_eq!(zip("US", "2134"), lost("02134"));
        assert_eq!(zip("US", "601"), lost("00601"));
        assert_eq!(zip("US", "2134-1234"), lost("02134-1234"));
        assert_eq!(zip("US", "21341234"), lost("021341234"));
        assert_eq!(zip("DE", "1067"), lost("01067"));
        assert_eq!(zip("DE", "5500"), Zip::Misfits);
        assert_eq!(zip("AU", "800"), lost("0800"));
        assert_eq!(zip("AU", "300"), Zip::Misfits);
        assert_eq!(zip("JP", "600042"), lost("0600042"));
        assert_eq!(zip("JP", "60-0042"), lost("060-0042"));
        assert_eq!(zip("JP", "600-042"), Zip::Misfits);
        assert_eq!(zip("CH", "800"), Zip::Misfits);
        assert_eq!(zip("US", "12"), Zip::Misfits);
        assert_eq!(zip("US", "0213"), Zip::Misfits);
    }
}
