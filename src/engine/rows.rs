//! All rows of one table: windows one after another, their pieces in parallel, row by row the rules and the keys.

use super::plan::Plan;
use super::tally::Tally;
use super::timings::{Stage, Watch};
use super::{Options, Progress};
use crate::error::Error;
use crate::identity::{Entries, Glance, Keys, Memory};
use crate::rule::{Finding, Room, Sink};
use crate::rules::place;
use crate::source::{
    Facts, FileId, Lexer, Offsets, Piece, Record, Source, Step, Stop, Terminator, Window, Windows,
    count_chars, count_line_ends, skip_line,
};
use crate::table::{Row, RowFacts, Table};

/// A mark is kept every so many records: few enough to be small, many enough to find a place at once.
const RECORDS_PER_MARK: u64 = 128;

/// What reading the rows of a table takes.
pub(super) struct Rows<'a> {
    pub(super) source: &'a Source,
    pub(super) file: FileId,
    pub(super) table: &'a Table,
    pub(super) plan: &'a Plan,
    pub(super) glance: &'a Glance,
    pub(super) options: &'a Options,
    pub(super) room: &'a Room,
    pub(super) progress: &'a dyn Progress,
    /// How many bytes the keys of other files take.
    pub(super) held: usize,
}

/// What one piece of a window came to. Counts are those of the piece alone; marks count from its start.
struct Made {
    tally: Tally,
    entries: Entries,
}

impl Rows<'_> {
    /// Reads all rows. Says whether it stopped at bytes that are not UTF-8.
    pub(super) fn read(&self, tally: &mut Tally, entries: &mut Entries) -> Result<bool, Error> {
        let mut room = self.room.clone();
        let lexer = Lexer::new(self.table.dialect, Some(self.table.width()));
        let mut windows = Windows::new(self.source, self.options.pieces);
        let mut start = self.table.data;
        tally.mark(start);
        while let Some(window) = windows.at(start)? {
            if let Some(timings) = &self.options.timings {
                timings.add(Stage::Read, window.reading);
            }
            let base = window.base;
            let before = tally.findings.len();
            let none = entries.another();
            let piece = |from, to| self.piece(&lexer, window, &room, none.another(), from, to);
            let (read, stop) = window.read(piece, |piece: Piece<Made>| {
                tally.mark(base + piece.start as u64);
                tally.append(piece.made.tally);
                entries.append(piece.made.entries, 0);
                Ok::<(), Error>(())
            })?;
            let new = tally.findings.split_off(before);
            tally.findings.extend(new.into_iter().filter(|finding| room.take(place(finding.rule))));
            entries.bound(self.held)?;
            start = base + read as u64;
            self.progress.read(read as u64);
            match stop {
                Some(Stop::NotUtf8) => return Ok(true),
                Some(Stop::Cut) => {
                    let skipped = skip_line(self.source, start)?;
                    tally.lines += skipped.line_ends;
                    tally.chars += skipped.chars;
                    start = skipped.next;
                    tally.mark(start);
                }
                Some(Stop::Incomplete) if read == 0 => windows.widen(),
                _ => {}
            }
        }
        Ok(false)
    }

    fn piece(
        &self,
        lexer: &Lexer,
        window: &Window,
        room: &Room,
        mut entries: Entries,
        from: usize,
        to: usize,
    ) -> Piece<Made> {
        let mut watch = Watch::start(self.options.timings.as_deref());
        let mut sink = Sink::new(self.options.show_from, room.clone()).knowing(self.options.known.clone());
        let (mut keys, mut memory) = (Keys::default(), Memory::default());
        let mut record = Record::default();
        let mut tally = Tally::default();
        let mut records = lexer.records(window.bytes(), from, window.at_eof);
        let known = Some((from, utf8_start(window.bytes().get(from..to).unwrap_or_default())));
        let (mut at, mut read, mut stop) = (from, 0, None);
        let needs_chars = self.source.offsets == Offsets::OnePerChar;
        let settled = self.source.is_settled();
        while at < to {
            watch.next();
            match records.read(&mut record) {
                Step::Record => {}
                Step::Incomplete => {
                    stop = Some(Stop::Incomplete);
                    break;
                }
                Step::End => break,
            }
            self.glance.take(window.bytes(), &mut record, &mut memory);
            let row = Row::in_text(self.table, window.bytes(), window.base, &record, known);
            watch.lap(Stage::Lex);
            if row.facts.contains(RowFacts::NOT_UTF8) && !settled {
                stop = Some(Stop::NotUtf8);
                break;
            }
            self.plan.run(&row, &mut sink);
            watch.lap(Stage::Rules);
            if row.facts.contains(RowFacts::DATA) {
                entries.add(&mut keys, &row, window.base + at as u64);
                tally.records += 1;
            }
            watch.lap(Stage::Identity);
            let next = record.next as usize;
            let line = || window.bytes().get(at..next).unwrap_or_default();
            tally.lines += if record.facts.contains(Facts::LINE_BREAK) {
                u64::from(count_line_ends(line()))
            } else {
                u64::from(!matches!(record.terminator, Terminator::Eof | Terminator::Cut))
            };
            if needs_chars {
                tally.chars += count_chars(line());
            }
            tally.line_ends.count(record.terminator, window.base + u64::from(record.end));
            at = next;
            read += 1;
            if record.terminator == Terminator::Cut {
                stop = Some(Stop::Cut);
                break;
            }
            if read % RECORDS_PER_MARK == 0 {
                tally.mark(window.base + at as u64);
            }
        }
        entries.seal();
        let (tallies, kept, seen) = sink.finish();
        tally.findings = owned(self.file, kept);
        tally.tallies = tallies;
        tally.seen = seen;
        Piece { start: from, end: at, made: Made { tally, entries }, stop }
    }
}

/// The text up to the first byte that is not UTF-8.
fn utf8_start(bytes: &[u8]) -> &str {
    // Where it is not all text, the slow way says how far it is.
    let read = simdutf8::basic::from_utf8(bytes).ok();
    let known = read.map_or_else(|| std::str::from_utf8(bytes), Ok);
    known.unwrap_or_else(|error| {
        let (valid, _) = bytes.split_at(error.valid_up_to());
        std::str::from_utf8(valid).unwrap_or_default()
    })
}

/// Findings of rows of this file.
pub(super) fn owned(file: FileId, mut findings: Vec<Finding>) -> Vec<Finding> {
    for finding in &mut findings {
        finding.file = file;
        // What a rule relates stands in the same file.
        for related in &mut finding.related {
            related.file = file;
        }
    }
    findings
}
