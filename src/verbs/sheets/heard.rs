//! All that was said of rows, shown or not, to be asked for row by row.
//!
//! Where a finding stands, and which other rows it concerns, is held in memory, some fifty bytes for each row and
//! rule; its words go to a temporary file once they are many.

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use hashbrown::HashSet;

use super::note::Note;
use crate::engine::Hearer;
use crate::error::Error;
use crate::rule::{Finding, Severity};
use crate::rules::place;
use crate::source::{Span, Spool};
use crate::table::Table;

/// Takes note of what rows are to each other while a file is checked.
#[derive(Debug)]
pub struct Heard {
    /// Whether the words are wanted, and if so, whether values are masked.
    words: Option<Words>,
    all: Mutex<All>,
}

/// How findings are put.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words {
    pub(super) redact: bool,
    /// Milder findings are not told.
    pub(super) from: Severity,
}

#[derive(Debug, Default)]
struct All {
    places: Vec<Place>,
    /// Rows that a finding of this rule in another row concerns. Each member of a group names the same ones.
    concerned: HashSet<(u64, u16, Severity)>,
    words: Spool,
}

/// Where something was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    /// In the text, in bytes.
    at: u64,
    severity: Severity,
    /// Where its words begin, and how long they are; none if they are not wanted.
    words: (u64, u32),
}

impl Heard {
    pub(super) fn new(words: Option<Words>) -> Self {
        Self { words, all: Mutex::default() }
    }

    /// What was heard, in the order of the rows.
    pub(super) fn settle(&self) -> Sayings {
        let All { mut places, words, .. } =
            std::mem::take(&mut *self.all.lock().unwrap_or_else(PoisonError::into_inner));
        places.sort_unstable();
        Sayings { places, words }
    }
}

impl Hearer for Heard {
    fn hear(&self, finding: &Finding, table: &Table) -> Result<(), Error> {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let words = self.words.filter(|words| finding.severity >= words.from);
        let own = words.map(|words| Note::of(finding, table, words.redact));
        all.add(finding.span.start, finding.severity, own.as_ref()).map_err(Error::Spill)?;
        drop(all);
        let here = finding.related.iter().filter(|related| related.file == finding.file);
        here.into_iter().try_for_each(|related| self.concern(finding, related.span.start))
    }

    fn concern(&self, finding: &Finding, offset: u64) -> Result<(), Error> {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if !all.concerned.insert((offset, place(finding.rule), finding.severity)) {
            return Ok(());
        }
        let words = self.words.filter(|words| finding.severity >= words.from);
        let note = words.map(|words| Note::of_other(offset, finding, words.redact));
        all.add(offset, finding.severity, note.as_ref()).map_err(Error::Spill)
    }
}

impl All {
    fn add(&mut self, at: u64, severity: Severity, note: Option<&Note>) -> io::Result<()> {
        let mut words = (self.words.len(), 0);
        if let Some(note) = note {
            let text = serde_json::to_vec(note)?;
            self.words.write_all(&text)?;
            words.1 = u32::try_from(text.len()).unwrap_or_default();
        }
        self.places.push(Place { at, severity, words });
        Ok(())
    }
}

/// What was heard, in the order of the rows.
#[derive(Debug)]
pub(super) struct Sayings {
    places: Vec<Place>,
    words: Spool,
}

impl Sayings {
    fn within(&self, row: Span) -> &[Place] {
        let from = self.places.partition_point(|place| place.at < row.start);
        let to = self.places.partition_point(|place| place.at < row.end);
        self.places.get(from..to).unwrap_or_default()
    }

    /// The worst that was said of a row.
    pub(super) fn worst(&self, row: Span) -> Option<Severity> {
        self.within(row).iter().map(|place| place.severity).max()
    }

    /// What was said of a row, in the order of its cells.
    pub(super) fn notes(&self, row: Span) -> io::Result<Vec<Note>> {
        let told = self.within(row).iter().filter(|place| place.words.1 > 0);
        told.map(|place| {
            let (at, length) = place.words;
            let mut text = vec![0; length as usize];
            self.words.read_exact(at, &mut text)?;
            Ok(serde_json::from_slice(&text)?)
        })
        .collect()
    }
}
