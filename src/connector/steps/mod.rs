//! The steps that a pipeline is made of. Each is one declaration in [`ALL`]: its name, its parameters, what it
//! does in words, and examples that are executed.

mod affix;
mod arguments;
mod chars;
mod class;
mod domain;
mod local;
mod lower;
mod mailbox;
mod normalize;
mod phone;
mod require;
mod trim;

use std::borrow::Cow;
use std::sync::Arc;

use super::value::{Fault, Table};
use crate::format::Region;

pub(super) use arguments::Arguments;
pub use arguments::{Parameter, Takes};
pub use class::Space;

/// All steps, in the order in which a pipeline usually has them.
pub static ALL: &[&Step] = &[
    &trim::TRIM,
    &chars::REMOVE,
    &chars::KEEP,
    &lower::LOWER,
    &normalize::NORMALIZE,
    &mailbox::MAILBOX,
    &local::LOCAL,
    &domain::DOMAIN,
    &affix::STRIP_PREFIX,
    &affix::CUT_AT,
    &affix::PREFIX,
    &affix::TRUNCATE,
    &require::REQUIRE,
    &phone::PHONE,
];

/// One small operation on text.
#[derive(Debug)]
pub struct Step {
    /// The word that stands in a pipeline.
    pub name: &'static str,
    /// What it does.
    pub summary: &'static str,
    /// What it takes.
    pub parameters: &'static [Parameter],
    /// Arguments as TOML, a text, and what comes out.
    pub examples: &'static [Example],
    compile: fn(&Arguments<'_>) -> Result<Compiled, Fault>,
}

/// What a step does to one text.
#[derive(Debug)]
pub struct Example {
    /// The arguments, as they stand between the braces.
    pub arguments: &'static str,
    /// The text before.
    pub input: &'static str,
    /// The text after, `no key`, or `reject`.
    pub gives: Gives,
}

/// What comes out of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    /// This text.
    Text(&'static str),
    /// Nothing: the system has no key for it.
    NoKey,
    /// A refusal.
    Reject,
}

const fn example(arguments: &'static str, input: &'static str, gives: &'static str) -> Example {
    Example { arguments, input, gives: Gives::Text(gives) }
}

/// The countries at hand for a phone number without `+`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Countries {
    /// That of the row.
    pub row: Option<Region>,
    /// That of the store or account.
    pub store: Option<Region>,
}

impl Countries {
    /// One country for both.
    pub const fn both(region: Option<Region>) -> Self {
        Self { row: region, store: region }
    }
}

/// Why there is no key.
pub type Reason = Cow<'static, str>;

/// What a step makes of a text.
#[derive(Debug)]
pub(super) enum Effect<'t> {
    /// Nothing changes.
    Same,
    Text(Cow<'t, str>),
    NoKey(Reason),
    Reject(Reason),
}

impl<'t> Effect<'t> {
    /// A part of the text.
    fn part(part: &'t str, of: &str) -> Self {
        if part.len() == of.len() { Self::Same } else { Self::Text(Cow::Borrowed(part)) }
    }
}

/// Shared, since connectors inherit pipelines.
pub(super) type Apply = Arc<dyn for<'t> Fn(&'t str, Countries) -> Effect<'t> + Send + Sync>;

/// A step with its arguments.
pub(super) struct Compiled {
    pub(super) words: String,
    pub(super) apply: Apply,
}

impl Compiled {
    fn new(
        words: impl Into<String>,
        apply: impl for<'t> Fn(&'t str) -> Effect<'t> + Send + Sync + 'static,
    ) -> Self {
        Self { words: words.into(), apply: Arc::new(move |text, _| apply(text)) }
    }
}

impl Step {
    /// The step with this name.
    pub fn by_name(name: &str) -> Option<&'static Self> {
        ALL.iter().copied().find(|step| step.name == name)
    }

    /// Reads the arguments of the step, which stand at `span`.
    pub(super) fn compile(
        &'static self,
        arguments: &Table,
        span: std::ops::Range<usize>,
    ) -> Result<Compiled, Fault> {
        (self.compile)(&Arguments::check(self, arguments, span)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connector::value::Value;

    fn compile(step: &'static Step, arguments: &str) -> Result<Compiled, Fault> {
        let text = format!("it = {{ {arguments} }}");
        let mut table: std::collections::BTreeMap<String, toml::Spanned<Value>> =
            toml::from_str(&text).unwrap();
        let it = table.remove("it").unwrap();
        let span = it.span();
        match it.into_inner() {
            Value::Table(table) => step.compile(&table, span),
            _ => unreachable!(),
        }
    }

    /// Country codes for the examples: none for the row, Britain for the store.
    fn countries() -> Countries {
        Countries { row: None, store: Region::from_code("GB") }
    }

    #[test]
    fn examples_give_what_they_say() {
        for step in ALL {
            assert!(step.examples.len() > 1, "{}", step.name);
            for example in step.examples {
                let compiled = compile(step, example.arguments)
                    .unwrap_or_else(|fault| panic!("{} {}: {fault:?}", step.name, example.arguments));
                let effect = (compiled.apply)(example.input, countries());
                let matches = match (&effect, example.gives) {
                    (Effect::Same, Gives::Text(text)) => text == example.input,
                    (Effect::Text(now), Gives::Text(text)) => now == text,
                    (Effect::NoKey(_), Gives::NoKey) | (Effect::Reject(_), Gives::Reject) => true,
                    _ => false,
                };
                assert!(matches, "{} {{ {} }}: {effect:?}", step.name, example.arguments);
                // A change is told as one.
                if let Effect::Text(now) = &effect {
                    assert_ne!(now, example.input, "{}", step.name);
                }
            }
        }
    }

    #[test]
    fn every_parameter_is_shown_in_an_example() {
        for step in ALL {
            for parameter in step.parameters {
                let shown = step.examples.iter().any(|example| example.arguments.contains(parameter.name));
                assert!(shown, "{}: {}", step.name, parameter.name);
            }
        }
    }

    #[test]
    fn wrong_arguments_are_named() {
        let fault = |step: &str, arguments| match compile(Step::by_name(step).unwrap(), arguments) {
            Ok(_) => panic!("{step} took {arguments}"),
            Err(fault) => (fault.message, fault.advice.unwrap_or_default()),
        };
        let (message, advice) = fault("trim", "wz = 'js'");
        assert_eq!(message, "the step `trim` takes no `wz`");
        assert_eq!(advice, "known: ws");
        let (message, advice) = fault("trim", "ws = 'jss'");
        assert_eq!((message.as_str(), advice.as_str()), ("there is no `ws` `jss`", "did you mean `js`?"));
        let (message, _) = fault("trim", "");
        assert_eq!(message, "the step `trim` needs `ws`");
        let (message, _) = fault("trim", "ws = 3");
        assert_eq!(message, "`ws` takes one word, and this is a number");
        let (message, _) = fault("require", "re = '(', else = 'nokey'");
        assert!(message.contains("not a regular expression"), "{message}");
        let (message, advice) = fault("keep", "any = ['digit:asci']");
        assert_eq!(message, "there is no `any` `digit:asci`");
        assert_eq!(advice, "did you mean `digit:ascii`?");
    }
}
