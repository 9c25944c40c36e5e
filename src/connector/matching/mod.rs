//! How two keys are compared. Equality up to a fold has a canonical form and can use an index; the other
//! operators ask of each pair, and not always symmetrically: `stored` is what the system has, `incoming` is what
//! it is given. Each is one declaration in [`ALL`], with examples that are executed.

mod collate;
mod digits;
mod filter;
mod like;
mod sieve;
mod text;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

pub(super) use sieve::{Blocks, Sieve};

/// All operators.
pub static ALL: &[&Operator] = &[
    &text::EQ,
    &collate::COLLATE,
    &like::LIKE,
    &filter::BC_FILTER,
    &digits::DIGIT_SUBSEQUENCE_END,
    &text::CONTAINS,
    &digits::NSN_MATCH,
    &digits::SECTIONS,
    &text::TOKENS,
];

/// A way to compare keys.
#[derive(Debug)]
pub struct Operator {
    /// The word that stands in a connector file, before the colon.
    pub name: &'static str,
    /// What it does.
    pub summary: &'static str,
    /// What stands after the colon; none where nothing does.
    pub argument: Option<Argument>,
    /// What it says of some pairs.
    pub examples: &'static [Example],
    compile: fn(&str) -> Option<Compare>,
}

/// What stands after the colon of an operator.
#[derive(Debug)]
pub struct Argument {
    /// What it says.
    pub summary: &'static str,
    /// The words it can be; one is an example where it is free.
    pub words: &'static [&'static str],
}

/// What an operator says of two keys.
#[derive(Debug)]
pub struct Example {
    /// What stands after the colon.
    pub argument: &'static str,
    /// What the system has.
    pub stored: &'static str,
    /// What it is given.
    pub incoming: &'static str,
    /// Whether it takes them for one.
    pub meets: bool,
}

const fn example(
    argument: &'static str,
    stored: &'static str,
    incoming: &'static str,
    meets: bool,
) -> Example {
    Example { argument, stored, incoming, meets }
}

/// An operator with its argument.
#[derive(Clone)]
pub struct Matching {
    /// The operator.
    pub operator: &'static Operator,
    /// As it is written.
    pub written: String,
    compare: Compare,
}

/// Whether a pair of texts, stored and incoming, is one to the system.
type Meets = Arc<dyn Fn(&str, &str) -> bool + Send + Sync>;

#[derive(Clone)]
enum Compare {
    /// Equal after a fold.
    Fold(for<'t> fn(&'t str) -> Cow<'t, str>),
    /// Each pair by itself, of those that a sieve lets through.
    Pair(Meets, Sieve),
}

impl Compare {
    fn pair(sieve: Sieve, meets: impl Fn(&str, &str) -> bool + Send + Sync + 'static) -> Self {
        Self::Pair(Arc::new(meets), sieve)
    }
}

impl fmt::Debug for Matching {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

impl Matching {
    /// Reads `name` or `name:argument`. The error says what is wrong and which words there are.
    pub(super) fn parse(written: &str) -> Result<Self, (String, Vec<&'static str>)> {
        let (name, argument) = written.split_once(':').unwrap_or((written, ""));
        let Some(operator) = ALL.iter().find(|operator| operator.name == name) else {
            let shown = crate::message::visible(name);
            let names = ALL.iter().map(|operator| operator.name).collect();
            return Err((format!("there is no operator `{shown}`"), names));
        };
        match (&operator.argument, (operator.compile)(argument)) {
            (Some(_), Some(compare)) => Ok(Self { operator, written: written.to_owned(), compare }),
            (None, Some(compare)) if argument.is_empty() => {
                Ok(Self { operator, written: written.to_owned(), compare })
            }
            (Some(wanted), _) => {
                let shown = crate::message::visible(argument);
                Err((format!("the operator `{name}` takes no `{shown}`"), wanted.words.to_vec()))
            }
            (None, _) => Err((format!("nothing stands after the operator `{name}`"), vec![operator.name])),
        }
    }

    /// Whether the system takes the two for one.
    pub fn meets(&self, stored: &str, incoming: &str) -> bool {
        match &self.compare {
            Compare::Fold(fold) => stored == incoming || fold(stored) == fold(incoming),
            Compare::Pair(meets, _) => meets(stored, incoming),
        }
    }

    /// What all keys have in common that are one to the system; `None` where only pairs can be compared.
    pub fn fold<'t>(&self, key: &'t str) -> Option<Cow<'t, str>> {
        match &self.compare {
            Compare::Fold(fold) => Some(fold(key)),
            Compare::Pair(..) => None,
        }
    }

    /// Whether it compares pair by pair, so that which of the two comes in may decide.
    pub fn is_pairwise(&self) -> bool {
        matches!(self.compare, Compare::Pair(..))
    }

    /// What finds pairs that may be one; `None` where keys have a [`Self::fold`].
    pub(super) fn sieve(&self) -> Option<&Sieve> {
        match &self.compare {
            Compare::Fold(_) => None,
            Compare::Pair(_, sieve) => Some(sieve),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_meet_or_do_not() {
        for operator in ALL {
            let both = [true, false].map(|meets| operator.examples.iter().any(|e| e.meets == meets));
            assert_eq!(both, [true, true], "{}", operator.name);
            for example in operator.examples {
                let written = match example.argument {
                    "" => operator.name.to_owned(),
                    argument => format!("{}:{argument}", operator.name),
                };
                let matching = Matching::parse(&written).unwrap();
                let (stored, incoming) = (example.stored, example.incoming);
                assert_eq!(matching.meets(stored, incoming), example.meets, "{written} {stored} {incoming}");
            }
        }
    }

    #[test]
    fn wrong_operators_are_named() {
        let wrong = |written| Matching::parse(written).unwrap_err();
        assert_eq!(wrong("eqq").0, "there is no operator `eqq`");
        assert_eq!(wrong("collate:latin2").0, "the operator `collate` takes no `latin2`");
        assert_eq!(wrong("eq:x").0, "nothing stands after the operator `eq`");
        assert!(wrong("sections:area=x").0.contains("takes no"));
        assert!(wrong("collate").1.contains(&"mysql_unicode_ci"));
    }
}
