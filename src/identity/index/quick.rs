//! Keys of many records at once, as long as their cells are the keys themselves, or nearly: what was vouched for, and
//! names of which every letter has its small one in the same place. All others are left to [`Entries::add`].

use super::entry::{Identifier, partition};
use super::outline::{Outline, Outliner};
use super::{Entries, Left, Needs, hash};
use crate::format::Kind;
use crate::identity::Spelled;
use crate::identity::folded::Folded;
use crate::identity::key::ARGENTINA;
use crate::identity::phone::Reading;
use crate::source::{Batch, Cells, Facts};
use crate::table::Table;

/// Where the cells of a table stand that keys are made of.
#[derive(Clone, Copy, Debug)]
pub struct Places {
    email: Option<usize>,
    phone: Option<usize>,
    id: Option<usize>,
    first_name: Option<usize>,
    last_name: Option<usize>,
    address: Option<usize>,
    zip: Option<usize>,
}

impl Places {
    /// Those of `table`.
    pub fn new(table: &Table) -> Self {
        let place = |kind| table.column(kind).map(|column| column.index as usize);
        Self {
            email: place(Kind::Email),
            phone: place(Kind::Phone),
            id: place(Kind::CustomerId),
            first_name: place(Kind::FirstName),
            last_name: place(Kind::LastName),
            address: place(Kind::Address1),
            zip: place(Kind::Zip),
        }
    }
}

/// What is used from batch to batch.
#[derive(Debug, Default)]
pub struct Workspace {
    folded: Folded,
    outliner: Outliner,
    left: Vec<Left>,
}

impl Workspace {
    /// The keys that were left out, record by record.
    pub fn left(&self) -> &[Left] {
        &self.left
    }
}

/// The cells of a record, and the buffer that they lie in.
#[derive(Clone, Copy)]
struct Record<'a> {
    bytes: &'a [u8],
    cells: Cells<'a>,
    /// What its phone cell is, where that was read.
    phone: Option<&'a Reading>,
}

/// What a cell is as a key.
enum Own<'a> {
    /// The key.
    Key(&'a [u8]),
    /// There is none.
    Nothing,
    /// It takes more to tell.
    Unclear,
}

/// Who a record seems to be.
enum Who {
    Nobody,
    /// Somebody with a name of so many bytes, and maybe an address behind it.
    Named {
        name: usize,
        has_address: bool,
    },
}

/// What no cell has that is folded.
const NAMELESS: Facts = Facts::ESCAPED.union(Facts::CONTROL).union(Facts::LINE_BREAK).union(Facts::STRANGE);

impl<'a> Record<'a> {
    #[inline]
    fn own(self, place: Option<usize>) -> Own<'a> {
        let Some(place) = place else { return Own::Nothing };
        let facts = self.cells.facts(place);
        if !facts.contains(Facts::ANY) {
            Own::Nothing
        } else if facts.is_vouched() && !facts.contains(Facts::ESCAPED) {
            Own::Key(self.cells.content(self.bytes, place))
        } else {
            Own::Unclear
        }
    }

    /// Adds a name, folded; whether there is one. `None` where it takes more to tell.
    #[inline]
    fn fold(self, place: Option<usize>, folded: &mut Folded) -> Option<bool> {
        let Some(place) = place else { return Some(false) };
        let facts = self.cells.facts(place);
        if !facts.contains(Facts::ANY) {
            return Some(false);
        }
        let (start, end) = self.cells.bounds(place);
        let space = |at: usize| self.bytes.get(at).is_none_or(|byte| matches!(byte, b' ' | b'\t'));
        if facts.intersects(NAMELESS) || facts.contains(Facts::SPACE) && (space(start) || space(end - 1)) {
            return None;
        }
        folded.fold(self.bytes, start, end).map(|()| true)
    }

    /// Adds the whole name, folded, to nothing, where its two halves stand side by side and there is nothing else about
    /// them; whether it is so.
    #[inline]
    fn fold_both(self, places: &Places, folded: &mut Folded) -> bool {
        const UNCLEAR: Facts = NAMELESS.union(Facts::SPACE).union(Facts::QUOTED);
        let (Some(first), Some(last)) = (places.first_name, places.last_name) else { return false };
        let (facts, of_last) = (self.cells.facts(first), self.cells.facts(last));
        if last != first + 1
            || !(facts & of_last).contains(Facts::ANY)
            || (facts | of_last).intersects(UNCLEAR)
        {
            return false;
        }
        let ((start, between), (_, end)) = (self.cells.bounds(first), self.cells.bounds(last));
        folded.fold(self.bytes, start, end).is_some() && folded.put(between - start, b' ')
    }

    /// Adds the whole name, folded, to nothing; whether there is one. `None` where it takes more to tell.
    #[inline]
    fn fold_name(self, places: &Places, folded: &mut Folded) -> Option<bool> {
        if self.fold_both(places, folded) {
            return Some(true);
        }
        if !self.fold(places.first_name, folded)? {
            return Some(false);
        }
        folded.push(b' ')?;
        self.fold(places.last_name, folded)
    }

    /// What [`crate::identity::Keys::person`] says of the record, its text being in `folded`. `None` where it takes more
    /// to tell.
    #[inline]
    fn person(self, places: &Places, folded: &mut Folded) -> Option<Who> {
        folded.clear();
        if !self.fold_name(places, folded)? {
            return Some(Who::Nobody);
        }
        let name = folded.as_bytes().len();
        folded.push(b'\n')?;
        if !self.fold(places.address, folded)? {
            return Some(Who::Named { name, has_address: false });
        }
        folded.push(b'\n')?;
        let zip = folded.as_bytes().len();
        self.fold(places.zip, folded)?;
        // An apostrophe before it is not part of it.
        (folded.as_bytes().get(zip) != Some(&b'\'')).then_some(Who::Named { name, has_address: true })
    }
}

