//! What a step takes: parameters as declared, and the arguments of one use, checked against them.

use std::ops::Range;

use super::Step;
use super::class::Class;
use crate::connector::value::{Fault, Table, Value};

/// One parameter of a step.
#[derive(Debug)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it says.
    pub summary: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// Whether it has to be there.
    pub required: bool,
}

/// What a parameter takes.
#[derive(Clone, Copy, Debug)]
pub enum Takes {
    /// One of these words; those with `…` have a free part.
    Word(&'static [&'static str]),
    /// A list of these words; those with `…` have a free part.
    Words(&'static [&'static str]),
    /// A list of classes of characters.
    Classes,
    /// Any text.
    Text,
    /// A list of texts.
    Texts,
    /// A positive number.
    Number,
    /// True or false.
    Flag,
    /// A table of texts.
    Map,
    /// `"*"`, or a table that says which domains are meant.
    Domains,
}

impl Takes {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Word(_) => "one word",
            Self::Words(_) => "a list of words",
            Self::Classes => "a list of classes of characters",
            Self::Text => "a text",
            Self::Texts => "a list of texts",
            Self::Number => "a number from 1",
            Self::Flag => "true or false",
            Self::Map => "a table of texts",
            Self::Domains => "\"*\", or a table with exact, suffix, prefix_re or contains",
        }
    }

    /// The words it allows.
    pub fn allowed(self) -> &'static [&'static str] {
        match self {
            Self::Word(words) | Self::Words(words) => words,
            Self::Classes => &Class::FORMS,
            _ => &[],
        }
    }

    /// Whether a word is allowed; the compiling step looks at the free part.
    fn allows(self, word: &str) -> bool {
        if let Self::Classes = self {
            return Class::parse(word).is_some();
        }
        let fits = |form: &&str| match form.split_once('…') {
            Some((before, after)) => {
                word.len() > before.len() + after.len() && word.starts_with(before) && word.ends_with(after)
            }
            None => *form == word,
        };
        self.allowed().iter().any(fits)
    }
}

/// The arguments of one use of a step: known names, values of the right kind, allowed words.
#[derive(Debug)]
pub(in crate::connector) struct Arguments<'a> {
    table: &'a Table,
    span: Range<usize>,
}

impl<'a> Arguments<'a> {
    pub(super) fn check(step: &Step, table: &'a Table, span: Range<usize>) -> Result<Self, Fault> {
        for (name, value) in table {
            let known = step.parameters.iter().find(|parameter| parameter.name == name.get_ref());
            let Some(parameter) = known else {
                let names = step.parameters.iter().map(|parameter| parameter.name);
                let fault = Fault::unknown("parameter", name.get_ref(), name.span(), names);
                let shown = crate::message::visible(name.get_ref());
                return Err(Fault {
                    message: format!("the step `{}` takes no `{shown}`", step.name),
                    ..fault
                });
            };
            parameter.check(value.get_ref(), &value.span())?;
        }
        let missing = |parameter: &&Parameter| {
            parameter.required && !table.iter().any(|(name, _)| name.get_ref() == parameter.name)
        };
        match step.parameters.iter().find(missing) {
            Some(parameter) => {
                let message = format!("the step `{}` needs `{}`", step.name, parameter.name);
                Err(Fault::new(message, span).advise(format!("it takes {}", parameter.takes.words())))
            }
            None => Ok(Self { table, span }),
        }
    }

    fn value(&self, name: &str) -> Option<(&'a Value, Range<usize>)> {
        let (_, value) = self.table.iter().find(|(known, _)| known.get_ref() == name)?;
        Some((value.get_ref(), value.span()))
    }

    /// Where an argument stands; the whole step where it does not.
    pub(super) fn span(&self, name: &str) -> Range<usize> {
        self.value(name).map_or_else(|| self.span.clone(), |(_, span)| span)
    }

    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        match self.value(name)?.0 {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The argument, or what it is where it is left out.
    pub(super) fn text_or(&self, name: &str, usual: &'a str) -> &'a str {
        self.text(name).unwrap_or(usual)
    }

    pub(super) fn texts(&self, name: &str) -> Vec<&'a str> {
        match self.value(name) {
            Some((Value::List(list), _)) => texts(list).collect(),
            _ => Vec::new(),
        }
    }

    pub(super) fn classes(&self, name: &str) -> Vec<Class> {
        self.texts(name).into_iter().filter_map(Class::parse).collect()
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        matches!(self.value(name), Some((Value::Flag(true), _)))
    }

    pub(super) fn number(&self, name: &str) -> Option<usize> {
        match self.value(name)?.0 {
            Value::Number(number) => usize::try_from(*number).ok(),
            _ => None,
        }
    }

    pub(super) fn table(&self, name: &str) -> Option<&'a Table> {
        match self.value(name)?.0 {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }
}

pub(super) fn texts(list: &[toml::Spanned<Value>]) -> impl Iterator<Item = &str> {
    list.iter().filter_map(|value| match value.get_ref() {
        Value::Text(text) => Some(text.as_str()),
        _ => None,
    })
}

impl Parameter {
    fn check(&self, value: &Value, span: &Range<usize>) -> Result<(), Fault> {
        let wrong = || {
            let message =
                format!("`{}` takes {}, and this is {}", self.name, self.takes.words(), value.kind());
            Err(Fault::new(message, span.clone()))
        };
        let word = |word: &str, span: Range<usize>| {
            if self.takes.allows(word) {
                return Ok(());
            }
            let allowed = self.takes.allowed().iter().copied();
            Err(Fault::unknown(&format!("`{}`", self.name), word, span, allowed))
        };
        match (self.takes, value) {
            (Takes::Word(_), Value::Text(text)) => word(text, span.clone()),
            (Takes::Words(_) | Takes::Classes | Takes::Texts, Value::List(list)) => {
                for value in list {
                    match value.get_ref() {
                        Value::Text(_) if matches!(self.takes, Takes::Texts) => {}
                        Value::Text(text) => word(text, value.span())?,
                        _ => return wrong(),
                    }
                }
                Ok(())
            }
            (Takes::Number, Value::Number(number)) if *number < 1 => {
                Err(Fault::new(format!("`{}` takes a number from 1", self.name), span.clone()))
            }
            (Takes::Map, Value::Table(table)) => {
                if table.iter().all(|(_, value)| matches!(value.get_ref(), Value::Text(_))) {
                    Ok(())
                } else {
                    wrong()
                }
            }
            (Takes::Text | Takes::Domains, Value::Text(_))
            | (Takes::Domains, Value::Table(_))
            | (Takes::Number, Value::Number(_))
            | (Takes::Flag, Value::Flag(_)) => Ok(()),
            _ => wrong(),
        }
    }
}

/// A parameter that has to be there.
pub(super) const fn required(name: &'static str, takes: Takes, summary: &'static str) -> Parameter {
    Parameter { name, summary, takes, required: true }
}

/// A parameter that can be left out.
pub(super) const fn optional(name: &'static str, takes: Takes, summary: &'static str) -> Parameter {
    Parameter { name, summary, takes, required: false }
}
