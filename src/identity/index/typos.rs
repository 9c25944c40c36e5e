//! Of rows with one name, those whose e-mail addresses are one typing error apart.

use rayon::prelude::*;

use super::compare::Membership;
use super::hash;
use super::runs::Candidate;
use crate::identity::key::{Keys, Space};
use crate::table::Row;

/// What tells many addresses apart that are not one error apart, without reading them again: bit by bit, whether
/// characters of a class stand in the text an odd number of times (the lower half), and pairs of them that stand side by
/// side (the upper half).
fn sketch(text: &str) -> u64 {
    let mut before = None;
    text.chars().map(u32::from).fold(0, |bits, c| {
        // Any odd number of many bits mixes the two.
        let pair = before.replace(c).map_or(0, |before: u32| {
            1 << 32 << ((before.wrapping_mul(0x9E37_79B1) ^ c).wrapping_mul(0x85EB_CA77) >> 27)
        });
        bits ^ 1 << (c & 31) ^ pair
    })
}

/// Whether texts with these sketches may be one error apart: it takes one character away, adds one, does both or changes
/// places, and so touches three pairs at most.
fn may_be_near(a: u64, b: u64) -> bool {
    let differing = a ^ b;
    (differing & u64::from(u32::MAX)).count_ones() <= 2 && (differing >> 32).count_ones() <= 6
}

/// One of several rows of one name, at first look.
pub(super) struct Namesake {
    candidate: Candidate,
    sketch: u64,
    /// Hash of its address; 0 for none.
    address: u64,
}

impl Namesake {
    /// The row of this candidate.
    pub(super) fn of(candidate: Candidate, row: &Row<'_>, keys: &mut Keys) -> Self {
        let key = keys.key(row, Space::Email);
        let (sketch, address) = key.map_or((0, 0), |key| (sketch(key), hash(key.as_bytes()).max(1)));
        Self { candidate, sketch, address }
    }

    fn may_be_near(&self, other: &Self) -> bool {
        self.address != other.address && may_be_near(self.sketch, other.sketch)
    }
}

/// Those of the namesakes of whom another one's address may be one error away, by position. Of most of them none is, and
/// to find that out takes less than all that is asked of a row whose keys are compared.
pub(super) fn near(mut namesakes: Vec<Namesake>) -> Vec<Candidate> {
    namesakes.par_sort_unstable_by_key(|namesake| namesake.candidate.run);
    let mut near = Vec::new();
    for group in namesakes.chunk_by(|a, b| a.candidate.run == b.candidate.run) {
        let is_near = |one: &&Namesake| group.iter().any(|other| one.may_be_near(other));
        near.extend(group.iter().filter(is_near).map(|namesake| namesake.candidate));
    }
    near.par_sort_unstable();
    near
}

/// The address of a namesake.
pub(super) struct Address {
    /// Its row.
    pub(super) row: u32,
    text: Box<str>,
}

impl Address {
    /// That of `row`, which has this number.
    pub(super) fn of(number: u32, row: &Row<'_>, keys: &mut Keys) -> Self {
        Self { row: number, text: keys.key(row, Space::Email).map_or_else(Box::default, Box::from) }
    }
}

/// Each row with the first row before it whose address is one error away, of addresses by row.
pub(super) fn pairs(addresses: &[Address], namesakes: &[&[Membership]]) -> Vec<[u32; 2]> {
    let address = |row: u32| {
        let place = addresses.binary_search_by_key(&row, |address| address.row).ok()?;
        addresses.get(place).map(|address| &*address.text).filter(|text| !text.is_empty())
    };
    let mut pairs = Vec::new();
    for group in namesakes {
        let mut group: Vec<(u32, &str)> =
            group.iter().filter_map(|row| Some((row.row, address(row.row)?))).collect();
        group.sort_unstable();
        for (index, (later, text)) in group.iter().enumerate() {
            let mut earlier = group.iter().take(index);
            if let Some((earlier, _)) = earlier.find(|(_, other)| one_error_apart(other, text)) {
                pairs.push([*earlier, *later]);
            }
        }
    }
    pairs
}

/// Whether one character is another, is missing, is too many, or has changed places with the next.
fn one_error_apart(a: &str, b: &str) -> bool {
    let start = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
    let (a, b) = (a.get(start..).unwrap_or_default(), b.get(start..).unwrap_or_default());
    let ends = a.chars().rev().zip(b.chars().rev()).take_while(|(a, b)| a == b);
    let end: usize = ends.map(|(c, _)| c.len_utf8()).sum();
    let rest = |text: &str| -> Vec<char> {
        text.get(..text.len() - end).unwrap_or_default().chars().take(3).collect()
    };
    match (rest(a).as_slice(), rest(b).as_slice()) {
        ([_], [_] | []) | ([], [_]) => true,
        ([a, b], [c, d]) => (a, b) == (d, c),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn one_error_is_a_distance_of_one(a in "[ab\u{e9}\u{65e5}]{0,6}", b in "[ab\u{e9}\u{65e5}]{0,6}") {
            let apart = one_error_apart(&a, &b);
            prop_assert_eq!(apart, strsim::osa_distance(&a, &b) == 1);
            prop_assert!(!apart || may_be_near(sketch(&a), sketch(&b)));
        }
    }
}
