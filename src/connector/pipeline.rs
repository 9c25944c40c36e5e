//! A pipeline: from a cell to the key that a system compares.

use std::borrow::Cow;

use super::steps::{Apply, Countries, Effect, Reason};
use super::written::Confidence;

/// An ordered list of steps.
#[derive(Clone, Debug, Default)]
pub struct Pipeline {
    /// The steps.
    pub steps: Vec<Stage>,
    /// Values of so many hexadecimal digits are taken for hashes and left as they are.
    pub passthrough: Vec<usize>,
}

/// A step of a pipeline.
#[derive(Clone)]
pub struct Stage {
    /// Its name.
    pub name: &'static str,
    /// What it does, in words.
    pub words: String,
    /// How we know that the system does it, where that differs from the rest of the pipeline.
    pub confidence: Option<Confidence>,
    /// Where it is stated.
    pub source: Option<String>,
    /// The step as it is written.
    pub written: String,
    pub(super) apply: Apply,
}

impl std::fmt::Debug for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.written)
    }
}

/// What becomes of one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<'t> {
    /// What the system compares. Never empty.
    Key(Cow<'t, str>),
    /// The system has nothing to compare.
    NoKey(Reason),
    /// The system refuses the value.
    Reject(Reason),
}

impl<'t> Outcome<'t> {
    /// The key, if there is one.
    pub fn key(self) -> Option<Cow<'t, str>> {
        match self {
            Self::Key(key) => Some(key),
            _ => None,
        }
    }

    /// Why there is no key.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Key(_) => None,
            Self::NoKey(reason) | Self::Reject(reason) => Some(reason),
        }
    }
}

/// A step that changed something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which step, counted from 0.
    pub step: usize,
    /// The text after it.
    pub after: String,
}

impl Pipeline {
    /// What becomes of `text`.
    pub fn run<'t>(&self, text: &'t str, countries: Countries) -> Outcome<'t> {
        self.walk(text, countries, |_, _| {})
    }

    /// As [`Self::run`], with the steps that changed something.
    pub fn trace<'t>(&self, text: &'t str, countries: Countries) -> (Outcome<'t>, Vec<Change>) {
        let mut changes = Vec::new();
        let outcome = self.walk(text, countries, |step, after| {
            changes.push(Change { step, after: after.to_owned() });
        });
        (outcome, changes)
    }

    fn walk<'t>(
        &self,
        text: &'t str,
        countries: Countries,
        mut changed: impl FnMut(usize, &str),
    ) -> Outcome<'t> {
        if text.is_empty() {
            return Outcome::NoKey(Cow::Borrowed("empty"));
        }
        if self.passthrough.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Outcome::Key(Cow::Borrowed(text));
        }
        let mut now = Cow::Borrowed(text);
        for (index, stage) in self.steps.iter().enumerate() {
            let next = match &now {
                Cow::Borrowed(now) => match (stage.apply)(now, countries) {
                    Effect::Same => continue,
                    Effect::Text(next) => next,
                    Effect::NoKey(reason) => return Outcome::NoKey(reason),
                    Effect::Reject(reason) => return Outcome::Reject(reason),
                },
                Cow::Owned(now) => match (stage.apply)(now, countries) {
                    Effect::Same => continue,
                    Effect::Text(next) => Cow::Owned(next.into_owned()),
                    Effect::NoKey(reason) => return Outcome::NoKey(reason),
                    Effect::Reject(reason) => return Outcome::Reject(reason),
                },
            };
            changed(index, &next);
            now = next;
        }
        if now.is_empty() {
            Outcome::NoKey(Cow::Borrowed("nothing is left of it"))
        } else {
            Outcome::Key(now)
        }
    }
}
