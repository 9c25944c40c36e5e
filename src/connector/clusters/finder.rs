//! The first row that an operator finds which has to look at pairs.

use hashbrown::HashMap;

use crate::connector::matching::{Blocks, Matching, Sieve};

/// All rows, by what each may be found by. The order of the rows is that in which they come.
pub(super) struct Finder<'t> {
    matching: &'t Matching,
    stored: Vec<Option<&'t str>>,
    incoming: Vec<Option<&'t str>>,
    /// The circle of each row as it comes in.
    circles: Vec<Circle>,
    index: Index,
}

/// What else has to be equal, such as the names beside a phone number; `None` where a part of it is missing. Rows of
/// different circles are not looked at together.
pub(super) type Circle = Option<u128>;

/// A block within a circle. That several may fall together costs time and nothing else.
pub(super) fn within(circle: Circle, block: u64) -> u64 {
    let key = circle.unwrap_or_default();
    block ^ u64::try_from(key & u128::from(u64::MAX)).unwrap_or_default()
}

enum Index {
    /// The rows of each block that is looked in, ascending.
    Blocks(HashMap<u64, Vec<u32>>),
    Digits(Box<Digits>),
}

impl<'t> Finder<'t> {
    /// Of rows with these keys and circles, as the system has them and as they come in.
    pub(super) fn new(
        matching: &'t Matching,
        (stored, stored_in): (Vec<Option<&'t str>>, &[Circle]),
        (incoming, circles): (Vec<Option<&'t str>>, Vec<Circle>),
    ) -> Self {
        let index = match matching.sieve() {
            Some(Sieve::Blocks { stored: of_stored, incoming: of_incoming }) => {
                let mut index: HashMap<u64, Vec<u32>> = HashMap::new();
                let mut blocks = Blocks::default();
                // Only blocks that somebody looks in are kept.
                for (text, circle) in incoming.iter().zip(&circles) {
                    let Some(text) = text else { continue };
                    of_incoming(text, &mut blocks);
                    blocks.0.drain(..).for_each(|block| {
                        index.entry(within(*circle, block)).or_default();
                    });
                }
                for ((row, text), circle) in (0u32..).zip(&stored).zip(stored_in) {
                    let Some(text) = text else { continue };
                    of_stored(text, &mut blocks);
                    for block in blocks.0.drain(..) {
                        let block = within(*circle, block);
                        if let Some(rows) = index.get_mut(&block).filter(|rows| rows.last() != Some(&row)) {
                            rows.push(row);
                        }
                    }
                }
                Index::Blocks(index)
            }
            Some(Sieve::Subsequence) | None => Index::Digits(Box::new(Digits::new(&stored))),
        };
        Self { matching, stored, incoming, circles, index }
    }

    /// The first row before `row` that it finds and that is `wanted`.
    pub(super) fn first(&self, row: usize, wanted: impl Fn(usize) -> bool) -> Option<usize> {
        let text = self.incoming.get(row).copied().flatten()?;
        let meets = |other: usize| {
            let stored = self.stored.get(other).copied().flatten();
            other < row && stored.is_some_and(|stored| self.matching.meets(stored, text)) && wanted(other)
        };
        match (&self.index, self.matching.sieve()) {
            (Index::Blocks(index), Some(Sieve::Blocks { incoming, .. })) => {
                let mut blocks = Blocks::default();
                incoming(text, &mut blocks);
                let mut best = row;
                let circle = self.circles.get(row).copied().flatten();
                for rows in blocks.0.iter().filter_map(|block| index.get(&within(circle, *block))) {
                    let others = rows.iter().map(|row| *row as usize).take_while(|other| *other < best);
                    best = others.into_iter().find(|other| meets(*other)).unwrap_or(best);
                }
                (best < row).then_some(best)
            }
            (Index::Digits(digits), _) => digits.first(text, row, meets),
            (Index::Blocks(_), _) => None,
        }
    }
}

/// Rows by the digits of their texts, last digit first.
struct Digits {
    /// By how many digits there are: the digits from the highest four bits on, and the row; sorted.
    by_length: [Vec<(u64, u32)>; LONGEST + 1],
    /// Rows with more.
    longer: Vec<u32>,
    /// Rows whose last character is no digit, by that character.
    odd: HashMap<char, Vec<u32>>,
}

/// So many digits fit into 64 bits.
const LONGEST: usize = 16;

/// So few rows are compared one by one.
const FEW: usize = 8;

/// The digits of a text from its end.
fn reversed(text: &str) -> Vec<u8> {
    text.bytes().rev().filter(u8::is_ascii_digit).map(|byte| byte - b'0').collect()
}

/// The digit at a place.
fn digit(packed: u64, place: usize) -> u8 {
    u8::try_from(packed << (4 * place) >> 60).unwrap_or_default()
}

impl Digits {
    fn new(stored: &[Option<&str>]) -> Self {
        let mut digits = Self { by_length: Default::default(), longer: Vec::new(), odd: HashMap::new() };
        for (row, text) in (0u32..).zip(stored) {
            let Some(text) = text else { continue };
            // Both have the same last character, so one that ends so is never met by one that ends with a digit.
            if let Some(last) = text.chars().next_back().filter(|last| !last.is_ascii_digit()) {
                digits.odd.entry(last).or_default().push(row);
                continue;
            }
            let of_text = reversed(text);
            match digits.by_length.get_mut(of_text.len()) {
                Some(rows) => {
                    let pack =
                        |packed, (place, digit): (usize, &u8)| packed | u64::from(*digit) << (60 - 4 * place);
                    rows.push((of_text.iter().enumerate().fold(0, pack), row));
                }
                None => digits.longer.push(row),
            }
        }
        digits.by_length.iter_mut().for_each(|rows| rows.sort_unstable());
        digits
    }

    /// The first row before `row` that meets.
    fn first(&self, text: &str, row: usize, meets: impl Fn(usize) -> bool) -> Option<usize> {
        let wanted = reversed(text);
        if let Some(last) = text.chars().next_back().filter(|last| !last.is_ascii_digit()) {
            let alike = self.odd.get(&last).into_iter().flatten().map(|other| *other as usize);
            return alike.take_while(|other| *other < row).find(|other| meets(*other));
        }
        let mut best = row;
        let mut take = |other: u32| {
            if (other as usize) < best && meets(other as usize) {
                best = other as usize;
            }
        };
        for (length, rows) in self.by_length.iter().enumerate().skip(wanted.len()) {
            // The last digit of both is the last character.
            search(rows, 0, &wanted, length - wanted.len(), &mut take);
        }
        for other in &self.longer {
            take(*other);
        }
        (best < row).then_some(best)
    }
}

/// Takes the rows in which the digits stand in this order; up to `spare` others stand between them.
fn search(rows: &[(u64, u32)], place: usize, wanted: &[u8], spare: usize, take: &mut impl FnMut(u32)) {
    let Some((&next, later)) = wanted.split_first().filter(|_| rows.len() > FEW) else {
        for (_, row) in rows {
            take(*row);
        }
        return;
    };
    let mut rest = rows;
    while let Some((first, _)) = rest.first() {
        let here = digit(*first, place);
        let (these, after) = rest.split_at(rest.partition_point(|(packed, _)| digit(*packed, place) == here));
        rest = after;
        if here == next {
            search(these, place + 1, later, spare, take);
        } else if spare > 0 && place > 0 {
            search(these, place + 1, wanted, spare - 1, take);
        }
    }
}
