//! Which rules are on: by id, by group, or all.

use serde::Serialize;

use crate::engine::Levels;
use crate::rule::{Group, Level, Rule};
use crate::rules::{ALL, by_id};

/// A word that names one rule or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selector {
    /// Every rule.
    All,
    /// The rules of a group.
    Group(Group),
    /// One rule, by id.
    Rule(&'static str),
}

impl Selector {
    /// Reads `all`, the word of a group, or the id of a rule.
    pub fn from_word(word: &str) -> Option<Self> {
        let group = || Group::ALL.into_iter().find(|group| group.word() == word).map(Self::Group);
        match word {
            "all" => Some(Self::All),
            _ => by_id(word).map(|rule| Self::Rule(rule.id)).or_else(group),
        }
    }

    /// Every word there is.
    pub fn words() -> impl Iterator<Item = &'static str> + Clone {
        let groups = Group::ALL.into_iter().map(Group::word);
        std::iter::once("all").chain(groups).chain(ALL.iter().map(|rule| rule.id))
    }

    /// The word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Group(group) => group.word(),
            Self::Rule(id) => id,
        }
    }

    /// How closely it names this rule, if it does: the closer word decides.
    fn closeness(self, rule: &Rule) -> Option<u8> {
        match self {
            Self::All => Some(1),
            Self::Group(group) => (group == rule.group).then_some(2),
            Self::Rule(id) => (id == rule.id).then_some(3),
        }
    }
}

impl Serialize for Selector {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

/// Turns the rules off that `selected` leaves out or `ignored` names at least as closely.
pub(super) fn apply(levels: &mut Levels, selected: &[Selector], ignored: &[Selector]) {
    let closest = |words: &[Selector], rule: &Rule| words.iter().filter_map(|w| w.closeness(rule)).max();
    for rule in ALL {
        if closest(selected, rule) <= closest(ignored, rule) {
            levels.set(rule.id, Level::Off);
        }
    }
}
