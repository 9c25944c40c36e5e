//! What chosen connectors make of the rows, beside what Shopify makes of them: the rows are read once more, in
//! parallel, and those that may share a key with another are resolved as each system would.

mod compare;
mod words;

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use rayon::prelude::*;

use compare::{Comparing, Event};

use super::tell::Files;
use super::{Checked, Options};
use crate::connector::clusters::{Batch, Cells, Part, Plan, Resolved};
use crate::connector::{Cell, Connector, Countries};
use crate::error::Error;
use crate::format::Kind;
use crate::identity::{At, Keys, Rows, SharedKeys, Space};
use crate::rule::{Active, Check, Disagreement, Finding, Parting, Room, Rule, Seen, Severity, Tallies};
use crate::source::{FileId, Lexer, RecordReader, Terminator, skip_line};
use crate::table::{Column, Row, RowFacts};

/// How many customers a system would end up with, and how it comes to that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The connector, or `None` for Shopify itself.
    pub connector: Option<Arc<str>>,
    /// How many customers; `None` where it looks them up by nothing that stands in a customer file.
    pub customers: Option<u64>,
    /// Rows that have nothing it could look up.
    pub without_key: u64,
    /// Rows that are a new customer to it and not to Shopify.
    pub split: u64,
    /// Rows that are a new customer to Shopify and not to it.
    pub merged: u64,
    /// Rows whose keys hit two of its customers.
    pub conflicts: u64,
    /// Whether it is inferred how it compares.
    pub inferred: bool,
}

/// How many marks one task reads, about 4,000 records.
const MARKS: usize = 32;

/// How many tasks' keys are held at once before they are put together.
const TASKS: usize = 64;

/// Counts and tells where chosen connectors part from Shopify. `chosen` are the connectors of each file.
pub(super) fn tell(
    files: &Files<'_>,
    chosen: &[Vec<Arc<Connector>>],
    options: &Options,
    room: &mut Room,
    tallies: &mut [Tallies],
    known: &mut Seen,
) -> Result<(Vec<Finding>, Vec<Standing>), Error> {
    let mut all: Vec<Arc<Connector>> = Vec::new();
    for connector in chosen.iter().flatten() {
        if !all.iter().any(|known| known.id == connector.id) {
            all.push(Arc::clone(connector));
        }
    }
    if all.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let plan = Plan::new(all);
    let masks = chosen.iter().map(|chosen| mask(&plan, chosen)).collect();
    let connected = Connected { files, plan, masks, options };
    let first = connected.first_look()?;
    let (events, standings) = connected.resolve(first, tallies, known)?;
    let told = connected.put_into_words(events, room)?;
    Ok((told, standings))
}

/// Which systems look at a file.
fn mask(plan: &Plan, chosen: &[Arc<Connector>]) -> Vec<bool> {
    let is_chosen = |connector: &Arc<Connector>| chosen.iter().any(|other| other.id == connector.id);
    std::iter::once(!chosen.is_empty()).chain(plan.connectors.iter().map(is_chosen)).collect()
}

struct Connected<'c> {
    files: &'c Files<'c>,
    plan: Plan,
    /// For each file, which systems look at it.
    masks: Vec<Vec<bool>>,
    options: &'c Options,
}

/// What a first look at all rows came to.
struct FirstLook {
    keys: SharedKeys,
    /// For each system, the rows it looks at and those of them with a key.
    rows: Vec<(u64, u64)>,
    /// The positions of all rows, where they are needed.
    positions: Vec<u64>,
}

/// A stretch of a file.
#[derive(Clone, Copy)]
struct Stretch<'f> {
    file: FileId,
    checked: &'f Checked,
    start: u64,
    end: u64,
}

