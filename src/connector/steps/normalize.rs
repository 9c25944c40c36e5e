//! `normalize`: Unicode normalisation forms. No connector is documented to do it; users' own may.

use unicode_normalization::{UnicodeNormalization, is_nfc, is_nfkc};

use super::arguments::required;
use super::{Compiled, Effect, Step, Takes, example};

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
        Ok(if arguments.text("form") == Some("nfc") {
            Compiled::new("normalise to NFC", |text| {
                if is_nfc(text) { Effect::Same } else { Effect::Text(text.nfc().collect::<String>().into()) }
            })
        } else {
            Compiled::new("normalise to NFKC", |text| {
                if is_nfkc(text) {
                    Effect::Same
                } else {
                    Effect::Text(text.nfkc().collect::<String>().into())
                }
            })
        })
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compatibility_forms_are_what_unicode_says() {
        let compose_compatible = |text: &str| text.nfkc().collect::<String>();
        let compose = |text: &str| text.nfc().collect::<String>();
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
                (compose(text).as_str(), compose_compatible(text).as_str()),
                (composed, compatible),
                "{text}"
            );
        }
    }
}
