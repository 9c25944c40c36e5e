//! `trim`: white space off both ends, as one runtime or another understands it.

use super::arguments::required;
use super::class::{SPACES, Space};
use super::{Arguments, Compiled, Effect, Fault, Step, Takes, example};

pub(super) static TRIM: Step = Step {
    name: "trim",
    summary: "removes white space from both ends",
    parameters: &[required("ws", Takes::Word(&SPACES), "whose idea of white space")],
    examples: &[
        example("ws = 'unicode'", " bob@example.com\u{a0}", "bob@example.com"),
        example("ws = 'php'", " bob@example.com\u{a0}", "bob@example.com\u{a0}"),
        example("ws = 'js'", "\u{feff}bob@example.com", "bob@example.com"),
        example("ws = 'python'", "\u{feff}bob@example.com", "\u{feff}bob@example.com"),
        example("ws = 'unicode'", "a b", "a b"),
    ],
    compile,
};

fn compile(arguments: &Arguments<'_>) -> Result<Compiled, Fault> {
    let space = arguments.text("ws").and_then(Space::by_name);
    let space = space.ok_or_else(|| Fault::new("no such white space", arguments.span("ws")))?;
    let words = format!("trim {}", space.words());
    Ok(Compiled::new(words, move |text| Effect::part(text.trim_matches(|c| space.has(c)), text)))
}
