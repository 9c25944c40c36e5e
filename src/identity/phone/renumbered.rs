//! Numbers of plans that were changed: what a number that was valid once probably is today.
//!
//! Sources: Mexico dropped the 1 of mobile numbers in 2019
//! (<https://mexiconewsdaily.com/news/telephone-dialing-changes-now-in-effect>); Brazil put a 9 before its
//! mobile numbers from 2012 to 2016 (<https://en.wikipedia.org/wiki/Telephone_numbers_in_Brazil>); Côte d'Ivoire
//! put the operator's two digits before its numbers of eight in 2021
//! (<https://fr.wikipedia.org/wiki/Liste_des_indicatifs_t%C3%A9l%C3%A9phoniques_en_C%C3%B4te_d%27Ivoire>).

use super::{Number, read};

/// The valid number that an invalid one has probably become.
pub fn today(number: &Number) -> Option<Number> {
    let national = number.national();
    let digit = |at: usize| national.as_bytes().get(at).copied();
    let today = match (number.calling_code, national.len()) {
        (52, 11) => national.strip_prefix('1')?.to_owned(),
        (55, 10) if matches!(digit(2), Some(b'6'..=b'9')) => {
            let (area, subscriber) = national.split_at_checked(2)?;
            format!("{area}9{subscriber}")
        }
        (225, 8) => format!("{}{national}", ivorian_operator(digit(0)?, digit(1)?, digit(2)?)),
        _ => return None,
    };
    read(&format!("+{}{today}", number.calling_code), None).ok()
}

/// The operator that the first digits of a number of eight belonged to: its third digit tells for fixed lines,
/// its second for mobiles.
fn ivorian_operator(first: u8, second: u8, third: u8) -> &'static str {
    match (first, second, third) {
        (b'2' | b'3', _, b'0') => "25",
        (b'2', _, b'8') => "21",
        (b'2' | b'3', ..) => "27",
        (_, b'0'..=b'3', _) => "01",
        (_, b'4'..=b'6', _) => "05",
        _ => "07",
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    fn of(text: &str) -> Option<String> {
        let number = parse(text, None).unwrap();
        assert!(!number.is_valid(), "{text}");
        today(&number).map(|number| number.e164.to_string())
    }

    #[test]
    fn old_numbers_are_brought_up_to_date() {
        assert_eq!(of("+52 1 55 1234 5678").as_deref(), Some("+525512345678"));
        assert_eq!(of("+55 11 6123-4567").as_deref(), Some("+5511961234567"));
        assert_eq!(of("+225 07 12 34 56").as_deref(), Some("+2250707123456"));
        assert_eq!(of("+225 45 12 34 56").as_deref(), Some("+2250545123456"));
        assert_eq!(of("+225 01 12 34 56").as_deref(), Some("+2250101123456"));
        assert_eq!(of("+225 20 30 12 34").as_deref(), Some("+2252720301234"));
    }

    #[test]
    fn only_valid_numbers_are_offered() {
        assert_eq!(of("+52 1 00 1234 5678"), None);
        assert_eq!(of("+55 00 6123-4567"), None);
        assert_eq!(of("+1 555 555 0100"), None);
    }
}
