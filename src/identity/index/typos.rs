//! Of rows with one name, those whose e-mail addresses are one typing error apart.

use rayon::prelude::*;

use super::compare::{Again, Membership, Rows};
use crate::error::Error;
use crate::identity::group::RowKeys;
use crate::identity::key::{Keys, Space};

/// How many rows one task reads, about.
const TASK: usize = 1024;

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
            prop_assert_eq!(one_error_apart(&a, &b), strsim::osa_distance(&a, &b) == 1);
        }
    }
}
