//! `remove` and `keep`: characters by class, wherever they stand.

use super::arguments::required;
use super::class::{self, Class};
use super::{Arguments, Compiled, Effect, Parameter, Step, Takes, example};

const ANY: Parameter = required("any", Takes::Classes, "the classes of characters");

pub(super) static REMOVE: Step = Step {
    name: "remove",
    summary: "deletes every character that is in one of the classes",
    parameters: &[ANY],
    examples: &[
        example("any = ['ws:js', 'chars:().-']", "(020) 7946-0958", "02079460958"),
        example("any = ['invisible']", "bo\u{200b}b@example.com", "bob@example.com"),
        example("any = ['digit:nd']", "a1٢b", "ab"),
        example("any = ['digit:ascii']", "a1٢b", "a٢b"),
    ],
    compile: |arguments| Ok(compile(arguments, "remove", true)),
};

pub(super) static KEEP: Step = Step {
    name: "keep",
    summary: "deletes every character that is in none of the classes",
    parameters: &[ANY],
    examples: &[
        example("any = ['digit:ascii', 'chars:+']", "+44 (0)20 7946 0958", "+4402079460958"),
        example("any = ['digit:nd']", "+44 ٢٠", "44٢٠"),
        example("any = ['digit:ascii']", "n/a", ""),
    ],
    compile: |arguments| Ok(compile(arguments, "keep only", false)),
};

fn compile(arguments: &Arguments<'_>, verb: &str, removes: bool) -> Compiled {
    let classes = arguments.classes("any");
    let words = format!("{verb} {}", class::words(&classes));
    let goes = move |c: char| classes.iter().any(|class: &Class| class.has(c)) == removes;
    Compiled::new(words, move |text| {
        if text.contains(&goes) {
            Effect::Text(text.chars().filter(|c| !goes(*c)).collect::<String>().into())
        } else {
            Effect::Same
        }
    })
}
