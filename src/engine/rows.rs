//! All rows of one table: windows one after another, their pieces in parallel, row by row the rules and the keys.

use std::cell::Cell;

use super::layout::Layout;
use super::tally::Tally;
use super::timings::{Stage, Watch};
use super::{Options, Progress};
use crate::error::Error;
use crate::identity::{Entries, Judged, Keys, Memory, Spare, Workspace};
use crate::rule::{Finding, Room, Sink};
use crate::rules::place;
use crate::source::{
    Batch, Facts, FileId, Lexer, Offsets, Piece, Record, Source, Step, Stop, Terminator, Window, Windows,
    count_chars, count_line_ends, skip_line,
};
use crate::table::{Row, RowFacts};

/// A mark is kept every so many records: few enough to be small, many enough to find a place at once.
const RECORDS_PER_MARK: u64 = 32;

/// What a thread reads rows with, used again from piece to piece and from file to file.
#[derive(Debug, Default)]
struct Desk {
    keys: Keys,
    memory: Memory,
    space: Workspace,
    spare: Spare,
    batch: Batch,
    record: Record,
}

thread_local! {
    static DESK: Cell<Option<Box<Desk>>> = const { Cell::new(None) };
}

/// What reading the rows of a table takes.
pub(super) struct Rows<'a> {
    pub(super) source: &'a Source,
    pub(super) file: FileId,
    pub(super) layout: &'a Layout,
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
        let table = &self.layout.table;
        let lexer = Lexer::new(table.dialect, Some(table.width()));
        let mut windows = Windows::new(self.source, self.options.pieces);
        let mut start = table.data;
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
        window: &Window<'_>,
        room: &Room,
        mut entries: Entries,
        from: usize,
        to: usize,
    ) -> Piece<Made> {
        let Layout { table, plan, glance, places, .. } = self.layout;
        let mut watch = Watch::start(self.options.timings.as_deref());
        let mut sink = Sink::new(self.options.show_from, room.clone()).knowing(self.options.known.clone());
        let mut desk = DESK.take().unwrap_or_default();
        let Desk { keys, memory, space, spare, batch, record } = &mut *desk;
        entries.borrow_room(spare);
        let mut tally = Tally::default();
        let bytes = window.bytes();
        let mut records = lexer.records(bytes, from, window.at_eof);
        let settled = self.source.is_settled();
        let needs_chars = self.source.offsets == Offsets::OnePerChar;
        let (mut at, mut read, mut stop) = (from, 0, None);
        'piece: while at < to {
            match records.read_batch(batch, to) {
                Step::Record => {}
                Step::Incomplete => {
                    stop = Some(Stop::Incomplete);
                    break;
                }
                Step::End => break,
            }
            let (start, end) = (at, batch.heads().last().map_or(at, |last| last.end as usize));
            // Letters alone beyond ASCII are UTF-8, else they would be strange.
            let is_strange = batch.heads().iter().any(|head| head.facts.contains(Facts::STRANGE));
            let written = || bytes.get(start..end).unwrap_or_default();
            let text = if is_strange { simdutf8::basic::from_utf8(written()).ok() } else { None };
            glance.take(bytes, batch, memory);
            watch.lap(Stage::Lex);
            let is_text = !is_strange || text.is_some();
            let is_quick = is_text && self.options.glance;
            if is_quick {
                entries.add_batch(places, bytes, window.base, (batch, memory.judged().numbers), space);
                watch.lap(Stage::Identity);
            }
            let mut judged = memory.judged();
            for (place, (head, cells)) in batch.records().enumerate() {
                let judged = judged.next(place);
                let left = if is_quick { space.left().get(place).copied() } else { None };
                let left = left.unwrap_or_else(|| entries.all_keys());
                if !is_text
                    || !left.is_empty()
                    || plan.is_awake(table, head, cells)
                    || !judged.is_empty() && !plan.count(table, judged, &mut sink)
                {
                    batch.copy(place, record);
                    for (column, taken) in judged.taken() {
                        record.give(column, taken);
                    }
                    let known = text.map(|text| (start, text));
                    let row = Row::in_text(table, bytes, window.base, record, known);
                    if row.facts.contains(RowFacts::NOT_UTF8) && !settled {
                        stop = Some(Stop::NotUtf8);
                        break 'piece;
                    }
                    plan.run(&row, if is_text { judged } else { Judged::default() }, &mut sink);
                    watch.lap(Stage::Rules);
                    if row.facts.contains(RowFacts::DATA) {
                        entries.add(keys, &row, window.base + at as u64, left);
                    }
                    watch.lap(Stage::Identity);
                }
                let next = head.next as usize;
                let line = || bytes.get(at..next).unwrap_or_default();
                tally.records += u64::from(head.facts.contains(Facts::ANY));
                tally.lines += if head.facts.contains(Facts::LINE_BREAK) {
                    u64::from(count_line_ends(line()))
                } else {
                    u64::from(!matches!(head.terminator, Terminator::Eof | Terminator::Cut))
                };
                if needs_chars {
                    tally.chars += count_chars(line());
                }
                tally.line_ends.count(head.terminator, window.base + u64::from(head.end));
                at = next;
                read += 1;
                if head.terminator == Terminator::Cut {
                    stop = Some(Stop::Cut);
                    break 'piece;
                }
                // Where the text ends in the middle of a line, no record starts.
                if read % RECORDS_PER_MARK == 0 && head.terminator != Terminator::Eof {
                    tally.mark(window.base + at as u64);
                }
            }
            watch.lap(Stage::Rules);
        }
        entries.seal_and_return(spare);
        DESK.set(Some(desk));
        let (tallies, kept, seen) = sink.finish();
        tally.findings = owned(self.file, kept);
        tally.tallies = tallies;
        tally.seen = seen;
        Piece { start: from, end: at, made: Made { tally, entries }, stop }
    }
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
