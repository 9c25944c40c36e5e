//! Which rows of a file are one customer's: those that an e-mail address or a phone number links, directly or by
//! way of others.
//!
//! Only rows that share something are held in memory.

use super::Options;
use super::again::Again;
use super::plan::Levels;
use super::scan::Checked;
use crate::error::Error;
use crate::identity::{At, Entries, Grouping, Keys, Needs, Rows};
use crate::source::{FileId, RecordReader};
use crate::table::{Row, RowFacts};

/// The rows of a file that belong together.
#[derive(Debug, Default)]
pub struct Kin {
    /// Where each row that shares something starts, ascending, and which family it is of.
    rows: Vec<(u64, u32)>,
    /// Where they start, family by family.
    members: Vec<u64>,
    /// Where the members of each family end.
    ends: Vec<usize>,
}

impl Kin {
    /// The families of a file. What is nobody's, a placeholder, links nothing.
    pub fn of(checked: &Checked, options: &Options) -> Result<Self, Error> {
        let levels = Levels::none();
        let Some(again) = Again::new(checked, &levels, None) else { return Ok(Self::default()) };
        let mut entries = Entries::new(Needs::EMAIL | Needs::PHONE, options.index);
        let none = entries.another();
        again.rows(
            options.pieces,
            |part: &mut Option<(Entries, Keys)>, read| {
                if read.row.facts.contains(RowFacts::DATA) {
                    let (entries, keys) = part.get_or_insert_with(|| (none.another(), Keys::default()));
                    entries.add(keys, &read.row, read.span.start, entries.all_keys());
                }
            },
            |part, _, _| {
                let Some((mut part, _)) = part else { return Ok(()) };
                part.seal();
                entries.append(part, 0);
                entries.bound(0)
            },
        )?;
        Ok(Self::linked(&entries.group(&Alone(checked))?))
    }

    fn linked(grouping: &Grouping) -> Self {
        let groups = || grouping.iter().map(|(_, group)| group).filter(|group| !group.is_placeholder());
        let offsets = || groups().flat_map(|group| group.iter().map(|member| member.at.offset()));
        let mut starts: Vec<u64> = offsets().collect();
        starts.sort_unstable();
        starts.dedup();
        // Each row's leader is a row that is not behind it; who leads itself leads the family.
        let mut leaders: Vec<usize> = (0..starts.len()).collect();
        for group in groups() {
            let mut first = None;
            for member in group.iter() {
                let Ok(place) = starts.binary_search(&member.at.offset()) else { continue };
                let mine = leader(&mut leaders, place);
                let theirs = leader(&mut leaders, *first.get_or_insert(place));
                leaders[mine.max(theirs)] = mine.min(theirs);
            }
        }
        let mut families: Vec<(usize, u64)> =
            (0..starts.len()).map(|place| (leader(&mut leaders, place), starts[place])).collect();
        families.sort_unstable();
        let mut kin = Self::default();
        for family in families.chunk_by(|a, b| a.0 == b.0) {
            let number = u32::try_from(kin.ends.len()).expect("fewer than four billion families");
            kin.rows.extend(family.iter().map(|(_, start)| (*start, number)));
            kin.members.extend(family.iter().map(|(_, start)| *start));
            kin.ends.push(kin.members.len());
        }
        kin.rows.sort_unstable();
        kin
    }

    /// The family of the row that starts at this offset; `None` if it shares nothing with another.
    pub fn family(&self, start: u64) -> Option<u32> {
        let place = self.rows.binary_search_by_key(&start, |(start, _)| *start).ok()?;
        self.rows.get(place).map(|(_, family)| *family)
    }

    /// Where the rows of a family start, in order; two at least.
    pub fn members(&self, family: u32) -> &[u64] {
        let family = family as usize;
        let start = family.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(family).copied().unwrap_or(start);
        self.members.get(start..end).unwrap_or_default()
    }

    /// How many families there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether no rows share anything.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

/// Who leads the family of the row at `place`; the way there is made shorter.
fn leader(leaders: &mut [usize], mut place: usize) -> usize {
    while leaders[place] != place {
        leaders[place] = leaders[leaders[place]];
        place = leaders[place];
    }
    place
}

/// A file whose rows are compared with no other's.
struct Alone<'f>(&'f Checked);

impl<'f> Rows for Alone<'f> {
    type Reader = RecordReader<'f>;

    fn reader(&self) -> Self::Reader {
        RecordReader::new(&self.0.source, self.0.lexer())
    }

    fn at(&self, position: u64) -> At {
        At::new(0, position)
    }

    fn with<T>(
        &self,
        reader: &mut Self::Reader,
        at: At,
        with: impl FnOnce(&Row<'_>) -> T,
    ) -> Result<T, Error> {
        let table = self.0.table.as_ref().expect("only tables have rows");
        let read = reader.read(at.offset())?.ok_or_else(|| self.changed(0))?;
        Ok(with(&Row::new(table, read.bytes, read.base, read.record)))
    }

    fn changed(&self, _: FileId) -> Error {
        Error::changed(&self.0.source.name)
    }

    fn across_files(&self, _: FileId) -> bool {
        false
    }
}
