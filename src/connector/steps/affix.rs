//! `strip_prefix`, `cut_at`, `prefix`, `truncate`: what stands at the ends of a text.

use super::arguments::{optional, required};
use super::{Arguments, Compiled, Effect, Fault, Step, Takes, example};
use crate::message::visible;

pub(super) static STRIP_PREFIX: Step = Step {
    name: "strip_prefix",
    summary: "removes repeats of a text at the start",
    parameters: &[
        required("s", Takes::Text, "the text"),
        optional("max", Takes::Number, "how many repeats at most; without it, all"),
    ],
    examples: &[
        example("s = '0'", "004420", "4420"),
        example("s = '0', max = 1", "004420", "04420"),
        example("s = 'tel:', max = 1", "tel:+442079460958", "+442079460958"),
        example("s = '0'", "000", ""),
    ],
    compile: |arguments| {
        let prefix = some_text(arguments, "s")?;
        let most = arguments.number("max").unwrap_or(usize::MAX);
        let times = match most {
            usize::MAX => "all of them".to_owned(),
            most => format!("at most {most}"),
        };
        let words = format!("strip `{}` from the start, {times}", visible(&prefix));
        Ok(Compiled::new(words, move |text| {
            let mut rest = text;
            for _ in 0..most {
                let Some(shorter) = rest.strip_prefix(prefix.as_str()) else { break };
                rest = shorter;
            }
            Effect::part(rest, text)
        }))
    },
};

pub(super) static CUT_AT: Step = Step {
    name: "cut_at",
    summary: "cuts the text at the first word of the list that stands anywhere in it, whatever its case",
    parameters: &[required("first_of", Takes::Texts, "the words, the first that is found counts")],
    examples: &[
        example("first_of = ['ext', 'x', '#']", "+1 212 555 0100 Ext. 5", "+1 212 555 0100 "),
        example("first_of = ['ext', 'x', '#']", "x+12125550100#3 ext 5", "x+12125550100#3 "),
        example("first_of = ['ext']", "+12125550100", "+12125550100"),
    ],
    compile: |arguments| {
        let words = arguments.texts("first_of");
        if words.is_empty() || words.iter().any(|word| word.is_empty() || !word.is_ascii()) {
            let message = "`first_of` takes words of ASCII characters";
            return Err(Fault::new(message, arguments.span("first_of")));
        }
        let shown = words.iter().map(|word| format!("`{}`", visible(word))).collect::<Vec<_>>().join(", ");
        let words: Vec<String> = words.iter().map(|word| word.to_ascii_lowercase()).collect();
        Ok(Compiled::new(format!("cut at the first of {shown}"), move |text| {
            // Only ASCII is lowered, so places stay.
            let lower = text.to_ascii_lowercase();
            match words.iter().find_map(|word| lower.find(word.as_str())) {
                Some(at) => Effect::part(text.get(..at).unwrap_or(text), text),
                None => Effect::Same,
            }
        }))
    },
};

pub(super) static PREFIX: Step = Step {
    name: "prefix",
    summary: "puts a text before",
    parameters: &[
        required("s", Takes::Text, "the text"),
        optional("if_missing", Takes::Flag, "only where the text does not begin with it"),
    ],
    examples: &[
        example("s = '+'", "442079460958", "+442079460958"),
        example("s = '+'", "+442079460958", "++442079460958"),
        example("s = '1', if_missing = true", "12125550100", "12125550100"),
        example("s = '1', if_missing = true", "442079460958", "1442079460958"),
    ],
    compile: |arguments| {
        let prefix = some_text(arguments, "s")?;
        let if_missing = arguments.flag("if_missing");
        let condition = if if_missing { " where it is missing" } else { "" };
        let words = format!("put `{}` before{condition}", visible(&prefix));
        Ok(Compiled::new(words, move |text| {
            if if_missing && text.starts_with(prefix.as_str()) {
                Effect::Same
            } else {
                Effect::Text([prefix.as_str(), text].concat().into())
            }
        }))
    },
};

pub(super) static TRUNCATE: Step = Step {
    name: "truncate",
    summary: "cuts off what is longer; no character is cut in two",
    parameters: &[
        required("n", Takes::Number, "how many units stay"),
        required("unit", Takes::Word(&["utf16", "char", "byte"]), "what is counted"),
    ],
    examples: &[
        example("n = 4, unit = 'char'", "añ😀bc", "añ😀b"),
        example("n = 4, unit = 'utf16'", "añ😀bc", "añ😀"),
        example("n = 3, unit = 'utf16'", "añ😀bc", "añ"),
        example("n = 2, unit = 'byte'", "añ😀bc", "a"),
        example("n = 15, unit = 'byte'", "short", "short"),
    ],
    compile: |arguments| {
        let most = arguments.number("n").unwrap_or(usize::MAX);
        let (size, name): (fn(char) -> usize, _) = match arguments.text("unit") {
            Some("utf16") => (char::len_utf16, "UTF-16 unit"),
            Some("byte") => (char::len_utf8, "byte"),
            _ => (|_| 1, "character"),
        };
        let words = format!("cut to {}", crate::message::counted(most as u64, name));
        Ok(Compiled::new(words, move |text| {
            let mut used = 0;
            let over = text.char_indices().find(|(_, c)| {
                used += size(*c);
                used > most
            });
            match over {
                Some((at, _)) => Effect::part(text.get(..at).unwrap_or(text), text),
                None => Effect::Same,
            }
        }))
    },
};

fn some_text(arguments: &Arguments<'_>, name: &str) -> Result<String, Fault> {
    match arguments.text(name) {
        Some(text) if !text.is_empty() => Ok(text.to_owned()),
        _ => Err(Fault::new(format!("`{name}` must not be empty"), arguments.span(name))),
    }
}
