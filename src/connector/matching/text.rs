//! Operators on plain text: `eq`, `contains`, `tokens`.

use std::borrow::Cow;

use super::sieve::Blocks;
use super::{Compare, Operator, Sieve, example};

pub(super) static EQ: Operator = Operator {
    name: "eq",
    summary: "the keys are equal, byte for byte",
    argument: None,
    examples: &[
        example("", "bob@example.com", "bob@example.com", true),
        example("", "bob@example.com", "Bob@example.com", false),
    ],
    compile: |_| Some(Compare::Fold(|key| Cow::Borrowed(key))),
};

pub(super) static CONTAINS: Operator = Operator {
    name: "contains",
    summary: "the stored key contains the incoming one",
    argument: None,
    examples: &[
        example("", "+442079460958", "2079460958", true),
        example("", "2079460958", "+442079460958", false),
    ],
    compile: |_| {
        // Three characters that follow each other.
        const RUN: usize = 3;
        let sieve = Sieve::blocks(
            |stored, blocks| {
                let stored: Vec<char> = stored.chars().collect();
                stored.windows(RUN).for_each(|run| blocks.add("run", &[run]));
                blocks.add("any", &[]);
            },
            |incoming, blocks| {
                let incoming: Vec<char> = incoming.chars().take(RUN).collect();
                if incoming.len() == RUN {
                    blocks.add("run", &[&incoming]);
                } else {
                    blocks.add("any", &[]);
                }
            },
        );
        Some(Compare::pair(sieve, |stored, incoming| stored.contains(incoming)))
    },
};

/// <https://github.com/microsoft/BCApps/issues/6459>: a search for `mail@test.ch` without quotes found an address
/// that shares nothing with it but `ch`.
pub(super) static TOKENS: Operator = Operator {
    name: "tokens",
    summary: "the keys share a run of letters and digits, as in Shopify's search without quotes; which of \
              several hits comes first is not documented",
    argument: None,
    examples: &[
        example("", "zoe.roy@mail.example.com", "mail@example.org", true),
        example("", "zoe@example.com", "bob@example.org", true),
        example("", "zoe@example.com", "bob@xn--e1afmkfd.org", false),
        example("", "Bob@Example.com", "bob@example.com", true),
    ],
    compile: |_| {
        let each = |text: &str, blocks: &mut Blocks| {
            tokens(text).for_each(|token| blocks.add("token", &[&token.chars().collect::<Vec<_>>()]));
        };
        Some(Compare::pair(Sieve::blocks(each, each), |stored, incoming| {
            tokens(incoming).any(|token| tokens(stored).any(|other| other == token))
        }))
    },
};

fn tokens(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|token| !token.is_empty()).map(str::to_lowercase)
}
