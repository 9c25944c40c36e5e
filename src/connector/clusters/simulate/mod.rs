//! Rows given to a system one after another.

use std::borrow::Cow;

use hashbrown::HashMap;

use super::finder::Finder;
use super::plan::{Cells, Plan, System};
use crate::connector::resolve::{NextWhen, OnMany, OnSplit};

/// What was made of rows, in their order.
#[derive(Debug, Default)]
pub struct Batch {
    slots: Vec<u128>,
    texts: Vec<Option<Box<str>>>,
    rows: usize,
}

/// The row that a row found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The row.
    pub row: usize,
    /// Which lookup found it.
    pub lookup: usize,
}

/// A row whose keys hit two records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crossing {
    /// The row.
    pub row: usize,
    /// What its higher key hits.
    pub first: Hit,
    /// What a lower one hits.
    pub second: Hit,
}

/// What became of rows. Rows are numbers of places among those that were given.
#[derive(Debug, Default)]
pub struct Resolved {
    /// The record of each row, as the number of one of its rows; `None` for a row without a key.
    pub record: Vec<Option<usize>>,
    /// The row that each was put to.
    pub hits: Vec<Option<Hit>>,
    /// The rows whose keys hit two records.
    pub crossings: Vec<Crossing>,
    /// How many rows did not become a record of their own.
    pub joined: u64,
}

impl Batch {
    /// Adds a row.
    pub fn push(
        &mut self,
        plan: &Plan,
        cells: &Cells<'_>,
        hash: impl Fn(&str) -> u128,
        scratch: &mut Vec<u128>,
    ) {
        let start = self.texts.len();
        if plan.has_pairs() {
            self.texts.resize(start + plan.texts(), None);
        }
        let texts = &mut self.texts;
        plan.fill(cells, hash, scratch, |maker, text: Cow<'_, str>| {
            if let Some(place) = texts.get_mut(start + maker) {
                *place = Some(text.into());
            }
        });
        self.slots.extend_from_slice(scratch);
        self.rows += 1;
    }

    /// Adds the rows of `other`.
    pub fn append(&mut self, mut other: Self) {
        self.slots.append(&mut other.slots);
        self.texts.append(&mut other.texts);
        self.rows += other.rows;
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The slots of a row.
    fn slots(&self, row: usize, plan: &Plan) -> &[u128] {
        let width = plan.width();
        self.slots.get(row * width..(row + 1) * width).unwrap_or_default()
    }

    fn text(&self, row: usize, maker: usize, plan: &Plan) -> Option<&str> {
        self.texts.get(row * plan.texts() + maker)?.as_deref()
    }
}

/// The rows with one key.
struct Rows {
    first: usize,
    /// Others of another record, where it counts whether there are several.
    others: Vec<usize>,
}

