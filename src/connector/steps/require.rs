//! `require`: what a system asks of a value before it uses it.

use std::ops::Range;
use std::sync::Arc;

use regex::{Regex, RegexBuilder};

use super::arguments::{optional, required};
use super::{Arguments, Compiled, Countries, Effect, Example, Fault, Gives, Step, Takes, example};
use crate::identity::email;
use crate::identity::phone::{self, Class, Defect};
use crate::message::visible;
use crate::table::Import;

/// How large a compiled pattern may be, in bytes: patterns come from users' files.
const LARGEST: usize = 1 << 20;

pub(super) static REQUIRE: Step = Step {
    name: "require",
    summary: "lets through what fits a regular expression or a validator; `\\d`, `\\s` and `\\w` are Unicode's, \
              as in Python; write [0-9] for JavaScript's `\\d`",
    parameters: &[
        optional(
            "re",
            Takes::Text,
            "the regular expression; it may match anywhere unless it has `^` and `$`",
        ),
        optional(
            "validator",
            Takes::Word(&["shopify-email", "shopify-phone"]),
            "a validator of this program: `shopify-email` refuses what Shopify was measured to refuse, \
             `shopify-phone` a number with an extension, and what libphonenumber reads otherwise than it was \
             meant: letters, a spreadsheet's notation, several numbers",
        ),
        required("else", Takes::Word(&["nokey", "reject", "keep"]), "what becomes of the others"),
    ],
    examples: &[
        example("re = '^\\+[1-9][0-9]{1,14}$', else = 'reject'", "+442079460958", "+442079460958"),
        Example {
            arguments: "re = '^\\+[1-9][0-9]{1,14}$', else = 'reject'",
            input: "020 7946 0958",
            gives: Gives::Reject,
        },
        Example { arguments: "re = '.+', else = 'nokey'", input: "", gives: Gives::NoKey },
        example("re = '^[0-9]+$', else = 'keep'", "n/a", "n/a"),
        example("validator = 'shopify-email', else = 'reject'", "o'brien@example.com", "o'brien@example.com"),
        example("validator = 'shopify-phone', else = 'reject'", "020 7946 0958", "020 7946 0958"),
        Example {
            arguments: "validator = 'shopify-phone', else = 'reject'",
            input: "020 7946 0958 ext 12",
            gives: Gives::Reject,
        },
        Example {
            arguments: "validator = 'shopify-email', else = 'reject'",
            input: "bob@ex_ample.com",
            gives: Gives::Reject,
        },
    ],
    compile,
};

#[derive(Clone, Copy)]
enum Else {
    NoKey,
    Reject,
    Keep,
}

impl Else {
    fn say(self, reason: String) -> Effect<'static> {
        match self {
            Self::NoKey => Effect::NoKey(reason.into()),
            Self::Reject => Effect::Reject(reason.into()),
            Self::Keep => Effect::Same,
        }
    }
}

fn compile(arguments: &Arguments<'_>) -> Result<Compiled, Fault> {
    let otherwise = match arguments.text("else") {
        Some("reject") => Else::Reject,
        Some("keep") => Else::Keep,
        _ => Else::NoKey,
    };
    let told = match otherwise {
        Else::NoKey => "else no key",
        Else::Reject => "else refuse it",
        Else::Keep => "else keep it as it is",
    };
    match (arguments.text("re"), arguments.text("validator")) {
        (Some(written), None) => {
            let found = pattern(written, arguments.span("re"))?;
            let shown = visible(written);
            let reason = match written {
                ".+" => "nothing is left of it".to_owned(),
                _ => format!("it does not fit `{shown}`"),
            };
            let words = match written {
                ".+" => format!("must not be empty, {told}"),
                _ => format!("must fit `{shown}`, {told}"),
            };
            Ok(Compiled::new(words, move |text| {
                if found.is_match(text) { Effect::Same } else { otherwise.say(reason.clone()) }
            }))
        }
        (None, Some("shopify-email")) => {
            let words = format!("must be an address that Shopify takes, {told}");
            Ok(Compiled::new(words, move |text| match refused_email(text) {
                Some(reason) => otherwise.say(reason.to_owned()),
                None => Effect::Same,
            }))
        }
        (None, Some(_)) => Ok(Compiled {
            words: format!("must be one number, without extension and letters, {told}"),
            apply: Arc::new(move |text, countries| match refused_phone(text, countries) {
                Some(reason) => otherwise.say(reason.to_owned()),
                None => Effect::Same,
            }),
        }),
        _ => Err(Fault::new("`require` takes either `re` or `validator`", arguments.span(""))),
    }
}

/// Why a text is no phone number to Shopify although libphonenumber may read one in it.
fn refused_phone(text: &str, countries: Countries) -> Option<&'static str> {
    let import = Import { default_country: countries.store, ..Import::default() };
    let reading = phone::decide(text, import, countries.row);
    match reading.class {
        Class::Extension => Some("it has an extension"),
        Class::Letters => Some("there are letters or mask characters among its digits"),
        Class::Spreadsheet => Some("a spreadsheet wrote it"),
        Class::Several => Some("there are several numbers in it"),
        // Libphonenumber would read it once more as a number of the country.
        _ if reading.international => reading.number.err().map(Defect::reason),
        _ => None,
    }
}

/// Why Shopify refuses an address that was trimmed.
fn refused_email(text: &str) -> Option<&'static str> {
    if email::is_plain(text.as_bytes()) {
        return None;
    }
    email::refusal(text).map(|refusal| refusal.reason)
}

/// A regular expression of a connector file.
pub(super) fn pattern(written: &str, span: Range<usize>) -> Result<Regex, Fault> {
    RegexBuilder::new(written).size_limit(LARGEST).build().map_err(|error| {
        let reason = match error {
            regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
            // The parser draws the pattern over several lines; the last says what is wrong.
            other => other.to_string().rsplit('\n').next().unwrap_or_default().replace("error: ", ""),
        };
        Fault::new(format!("this is not a regular expression: {reason}"), span)
            .advise("look-around and back-references are not available")
    })
}
