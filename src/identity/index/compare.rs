//! Rows that may share a key, read again and compared.
//!
//! All of them are read once, in the order they stand in, whatever they may share. What is compared are 128 bits
//! of each key, half of them from a hash whose seed nobody knows.

use std::hash::{BuildHasher, Hasher, RandomState};

use rayon::prelude::*;

use super::runs::{Candidate, Candidates, Run};
use super::{Circle, Hashing, hash, typos};
use crate::error::Error;
use crate::format::Kind;
use crate::identity::email::placeholder;
use crate::identity::group::{Grouping, RowKeys};
use crate::identity::key::{Keys, Space};
use crate::identity::{At, Consent, phone};
use crate::source::FileId;
use crate::table::Row;

/// How many rows one task reads, about.
const TASK: usize = 4096;

/// Reads rows of a run again.
pub trait Rows: Sync {
    /// What one thread needs to read.
    type Reader;

    /// A new reader.
    fn reader(&self) -> Self::Reader;

    /// The row at this position of the run.
    fn at(&self, position: u64) -> At;

    /// Calls `with` on the row at `at`.
    fn with<T>(
        &self,
        reader: &mut Self::Reader,
        at: At,
        with: impl FnOnce(&Row<'_>) -> T,
    ) -> Result<T, Error>;

    /// The error for a file that reads otherwise than before.
    fn changed(&self, file: FileId) -> Error;

    /// Whether rows of this file are compared with those of other files.
    fn across_files(&self, file: FileId) -> bool;
}

/// That a row has a key of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Membership {
    run: u32,
    /// Two hashes of the key; of a name one, and one of the e-mail address.
    key: (u64, u64),
    pub(super) row: u32,
}

/// Hashes of one key of a row.
#[derive(Clone, Copy)]
struct Own {
    /// The one that is indexed.
    hash: u64,
    /// Of a seed that nobody knows.
    alone: u64,
    /// The same of the key among those that are compared with it.
    in_circle: u64,
}

impl Own {
    /// What is indexed of it where it identifies somebody, and what is compared.
    fn of_identifier(self, hashing: Hashing) -> (u64, (u64, u64)) {
        (hashing.cut(self.hash), (self.hash, self.in_circle))
    }
}

/// What reading rows again came to.
#[derive(Default)]
struct Read {
    rows: Vec<RowKeys>,
    memberships: Vec<Membership>,
}

impl Read {
    fn append(&mut self, mut other: Self) {
        let before = number(self.rows.len());
        other.memberships.iter_mut().for_each(|membership| membership.row += before);
        self.rows.append(&mut other.rows);
        self.memberships.append(&mut other.memberships);
    }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).expect("fewer than four billion rows share keys")
}

/// Finds the rows that do share a key.
pub(super) fn compare<R: Rows>(
    rows: &R,
    candidates: Candidates,
    hashing: Hashing,
) -> Result<Grouping, Error> {
    let Candidates { rows: candidates, runs } = candidates;
    let candidates = typos::drop_lone(rows, candidates, &runs)?;
    let seed = RandomState::new();
    let again = Again { rows, runs: &runs, hashing, seed };
    let parts =
        tasks(&candidates).into_par_iter().map(|task| again.read(task)).collect::<Result<Vec<_>, Error>>()?;
    drop(candidates);
    let mut read = Read {
        rows: Vec::with_capacity(parts.iter().map(|part| part.rows.len()).sum()),
        memberships: Vec::with_capacity(parts.iter().map(|part| part.memberships.len()).sum()),
    };
    for part in parts {
        read.append(part);
    }
    read.memberships.par_sort_unstable();
    groups(&again, read, &runs)
}

/// Stretches of candidates that share no row.
pub(super) fn tasks(candidates: &[Candidate]) -> Vec<&[Candidate]> {
    let mut tasks = Vec::with_capacity(candidates.len() / TASK + 1);
    let mut rest = candidates;
    while let Some(last) = rest.get(TASK.min(rest.len().saturating_sub(1))) {
        let end = rest.partition_point(|candidate| candidate.position <= last.position);
        let (task, later) = rest.split_at(end);
        tasks.push(task);
        rest = later;
    }
    tasks
}

pub(super) struct Again<'r, R> {
    pub(super) rows: &'r R,
    runs: &'r [Run],
    hashing: Hashing,
    seed: RandomState,
}

