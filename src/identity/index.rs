//! The index of all keys of a run: hashes and places, sixteen bytes a key, sorted; then those that share a
//! hash are read again and compared as text, so that the result is exact.

use rapidhash::v3::{RapidSecrets, rapidhash_v3_seeded};
use rayon::prelude::*;

use super::key::{Keys, Space};
use crate::error::Error;
use crate::source::FileId;
use crate::table::Row;

/// Names more common than this say nothing about who is who.
const COMMON_NAME: usize = 20;

/// A row of a run: its file and where it starts. Ordered as the files were given and the rows stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At(u64);

impl At {
    /// Bits for the offset: files of up to 16 TiB, and a million of them.
    const OFFSET_BITS: u32 = 44;

    /// The row at `offset` of `file`.
    ///
    /// # Panics
    /// If either is out of range.
    pub fn new(file: FileId, offset: u64) -> Self {
        assert!(offset >> Self::OFFSET_BITS == 0 && file >> (64 - Self::OFFSET_BITS) == 0, "too large a run");
        Self(u64::from(file) << Self::OFFSET_BITS | offset)
    }

    /// The file.
    pub fn file(self) -> FileId {
        u32::try_from(self.0 >> Self::OFFSET_BITS).expect("20 bits fit in 32")
    }

    /// Where the row starts in the file's text.
    pub const fn offset(self) -> u64 {
        self.0 & ((1 << Self::OFFSET_BITS) - 1)
    }
}

/// One key of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    hash: u64,
    at: At,
}

/// Keys of some rows, by space.
#[derive(Debug, Default)]
pub struct Entries {
    spaces: [Vec<Entry>; Space::ALL.len()],
}

impl Entries {
    /// Adds the keys of `row`, which stands at `at`.
    pub fn add(&mut self, keys: &mut Keys, row: &Row<'_>, at: At) {
        keys.for_each(row, |space, key| self.spaces[space as usize].push(Entry { hash: hash(key), at }));
    }

    /// Adds all of `other`.
    pub fn append(&mut self, other: &mut Self) {
        for (mine, others) in self.spaces.iter_mut().zip(&mut other.spaces) {
            mine.append(others);
        }
    }
}

/// The seed may be any: the report does not depend on it.
static SECRETS: RapidSecrets = RapidSecrets::seed(0x6373_7620_7072_6566);

fn hash(key: &str) -> u64 {
    rapidhash_v3_seeded(key.as_bytes(), &SECRETS)
}

/// A row of a group and what tells it from the others. Hashes are 0 where there is no key.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// The row.
    pub at: At,
    /// Hash of the cell's own spelling.
    pub spelling: u64,
    /// Hash of the e-mail key.
    pub email: u64,
    /// Hash of the phone key.
    pub phone: u64,
    /// Hash of the customer id.
    pub id: u64,
}

/// Rows that share one key, in order, two at least.
#[derive(Clone, Debug)]
pub struct Group {
    /// What they share.
    pub space: Space,
    /// The rows.
    pub members: Vec<Member>,
}

/// All groups of a run.
#[derive(Clone, Debug, Default)]
pub struct Grouping {
    /// Ordered by space and first row.
    pub groups: Vec<Group>,
}

/// Reads rows of a run again.
pub trait Rows: Sync {
    /// What one thread needs to read.
    type Reader;

    /// A new reader.
    fn reader(&self) -> Self::Reader;

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

/// Finds the rows that share a key.
pub fn group<R: Rows>(rows: &R, entries: Entries) -> Result<Grouping, Error> {
    let mut groups = Vec::new();
    for (space, mut entries) in Space::ALL.into_iter().zip(entries.spaces) {
        entries.par_sort_unstable();
        let runs: Vec<&[Entry]> = entries
            .chunk_by(|a, b| a.hash == b.hash)
            .filter(|run| run.len() > 1 && (space != Space::Name || run.len() <= COMMON_NAME))
            .collect();
        let found = runs
            .par_iter()
            .map_init(
                || (rows.reader(), Keys::default()),
                |(reader, keys), run| verify(rows, reader, keys, space, run),
            )
            .collect::<Result<Vec<_>, Error>>()?;
        let mut found: Vec<Group> = found.into_iter().flatten().collect();
        found.par_sort_by_key(|group| group.members.first().map(|member| member.at));
        groups.append(&mut found);
    }
    Ok(Grouping { groups })
}

/// Splits rows with one hash into rows with one key. A row whose file keeps to itself shares keys only with
/// rows of that file.
fn verify<R: Rows>(
    rows: &R,
    reader: &mut R::Reader,
    keys: &mut Keys,
    space: Space,
    run: &[Entry],
) -> Result<Vec<Group>, Error> {
    let mut found: Vec<(String, Option<FileId>, Group)> = Vec::new();
    for entry in run {
        let alone = (!rows.across_files(entry.at.file())).then_some(entry.at.file());
        let (key, member) = rows.with(reader, entry.at, |row| member(keys, row, space, entry.at))?;
        if hash(&key) != entry.hash {
            return Err(rows.changed(entry.at.file()));
        }
        match found.iter_mut().find(|(seen, file, _)| *file == alone && *seen == key) {
            Some((_, _, group)) => group.members.push(member),
            None => found.push((key, alone, Group { space, members: vec![member] })),
        }
    }
    let groups = found.into_iter().map(|(_, _, group)| group).filter(|group| group.members.len() > 1);
    if space == Space::Name {
        return groups
            .map(|group| typos_apart(rows, reader, keys, &group))
            .collect::<Result<Vec<_>, _>>()
            .map(|pairs| pairs.into_iter().flatten().collect());
    }
    Ok(groups.collect())
}

fn member(keys: &mut Keys, row: &Row<'_>, space: Space, at: At) -> (String, Member) {
    use crate::format::Kind;
    let spelling = match space {
        Space::Email => row.cell(Kind::Email),
        Space::Phone => row.cell(Kind::Phone),
        Space::Id => row.cell(Kind::CustomerId),
        Space::Person | Space::Name => None,
    };
    let spelling = spelling.map_or(0, |cell| hash(&cell.text()));
    let mut of = |space| keys.key(row, space).map_or(0, hash);
    let member = Member { at, spelling, email: of(Space::Email), phone: of(Space::Phone), id: of(Space::Id) };
    (keys.key(row, space).unwrap_or_default().to_owned(), member)
}

/// Of rows with one name, the pairs whose e-mail addresses are one typing error apart.
fn typos_apart<R: Rows>(
    rows: &R,
    reader: &mut R::Reader,
    keys: &mut Keys,
    group: &Group,
) -> Result<Vec<Group>, Error> {
    let mut seen: Vec<(String, Member)> = Vec::new();
    let mut pairs = Vec::new();
    for member in &group.members {
        let address = rows.with(reader, member.at, |row| keys.key(row, Space::Email).map(str::to_owned))?;
        let Some(address) = address else { continue };
        if let Some((_, near)) = seen.iter().find(|(other, _)| strsim::osa_distance(other, &address) == 1) {
            pairs.push(Group { space: Space::Name, members: vec![*near, *member] });
        }
        seen.push((address, *member));
    }
    Ok(pairs)
}
