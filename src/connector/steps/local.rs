//! `local`: edits of the part before the `@`, for the domains that a provider or a programmer had in mind.

use std::borrow::Cow;

use regex::Regex;

use super::arguments::{optional, required, texts};
use super::{Arguments, Compiled, Effect, Fault, Gives, Step, Takes, example};
use crate::connector::value::Value;
use crate::message::visible;

pub(super) static LOCAL: Step = Step {
    name: "local",
    summary: "edits the part before the `@`, if the domain is one of those meant",
    parameters: &[
        required(
            "do",
            Takes::Words(&["dots", "first_dot", "cut_plus", "cut_plus_last_at", "plus_char", "chars:…"]),
            "the edits, in order: remove all dots, the first dot, everything from the first `+` on (to the \
             last `@`), the signs `+`, or these characters",
        ),
        required("when", Takes::Domains, "for which domains"),
        optional("at", Takes::Word(&["first", "last"]), "which `@` divides; the first, if not said"),
        optional("no_at", Takes::Word(&["pass", "nokey"]), "what becomes of a text without `@`; it passes"),
        optional(
            "second_at",
            Takes::Word(&["keep", "drop"]),
            "what becomes of the text from a second `@` on; it is kept",
        ),
    ],
    examples: &[
        example("when = '*', do = ['dots', 'cut_plus']", "a.b+x@corp.example.com", "ab@corp.example.com"),
        example("when = { exact = ['gmail.com'] }, do = ['dots']", "a.b@gmail.com", "ab@gmail.com"),
        example(
            "when = { exact = ['gmail.com'] }, do = ['dots']",
            "a.b@mail.gmail.com",
            "a.b@mail.gmail.com",
        ),
        example(
            "when = { suffix = ['gmail.com'] }, do = ['dots']",
            "a.b@mail.gmail.com",
            "ab@mail.gmail.com",
        ),
        example(
            "when = { contains = ['@gmail'] }, do = ['dots']",
            "a.b@gmail.example.com",
            "ab@gmail.example.com",
        ),
        example(
            "when = { prefix_re = '(gmail|googlemail)' }, do = ['first_dot']",
            "a.b.c@gmail.com",
            "ab.c@gmail.com",
        ),
        example("when = '*', do = ['plus_char']", "a+b@example.com", "ab@example.com"),
        example("when = '*', do = ['chars:_-']", "a_b-c@example.com", "abc@example.com"),
        example("when = '*', do = ['cut_plus_last_at']", "a+b@c@example.com", "a@example.com"),
        example("at = 'last', when = '*', do = ['cut_plus']", "a+b@c@example.com", "a@example.com"),
        example("when = '*', do = ['dots']", "a.b", "a.b"),
        super::Example {
            arguments: "when = '*', do = ['dots'], no_at = 'nokey'",
            input: "a.b",
            gives: Gives::NoKey,
        },
        example("when = '*', do = ['dots'], second_at = 'drop'", "a.b@c@example.com", "ab@c"),
    ],
    compile,
};

/// For which domains.
enum When {
    Always,
    Exact(Vec<String>),
    Suffix(Vec<String>),
    /// What the domain begins with.
    Begins(Regex),
    /// What stands in the text from the `@` on.
    Contains(Vec<String>),
}

impl When {
    fn holds(&self, domain: &str, with_at: &str) -> bool {
        match self {
            Self::Always => true,
            Self::Exact(domains) => domains.iter().any(|known| known == domain),
            Self::Suffix(domains) => domains.iter().any(|known| domain.ends_with(known.as_str())),
            Self::Begins(pattern) => pattern.is_match(domain),
            Self::Contains(parts) => parts.iter().any(|part| with_at.contains(part.as_str())),
        }
    }

    fn words(&self) -> String {
        let list = |words: &[String]| {
            words.iter().map(|word| format!("`{}`", visible(word))).collect::<Vec<_>>().join(" or ")
        };
        match self {
            Self::Always => "on every domain".to_owned(),
            Self::Exact(domains) => format!("on {}", list(domains)),
            Self::Suffix(domains) => format!("on domains that end with {}", list(domains)),
            Self::Begins(pattern) => {
                let pattern = pattern.as_str().trim_start_matches("^(?:").trim_end_matches(')');
                format!("on domains that begin with `{}`", visible(pattern))
            }
            Self::Contains(parts) => format!("where {} stands in it", list(parts)),
        }
    }
}

#[derive(Clone)]
enum Edit {
    Dots,
    FirstDot,
    CutPlus,
    CutPlusLastAt,
    PlusChar,
    Chars(String),
}

