//! Operators on phone numbers: `digit_subsequence_end`, `nsn_match`, `sections`.

use super::sieve::Blocks;
use super::{Argument, Compare, Operator, Sieve, example};
use crate::identity::phone::{self, Sameness};

/// <https://github.com/microsoft/BCApps>, `ShpfyCustomerMapping.Codeunit.al`, `CreatePhoneFilter`: `*` before each
/// digit and none at the end.
pub(super) static DIGIT_SUBSEQUENCE_END: Operator = Operator {
    name: "digit_subsequence_end",
    summary: "the incoming digits stand in the stored text in this order, with anything between them, and the last \
              of them is its last character",
    argument: None,
    examples: &[
        example("", "+44 1632 960000", "441632960000", true),
        example("", "0044 (0)1632 960 000", "441632960000", true),
        example("", "01632 960000", "441632960000", false),
        example("", "+44 1632 960000 ", "441632960000", false),
        example("", "+44 1632 960000 (home)", "441632960000", false),
        example("", "+44 1632 960000 x1", "441632960000", false),
        example("", "4451 2233 4455 6677 88", "4512345678", true),
        example("", "+1 555 010 9100", "15550100", true),
    ],
    compile: |_| Some(Compare::pair(Sieve::Subsequence, subsequence_end)),
};

fn subsequence_end(stored: &str, incoming: &str) -> bool {
    let mut wanted = incoming.chars().rev();
    let mut text = stored.chars().rev();
    if wanted.next().is_none_or(|last| text.next() != Some(last)) {
        return false;
    }
    wanted.all(|digit| text.any(|c| c == digit))
}

pub(super) static NSN_MATCH: Operator = Operator {
    name: "nsn_match",
    summary: "libphonenumber takes the two for one number at least this surely",
    argument: Some(Argument { summary: "how surely", words: &["exact", "nsn", "short_nsn"] }),
    examples: &[
        example("exact", "+44 20 7946 0958", "+442079460958", true),
        example("exact", "020 7946 0958", "+442079460958", false),
        example("nsn", "020 7946 0958", "+442079460958", true),
        example("nsn", "253-0000", "+16502530000", false),
        example("short_nsn", "253-0000", "+16502530000", true),
        example("short_nsn", "+5491123456789", "+541123456789", true),
        example("short_nsn", "+5215512345678", "+525512345678", true),
        // The ninth digit of a Brazilian mobile stands inside the number.
        example("short_nsn", "+5511961234567", "+551161234567", false),
    ],
    compile: |argument| {
        let least = match argument {
            "exact" => Sameness::Exact,
            "nsn" => Sameness::National,
            "short_nsn" => Sameness::ShortNational,
            _ => return None,
        };
        let sieve = Sieve::blocks(
            |stored, blocks| national(stored, ["short", "long"], blocks),
            |incoming, blocks| national(incoming, ["long", "short"], blocks),
        );
        Some(Compare::pair(sieve, move |stored, incoming| {
            phone::compare(stored, incoming).is_ok_and(|sameness| sameness >= least)
        }))
    },
};

/// <https://help.salesforce.com/s/articleView?id=sf.matching_rules_matching_methods.htm>: fuzzy phone.
pub(super) static SECTIONS: Operator = Operator {
    name: "sections",
    summary: "the digits fall into sections from the right (last four, next three, area of three, the rest), and \
              the weights of those that are equal reach a minimum",
    argument: Some(Argument {
        summary: "the weights of the sections, and the minimum",
        words: &["intl=10,area=50,next3=30,last4=10,min=80"],
    }),
    examples: &[
        example(WEIGHTS, "14155551234", "4155551234", true),
        example(WEIGHTS, "14155551234", "14155559999", true),
        example(WEIGHTS, "14155551234", "14165551234", false),
        example(WEIGHTS, "14155551234", "14155561234", false),
    ],
    compile: sections,
};

const WEIGHTS: &str = "intl=10,area=50,next3=30,last4=10,min=80";

fn sections(argument: &str) -> Option<Compare> {
    let mut weights = [0_u32; 4];
    let mut least = None;
    for pair in argument.split(',') {
        let (name, number) = pair.split_once('=')?;
        let number = number.parse().ok()?;
        match name {
            "last4" => weights[0] = number,
            "next3" => weights[1] = number,
            "area" => weights[2] = number,
            "intl" => weights[3] = number,
            "min" => least = Some(number),
            _ => return None,
        }
    }
    let least = least?;
    let parts = move |text: &str, blocks: &mut Blocks| {
        let sections = sections_of(text).map(|section| section.chars().collect::<Vec<_>>());
        for chosen in 0..16_u32 {
            let is_in = |index: &usize| chosen >> index & 1 == 1;
            let weight: u32 = (0..4).filter(is_in).map(|index| weights[index]).sum();
            let least_of_it = (0..4).filter(is_in).all(|index| weight - weights[index] < least);
            if weight >= least && least_of_it {
                let name = [char::from_u32(chosen).unwrap_or_default()];
                let texts: Vec<&[char]> =
                    (0..4).filter(is_in).map(|index| sections[index].as_slice()).collect();
                blocks.add("sections", &[&[name.as_slice()], texts.as_slice()].concat());
            }
        }
    };
    Some(Compare::pair(Sieve::blocks(parts, parts), move |stored, incoming| {
        let same = sections_of(stored).into_iter().zip(sections_of(incoming)).map(|(a, b)| a == b);
        let score = weights.iter().zip(same).filter(|(_, same)| *same).map(|(weight, _)| *weight);
        score.sum::<u32>() >= least
    }))
}

/// One of two equal numbers ends with the other, so they share their last digits, as many as the shorter has or
/// [`ENOUGH`]. `names` are for the digits of a number that is shorter than that, and of one that may meet such a
/// number.
fn national(text: &str, names: [&str; 2], blocks: &mut Blocks) {
    let Some(digits) = phone::national_digits(text) else { return };
    let last = |count: usize| digits.get(digits.len().saturating_sub(count)..).unwrap_or_default();
    let [short, long] = names;
    if digits.len() < ENOUGH {
        blocks.add(short, &[&digits]);
    } else {
        blocks.add("enough", &[last(ENOUGH)]);
    }
    (1..ENOUGH.min(digits.len() + 1)).for_each(|count| blocks.add(long, &[last(count)]));
}

/// So many digits tell numbers apart well.
const ENOUGH: usize = 7;

/// Last four digits, three before, three before, and the rest.
fn sections_of(text: &str) -> [String; 4] {
    let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
    let mut end = digits.len();
    [4, 3, 3, usize::MAX].map(|size| {
        let start = end.saturating_sub(size);
        let section = digits.get(start..end).unwrap_or_default().iter().collect();
        end = start;
        section
    })
}
