//! `lower`: lower case without a locale.

use std::borrow::Cow;

use super::arguments::{optional, required};
use super::{Arguments, Compiled, Effect, Step, Takes, example};

pub(super) static LOWER: Step = Step {
    name: "lower",
    summary: "turns letters into lower case; `unicode` follows SpecialCasing with the final sigma and no locale",
    parameters: &[
        required("mode", Takes::Word(&["ascii", "unicode"]), "which letters"),
        optional(
            "part",
            Takes::Word(&["all", "local", "domain"]),
            "which side of the last `@`; without one there is only a local part",
        ),
        optional("only_if_ascii", Takes::Flag, "leaves a part that is not pure ASCII as it is"),
    ],
    examples: &[
        example("mode = 'unicode'", "Bob@Example.com", "bob@example.com"),
        example("mode = 'unicode'", "ΟΔΥΣΣΕΥΣ.A@example.com", "οδυσσευσ.a@example.com"),
        example("mode = 'unicode'", "ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
        example("mode = 'ascii'", "ÉVA@EXAMPLE.COM", "Éva@example.com"),
        example("mode = 'unicode', part = 'domain'", "Bob@Example.COM", "Bob@example.com"),
        example("mode = 'ascii', part = 'local', only_if_ascii = true", "ÉVA@Example.com", "ÉVA@Example.com"),
        example("mode = 'ascii', part = 'local', only_if_ascii = true", "EVA@Example.com", "eva@Example.com"),
    ],
    compile: |arguments| Ok(compile(arguments)),
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    All,
    Local,
    Domain,
}

fn compile(arguments: &Arguments<'_>) -> Compiled {
    let ascii = arguments.text("mode") == Some("ascii");
    let part = match arguments.text("part") {
        Some("local") => Part::Local,
        Some("domain") => Part::Domain,
        _ => Part::All,
    };
    let only_if_ascii = arguments.flag("only_if_ascii");
    let mut words = String::from("lower-case");
    match part {
        Part::All => {}
        Part::Local => words.push_str(" the part before the `@`"),
        Part::Domain => words.push_str(" the domain"),
    }
    words.push_str(match (ascii, only_if_ascii) {
        (_, true) => " if it is pure ASCII",
        (true, false) => " (ASCII letters only)",
        (false, false) => "",
    });
    Compiled::new(words, move |text| {
        let (before, chosen, after) = match (part, text.rsplit_once('@')) {
            (Part::All, _) | (Part::Local, None) => ("", text, ""),
            (Part::Domain, None) => return Effect::Same,
            (Part::Local, Some((local, _))) => ("", local, text.get(local.len()..).unwrap_or_default()),
            (Part::Domain, Some((local, domain))) => {
                (text.get(..=local.len()).unwrap_or_default(), domain, "")
            }
        };
        if only_if_ascii && !chosen.is_ascii() {
            return Effect::Same;
        }
        match lowered(chosen, ascii) {
            None => Effect::Same,
            Some(lower) if before.is_empty() && after.is_empty() => Effect::Text(Cow::Owned(lower)),
            Some(lower) => Effect::Text(Cow::Owned([before, &lower, after].concat())),
        }
    })
}

/// The text in lower case; `None` where it is so already.
fn lowered(text: &str, ascii: bool) -> Option<String> {
    if ascii || text.is_ascii() {
        return text.bytes().any(|byte| byte.is_ascii_uppercase()).then(|| text.to_ascii_lowercase());
    }
    let lower = text.to_lowercase();
    (lower != text).then_some(lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lower case is the same in JavaScript, Python and Rust, and none of it is case folding.
    #[test]
    fn lower_case_is_not_case_folding() {
        let lower = |text: &str| lowered(text, false).unwrap_or_else(|| text.to_owned());
        assert_eq!(lower("İ"), "i\u{307}");
        assert_eq!(lower("ı"), "ı");
        assert_eq!((lower("ß"), lower("ẞ")), ("ß".into(), "ß".into()));
        // The Kelvin sign.
        assert_eq!(lower("\u{212a}"), "k");
        assert_eq!(lower("ſ"), "ſ");
        assert_eq!(lower("Ａ"), "ａ");
        assert_eq!(lower("ﬁ"), "ﬁ");
        assert_ne!(lower("e\u{301}"), lower("é"));
        assert_eq!(lower("Е"), "е");
        assert_eq!(lowered("\u{212a}", true), None);
    }
}
