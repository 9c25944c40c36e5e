//! Which rows may share a key: partition by partition, the entries that begin with the same bits.

use std::io;

use rayon::prelude::*;

use super::entry::{Entry, Identifier, PARTITIONS, Person};
use super::outline::Outline;
use super::store::Digits;
use super::{Entries, Space, Store};

/// From so many entries on they are sorted by all threads.
const WORTH_SHARING: usize = 1 << 14;

/// So many partitions are gathered at once.
const SIDE_BY_SIDE: usize = 8;

/// Names more common than this say nothing about who is who.
const COMMON_NAME: usize = 20;
const _: () = assert!(COMMON_NAME <= u32::BITS as usize, "each has a bit");

/// Rows that may share a key.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    /// Each row of each run.
    pub(super) rows: Vec<Candidate>,
    /// What the rows of a run may share.
    pub(super) runs: Vec<Space>,
}

/// One row of a run. Ordered by position. What its run is stands beside it: runs lie all over the memory when rows come
/// in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Candidate {
    pub(super) position: u64,
    pub(super) run: u32,
    /// What the rows of the run may share.
    pub(super) space: Space,
    /// Bits of the hash of the key that it is.
    bits: [u8; 3],
}

impl Candidate {
    /// Whether a key with this hash may belong to its run.
    pub(super) fn fits(self, hash: u64) -> bool {
        bits(Identifier::kept(hash)) == self.bits
    }
}

/// The 24 bits that all entries begin with.
fn bits(digits: u64) -> [u8; 3] {
    let [a, b, c, ..] = digits.to_le_bytes();
    [a, b, c]
}

impl Candidates {
    /// Adds a run of rows at these positions, whose entries begin like this one.
    fn add(&mut self, space: Space, like: impl Entry, positions: impl Iterator<Item = u64>) {
        let run = u32::try_from(self.runs.len()).expect("fewer than four billion runs");
        self.runs.push(space);
        let bits = bits(u64::from(like.digits()));
        self.rows.extend(positions.map(|position| Candidate { position, run, space, bits }));
    }

    fn append(&mut self, mut other: Self) {
        let before = u32::try_from(self.runs.len()).expect("fewer than four billion runs");
        other.rows.iter_mut().for_each(|row| row.run += before);
        self.rows.append(&mut other.rows);
        self.runs.append(&mut other.runs);
    }
}

/// All rows that may share a key with another, by position.
pub(super) fn candidates(entries: Entries) -> io::Result<Candidates> {
    let mut all = Candidates::default();
    for (space, store) in Space::IDENTIFIERS.into_iter().zip(entries.identifiers) {
        let found = each_run(store, |run, found: &mut Candidates| {
            found.add(space, run[0], run.iter().map(|entry| entry.position()));
        })?;
        for found in found {
            all.append(found);
        }
    }
    for found in each_run(entries.people, people)? {
        all.append(found);
    }
    all.rows.par_sort_unstable();
    Ok(all)
}

/// Of rows with one name, those that may have one address too, and those whose e-mail addresses may be a typing
/// error apart.
fn people(run: &[Person], found: &mut Candidates) {
    let near = near(run);
    if near != 0 {
        let similar = addressed(run).zip(0..).filter(|(_, place)| near >> place & 1 != 0);
        found.add(Space::Name, run[0], similar.map(|(entry, _)| entry.position()));
    }
    for same in run.chunk_by(|a, b| a.address() == b.address()) {
        if same.len() > 1 && same.iter().all(|entry| entry.address() != 0) {
            found.add(Space::Person, run[0], same.iter().map(|entry| entry.position()));
        }
    }
}

/// Those that have an e-mail address, good or not.
fn addressed(run: &[Person]) -> impl Iterator<Item = &Person> {
    run.iter().filter(|entry| entry.has_email())
}

/// Which of the addressed rows of one name have addresses that may be a typing error apart: bit by bit, none where the
/// name is common.
fn near(run: &[Person]) -> u32 {
    let mut addresses = [(0, Outline::NONE); COMMON_NAME];
    let mut places = addresses.iter_mut();
    for entry in addressed(run) {
        let Some(place) = places.next() else { return 0 };
        *place = (entry.position(), entry.email());
    }
    let count = COMMON_NAME - places.len();
    let mut near = 0;
    for (one, (position, email)) in addresses.iter().enumerate().take(count) {
        for (other, (of_other, email_of_other)) in addresses.iter().enumerate().take(one) {
            if position != of_other && email.may_be_typo_of(*email_of_other) {
                near |= 1 << one | 1 << other;
            }
        }
    }
    near
}

/// Calls `with` on the entries of each partition that begin alike, two at least, and returns what it made of them, part by
/// part.
pub(super) fn each_run<E: Entry, T: Default + Send>(
    mut store: Store<E>,
    with: impl Fn(&[E], &mut T) + Sync,
) -> io::Result<Vec<T>> {
    if store.len() < 2 {
        return Ok(Vec::new());
    }
    store.settle();
    let of_partitions = |partitions: &[u8]| -> io::Result<T> {
        let mut gathered = vec![Vec::new(); partitions.len()];
        store.gather(partitions, &mut gathered)?;
        let (mut spare, mut seen) = (Vec::new(), Digits::default());
        let mut found = T::default();
        for entries in &mut gathered {
            seen.drop_single(entries);
            sort(entries, &mut spare);
            for run in entries.chunk_by(|a, b| a.hash() == b.hash()) {
                if run.len() > 1 {
                    with(run, &mut found);
                }
            }
        }
        Ok(found)
    };
    let partitions: Vec<u8> = (0..PARTITIONS).filter_map(|partition| u8::try_from(partition).ok()).collect();
    if store.len() < WORTH_SHARING {
        return partitions.chunks(SIDE_BY_SIDE).map(of_partitions).collect();
    }
    partitions.par_chunks(SIDE_BY_SIDE).map(of_partitions).collect()
}

/// Sorts by hash: two passes over twelve bits each, and the little that is left by comparing.
fn sort<E: Entry>(entries: &mut Vec<E>, spare: &mut Vec<E>) {
    const DIGIT: u32 = 12;
    const FEW: usize = 1024;
    if entries.len() > FEW {
        spare.clear();
        spare.resize(entries.len(), E::default());
        for shift in [0, DIGIT] {
            let digit = |entry: &E| (entry.digits() >> shift & ((1 << DIGIT) - 1)) as usize;
            let mut places = [0u32; 1 << DIGIT];
            for entry in entries.iter() {
                places[digit(entry)] += 1;
            }
            let mut start = 0;
            for place in &mut places {
                (*place, start) = (start, start + *place);
            }
            for entry in entries.iter() {
                let place = &mut places[digit(entry)];
                spare[*place as usize] = *entry;
                *place += 1;
            }
            std::mem::swap(entries, spare);
        }
        for alike in entries.chunk_by_mut(|a, b| a.digits() == b.digits()) {
            if alike.len() > 1 {
                alike.sort_unstable();
            }
        }
    } else {
        entries.sort_unstable();
    }
}
