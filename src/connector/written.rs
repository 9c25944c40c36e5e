//! A connector file as it is written. Every key of the file is a field here.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::resolve::{InFile, NextWhen, OnMany, OnSplit};
use super::value::Value;
use crate::format::Kind;

/// How we know what a connector file states, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// It was read in the code that the source names.
    ReadInCode,
    /// The system was tried.
    Measured,
    /// The vendor says so.
    Documented,
    /// Somebody else says so.
    ThirdParty,
    /// Nobody says so; it is the likeliest.
    Inferred,
}

impl Confidence {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::ReadInCode => "read in code",
            Self::Measured => "measured",
            Self::Documented => "documented",
            Self::ThirdParty => "third party",
            Self::Inferred => "inferred",
        }
    }
}

/// Which way customers go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// The system writes customers to Shopify.
    ToShopify,
    /// The system takes customers from Shopify.
    FromShopify,
    /// Both.
    Both,
}

impl Direction {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::ToShopify => "to Shopify",
            Self::FromShopify => "from Shopify",
            Self::Both => "both ways",
        }
    }
}

/// What is done with the key before it is compared or sent, which never changes which keys are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Hash {
    /// MD5.
    Md5,
    /// SHA-256.
    Sha256,
}

impl Hash {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA-256",
        }
    }
}

/// A connector: a system that reads or writes the customers of a Shopify store.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Connector")]
pub(super) struct Written {
    /// Kebab-case name, as given to `--connector`.
    #[schemars(with = "String", regex(pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub(super) id: Spanned<String>,
    /// What a person calls it.
    pub(super) title: String,
    /// What it is, in a sentence or two.
    pub(super) about: String,
    /// Which way customers go.
    pub(super) direction: Option<Direction>,
    /// The connector whose statements hold here unless they are made again.
    #[schemars(with = "Option<String>")]
    pub(super) inherit: Option<Spanned<String>>,
    /// Other names for it.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(super) aliases: Vec<Spanned<String>>,
    /// The fields of the other side that it writes.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(super) writes: Vec<Kind>,
    /// What could not be found out.
    #[serde(default)]
    pub(super) unknown: Vec<String>,
    /// How it makes a key of an e-mail address; absent where it does not match on one.
    pub(super) email: Option<WrittenIdentity>,
    /// How it makes a key of a phone number; absent where it does not match on one.
    pub(super) phone: Option<WrittenIdentity>,
    /// Further keys made of the same cells, by name.
    #[serde(default)]
    pub(super) keys: BTreeMap<String, WrittenFurther>,
    /// How it finds the record that a row belongs to.
    pub(super) resolve: Option<WrittenResolve>,
    /// What it does, by example. Examples are executed.
    #[serde(default, rename = "example")]
    #[schemars(with = "Vec<WrittenExample>")]
    pub(super) examples: Vec<Spanned<WrittenExample>>,
}

/// How a system makes a key of a cell and compares it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Identity")]
pub(super) struct WrittenIdentity {
    /// How we know.
    pub(super) confidence: Confidence,
    /// Where it is stated: URLs.
    #[serde(default)]
    pub(super) sources: Vec<String>,
    /// What is to be said about it.
    pub(super) note: Option<String>,
    /// What is done to a value that comes in, in order.
    #[schemars(schema_with = "super::schema::steps")]
    pub(super) steps: Vec<Spanned<Value>>,
    /// What is done to a value that the system has already, where that differs.
    #[serde(default)]
    #[schemars(schema_with = "super::schema::steps")]
    pub(super) stored_steps: Option<Vec<Spanned<Value>>>,
    /// What is done to a value that the system writes, where it does not write it as it is.
    #[serde(default)]
    #[schemars(schema_with = "super::schema::steps")]
    pub(super) write_steps: Option<Vec<Spanned<Value>>>,
    /// The operator that compares; `eq` if not said.
    #[serde(default, rename = "match")]
    #[schemars(schema_with = "super::schema::operator")]
    pub(super) matching: Option<Spanned<String>>,
    /// What is done with the key at the end.
    pub(super) hash: Option<Hash>,
    /// Values of so many hexadecimal digits are taken for hashes and left as they are.
    #[serde(default)]
    pub(super) passthrough_if_hex: Vec<usize>,
    /// Whether a key goes through the steps unchanged; it does if not said.
    #[serde(default = "yes")]
    pub(super) idempotent: bool,
}

