//! Connectors: the systems that read or write the customers of a store, and how each makes keys of them.
//!
//! There is no one normalisation, so each connector's is data: one TOML file in `builtin/`, or a user's own. A
//! pipeline is a list of [`steps`], keys are compared by an operator of [`matching`], and [`resolve`] says which
//! record a row belongs to. Knows nothing of rules and reports.

mod builtin;
pub mod clusters;
mod compare;
mod corpus;
mod example;
mod library;
mod load;
pub mod matching;
mod pairs;
mod pipeline;
pub mod resolve;
mod schema;
pub mod steps;
mod value;
mod written;

pub use compare::{Comparison, Parting, Witness, compare, compare_rows};
pub use example::Tried;
pub use library::Library;
pub use pairs::{Checked, Differing, check_pairs};
pub use pipeline::{Change, Outcome, Pipeline, Stage};
pub use resolve::Resolve;
pub use schema::schema;
pub use steps::Countries;
pub use written::{Cell, Confidence, Direction, Expect, Hash};

use crate::error::{Error, SettingsError};
use crate::format::Kind;
use matching::Matching;

/// A system that reads or writes the customers of a store.
#[derive(Debug)]
pub struct Connector {
    /// Kebab-case name, as given to `--connector`.
    pub id: String,
    /// What a person calls it.
    pub title: String,
    /// What it is.
    pub about: String,
    /// Which way customers go; `None` where that is not known.
    pub direction: Option<Direction>,
    /// Other names for it.
    pub aliases: Vec<String>,
    /// The fields of the other side that it writes, where they are known.
    pub writes: Vec<Kind>,
    /// What could not be found out.
    pub unknown: Vec<String>,
    /// Its keys: of e-mail and phone, named as the cells, and further ones.
    pub identities: Vec<Identity>,
    /// How it finds the record that a row belongs to.
    pub resolve: Resolve,
    examples: Vec<example::Example>,
    /// The file's name and text, to show what is wrong with an example.
    file: (String, String),
}

/// One key that a system makes, and how it compares it.
#[derive(Clone, Debug)]
pub struct Identity {
    /// `email`, `phone`, or the name of a further key.
    pub name: String,
    /// The cell that it is made of.
    pub of: Cell,
    /// How we know.
    pub confidence: Confidence,
    /// Where it is stated.
    pub sources: Vec<String>,
    /// What is to be said about it.
    pub note: Option<String>,
    /// What is done to a value that comes in.
    pub steps: Pipeline,
    /// What is done to a value that the system has already, where that differs.
    pub stored_steps: Option<Pipeline>,
    /// What is done to a value that the system writes, where it does not write it as it is.
    pub write_steps: Option<Pipeline>,
    /// How keys are compared.
    pub matching: Matching,
    /// What is done with the key at the end.
    pub hash: Option<Hash>,
    /// Whether a key goes through the steps unchanged.
    pub idempotent: bool,
}

impl Connector {
    /// The key with this name: `email`, `phone` or a further one.
    pub fn identity(&self, name: &str) -> Option<&Identity> {
        self.identities.iter().find(|identity| identity.name == name)
    }

    /// Tries all examples.
    pub fn try_examples(&self) -> Vec<Tried> {
        self.examples.iter().map(|example| example.run(self)).collect()
    }

    /// The first example that is wrong, as what stops the tool.
    pub fn check_examples(&self) -> Result<(), Error> {
        for (example, tried) in self.examples.iter().zip(self.try_examples()) {
            if let Some(instead) = tried.instead {
                let message = format!("this example is wrong: {}", tried.says);
                let (name, text) = &self.file;
                let advice = Some(format!("it gives {instead}"));
                return Err(SettingsError::at(name, text, message, advice, Some(example.span.clone())));
            }
        }
        Ok(())
    }

    /// Whether it takes two spellings of one address for two that differ in capitals alone.
    pub fn minds_case(&self) -> bool {
        let Some(identity) = self.identity(Cell::Email.name()) else { return false };
        let stored = identity.stored("bob@example.com", Countries::default()).key();
        let incoming = identity.run("Bob@example.com", Countries::default()).key();
        stored.zip(incoming).is_some_and(|(stored, incoming)| !identity.matching.meets(&stored, &incoming))
    }

    /// Whether it has this name.
    pub fn is_called(&self, name: &str) -> bool {
        self.id == name || self.aliases.iter().any(|alias| alias == name)
    }
}

impl Identity {
    /// The key of a value that comes in.
    pub fn run<'t>(&self, text: &'t str, countries: Countries) -> Outcome<'t> {
        self.steps.run(text, countries)
    }

    /// The key of a value that the system has already.
    pub fn stored<'t>(&self, text: &'t str, countries: Countries) -> Outcome<'t> {
        self.stored_steps.as_ref().unwrap_or(&self.steps).run(text, countries)
    }

    /// Whether anything that decides the key is inferred.
    pub fn is_inferred(&self) -> bool {
        self.confidence == Confidence::Inferred
            || self.steps.steps.iter().any(|stage| stage.confidence == Some(Confidence::Inferred))
    }
}
