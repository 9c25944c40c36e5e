//! Values of a connector file with the place of each, so that what is wrong with one can be shown there.

use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use toml::Spanned;

/// A value as it is written.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    Number(i64),
    Flag(bool),
    List(Vec<Spanned<Self>>),
    Table(Table),
}

/// Names and values in the order in which they are written.
pub(super) type Table = Vec<(Spanned<String>, Spanned<Value>)>;

/// What is wrong, what to do about it, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) advice: Option<String>,
    pub(super) span: Range<usize>,
}

impl Fault {
    pub(super) fn new(message: impl Into<String>, span: Range<usize>) -> Self {
        Self { message: message.into(), advice: None, span }
    }

    pub(super) fn advise(self, advice: impl Into<String>) -> Self {
        Self { advice: Some(advice.into()), ..self }
    }

    /// A word that is none of those allowed, with the nearest one.
    pub(super) fn unknown<'a>(
        what: &str,
        word: &str,
        span: Range<usize>,
        allowed: impl IntoIterator<Item = &'a str> + Clone,
    ) -> Self {
        let advice = match crate::message::nearest(word, allowed.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known: {}", allowed.into_iter().collect::<Vec<_>>().join(", ")),
        };
        Self::new(format!("there is no {what} `{}`", crate::message::visible(word)), span).advise(advice)
    }
}

impl Value {
    /// What it is, with an article.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Number(_) => "a number",
            Self::Flag(_) => "true or false",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a number, true or false, a list or a table")
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Flag(flag))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Value::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut table: Table = Vec::new();
        while let Some(name) = map.next_key::<Spanned<String>>()? {
            if table.iter().any(|(known, _)| known.get_ref() == name.get_ref()) {
                return Err(A::Error::custom(format_args!("`{}` is there twice", name.get_ref())));
            }
            table.push((name, map.next_value()?));
        }
        Ok(Value::Table(table))
    }
}