/// A further key.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "FurtherKey")]
pub(super) struct WrittenFurther {
    /// Of which cell it is made.
    pub(super) of: Cell,
    /// How we know.
    pub(super) confidence: Confidence,
    /// Where it is stated: URLs.
    #[serde(default)]
    pub(super) sources: Vec<String>,
    /// What is to be said about it.
    pub(super) note: Option<String>,
    /// What is done to a value, in order.
    #[schemars(schema_with = "super::schema::steps")]
    pub(super) steps: Vec<Spanned<Value>>,
    /// The operator that compares; `eq` if not said.
    #[serde(default, rename = "match")]
    #[schemars(schema_with = "super::schema::operator")]
    pub(super) matching: Option<Spanned<String>>,
}

/// A cell that keys are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Cell {
    /// The e-mail address.
    Email,
    /// The phone number.
    Phone,
}

impl Cell {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Email, Self::Phone];

    /// As it is written.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }
}

/// How a system finds the record that a row belongs to.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Resolve")]
pub(super) struct WrittenResolve {
    /// How we know.
    pub(super) confidence: Option<Confidence>,
    /// Where it is stated: URLs.
    #[serde(default)]
    pub(super) sources: Vec<String>,
    /// What is to be said about it.
    pub(super) note: Option<String>,
    /// What records are looked up by, in order; `email+website` is both at once.
    #[schemars(with = "Option<Vec<String>>")]
    pub(super) keys: Option<Vec<Spanned<String>>>,
    /// When the next key is tried.
    pub(super) next_when: Option<NextWhen>,
    /// What happens when a key hits several records.
    pub(super) on_many: Option<OnMany>,
    /// What happens when two keys hit two records.
    pub(super) on_split: Option<OnSplit>,
    /// What happens to rows of one file that are one record.
    pub(super) in_file: Option<InFile>,
    /// What a row can ask for, by the word that stands in it; `default` names the word that is meant without.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub(super) commands: BTreeMap<String, Spanned<String>>,
}

/// An example: a value and its key, or rows and what becomes of them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Example")]
pub(super) struct WrittenExample {
    /// What it shows.
    pub(super) note: Option<String>,
    /// The key it is about: `email`, `phone` or the name of a further key.
    #[schemars(with = "Option<String>")]
    pub(super) of: Option<Spanned<String>>,
    /// The value.
    pub(super) input: Option<String>,
    /// The country of row and store, for phone numbers without `+`.
    #[schemars(with = "Option<String>")]
    pub(super) country: Option<Spanned<String>>,
    /// The key it has.
    #[schemars(with = "Option<String>")]
    pub(super) key: Option<Spanned<String>>,
    /// That it has none.
    #[schemars(with = "Option<Nothing>")]
    pub(super) gives: Option<Spanned<Nothing>>,
    /// Rows of one file, in order: the cells by key, and `country`.
    #[serde(default)]
    #[schemars(with = "Vec<BTreeMap<String, String>>")]
    pub(super) rows: Vec<BTreeMap<Spanned<String>, String>>,
    /// What becomes of them.
    #[schemars(with = "Option<Expect>")]
    pub(super) expect: Option<Spanned<Expect>>,
}

/// That a value has no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Nothing {
    /// The system has nothing to compare.
    NoKey,
    /// The system refuses it.
    Reject,
}

/// What becomes of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Expect {
    /// They are one record.
    Collide,
    /// Each is a record of its own.
    Split,
    /// The keys of the last row hit two records.
    Cross,
}

impl Expect {
    /// As it is written.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Collide => "collide",
            Self::Split => "split",
            Self::Cross => "cross",
        }
    }
}

const fn yes() -> bool {
    true
}