impl<'c> Connected<'c> {
    /// The stretches of all files that a connector looks at.
    fn stretches(&self) -> Vec<Stretch<'c>> {
        let mut stretches = Vec::new();
        for (file, checked) in self.files.checked() {
            if !self.looks_at(file, 0) || checked.table.is_none() {
                continue;
            }
            let starts: Vec<u64> = checked.marks.iter().step_by(MARKS).map(|mark| mark.offset).collect();
            let ends = starts.iter().skip(1).copied().chain([u64::MAX]);
            stretches.extend(starts.iter().zip(ends).map(|(start, end)| Stretch {
                file,
                checked,
                start: *start,
                end,
            }));
        }
        stretches
    }

    fn looks_at(&self, file: FileId, system: usize) -> bool {
        self.masks.get(file as usize).and_then(|mask| mask.get(system)).copied().unwrap_or_default()
    }

    /// Hashes of all keys of all rows.
    fn first_look(&self) -> Result<FirstLook, Error> {
        let none = SharedKeys::new(self.options.index);
        let mut all =
            FirstLook { rows: vec![(0, 0); self.plan.systems.len()], positions: Vec::new(), keys: none };
        for stretches in self.stretches().chunks(TASKS) {
            let none = all.keys.another();
            let read = |stretch: &Stretch<'_>| self.keys_of(*stretch, none.another());
            let parts = stretches.par_iter().map(read).collect::<Result<Vec<_>, Error>>()?;
            for part in parts {
                all.keys.append(part.keys)?;
                all.positions.extend(part.positions);
                for (mine, theirs) in all.rows.iter_mut().zip(part.rows) {
                    *mine = (mine.0 + theirs.0, mine.1 + theirs.1);
                }
            }
        }
        Ok(all)
    }

    fn keys_of(&self, stretch: Stretch<'_>, none: SharedKeys) -> Result<FirstLook, Error> {
        let Stretch { file, checked, start, end } = stretch;
        let systems = &self.plan.systems;
        let mut seen = FirstLook { rows: vec![(0, 0); systems.len()], positions: Vec::new(), keys: none };
        let Some(table) = &checked.table else { return Ok(seen) };
        let lexer = Lexer::new(table.dialect, Some(table.width()));
        let mut reader = RecordReader::new(&checked.source, lexer);
        let (mut keys, mut slots, mut hashes) = (Keys::default(), Vec::new(), Vec::new());
        let mut texts = vec![None; if self.plan.has_pairs() { self.plan.texts() } else { 0 }];
        let all_rows = self.plan.needs_all_rows();
        let mut at = start;
        while at < end
            && let Some(read) = reader.read(at)?
        {
            let next = read.next();
            let cut = read.record.terminator == Terminator::Cut;
            let row = Row::new(table, read.bytes, read.base, read.record);
            if row.facts.contains(RowFacts::DATA) {
                let position = self.files.position(file, at);
                let hash = |key: &str| u128::from(SharedKeys::hash(key));
                texts.fill(None);
                self.plan.fill(&cells(&row, &mut keys), hash, &mut slots, |maker, text| {
                    if let Some(place) = texts.get_mut(maker) {
                        *place = Some(text.into());
                    }
                });
                hashes.clear();
                for (number, (system, rows)) in systems.iter().zip(&mut seen.rows).enumerate() {
                    if self.looks_at(file, number) {
                        rows.0 += 1;
                        rows.1 += u64::from(system.has_key(&slots));
                        system.hashes(&slots, &texts, &mut hashes);
                    }
                }
                for hash in &hashes {
                    // Of a key of several parts the higher half counts too.
                    let folded = (hash ^ hash >> 64) & u128::from(u64::MAX);
                    seen.keys.add(u64::try_from(folded).unwrap_or_default(), position);
                }
                if all_rows {
                    seen.positions.push(position);
                }
            }
            at = if cut { skip_line(&checked.source, next)?.next } else { next };
        }
        Ok(seen)
    }

    /// Resolves the rows of each circle as each system does.
    fn resolve(
        &self,
        first: FirstLook,
        tallies: &mut [Tallies],
        seen: &mut Seen,
    ) -> Result<(Vec<Event>, Vec<Standing>), Error> {
        let FirstLook { keys, rows, positions } = first;
        let mut reader = self.files.reader();
        let mut scratch = Keys::default();
        let positions = if self.plan.needs_all_rows() { positions } else { keys.rows()? };
        let mut standings = self.standings(&rows);
        let mut kept: Vec<Vec<Event>> = self.plan.systems.iter().map(|_| Vec::new()).collect();
        for rows in self.circles(&positions) {
            let batch = self.batch(&rows)?;
            let mut shopify: Option<(Vec<usize>, Resolved)> = None;
            for (number, system) in self.plan.systems.iter().enumerate() {
                let looked_at = rows.iter().enumerate().filter(|(_, at)| self.looks_at(at.file(), number));
                let places: Vec<usize> = looked_at.map(|(place, _)| place).collect();
                if !system.looks() {
                    continue;
                }
                let ours = if number == 0 {
                    Resolved::default()
                } else {
                    system.resolve(&self.plan, &batch, &places)
                };
                if shopify.as_ref().is_none_or(|(known, _)| *known != places) {
                    let theirs =
                        self.plan.systems.first().map(|one| one.resolve(&self.plan, &batch, &places));
                    shopify = theirs.map(|theirs| (places.clone(), theirs));
                }
                let Some((_, theirs)) = &shopify else { continue };
                let Some(standing) = standings.get_mut(number) else { continue };
                let joined = if number == 0 { theirs.joined } else { ours.joined };
                standing.customers = standing.customers.map(|customers| customers.saturating_sub(joined));
                if number == 0 {
                    continue;
                }
                let at = |place: usize| places.get(place).and_then(|row| rows.get(*row)).copied();
                let events = Comparing { system, number, at: &at, ours: &ours, theirs }.events();
                for event in events {
                    match event.parting {
                        Parting::Split => standing.split += 1,
                        Parting::Merge => standing.merged += 1,
                        Parting::Conflict => standing.conflicts += 1,
                    }
                    let Some((_, active, severity)) = self.judge(event) else { continue };
                    let column = self.column(event);
                    if severity >= self.options.show_from
                        && let Some(known) = &self.options.known
                        && self.files.with(&mut reader, event.at, |row| {
                            let connector = self.connector(event).map(|connector| connector.id.as_str());
                            known.has(active, connector, column, Some(row), &mut scratch, seen)
                        })?
                    {
                        continue;
                    }
                    let Some(tallies) = tallies.get_mut(event.at.file() as usize) else { continue };
                    let column = column.map(|column| column.index);
                    let tally = tallies.0.entry((active.place, column, severity)).or_default();
                    tally.findings += 1;
                    tally.records += 1;
                    let Some(kept) = kept.get_mut(number) else { continue };
                    let is_shown = severity >= self.options.show_from
                        && kept.len() < self.options.max_per_rule.saturating_mul(3);
                    if is_shown || self.options.hearer.is_some() {
                        kept.push(event);
                    }
                }
            }
        }
        let mut events: Vec<Event> = kept.into_iter().flatten().collect();
        events.sort_by_key(|event| (event.at, event.system, event.parting));
        Ok((events, standings))
    }

    fn standings(&self, rows: &[(u64, u64)]) -> Vec<Standing> {
        let shopify = std::iter::once(None);
        let names = shopify.chain(self.plan.connectors.iter().map(Some));
        let each = names.zip(&self.plan.systems).zip(rows);
        each.map(|((connector, system), (rows, keyed))| Standing {
            connector: connector.map(|connector| Arc::from(connector.id.as_str())),
            customers: system.looks().then_some(*keyed),
            without_key: if system.looks() { rows - keyed } else { 0 },
            split: 0,
            merged: 0,
            conflicts: 0,
            inferred: connector.is_some_and(|connector| {
                let of_keys = |identity: &&crate::connector::Identity| identity.is_inferred();
                connector.identities.iter().any(|identity| of_keys(&identity))
                    || connector.resolve.confidence == Some(crate::connector::Confidence::Inferred)
            }),
        })
        .collect()
    }

    /// The rows that are compared with each other: those of all files together, and of each file that keeps to
    /// itself.
    fn circles(&self, positions: &[u64]) -> Vec<Vec<At>> {
        let mut together = Vec::new();
        let mut alone: Vec<Vec<At>> = Vec::new();
        for at in positions.iter().map(|position| self.files.at(*position)) {
            if self.files.across_files(at.file()) {
                together.push(at);
                continue;
            }
            match alone.last_mut().filter(|rows| rows.first().is_some_and(|row| row.file() == at.file())) {
                Some(rows) => rows.push(at),
                None => alone.push(vec![at]),
            }
        }
        std::iter::once(together).chain(alone).filter(|rows| !rows.is_empty()).collect()
    }

    /// Reads rows again, in order.
    fn batch(&self, rows: &[At]) -> Result<Batch, Error> {
        const TASK: usize = 1024;
        let seeds = [RandomState::new(), RandomState::new()];
        let [low, high] = &seeds;
        let hash = |key: &str| u128::from(high.hash_one(key)) << 64 | u128::from(low.hash_one(key));
        let read = |rows: &[At]| {
            let mut batch = Batch::default();
            let mut reader = self.files.reader();
            let (mut keys, mut slots) = (Keys::default(), Vec::new());
            for at in rows {
                self.files.with(&mut reader, *at, |row| {
                    batch.push(&self.plan, &cells(row, &mut keys), hash, &mut slots);
                })?;
            }
            Ok(batch)
        };
        let parts = rows.par_chunks(TASK).map(read).collect::<Result<Vec<_>, Error>>()?;
        let mut all = Batch::default();
        for part in parts {
            all.append(part);
        }
        Ok(all)
    }

    fn connector(&self, event: Event) -> Option<&Arc<Connector>> {
        self.plan.connectors.get(event.system.checked_sub(1)?)
    }

    /// The key of the connector that decides.
    fn identity(&self, event: Event) -> Option<&crate::connector::Identity> {
        let looked = self.plan.systems.get(event.system)?.looked(event.lookup?);
        self.connector(event)?.identity(looked.identity?)
    }

    /// The rule that speaks for it, if it is on, and how severe it is.
    fn judge(&self, event: Event) -> Option<(&'static Rule, Active, Severity)> {
        let file = self.files.get(event.at.file())?;
        let speaks = |(_, rule): &(Active, &'static Rule)| matches!(rule.check, Check::Connector { of, .. } if of == event.parting);
        let (active, rule) = file.levels.active().find(speaks)?;
        let connector = self.connector(event)?;
        let unsure = Disagreement::is_unsure(connector, self.identity(event));
        // Where `Phone` was free text nothing certain follows from a number.
        let loose =
            event.cell == Cell::Phone && file.table.as_ref().is_some_and(crate::table::Table::loose_phone);
        let usual = if unsure || loose { Severity::Warning.min(rule.severity) } else { rule.severity };
        Some((rule, active, active.severity(usual)))
    }

    fn column(&self, event: Event) -> Option<&'c Column> {
        let table = self.files.get(event.at.file())?.table.as_ref()?;
        table.column(kind(event.cell))
    }
}

const fn kind(cell: Cell) -> Kind {
    match cell {
        Cell::Email => Kind::Email,
        Cell::Phone => Kind::Phone,
    }
}

fn countries(row: &Row<'_>) -> Countries {
    Countries { row: row.address_region(), store: row.table.import.default_country }
}

/// What connectors look at in a row.
fn cells<'r>(row: &Row<'r>, keys: &mut Keys) -> Cells<'r> {
    let text = |kind| Some(row.text(kind)).filter(|text| !text.is_empty());
    let part = |part: Part| match part {
        Part::FirstName => text(Kind::FirstName),
        Part::LastName => text(Kind::LastName),
        Part::ShopifyId => text(Kind::CustomerId),
    };
    let mut key = |space| keys.key(row, space).map(str::to_owned);
    Cells {
        email: text(Kind::Email),
        phone: text(Kind::Phone),
        parts: Part::ALL.map(part),
        countries: countries(row),
        shopify: [key(Space::Email), key(Space::Phone)],
    }
}