impl Edit {
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "dots" => Self::Dots,
            "first_dot" => Self::FirstDot,
            "cut_plus" => Self::CutPlus,
            "cut_plus_last_at" => Self::CutPlusLastAt,
            "plus_char" => Self::PlusChar,
            _ => Self::Chars(word.strip_prefix("chars:")?.to_owned()),
        })
    }

    fn words(&self) -> String {
        match self {
            Self::Dots => "remove all dots".to_owned(),
            Self::FirstDot => "remove the first dot".to_owned(),
            Self::CutPlus => "cut from `+` on".to_owned(),
            Self::CutPlusLastAt => "cut from `+` to the last `@`".to_owned(),
            Self::PlusChar => "remove every `+`".to_owned(),
            Self::Chars(chars) => format!("remove each of `{}`", visible(chars)),
        }
    }

    fn apply<'t>(&self, local: Cow<'t, str>) -> Cow<'t, str> {
        let without = |local: Cow<'t, str>, goes: &dyn Fn(char) -> bool| {
            if local.contains(goes) {
                Cow::Owned(local.chars().filter(|c| !goes(*c)).collect())
            } else {
                local
            }
        };
        match self {
            Self::Dots => without(local, &|c| c == '.'),
            Self::PlusChar => without(local, &|c| c == '+'),
            Self::Chars(chars) => without(local, &|c| chars.contains(c)),
            Self::FirstDot if local.contains('.') => Cow::Owned(local.replacen('.', "", 1)),
            Self::CutPlus | Self::CutPlusLastAt => match (local.find('+'), local) {
                (Some(at), Cow::Borrowed(local)) => Cow::Borrowed(local.get(..at).unwrap_or(local)),
                (Some(at), Cow::Owned(mut local)) => {
                    local.truncate(at);
                    Cow::Owned(local)
                }
                (None, local) => local,
            },
            Self::FirstDot => local,
        }
    }
}

fn compile(arguments: &Arguments<'_>) -> Result<Compiled, Fault> {
    let when = when(arguments)?;
    let edits: Vec<Edit> = arguments.texts("do").into_iter().filter_map(Edit::parse).collect();
    let last = arguments.text("at") == Some("last");
    let needs_at = arguments.text("no_at") == Some("nokey");
    let drops = arguments.text("second_at") == Some("drop");
    let told = edits.iter().map(Edit::words).collect::<Vec<_>>().join(", ");
    let mut words = format!("before the `@`, {}: {told}", when.words());
    if drops {
        words.push_str("; drop what follows a second `@`");
    }
    Ok(Compiled::new(words, move |text| {
        let at = if last { text.rfind('@') } else { text.find('@') };
        let Some(at) = at else {
            return if needs_at { Effect::NoKey("there is no `@` in it".into()) } else { Effect::Same };
        };
        let (before, mut with_at) = text.split_at(at);
        if drops && let Some(second) = with_at.match_indices('@').nth(1) {
            with_at = with_at.get(..second.0).unwrap_or(with_at);
        }
        let domain = with_at.get(1..).unwrap_or_default();
        let mut local = Cow::Borrowed(before);
        if when.holds(domain, with_at) {
            for edit in &edits {
                if let (Edit::CutPlusLastAt, true, Some(at)) = (edit, local.contains('+'), text.rfind('@')) {
                    with_at = text.get(at..).unwrap_or(with_at);
                }
                local = edit.apply(local);
            }
        }
        if local.len() + with_at.len() == text.len() {
            Effect::Same
        } else {
            Effect::Text([&local, with_at].concat().into())
        }
    }))
}

fn when(arguments: &Arguments<'_>) -> Result<When, Fault> {
    const FORMS: [&str; 4] = ["exact", "suffix", "prefix_re", "contains"];
    let Some(table) = arguments.table("when") else {
        return match arguments.text("when") {
            Some("*") | None => Ok(When::Always),
            Some(word) => Err(Fault::unknown("`when`", word, arguments.span("when"), ["*"])),
        };
    };
    let [(form, value)] = table.as_slice() else {
        let message = format!("`when` takes one of {}", FORMS.join(", "));
        return Err(Fault::new(message, arguments.span("when")));
    };
    let list = || match value.get_ref() {
        Value::List(list) if !list.is_empty() && texts(list).count() == list.len() => {
            Ok(texts(list).map(str::to_owned).collect())
        }
        other => {
            let message = format!("`{}` takes a list of texts, and this is {}", form.get_ref(), other.kind());
            Err(Fault::new(message, value.span()))
        }
    };
    match form.get_ref().as_str() {
        "exact" => list().map(When::Exact),
        "suffix" => list().map(When::Suffix),
        "contains" => list().map(When::Contains),
        "prefix_re" => match value.get_ref() {
            Value::Text(pattern) => {
                super::require::pattern(&format!("^(?:{pattern})"), value.span()).map(When::Begins)
            }
            other => {
                let message = format!("`prefix_re` takes a text, and this is {}", other.kind());
                Err(Fault::new(message, value.span()))
            }
        },
        word => Err(Fault::unknown("`when`", word, form.span(), FORMS)),
    }
}
