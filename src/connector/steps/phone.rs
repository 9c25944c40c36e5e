//! `phone`: reads a phone number as libphonenumber does.

use super::arguments::{optional, required};
use super::{Arguments, Compiled, Countries, Effect, Example, Fault, Gives, Step, Takes, example};
use crate::format::Region;
use crate::identity::phone::{self, Defect, Length, Number};

pub(super) static PHONE: Step = Step {
    name: "phone",
    summary: "reads a phone number with libphonenumber's rules and writes it in one form",
    parameters: &[
        optional("engine", Takes::Word(&["libphonenumber"]), "the only one"),
        required(
            "region",
            Takes::Word(&[
                "none",
                "column",
                "default",
                "column_else_default",
                "default_else_column",
                "…_if_10_digits",
                "…",
            ]),
            "the country of a number without `+`: that of the row (`column`), that of the store (`default`), \
             two letters, or two letters for numbers of ten digits only (`US_if_10_digits`)",
        ),
        required(
            "gate",
            Takes::Word(&["parsed", "possible", "valid", "valid_for_region"]),
            "what is asked of the number",
        ),
        optional(
            "retry",
            Takes::Words(&["00_to_plus", "add_plus"]),
            "what is tried with a number that is too long: `+` for leading zeros, or before it",
        ),
        optional("ext", Takes::Word(&["drop", "keep"]), "what becomes of an extension; it is dropped"),
        optional(
            "out",
            Takes::Word(&["e164", "nsn"]),
            "E.164, or the national number alone; E.164 if not said",
        ),
        required("else", Takes::Word(&["nokey", "raw", "reject"]), "what becomes of the others"),
    ],
    examples: &[
        example("region = 'default', gate = 'valid', else = 'reject'", "020 7946 0958", "+442079460958"),
        example("region = 'GB', gate = 'valid', else = 'reject'", "+44 (0)20 7946 0958", "+442079460958"),
        refused("region = 'none', gate = 'valid', else = 'reject'", "020 7946 0958"),
        refused("region = 'column', gate = 'valid', else = 'reject'", "020 7946 0958"),
        example("region = 'US', gate = 'possible', else = 'nokey'", "253-0000", "+12530000"),
        refused("region = 'US', gate = 'valid', else = 'reject'", "253-0000"),
        example("region = 'US', gate = 'parsed', else = 'nokey'", "+1 555 0100", "+15550100"),
        refused("region = 'US', gate = 'valid_for_region', else = 'reject'", "+442079460958"),
        example("region = 'US_if_10_digits', gate = 'valid', else = 'raw'", "(212) 555-0100", "+12125550100"),
        example("region = 'US_if_10_digits', gate = 'valid', else = 'raw'", "555-0100", "555-0100"),
        example(
            "region = 'FR', gate = 'valid', retry = ['00_to_plus', 'add_plus'], else = 'reject'",
            "442079460958",
            "+442079460958",
        ),
        example(
            "region = 'GB', gate = 'valid', ext = 'drop', else = 'reject'",
            "020 7946 0958 x12",
            "+442079460958",
        ),
        example(
            "region = 'GB', gate = 'valid', ext = 'keep', else = 'reject'",
            "020 7946 0958 x12",
            "+442079460958;ext=12",
        ),
        example(
            "engine = 'libphonenumber', region = 'GB', gate = 'valid', out = 'nsn', else = 'raw'",
            "020 7946 0958",
            "2079460958",
        ),
    ],
    compile,
};

const fn refused(arguments: &'static str, input: &'static str) -> Example {
    Example { arguments, input, gives: Gives::Reject }
}

/// Where the country of a number without `+` comes from.
#[derive(Clone, Copy)]
enum From {
    Nowhere,
    Row,
    Store,
    RowElseStore,
    StoreElseRow,
    Always(Region),
    TenDigits(Region),
}

