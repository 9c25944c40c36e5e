//! The index of all keys of a run: a few bits of hash and the place of each, sorted; then the rows that may share
//! a key are read again and compared, so that the result is exact.

mod compare;
mod entry;
mod outline;
mod quick;
mod runs;
mod shared;
mod store;
mod typos;

use std::io;
use std::sync::Arc;

use rapidhash::v3::{RapidSecrets, rapidhash_v3_seeded};

use super::group::Grouping;
use super::key::{ARGENTINA, Keys, Needs, Space};
use crate::error::Error;
use crate::format::Kind;
use crate::source::FileId;
use crate::table::Row;

pub use compare::Rows;
use entry::{Identifier, POSITION_BITS, Person, partition};
use outline::Outline;
pub use quick::{Places, Workspace};
pub use shared::SharedKeys;
use store::Store;

/// How the index works. The result never depends on it.
#[derive(Clone, Copy, Debug)]
pub struct Tuning {
    /// From how many bytes on its entries go to a temporary file.
    pub memory: usize,
    /// How many bits of a hash are used. With few of them many rows are compared that share nothing.
    pub hash_bits: u32,
}

impl Default for Tuning {
    fn default() -> Self {
        Self { memory: 384 << 20, hash_bits: 64 }
    }
}

/// Where the file with the most rows may end, counted from the start of the first: 1 TiB.
pub const LONGEST_RUN: u64 = 1 << POSITION_BITS;

/// Hashes keys.
#[derive(Clone, Copy, Debug)]
struct Hashing {
    mask: u64,
}

/// The seed may be any: the report does not depend on it.
static SECRETS: RapidSecrets = RapidSecrets::seed(0x6373_7620_7072_6566);

impl Hashing {
    fn new(tuning: Tuning) -> Self {
        Self { mask: u64::MAX.checked_shl(64 - tuning.hash_bits.clamp(1, 64)).unwrap_or(u64::MAX) }
    }

    /// As many bits of a hash as are used.
    fn cut(self, hash: u64) -> u64 {
        hash & self.mask
    }
}

#[inline]
fn hash(key: &[u8]) -> u64 {
    rapidhash_v3_seeded(key, &SECRETS)
}

/// Keys of rows, and where these stand. A row's position counts from the start of the first file whose entries
/// were appended.
#[derive(Debug)]
pub struct Entries {
    needs: Needs,
    hashing: Hashing,
    memory: usize,
    identifiers: [Store<Identifier>; 4],
    people: Store<Person>,
}

/// Hashes of a name, and of name and address where there is one.
#[derive(Clone, Copy, Debug)]
struct Named {
    name: u64,
    address: Option<u64>,
}

/// Keys of a row that are still to be added.
#[derive(Clone, Copy, Debug)]
pub struct Left {
    needs: Needs,
    /// Its name and address, where these are known already.
    named: Option<Named>,
}

impl Left {
    /// All keys in these spaces.
    pub fn all(needs: Needs) -> Self {
        Self { needs, named: None }
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.needs.is_empty()
    }
}

/// Room to add entries in, used again and again.
#[derive(Debug, Default)]
pub struct Spare {
    identifiers: [Store<Identifier>; 4],
    people: Store<Person>,
}

impl Entries {
    /// None yet, of keys in these spaces.
    pub fn new(needs: Needs, tuning: Tuning) -> Self {
        Self {
            needs,
            hashing: Hashing::new(tuning),
            memory: tuning.memory,
            identifiers: Default::default(),
            people: Store::default(),
        }
    }

    /// None yet, of keys in the same spaces.
    #[must_use]
    pub fn another(&self) -> Self {
        Self { identifiers: Default::default(), people: Store::default(), ..*self }
    }

