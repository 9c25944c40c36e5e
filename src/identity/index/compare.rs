//! Rows that may share a key, read again and compared.
//!
//! All of them are read once, in the order they stand in, whatever they may share; namesakes whose addresses may be a
//! typing error apart, which are few, once more. What is compared are 128 bits of each key, half of them from a hash
//! whose seed nobody knows.

use std::hash::{BuildHasher, Hasher, RandomState};

use rayon::prelude::*;

use super::runs::{Candidate, Candidates};
use super::typos::{self, Address, Namesake};
use super::{Circle, Hashing, hash};
use crate::error::Error;
use crate::format::Kind;
use crate::identity::email::placeholder::in_address;
use crate::identity::group::{Grouping, RowKeys};
use crate::identity::key::{Keys, Space};
use crate::identity::{At, Consent, phone};
use crate::source::FileId;
use crate::table::Row;

/// How many rows one task reads at most, about.
const TASK: usize = 4096;
/// Into so many tasks rows are cut where there are few: more than most machines have threads for.
const TASKS: usize = 64;

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
    /// Those that nothing but the address can tell apart, at first look; taken out before anything else is done.
    namesakes: Vec<Namesake>,
    /// The addresses of namesakes, at second look.
    addresses: Vec<Address>,
}

impl Read {
    fn of(parts: Vec<Self>) -> Self {
        let rows: usize = parts.iter().map(|part| part.rows.len()).sum();
        let mut all = Self {
            // With room for a few more, that they need not be moved.
            rows: Vec::with_capacity(rows + rows / 64),
            memberships: Vec::with_capacity(parts.iter().map(|part| part.memberships.len()).sum()),
            ..Self::default()
        };
        for mut part in parts {
            let before = number(all.rows.len());
            part.renumber(|row| row + before);
            all.rows.append(&mut part.rows);
            all.memberships.append(&mut part.memberships);
            all.addresses.append(&mut part.addresses);
        }
        all
    }

    fn renumber(&mut self, new: impl Fn(u32) -> u32) {
        self.memberships.iter_mut().for_each(|membership| membership.row = new(membership.row));
        self.addresses.iter_mut().for_each(|address| address.row = new(address.row));
    }

    /// Takes in other rows, in their order; some of them may be here already.
    fn merge(&mut self, mut later: Self) {
        if self.rows.is_empty() {
            *self = later;
            return;
        }
        // Those that are new, and the places among mine that they come before.
        let mut new: Vec<(usize, usize)> = Vec::new();
        let of_theirs: Vec<u32> = (later.rows.iter().enumerate())
            .map(|(theirs, row)| {
                let place = self.rows.binary_search_by_key(&row.at, |mine| mine.at);
                let found = number(place.unwrap_or_else(|place| place) + new.len());
                new.extend(place.err().map(|place| (place, theirs)));
                found
            })
            .collect();
        let theirs = std::mem::take(&mut later.rows);
        let before = self.rows.len();
        let mut of_mine = Vec::with_capacity(before);
        let mut end = before;
        self.rows.extend(new.iter().filter_map(|(_, row)| theirs.get(*row)));
        for (index, (place, row)) in new.iter().enumerate().rev() {
            self.rows.copy_within(*place..end, place + index + 1);
            self.rows[place + index] = theirs[*row];
            end = *place;
        }
        drop(theirs);
        let mut ahead = new.iter().peekable();
        let mut passed = 0;
        for place in 0..before {
            while ahead.next_if(|(new, _)| *new <= place).is_some() {
                passed += 1;
            }
            of_mine.push(number(place + passed));
        }
        let at = |places: &[u32], row: u32| places.get(row as usize).copied().unwrap_or(row);
        self.renumber(|row| at(&of_mine, row));
        later.renumber(|row| at(&of_theirs, row));
        self.memberships.append(&mut later.memberships);
        self.addresses.append(&mut later.addresses);
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
    let seed = RandomState::new();
    let again = Again { rows, hashing, seed };
    let is_name = |candidate: &Candidate| candidate.space == Space::Name;
    let mut parts = again.read_all(&candidates, |of_row, (at, row), keys, read| {
        let names = of_row.iter().filter(|candidate| is_name(candidate));
        read.namesakes.extend(names.map(|name| Namesake::of(*name, row, keys)));
        let mut others = of_row.iter().filter(|candidate| !is_name(candidate)).peekable();
        if others.peek().is_none() { Some(()) } else { again.row(others, (at, row), keys, read) }
    })?;
    drop(candidates);
    let near = typos::near(parts.iter_mut().map(|part| std::mem::take(&mut part.namesakes)));
    let mut read = Read::of(parts);
    if !near.is_empty() {
        read.merge(Read::of(again.read_all(&near, |of_row, (at, row), keys, read| {
            read.addresses.push(Address::of(number(read.rows.len()), row, keys));
            again.row(of_row.iter(), (at, row), keys, read)
        })?));
    }
    read.memberships.par_sort_unstable();
    Ok(groups(read, &runs))
}

/// Stretches of candidates that share no row.
fn tasks(candidates: &[Candidate]) -> Vec<&[Candidate]> {
    let size = (candidates.len() / TASKS).clamp(64, TASK);
    let mut tasks = Vec::with_capacity(candidates.len() / size + 1);
    let mut rest = candidates;
    while let Some(last) = rest.get(size.min(rest.len().saturating_sub(1))) {
        let end = rest.partition_point(|candidate| candidate.position <= last.position);
        let (task, later) = rest.split_at(end);
        tasks.push(task);
        rest = later;
    }
    tasks
}

struct Again<'r, R> {
    rows: &'r R,
    hashing: Hashing,
    seed: RandomState,
}