impl Entries {
    /// Adds keys of the records of a batch, which lie in `bytes`, these at `base` of the text, and all of which are
    /// UTF-8; with it come what phone cells of it were read as. The keys that it leaves out are told in `space`.
    pub fn add_batch(
        &mut self,
        places: &Places,
        bytes: &[u8],
        base: u64,
        (batch, spelled): (&Batch, &[Spelled]),
        space: &mut Workspace,
    ) {
        let Workspace { folded, outliner, left } = space;
        left.clear();
        let mut spelled =
            spelled.iter().filter(|number| Some(number.column as usize) == places.phone).peekable();
        for (place, (head, cells)) in batch.records().enumerate() {
            let offset = base + u64::from(head.start);
            let phone = spelled.next_if(|number| number.record == place).map(|number| &number.reading);
            let record = Record { bytes, cells, phone };
            left.push(self.add_cells(places, record, offset, (folded, outliner)));
        }
    }

    /// Adds the keys of one record; returns those that are left out.
    #[inline]
    fn add_cells(
        &mut self,
        places: &Places,
        record: Record<'_>,
        offset: u64,
        (folded, outliner): (&mut Folded, &mut Outliner),
    ) -> Left {
        let (mut left, mut named) = (Needs::empty(), None);
        let [emails, phones, _, ids] = &mut self.identifiers;
        let mut email = Outline::NONE;
        match record.own(places.email) {
            Own::Key(key) => {
                if self.needs.contains(Needs::PEOPLE) {
                    email = outliner.of(key);
                }
                if self.needs.contains(Needs::EMAIL) {
                    let hash = self.hashing.cut(hash(key));
                    emails.push(partition(hash), Identifier::new(hash, offset));
                }
            }
            Own::Nothing => {}
            // A refused address is an address too.
            Own::Unclear => left |= Needs::EMAIL | Needs::PEOPLE,
        }
        let phone = match record.phone {
            Some(reading) => reading.key().map_or(Own::Nothing, |number| Own::Key(number.e164.as_bytes())),
            None => record.own(places.phone),
        };
        for (need, own, store) in [(Needs::PHONE, phone, phones), (Needs::ID, record.own(places.id), ids)] {
            match own {
                Own::Key(key) if key.starts_with(ARGENTINA.as_bytes()) => left |= need,
                Own::Unclear => left |= need,
                Own::Key(key) if self.needs.contains(need) => {
                    let hash = self.hashing.cut(hash(key));
                    store.push(partition(hash), Identifier::new(hash, offset));
                }
                Own::Key(_) | Own::Nothing => {}
            }
        }
        if self.needs.contains(Needs::PEOPLE) {
            match record.person(places, folded) {
                Some(Who::Nobody) => left -= Needs::PEOPLE,
                Some(Who::Named { name, has_address }) => {
                    let text = folded.as_bytes();
                    let person =
                        self.named(text.get(..name).unwrap_or_default(), has_address.then_some(text));
                    if left.contains(Needs::PEOPLE) {
                        named = Some(person);
                    } else {
                        self.add_person(person, email, offset);
                    }
                }
                None => left |= Needs::PEOPLE,
            }
        }
        Left { needs: left & self.needs, named }
    }
}