    /// Adds those of the keys of `row` that are left; it starts at `offset` of its text.
    pub fn add(&mut self, keys: &mut Keys, row: &Row<'_>, offset: u64, left: Left) {
        let needs = self.needs & left.needs;
        let [emails, others @ ..] = &mut self.identifiers;
        let mut email = Outline::NONE;
        if needs.intersects(Needs::EMAIL | Needs::PEOPLE)
            && let Some(key) = keys.key(row, Space::Email)
        {
            email = Outline::of(key);
            if needs.contains(Needs::EMAIL) {
                let hash = self.hashing.cut(hash(key.as_bytes()));
                emails.push(partition(hash), Identifier::new(hash, offset));
            }
        }
        let mut has_line = false;
        for (space, store) in Space::IDENTIFIERS.into_iter().skip(1).zip(others) {
            if needs.has(space)
                && (space != Space::Line || has_line)
                && let Some(key) = keys.key(row, space)
            {
                has_line = space == Space::Phone && key.starts_with(ARGENTINA);
                let hash = self.hashing.cut(hash(key.as_bytes()));
                store.push(partition(hash), Identifier::new(hash, offset));
            }
        }
        if needs.contains(Needs::PEOPLE) {
            if email == Outline::NONE && row.has(Kind::Email) {
                email = Outline::REFUSED;
            }
            let named = left.named.or_else(|| {
                let person = keys.person(row)?;
                Some(self.named(person.name.as_bytes(), person.with_address.map(str::as_bytes)))
            });
            if let Some(named) = named {
                self.add_person(named, email, offset);
            }
        }
    }

    fn named(&self, name: &[u8], with_address: Option<&[u8]>) -> Named {
        // How common a name is, its hash tells, so it keeps all bits that there is room for.
        Named { name: hash(name), address: with_address.map(|text| self.hashing.cut(hash(text))) }
    }

    /// Adds who a row seems to be, whose e-mail address has this outline, if there are enough signs of it.
    fn add_person(&mut self, Named { name, address }: Named, email: Outline, offset: u64) {
        if address.is_some() || email != Outline::NONE {
            self.people.push(partition(name), Person::new(name, address, email, offset));
        }
    }

    /// Adds in the room that others were added in; there are none yet.
    pub fn borrow_room(&mut self, from: &mut Spare) {
        for (mine, theirs) in self.identifiers.iter_mut().zip(&mut from.identifiers) {
            mine.borrow_room(theirs);
        }
        self.people.borrow_room(&mut from.people);
    }

    /// Brings the entries that were added into the form they are kept in, and gives the room back.
    pub fn seal_and_return(&mut self, to: &mut Spare) {
        self.seal();
        for (mine, theirs) in self.identifiers.iter_mut().zip(&mut to.identifiers) {
            mine.return_room(theirs);
        }
        self.people.return_room(&mut to.people);
    }

    /// All keys of a row that are looked at.
    pub fn all_keys(&self) -> Left {
        Left::all(self.needs)
    }

    /// Adds all of `other`, whose rows stand `shift` bytes further on.
    pub fn append(&mut self, other: Self, shift: u64) {
        for (mine, theirs) in self.identifiers.iter_mut().zip(other.identifiers) {
            mine.append(theirs, shift);
        }
        self.people.append(other.people, shift);
    }

    /// Brings the entries that were added into the form they are kept in.
    pub fn seal(&mut self) {
        self.identifiers.iter_mut().for_each(Store::seal);
        self.people.seal();
    }

    /// How many bytes of memory the entries take.
    pub fn bytes(&self) -> usize {
        self.identifiers.iter().map(Store::bytes).sum::<usize>() + self.people.bytes()
    }

    /// Moves the entries to a temporary file if together with `others` they take too much memory.
    pub fn bound(&mut self, others: usize) -> Result<(), Error> {
        // A little is not worth a file.
        const LEAST: usize = 64 << 10;
        let mine = self.bytes();
        if mine + others <= self.memory || mine < LEAST.min(self.memory) || mine == 0 {
            return Ok(());
        }
        self.spill().map_err(Error::Spill)
    }

    fn spill(&mut self) -> io::Result<()> {
        let file = Arc::new(tempfile::tempfile()?);
        let mut at = 0;
        for store in &mut self.identifiers {
            store.spill(&file, &mut at)?;
        }
        self.people.spill(&file, &mut at)
    }

    /// Finds the rows that share a key.
    pub fn group<R: Rows>(self, rows: &R) -> Result<Grouping, Error> {
        let hashing = self.hashing;
        let candidates = runs::candidates(self).map_err(Error::Spill)?;
        compare::compare(rows, candidates, hashing)
    }
}

/// Whose rows are compared with whose: `None` for all that are compared with each other, else the file that keeps
/// to itself.
type Circle = Option<FileId>;