impl<R: Rows> Again<'_, R> {
    /// Reads all rows of the candidates; `take` is handed what each may share and returns `None` where it has not the
    /// keys that it had.
    fn read_all(
        &self,
        candidates: &[Candidate],
        take: impl Fn(&[Candidate], (At, &Row<'_>), &mut Keys, &mut Read) -> Option<()> + Sync,
    ) -> Result<Vec<Read>, Error> {
        let read_task = |task: &[Candidate]| {
            let mut reader = self.rows.reader();
            let (mut keys, mut read) = (Keys::default(), Read::default());
            let of_rows = || task.chunk_by(|a, b| a.position == b.position);
            read.rows.reserve_exact(of_rows().count());
            for of_row in of_rows() {
                let Some(first) = of_row.first() else { continue };
                let at = self.rows.at(first.position);
                let taken =
                    self.rows.with(&mut reader, at, |row| take(of_row, (at, row), &mut keys, &mut read))?;
                if taken.is_none() {
                    return Err(self.rows.changed(at.file()));
                }
            }
            Ok(read)
        };
        tasks(candidates).into_par_iter().map(read_task).collect()
    }

    /// Takes in one row; `None` if it has not the keys that it had.
    fn row<'c>(
        &self,
        candidates: impl Iterator<Item = &'c Candidate>,
        (at, row): (At, &Row<'_>),
        keys: &mut Keys,
        read: &mut Read,
    ) -> Option<()> {
        let circle = (!self.rows.across_files(at.file())).then(|| at.file());
        let index = number(read.rows.len());
        let mut placeholder_email = false;
        let mut own = |space, kind| {
            let text = row.cell(kind).map(|cell| cell.text());
            let key = keys.key(row, space);
            placeholder_email |= space == Space::Email && key.is_some_and(|key| in_address(key).is_some());
            let own = key.map(|key| self.own(key, circle));
            let spelling = match (text, own) {
                (Some(text), Some(own)) if key == Some(&*text) => own.alone,
                (Some(text), _) => self.digest(text.as_bytes(), None),
                (None, _) => 0,
            };
            (own, spelling)
        };
        let (email, email_spelling) = own(Space::Email, Kind::Email);
        let (phone, phone_spelling) = own(Space::Phone, Kind::Phone);
        let id = keys.key(row, Space::Id).map(|key| self.own(key, circle));
        for candidate in candidates {
            let (indexed, key) = match candidate.space {
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
            if !candidate.fits(indexed) {
                return None;
            }
            read.memberships.push(Membership { run: candidate.run, key, row: index });
        }
        let alone = |own: Option<Own>| own.map_or(0, |own| own.alone.max(1));
        read.rows.push(RowKeys {
            at,
            email: alone(email),
            phone: alone(phone),
            id: alone(id),
            email_spelling,
            phone_spelling,
            placeholder_email,
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
fn groups(read: Read, runs: &[Space]) -> Grouping {
    let Read { rows, memberships, addresses, .. } = read;
    let space = |membership: &Membership| runs.get(membership.run as usize).copied();
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
    let mut pairs = typos::pairs(&addresses, &namesakes);
    pairs.sort_unstable();
    let mut grouping = Grouping::new(rows);
    for (space, _, group) in found {
        grouping.push(space, group.iter().map(|membership| membership.row));
    }
    for pair in pairs {
        grouping.push(Space::Name, pair);
    }
    grouping
}

#[cfg(test)]
mod tests {
    use proptest::collection::btree_set;
    use proptest::prelude::*;

    use super::*;

    /// Rows at these places, each in a run of its own place.
    fn read(places: impl IntoIterator<Item = u32>) -> Read {
        let mut read = Read::default();
        for place in places {
            let row = number(read.rows.len());
            read.memberships.push(Membership { run: place, key: (0, 0), row });
            read.rows.push(RowKeys {
                at: At::new(0, u64::from(place)),
                email: 0,
                phone: 0,
                id: 0,
                email_spelling: 0,
                phone_spelling: 0,
                name: 0,
                placeholder_email: false,
                placeholder_phone: false,
                consent: Consent::default(),
            });
        }
        read
    }

    proptest! {
        #[test]
        fn merged_rows_are_in_order_and_keep_what_is_theirs(
            mine in btree_set(0..60u32, 0..20),
            theirs in btree_set(0..60u32, 0..20),
        ) {
            let mut merged = read(mine.iter().copied());
            merged.merge(read(theirs.iter().copied()));
            let ats: Vec<u64> = merged.rows.iter().map(|row| row.at.offset()).collect();
            let expected: Vec<u64> = mine.union(&theirs).map(|place| u64::from(*place)).collect();
            prop_assert_eq!(&ats, &expected);
            prop_assert_eq!(merged.memberships.len(), mine.len() + theirs.len());
            for membership in &merged.memberships {
                prop_assert_eq!(ats[membership.row as usize], u64::from(membership.run));
            }
        }
    }
}