impl From {
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "none" => Self::Nowhere,
            "column" => Self::Row,
            "default" => Self::Store,
            "column_else_default" => Self::RowElseStore,
            "default_else_column" => Self::StoreElseRow,
            _ => match word.strip_suffix("_if_10_digits") {
                Some(code) => Self::TenDigits(Region::from_code(code)?),
                None => Self::Always(Region::from_code(word)?),
            },
        })
    }

    fn region(self, text: &str, countries: Countries) -> Option<Region> {
        match self {
            Self::Nowhere => None,
            Self::Row => countries.row,
            Self::Store => countries.store,
            Self::RowElseStore => countries.row.or(countries.store),
            Self::StoreElseRow => countries.store.or(countries.row),
            Self::Always(region) => Some(region),
            Self::TenDigits(region) => {
                (text.chars().filter(|c| phone::is_decimal(*c)).count() == 10).then_some(region)
            }
        }
    }

    fn words(self) -> String {
        match self {
            Self::Nowhere => "without `+` no country".to_owned(),
            Self::Row => "without `+` in the row's country".to_owned(),
            Self::Store => "without `+` in the store's country".to_owned(),
            Self::RowElseStore => "without `+` in the row's country, else the store's".to_owned(),
            Self::StoreElseRow => "without `+` in the store's country, else the row's".to_owned(),
            Self::Always(region) => format!("without `+` in {region}"),
            Self::TenDigits(region) => format!("ten digits without `+` in {region}"),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Gate {
    Parsed,
    Possible,
    Valid,
    ValidForRegion,
}

impl Gate {
    fn words(self) -> &'static str {
        match self {
            Self::Parsed => "it must look like a number",
            Self::Possible => "its length must be possible",
            Self::Valid => "it must be valid",
            Self::ValidForRegion => "it must be valid for that country",
        }
    }

    fn opens(self, number: &Number, region: Option<Region>) -> Result<(), &'static str> {
        let length = match number.length() {
            Length::Possible | Length::LocalOnly => None,
            Length::TooShort => Some(Defect::TooShort),
            Length::TooLong => Some(Defect::TooLong),
            Length::Between => Some(Defect::NoSuchRange),
        };
        match (self, length) {
            (Self::Possible, Some(defect)) => Err(defect.reason()),
            (Self::Valid | Self::ValidForRegion, _) if !number.is_valid() => Err(match number.length() {
                Length::LocalOnly => Defect::TooShort,
                _ => length.unwrap_or(Defect::NoSuchRange),
            }
            .reason()),
            (Self::ValidForRegion, _) => {
                let there = region.is_some_and(|region| number.region() == Some(region.code()));
                if there { Ok(()) } else { Err("it is a number of another country") }
            }
            (Self::Parsed | Self::Possible | Self::Valid, _) => Ok(()),
        }
    }
}

struct Reading {
    from: From,
    gate: Gate,
    zeros_to_plus: bool,
    add_plus: bool,
}

impl Reading {
    fn read(&self, text: &str, countries: Countries) -> Result<Number, &'static str> {
        let region = self.from.region(text, countries);
        let number = phone::parse(text, region).map_err(Defect::reason)?;
        if number.length() == Length::TooLong {
            // Without zeros nothing of the sort is left, so each is tried once.
            let again = if self.zeros_to_plus && text.starts_with("00") {
                Some(format!("+{}", text.trim_start_matches('0')))
            } else if self.add_plus && !text.starts_with('+') {
                Some(format!("+{text}"))
            } else {
                None
            };
            if let Some(again) = again {
                let number = phone::parse(&again, region).map_err(Defect::reason)?;
                return self.gate.opens(&number, region).map(|()| number);
            }
        }
        self.gate.opens(&number, region).map(|()| number)
    }
}

fn compile(arguments: &Arguments<'_>) -> Result<Compiled, Fault> {
    let word = arguments.text("region").unwrap_or_default();
    let from = From::parse(word).ok_or_else(|| {
        let known = ["none", "column", "default", "column_else_default", "default_else_column"];
        let code = word.strip_suffix("_if_10_digits").unwrap_or(word);
        let span = arguments.span("region");
        match (Region::suggestion(code), crate::message::nearest(word, known)) {
            (Some(region), None) => Fault::new(
                format!("there is no country with the code `{}`", crate::message::visible(code)),
                span,
            )
            .advise(format!("did you mean `{region}`?")),
            _ => Fault::unknown("`region`", word, span, known),
        }
    })?;
    let gate = match arguments.text("gate") {
        Some("parsed") => Gate::Parsed,
        Some("possible") => Gate::Possible,
        Some("valid_for_region") => Gate::ValidForRegion,
        _ => Gate::Valid,
    };
    let retry = arguments.texts("retry");
    let reading = Reading {
        from,
        gate,
        zeros_to_plus: retry.contains(&"00_to_plus"),
        add_plus: retry.contains(&"add_plus"),
    };
    let keeps_extension = arguments.text("ext") == Some("keep");
    let national = arguments.text("out") == Some("nsn");
    let otherwise = arguments.text_or("else", "nokey").to_owned();
    let words = format!(
        "read as a phone number, {}; {}{}; write {}{}; {}",
        from.words(),
        gate.words(),
        if retry.is_empty() { "" } else { " (one that is too long is tried again with `+`)" },
        if national { "the national number" } else { "E.164" },
        if keeps_extension { " with the extension" } else { "" },
        match otherwise.as_str() {
            "raw" => "keep others as they are",
            "reject" => "refuse others",
            _ => "no key for others",
        },
    );
    Ok(Compiled {
        words,
        apply: std::sync::Arc::new(move |text, countries| match reading.read(text, countries) {
            Ok(number) => {
                let written = if national { number.national() } else { number.e164.as_str() };
                match number.extension.as_deref().filter(|_| keeps_extension) {
                    Some(extension) => Effect::Text(format!("{written};ext={extension}").into()),
                    None if written == text => Effect::Same,
                    None => Effect::Text(written.to_owned().into()),
                }
            }
            Err(_) if otherwise == "raw" => Effect::Same,
            Err(reason) if otherwise == "reject" => Effect::Reject(reason.into()),
            Err(reason) => Effect::NoKey(reason.into()),
        }),
    })
}
