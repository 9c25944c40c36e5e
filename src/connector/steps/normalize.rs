//! `normalize`: Unicode normalisation forms. No connector is documented to do it; users' own may.

use std::borrow::Cow;

use super::arguments::required;
use super::{Compiled, Effect, Step, Takes, example};
use crate::identity::email;

pub(super) static NORMALIZE: Step = Step {
    name: "normalize",
    summary: "brings the text into a Unicode normalisation form",
    parameters: &[required("form", Takes::Word(&["nfc", "nfkc"]), "the form")],
    examples: &[
        example("form = 'nfc'", "ze\u{301}@example.com", "zé@example.com"),
        example("form = 'nfkc'", "ａﬁ\u{212a}ſ", "afiKs"),
        example("form = 'nfc'", "Ａﬁ", "Ａﬁ"),
    ],
    compile: |arguments| {
        let (form, words): (for<'t> fn(&'t str) -> Cow<'t, str>, _) = match arguments.text("form") {
            Some("nfc") => (email::nfc, "normalise to NFC"),
            _ => (email::nfkc, "normalise to NFKC"),
        };
        Ok(Compiled::new(words, move |text| match form(text) {
            Cow::Borrowed(_) => Effect::Same,
            formed @ Cow::Owned(_) => Effect::Text(formed),
        }))
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compatibility_forms_are_what_unicode_says() {
        for (text, composed, compatible) in [
            ("İ", "İ", "İ"),
            ("ı", "ı", "ı"),
            ("ß", "ß", "ß"),
            // The Kelvin sign has a canonical equivalent.
            ("\u{212a}", "K", "K"),
            ("ſ", "ſ", "s"),
            ("Ａ", "Ａ", "A"),
            ("ﬁ", "ﬁ", "fi"),
            ("e\u{301}", "é", "é"),
        ] {
            assert_eq!(
                (email::nfc(text).as_ref(), email::nfkc(text).as_ref()),
                (composed, compatible),
                "{text}"
            );
        }
    }
}
