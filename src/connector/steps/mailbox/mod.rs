//! `mailbox`: the address out of a field that may hold a name with it, or several addresses.

mod list;

use super::arguments::optional;
use super::{Arguments, Compiled, Effect, Example, Fault, Gives, Step, Takes, example};
use crate::message::visible;

pub(super) static MAILBOX: Step = Step {
    name: "mailbox",
    summary: "takes the address out of a field with display names or several addresses",
    parameters: &[
        optional(
            "parse",
            Takes::Word(&["none", "rfc5322"]),
            "`rfc5322` reads an address list with names, comments and groups, as Python's email package does",
        ),
        optional(
            "take",
            Takes::Word(&["only", "first"]),
            "`only` (if not said): no key unless it is exactly one",
        ),
        optional(
            "split",
            Takes::Text,
            "signs between addresses; the text is cut before the first that is in it at all",
        ),
    ],
    examples: &[
        example("parse = 'rfc5322'", "Bob <bob@example.com>", "bob@example.com"),
        example("parse = 'rfc5322', take = 'only'", "Bob Roy bob@example.com", "bob@example.com"),
        Example {
            arguments: "parse = 'rfc5322', take = 'only'",
            input: "bob@example.com, zoe@example.com",
            gives: Gives::NoKey,
        },
        example("parse = 'rfc5322', take = 'first'", "bob@example.com, zoe@example.com", "bob@example.com"),
        Example { arguments: "parse = 'rfc5322'", input: "none", gives: Gives::NoKey },
        example("split = ';,', take = 'first'", "bob@example.com ; zoe@example.com", "bob@example.com "),
        example("split = ';,', take = 'first'", "a,b@example.com;zoe@example.com", "a,b@example.com"),
        Example { arguments: "split = ';,', take = 'only'", input: "a;b", gives: Gives::NoKey },
        example("parse = 'none', split = ';,', take = 'first'", "bob@example.com", "bob@example.com"),
    ],
    compile,
};

fn compile(arguments: &Arguments<'_>) -> Result<Compiled, Fault> {
    let first = arguments.text("take") == Some("first");
    let several = "there is more than one address in it";
    if arguments.text("parse") == Some("rfc5322") {
        let words = if first { "take the first address" } else { "take the address if it is the only one" };
        return Ok(Compiled::new(format!("{words} (RFC 5322, without display name)"), move |text| {
            let mut found = list::addresses(text).into_iter();
            match (found.next(), found.next()) {
                (None, _) => Effect::NoKey("there is no address in it".into()),
                (Some(_), Some(_)) if !first => Effect::NoKey(several.into()),
                (Some(address), _) if address == text => Effect::Same,
                (Some(address), _) => Effect::Text(address.into()),
            }
        }));
    }
    let Some(signs) = arguments.text("split").filter(|signs| !signs.is_empty()) else {
        return Err(Fault::new("`mailbox` needs `parse = \"rfc5322\"` or `split`", arguments.span("parse")));
    };
    let signs: Vec<char> = signs.chars().collect();
    let told = signs.iter().map(|sign| format!("`{}`", visible(&sign.to_string())));
    let words = format!("take what stands before the first {}", told.collect::<Vec<_>>().join(", else "));
    Ok(Compiled::new(words, move |text| match signs.iter().find_map(|sign| text.find(*sign)) {
        Some(_) if !first => Effect::NoKey(several.into()),
        Some(at) => Effect::part(text.get(..at).unwrap_or(text), text),
        None => Effect::Same,
    }))
}
