//! Of rows with one name, those whose e-mail addresses are one typing error apart.

use rayon::prelude::*;

use super::compare::{Again, Membership, Rows, tasks};
use super::hash;
use super::runs::{Candidate, Run};
use crate::error::Error;
use crate::identity::group::RowKeys;
use crate::identity::key::{Keys, Space};

/// How many rows one task reads, about.
const TASK: usize = 1024;

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
struct Namesake {
    candidate: Candidate,
    sketch: u64,
    /// Hash of its address; 0 for none.
    address: u64,
}

/// Drops the namesakes among the candidates of whom no other one's address may be one error away. Most of them are, and
/// this takes less than all that is asked of a row whose keys are compared.
pub(super) fn drop_lone<R: Rows>(
    rows: &R,
    candidates: Vec<Candidate>,
    runs: &[Run],
) -> Result<Vec<Candidate>, Error> {
    let is_name =
        |candidate: &Candidate| runs.get(candidate.run as usize).is_some_and(|run| run.space == Space::Name);
    let (names, mut kept): (Vec<_>, Vec<_>) = candidates.into_iter().partition(is_name);
    let look = |task: &[Candidate]| {
        let (mut reader, mut keys) = (rows.reader(), Keys::default());
        let mut found = Vec::with_capacity(task.len());
        for candidate in task {
            found.push(rows.with(&mut reader, rows.at(candidate.position), |row| {
                let (sketch, address) = keys
                    .key(row, Space::Email)
                    .map_or((0, 0), |key| (sketch(key), hash(key.as_bytes()).max(1)));
                Namesake { candidate: *candidate, sketch, address }
            })?);
        }
        Ok(found)
    };
    let found = tasks(&names).into_par_iter().map(look).collect::<Result<Vec<_>, Error>>()?;
    drop(names);
    let mut found: Vec<Namesake> = found.into_iter().flatten().collect();
    found.par_sort_unstable_by_key(|namesake| namesake.candidate.run);
    for group in found.chunk_by(|a, b| a.candidate.run == b.candidate.run) {
        let may_be_near =
            |a: &Namesake, b: &Namesake| a.address != b.address && may_be_near(a.sketch, b.sketch);
        let near = group.iter().filter(|one| group.iter().any(|other| may_be_near(one, other)));
        kept.extend(near.map(|namesake| namesake.candidate));
    }
    kept.par_sort_unstable();
    Ok(kept)
}

/// Each row with the first row before it whose address is one error away. The addresses of all namesakes are read
/// again, in the order of the rows.
pub(super) fn pairs<R: Rows>(
    again: &Again<'_, R>,
    rows: &[RowKeys],
    namesakes: &[&[Membership]],
) -> Result<Vec<[u32; 2]>, Error> {
    let mut wanted: Vec<u32> = namesakes.iter().flat_map(|group| group.iter().map(|row| row.row)).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let read = |wanted: &[u32]| {
        let mut reader = again.rows.reader();
        let mut keys = Keys::default();
        let mut addresses = Vec::with_capacity(wanted.len());
        for index in wanted {
            let Some(row) = rows.get(*index as usize) else { continue };
            let address = again.rows.with(&mut reader, row.at, |row| {
                keys.key(row, Space::Email).map_or_else(Box::default, Box::from)
            })?;
            addresses.push(address);
        }
        Ok(addresses)
    };
    let parts = if wanted.len() <= TASK {
        vec![read(&wanted)?]
    } else {
        wanted.par_chunks(TASK).map(read).collect::<Result<Vec<_>, Error>>()?
    };
    let addresses: Vec<Box<str>> = parts.into_iter().flatten().collect();
    let address = |row: u32| {
        let place = wanted.binary_search(&row).ok()?;
        addresses.get(place).map(|address| &**address).filter(|address| !address.is_empty())
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
    Ok(pairs)
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
