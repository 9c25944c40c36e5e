//! Which rows may share a key: partition by partition, the entries that begin with the same bits.

use std::io;

use rayon::prelude::*;

use super::entry::{Entry, Identifier, PARTITIONS, Person};
use super::store::Digits;
use super::{Entries, Space, Store, partition};

/// From so many entries on they are sorted by all threads.
const WORTH_SHARING: usize = 1 << 14;

/// Names more common than this say nothing about who is who.
const COMMON_NAME: usize = 20;

/// Rows that may share a key.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    /// Each row of each run.
    pub(super) rows: Vec<Candidate>,
    /// What the rows of a run may share.
    pub(super) runs: Vec<Run>,
}

/// One row of a run. Ordered by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Candidate {
    pub(super) position: u64,
    pub(super) run: u32,
}

/// What rows may share.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    pub(super) space: Space,
    partition: u8,
    hash: u64,
}

impl Run {
    /// Whether a key with this hash belongs to it.
    pub(super) fn fits(self, hash: u64) -> bool {
        let kept = match self.space {
            Space::Email | Space::Phone | Space::Line | Space::Id => Identifier::kept(hash),
            Space::Person | Space::Name => Person::kept(hash),
        };
        partition(hash) == self.partition && kept == self.hash
    }
}

impl Candidates {
    /// Adds a run of these rows.
    fn add(&mut self, run: Run, positions: impl Iterator<Item = u64>) {
        let number = u32::try_from(self.runs.len()).expect("fewer than four billion runs");
        self.runs.push(run);
        self.rows.extend(positions.map(|position| Candidate { position, run: number }));
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
        each_run(store, &mut all, |partition, run, found| {
            let hash = run.first().map_or(0, |entry| entry.hash());
            found.add(Run { space, partition, hash }, run.iter().map(|entry| entry.position()));
        })?;
    }
    each_run(entries.people, &mut all, people)?;
    all.rows.par_sort_unstable();
    Ok(all)
}

/// Of rows with one name, those that may have one address too, and those whose e-mail addresses may be a typing
/// error apart.
fn people(partition: u8, run: &[Person], found: &mut Candidates) {
    let hash = run.first().map_or(0, |entry| entry.hash());
    if run.iter().filter(|entry| entry.has_email()).count() <= COMMON_NAME {
        let near = |entry: &&Person| {
            let others = run.iter().filter(|other| other.position() != entry.position());
            others.into_iter().any(|other| entry.email().may_be_typo_of(other.email()))
        };
        let similar: Vec<u64> = run.iter().filter(near).map(|entry| entry.position()).collect();
        if !similar.is_empty() {
            found.add(Run { space: Space::Name, partition, hash }, similar.into_iter());
        }
    }
    for same in run.chunk_by(|a, b| a.address() == b.address()) {
        if same.len() > 1 && same.iter().all(|entry| entry.address() != 0) {
            let run = Run { space: Space::Person, partition, hash };
            found.add(run, same.iter().map(|entry| entry.position()));
        }
    }
}

/// Calls `with` on the entries of each partition that begin alike, two at least.
pub(super) fn each_run<E: Entry>(
    mut store: Store<E>,
    all: &mut Candidates,
    with: impl Fn(u8, &[E], &mut Candidates) + Sync,
) -> io::Result<()> {
    if store.len() < 2 {
        return Ok(());
    }
    store.settle();
    let of_partitions = |partitions: &[u8]| -> io::Result<Candidates> {
        let (mut entries, mut spare, mut seen) = (Vec::new(), Vec::new(), Digits::default());
        let mut found = Candidates::default();
        for partition in partitions {
            store.gather(usize::from(*partition), &mut seen, &mut entries)?;
            sort(&mut entries, &mut spare);
            for run in entries.chunk_by(|a, b| a.hash() == b.hash()) {
                if run.len() > 1 {
                    with(*partition, run, &mut found);
                }
            }
        }
        Ok(found)
    };
    let partitions: Vec<u8> = (0..PARTITIONS).filter_map(|partition| u8::try_from(partition).ok()).collect();
    let found = if store.len() < WORTH_SHARING {
        vec![of_partitions(&partitions)?]
    } else {
        partitions.par_chunks(8).map(of_partitions).collect::<io::Result<Vec<_>>>()?
    };
    for found in found {
        all.append(found);
    }
    Ok(())
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