impl<R: Rows> Again<'_, R> {
    fn read(&self, candidates: &[Candidate]) -> Result<Read, Error> {
        let mut reader = self.rows.reader();
        let mut keys = Keys::default();
        let mut read = Read::default();
        for row in candidates.chunk_by(|a, b| a.position == b.position) {
            let Some(first) = row.first() else { continue };
            let at = self.rows.at(first.position);
            let sound =
                self.rows.with(&mut reader, at, |text| self.row(at, row, text, &mut keys, &mut read))?;
            if sound.is_none() {
                return Err(self.rows.changed(at.file()));
            }
        }
        Ok(read)
    }

    /// Takes in one row; `None` if it has not the keys that it had.
    fn row(
        &self,
        at: At,
        candidates: &[Candidate],
        row: &Row<'_>,
        keys: &mut Keys,
        read: &mut Read,
    ) -> Option<()> {
        let circle = (!self.rows.across_files(at.file())).then(|| at.file());
        let index = number(read.rows.len());
        let mut own = |space| keys.key(row, space).map(|key| self.own(key, circle));
        let (email, phone, id) = (own(Space::Email), own(Space::Phone), own(Space::Id));
        for candidate in candidates {
            let run = *self.runs.get(candidate.run as usize)?;
            let (indexed, key) = match run.space {
                Space::Email => email?.of_identifier(self.hashing),
                Space::Phone => phone?.of_identifier(self.hashing),
                Space::Id => id?.of_identifier(self.hashing),
                Space::Line => self.own(keys.key(row, Space::Line)?, circle).of_identifier(self.hashing),
                Space::Person => {
                    let name = hash(keys.person(row)?.name.as_bytes());
                    let own = self.own(keys.key(row, Space::Person)?, circle);
                    (name, (own.hash, own.in_circle))
                }
                // Namesakes whose addresses are the same are told by the address.
                Space::Name => {
                    let own = self.own(keys.key(row, Space::Name)?, circle);
                    (own.hash, (own.in_circle, email.map_or(0, |email| email.alone)))
                }
            };
            if !run.fits(indexed) {
                return None;
            }
            read.memberships.push(Membership { run: candidate.run, key, row: index });
        }
        let alone = |own: Option<Own>| own.map_or(0, |own| own.alone.max(1));
        let spelling = |kind| row.cell(kind).map_or(0, |cell| self.digest(cell.text().as_bytes(), None));
        let is_placeholder = |email: &str| placeholder::in_address(email).is_some();
        read.rows.push(RowKeys {
            at,
            email: alone(email),
            phone: alone(phone),
            id: alone(id),
            email_spelling: spelling(Kind::Email),
            phone_spelling: spelling(Kind::Phone),
            placeholder_email: keys.key(row, Space::Email).is_some_and(is_placeholder),
            placeholder_phone: phone::of_row(row)
                .is_some_and(|phone| phone.class == phone::Class::Placeholder),
            name: keys.called(row).map_or(0, |name| self.digest(name.as_bytes(), None).max(1)),
            consent: Consent::of(row),
        });
        Some(())
    }

    fn own(&self, key: &str, circle: Circle) -> Own {
        let alone = self.digest(key.as_bytes(), None);
        let in_circle = if circle.is_none() { alone } else { self.digest(key.as_bytes(), circle) };
        Own { hash: hash(key.as_bytes()), alone, in_circle }
    }

    fn digest(&self, text: &[u8], circle: Circle) -> u64 {
        let mut hasher = self.seed.build_hasher();
        if let Some(file) = circle {
            hasher.write_u32(file);
        }
        hasher.write(text);
        hasher.finish()
    }
}

/// The groups in the order of their first rows.
fn groups<R: Rows>(again: &Again<'_, R>, read: Read, runs: &[Run]) -> Result<Grouping, Error> {
    let Read { rows, memberships } = read;
    let space = |membership: &Membership| runs.get(membership.run as usize).map(|run| run.space);
    let of_one_name = |row: &Membership| space(row) == Some(Space::Name);
    let shared = |a: &Membership, b: &Membership| {
        a.run == b.run && a.key.0 == b.key.0 && (a.key.1 == b.key.1 || of_one_name(a))
    };
    let mut found: Vec<(Space, u32, &[Membership])> = Vec::new();
    let mut namesakes: Vec<&[Membership]> = Vec::new();
    for group in memberships.chunk_by(shared) {
        let [first, .., last] = group else { continue };
        match space(first) {
            Some(Space::Name) if first.key.1 == last.key.1 => {}
            Some(Space::Name) => namesakes.push(group),
            Some(space) => found.push((space, first.row, group)),
            None => {}
        }
    }
    found.par_sort_unstable_by_key(|(space, first, _)| (*space, *first));
    let mut pairs = typos::pairs(again, &rows, &namesakes)?;
    pairs.sort_unstable();
    let mut grouping = Grouping::new(rows);
    for (space, _, group) in found {
        grouping.push(space, group.iter().map(|membership| membership.row));
    }
    for pair in pairs {
        grouping.push(Space::Name, pair);
    }
    Ok(grouping)
}
