//! Of rows with one name, those whose e-mail addresses are one typing error apart.

use rayon::prelude::*;

use super::compare::Membership;
use super::hash;
use super::runs::Candidate;
use crate::identity::key::{Keys, Space};
use crate::table::Row;

/// What tells addresses apart that are not one error apart, without reading them again.
#[derive(Clone, Copy, Default)]
struct Sketch {
    /// Bit by bit, whether characters of a class stand in the text an odd number of times.
    classes: u32,
    /// The same of pairs of characters that stand side by side.
    pairs: u32,
    /// How many characters there are.
    count: u16,
    /// The last eight bytes before the `@`, where all is ASCII and there is one: namesakes differ there. 0 where
    /// they are not known.
    tail: u64,
}

impl Sketch {
    fn of(text: &str) -> Self {
        let (mut sketch, mut before) = (Self::default(), None);
        for c in text.chars().map(u32::from) {
            sketch.classes ^= 1 << (c & 31);
            if let Some(before) = before.replace(c) {
                // Any odd number of many bits mixes the two.
                let pair = (before.wrapping_mul(0x9E37_79B1) ^ c).wrapping_mul(0x85EB_CA77) >> 27;
                sketch.pairs ^= 1 << pair;
            }
            sketch.count = sketch.count.saturating_add(1);
        }
        let local = text.split_once('@').filter(|(_, rest)| text.is_ascii() && !rest.contains('@'));
        let tail = local.map_or("", |(local, _)| local).bytes().rev().take(8);
        sketch.tail = tail.zip(0..).fold(0, |tail, (byte, place)| tail | u64::from(byte) << (8 * place));
        sketch
    }

    /// Whether texts with these sketches may be one error apart: it takes one character away, adds one, does both or
    /// changes places, and so touches three pairs at most.
    fn may_be_near(self, other: Self) -> bool {
        // One branch for all: any of them may be what tells the two apart.
        let is_alike = (self.count.abs_diff(other.count) <= 1)
            & ((self.classes ^ other.classes).count_ones() <= 2)
            & ((self.pairs ^ other.pairs).count_ones() <= 6);
        is_alike && (self.tail == 0 || other.tail == 0 || tails_may_be_near(self.tail, other.tail))
    }
}

/// Whether texts that end in these bytes, the last one lowest, may be one error apart, that error being anywhere.
fn tails_may_be_near(a: u64, b: u64) -> bool {
    let end = (a ^ b).trailing_zeros() / 8;
    if end == 8 {
        return true;
    }
    let (a, b) = (a >> (8 * end), b >> (8 * end));
    // As many as are there in both, if one of them has a byte more.
    let mask = (1 << (8 * (7 - end))) - 1;
    let is_longer = |long: u64, short: u64| long >> 8 & mask == short & mask;
    let is_swapped = a & 0xFF == b >> 8 & 0xFF && b & 0xFF == a >> 8 & 0xFF && a >> 16 == b >> 16;
    a >> 8 == b >> 8 || is_longer(a, b) || is_longer(b, a) || is_swapped
}

/// One of several rows of one name, at first look.
pub(super) struct Namesake {
    candidate: Candidate,
    sketch: Sketch,
    /// Hash of its address; 0 for none.
    address: u64,
}

impl Namesake {
    /// The row of this candidate.
    pub(super) fn of(candidate: Candidate, row: &Row<'_>, keys: &mut Keys) -> Self {
        let key = keys.key(row, Space::Email).unwrap_or_default();
        let address = if key.is_empty() { 0 } else { hash(key.as_bytes()).max(1) };
        Self { candidate, sketch: Sketch::of(key), address }
    }

    fn may_be_near(&self, other: &Self) -> bool {
        self.address != other.address && self.sketch.may_be_near(other.sketch)
    }
}

/// Those of the namesakes of whom another one's address may be one error away, by position. Of most of them none is, and
/// to find that out takes less than all that is asked of a row whose keys are compared.
pub(super) fn near(parts: impl Iterator<Item = Vec<Namesake>>) -> Vec<Candidate> {
    let mut namesakes: Vec<Namesake> = parts.flatten().collect();
    if namesakes.is_empty() {
        return Vec::new();
    }
    namesakes.par_sort_unstable_by_key(|namesake| namesake.candidate.run);
    let of_group = |group: &[Namesake]| {
        let is_near = |one: &&Namesake| group.iter().any(|other| one.may_be_near(other));
        let near = group.iter().filter(is_near);
        near.map(|one| one.candidate).collect::<Vec<_>>()
    };
    let groups = namesakes.par_chunk_by(|a, b| a.candidate.run == b.candidate.run);
    let mut near: Vec<Candidate> = groups.flat_map_iter(of_group).collect();
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

    use super::super::outline::Outline;
    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn one_error_is_a_distance_of_one(
            a in "[ab\u{e9}\u{65e5}]{0,6}|[a-d]{0,12}(@[ab]{0,3}){0,2}|[ab?\u{e9}\u{65e5}]{1,6}@[ab]{1,3}",
            b in "[ab\u{e9}\u{65e5}]{0,6}|[a-d]{0,12}(@[ab]{0,3}){0,2}|[ab?\u{e9}\u{65e5}]{1,6}@[ab]{1,3}",
            (at, with, how) in (0..16usize, proptest::sample::select(vec!["a", "c", "@", "\u{e9}"]), 0..4u8),
        ) {
            let mut chars: Vec<String> = a.chars().map(String::from).collect();
            // Half of the pairs are one error apart.
            let b = if how < 3 && at < chars.len() {
                match how {
                    0 => chars[at] = with.to_owned(),
                    1 => chars.insert(at, with.to_owned()),
                    _ if at + 1 < chars.len() => chars.swap(at, at + 1),
                    _ => drop(chars.remove(at)),
                }
                chars.concat()
            } else {
                b
            };
            let apart = one_error_apart(&a, &b);
            prop_assert_eq!(apart, strsim::osa_distance(&a, &b) == 1);
            prop_assert!(!apart || Sketch::of(&a).may_be_near(Sketch::of(&b)));
            let is_address = |text: &str| text.matches('@').count() == 1;
            let is_near = || Outline::of(&a).may_be_typo_of(Outline::of(&b));
            prop_assert!(!apart || !is_address(&a) || !is_address(&b) || is_near());
        }
    }
}