impl System {
    /// Gives the rows with these numbers to the system in order, beginning with an empty one.
    pub fn resolve(&self, plan: &Plan, batch: &Batch, rows: &[usize]) -> Resolved {
        let mut done =
            Resolved { record: vec![None; rows.len()], hits: vec![None; rows.len()], ..Resolved::default() };
        let mut sets = Sets((0..rows.len()).collect());
        let mut indexes: Vec<HashMap<u128, Rows>> = self.lookups.iter().map(|_| HashMap::new()).collect();
        let finders: Vec<Option<Finder<'_>>> = self
            .lookups
            .iter()
            .map(|lookup| {
                let (stored, incoming, matching) = lookup.pair.as_ref()?;
                let text = |maker: usize| rows.iter().map(move |row| batch.text(*row, maker, plan)).collect();
                let slots = |row: &usize| batch.slots(*row, plan);
                let stored_in: Vec<_> = rows.iter().map(|row| lookup.stored(slots(row))).collect();
                let circles = rows.iter().map(|row| lookup.incoming(slots(row))).collect();
                Some(Finder::new(matching, (text(*stored), &stored_in), (text(*incoming), circles)))
            })
            .collect();
        let many_counts = self.on_many == Some(OnMany::Create);
        for (row, in_batch) in rows.iter().enumerate() {
            let slots = batch.slots(*in_batch, plan);
            if !self.has_key(slots) {
                continue;
            }
            let (mut chosen, mut stopped) = (None, self.all_created);
            let mut hits: Vec<Hit> = Vec::new();
            for (number, lookup) in self.lookups.iter().enumerate() {
                if stopped || !lookup.has_value(slots) {
                    continue;
                }
                let mut many = false;
                let mut first = None;
                if let Some(key) = lookup.incoming(slots) {
                    let equal = |at: usize| {
                        rows.get(at).is_some_and(|row| lookup.stored(batch.slots(*row, plan)) == Some(key))
                    };
                    if let Some(finder) = finders.get(number).and_then(Option::as_ref) {
                        first = finder.first(row, equal);
                        if let Some(first) = first.filter(|_| many_counts) {
                            let record = sets.find(first);
                            let other = |at: usize| equal(at) && sets.peek(at) != record;
                            many = finder.first(row, other).is_some();
                        }
                    } else if let Some(found) = indexes.get(number).and_then(|index| index.get(&key)) {
                        first = Some(found.first);
                        let record = sets.find(found.first);
                        many = many_counts && found.others.iter().any(|other| sets.peek(*other) != record);
                    }
                }
                if let Some(row) = first {
                    hits.push(Hit { row, lookup: number });
                }
                if chosen.is_none() {
                    chosen = first.filter(|_| !many).map(|row| Hit { row, lookup: number });
                    stopped = self.next_when == Some(NextWhen::NoValue);
                }
            }
            let crossing = hits.first().and_then(|first| {
                let record = sets.find(first.row);
                let second = hits.iter().find(|hit| sets.peek(hit.row) != record)?;
                Some(Crossing { row, first: *first, second: *second })
            });
            done.crossings.extend(crossing);
            done.hits[row] = chosen;
            done.record[row] = Some(row);
            if let Some(hit) = chosen {
                done.joined += u64::from(sets.unite(hit.row, row));
                if self.on_split == Some(OnSplit::Merge) {
                    for other in &hits {
                        done.joined += u64::from(sets.unite(hit.row, other.row));
                    }
                }
            }
            if self.all_created {
                continue;
            }
            for (lookup, index) in self.lookups.iter().zip(&mut indexes) {
                if lookup.pair.is_some() {
                    continue;
                }
                let Some(key) = lookup.stored(slots) else { continue };
                let known = index.entry(key).or_insert(Rows { first: row, others: Vec::new() });
                if many_counts && known.first != row {
                    let record = sets.find(row);
                    let new = |other: &usize| sets.peek(*other) != record;
                    if new(&known.first) && known.others.iter().all(new) {
                        known.others.push(row);
                    }
                }
            }
        }
        for record in done.record.iter_mut().flatten() {
            *record = sets.find(*record);
        }
        done
    }
}

/// Which rows are one record: each row names another of its record, the first names itself.
struct Sets(Vec<usize>);

impl Sets {
    /// The first row of the record.
    fn find(&mut self, row: usize) -> usize {
        let root = self.peek(row);
        let mut at = row;
        while let Some(next) = self.0.get_mut(at).filter(|next| **next != root) {
            at = std::mem::replace(next, root);
        }
        root
    }

    fn peek(&self, row: usize) -> usize {
        let mut at = row;
        while let Some(next) = self.0.get(at).filter(|next| **next != at) {
            at = *next;
        }
        at
    }

    /// Makes one record of two rows' records; says whether they were two.
    fn unite(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        if let Some(parent) = self.0.get_mut(a.max(b)) {
            *parent = a.min(b);
        }
        a != b
    }
}

#[cfg(test)]
mod tests;
