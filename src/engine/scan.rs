//! One file, from its first byte to its last: header, rows in parallel, marks, keys.

use rayon::prelude::*;

use crate::error::Error;
use crate::format::{Format, GENERIC, Kind, Known};
use crate::identity::{At, Entries, Keys};
use crate::rule::{Check, Content, FileFacts, Finding, LineEnds, Room, Sink, Split, Tallies, content_of};
use crate::rules::place;
use crate::source::{
    Dialect, Facts, FileId, Lexer, MAX_RECORD, Mark, Offsets, Record, RecordReader, Source, Step, Terminator,
    Window, Windows, count_chars, count_line_ends, skip_line,
};
use crate::table::{Header, Row, RowFacts, Table};

use super::plan::Plan;
use super::{Options, Progress};

/// A mark is kept every so many records: few enough to be small, many enough to find a place at once.
const RECORDS_PER_MARK: u64 = 128;

/// A file that was read.
#[derive(Debug)]
pub struct Checked {
    /// The bytes.
    pub source: Source,
    /// What it is.
    pub content: Content,
    /// The table, where it is one.
    pub table: Option<Table>,
    /// Known places between records.
    pub marks: Vec<Mark>,
    /// Data records; blank rows do not count.
    pub records: u64,
    /// Whether its rows are compared with those of other files.
    pub across_files: bool,
    /// What was counted in it, repetitions not included.
    pub tallies: Tallies,
    /// What was counted of rows that share a key.
    pub repeats: Tallies,
}

impl Checked {
    /// The lexer its records were read with.
    pub fn lexer(&self) -> Lexer {
        let table = self.table.as_ref();
        Lexer::new(table.map(|t| t.dialect).unwrap_or_default(), table.map(Table::width))
    }
}

/// A file that is no customer file.
#[derive(Debug)]
pub struct Stranger {
    /// Its name.
    pub name: String,
    /// Its first header cells, for telling the user.
    pub headers: Vec<String>,
}

/// What came of reading a file.
pub(super) enum Scanned {
    Checked(Box<Checked>, Vec<Finding>, Entries),
    Stranger(Stranger),
}

/// Reads and checks one file.
pub(super) fn scan(
    source: Source,
    file: FileId,
    options: &Options,
    room: &Room,
    progress: &dyn Progress,
) -> Result<Scanned, Error> {
    let mut source = source;
    loop {
        let scan = Scan { source: &source, file, options, room, progress };
        match scan.run()? {
            Attempt::NotUtf8 => {
                // Judged once; a second look at strays changes nothing.
                source.settle_encoding()?;
            }
            Attempt::Stranger(headers) => {
                return Ok(Scanned::Stranger(Stranger { name: source.name.clone(), headers }));
            }
            Attempt::Done(done) => {
                source.still_the_same()?;
                let Done { content, table, tally, findings } = *done;
                let Tally { marks, records, tallies, entries, .. } = tally;
                let across_files = true;
                let repeats = Tallies::default();
                let checked =
                    Checked { source, content, table, marks, records, across_files, tallies, repeats };
                return Ok(Scanned::Checked(Box::new(checked), findings, entries));
            }
        }
    }
}

enum Attempt {
    Done(Box<Done>),
    /// Bytes were seen that are not UTF-8 and the encoding was not settled yet.
    NotUtf8,
    Stranger(Vec<String>),
}

/// What a file's header shows it to be.
enum Found {
    /// A table, and the count of what comes before the data.
    Table(Box<Table>, Box<Tally>),
    /// A table of no known format; its header cells.
    Stranger(Vec<String>),
    /// No cell with text in it.
    Nothing,
}

struct Done {
    content: Content,
    table: Option<Table>,
    tally: Tally,
    findings: Vec<Finding>,
}

struct Scan<'a> {
    source: &'a Source,
    file: FileId,
    options: &'a Options,
    room: &'a Room,
    progress: &'a dyn Progress,
}

/// What the records up to some place came to.
#[derive(Default)]
struct Tally {
    marks: Vec<Mark>,
    records: u64,
    lines: u64,
    chars: u64,
    line_ends: LineEnds,
    tallies: Tallies,
    findings: Vec<Finding>,
    entries: Entries,
}

/// What one piece of a window came to. Counts are those of the piece alone; marks count from its start.
struct Piece {
    /// Where in the window it starts and where the record after its last one starts.
    start: usize,
    end: usize,
    tally: Tally,
    stop: Stop,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    /// The piece was read to its end.
    No,
    /// The last record goes on after the window.
    Incomplete,
    /// The last record was cut off.
    Cut,
    /// Bytes that are not UTF-8, the encoding not being settled.
    NotUtf8,
}

impl Scan<'_> {
    fn run(&self) -> Result<Attempt, Error> {
        let source = self.source;
        let content = match content_of(&source.head) {
            Content::Foreign(name) if source.offsets == Offsets::Same => Content::Foreign(name),
            _ => content_of(&source.read(self.first_text()?, 4096)?),
        };
        if content != Content::Table {
            return self.finish(content, None, Tally::default());
        }
        let (text, at_eof) = self.header_text()?;
        let (table, header_tally) = match self.header(&text, at_eof)? {
            Found::Table(table, tally) => (*table, *tally),
            Found::Nothing => return self.finish(Content::Empty, None, Tally::default()),
            // In its true encoding the header may be a known one.
            Found::Stranger(_) if self.unsettled() && !is_utf8(&text, at_eof) => {
                return Ok(Attempt::NotUtf8);
            }
            Found::Stranger(headers) => return Ok(Attempt::Stranger(headers)),
        };
        let header =
            source.read(table.header.start, usize::try_from(table.header.len()).unwrap_or(usize::MAX))?;
        if self.unsettled() && std::str::from_utf8(&header).is_err() {
            return Ok(Attempt::NotUtf8);
        }
        let plan = Plan::new(&self.options.levels, &table);
        let mut tally = header_tally;
        self.before_data(&table, &plan, &mut tally)?;
        if self.rows(&table, &plan, &mut tally)? {
            return Ok(Attempt::NotUtf8);
        }
        self.finish(Content::Table, Some(table), tally)
    }

    fn unsettled(&self) -> bool {
        !self.source.is_settled()
    }

    fn finish(&self, content: Content, table: Option<Table>, mut tally: Tally) -> Result<Attempt, Error> {
        let split = match &table {
            Some(table) => self.split(table, &tally.marks)?,
            None => None,
        };
        let mut sink = Sink::new(self.options.show_from, self.room.clone());
        let facts = FileFacts {
            source: self.source,
            content,
            table: table.as_ref(),
            records: tally.records,
            line_ends: tally.line_ends,
            split,
        };
        for (place, rule) in self.options.levels.active() {
            sink.set_rule(place);
            match (rule.check, &table) {
                (Check::File(check), _) => check(&facts, &mut sink),
                (Check::Header(check), Some(table)) => check(table, &mut sink),
                _ => {}
            }
        }
        let mut findings = self.owned(sink.kept);
        tally.tallies.add(&sink.tallies);
        findings.append(&mut tally.findings);
        Ok(Attempt::Done(Box::new(Done { content, table, tally, findings })))
    }

    fn owned(&self, mut findings: Vec<Finding>) -> Vec<Finding> {
        for finding in &mut findings {
            finding.file = self.file;
            // What a rule relates stands in the same file.
            for related in &mut finding.related {
                related.file = self.file;
            }
        }
        findings
    }

    /// Where the first byte stands that is not white space.
    fn first_text(&self) -> Result<u64, Error> {
        let mut offset = self.source.text_start();
        loop {
            let block = self.source.read(offset, 64 << 10)?;
            if let Some(at) = block.iter().position(|byte| !byte.is_ascii_whitespace()) {
                return Ok(offset + at as u64);
            }
            if block.is_empty() {
                return Ok(offset);
            }
            offset += block.len() as u64;
        }
    }

    /// The text from its start on, as far as the header reaches in any dialect, and whether the text ends
    /// there.
    fn header_text(&self) -> Result<(Vec<u8>, bool), Error> {
        let start = self.source.text_start();
        let mut length = 64 << 10;
        loop {
            let text = self.source.read(start, length)?;
            let at_eof = start + text.len() as u64 == self.source.len();
            let whole = |dialect| Self::header_record(&text, at_eof, dialect).is_some();
            // So many blank lines that no header comes before the limit are not followed further.
            if at_eof || length > 4 * MAX_RECORD || self.dialects(&text).into_iter().all(whole) {
                return Ok((text, at_eof));
            }
            length *= 4;
        }
    }

    /// Reads the header in `dialect`; blank lines before it are passed over.
    fn header_record(text: &[u8], at_eof: bool, dialect: Dialect) -> Option<Record> {
        let lexer = Lexer::new(dialect, None);
        let mut record = Record::default();
        let mut at = dialect.sep_line as usize;
        while lexer.read(text, at, at_eof, &mut record) == Step::Record {
            if record.facts.contains(Facts::ANY) {
                return Some(record);
            }
            at = record.next as usize;
        }
        None
    }

    /// The dialects that the file may be in, the likeliest first.
    fn dialects(&self, text: &[u8]) -> Vec<Dialect> {
        let said = Dialect::from_sep_line(text);
        let sep_line = said.map_or(0, |dialect| dialect.sep_line);
        match (self.options.delimiter, said) {
            (Some(delimiter), _) => vec![Dialect { delimiter, sep_line }],
            (None, Some(dialect)) => vec![dialect],
            (None, None) => Dialect::DELIMITERS.map(|delimiter| Dialect { delimiter, sep_line }).to_vec(),
        }
    }

    /// What the first record of `text` that is not blank comes to.
    fn header(&self, text: &[u8], at_eof: bool) -> Result<Found, Error> {
        let base = self.source.text_start();
        let mut widest: Vec<String> = Vec::new();
        let mut best: Option<(usize, Dialect, &'static Format, Record)> = None;
        for dialect in self.dialects(text) {
            let Some(record) = Self::header_record(text, at_eof, dialect) else { continue };
            let names = Header { bytes: text, base, record: &record }.names();
            if let Some((score, format)) = self.recognise(&names)
                && best.as_ref().is_none_or(|(so_far, ..)| score > *so_far)
            {
                best = Some((score, dialect, format, record));
            }
            if names.len() > widest.len() {
                widest = names;
            }
        }
        let Some((_, dialect, format, record)) = best else {
            return Ok(if widest.is_empty() { Found::Nothing } else { Found::Stranger(widest) });
        };
        let header = Header { bytes: text, base, record: &record };
        let mut table =
            Table::new(&header, format, dialect, self.options.import, |name| self.kind_of(format, name));
        let before = text.get(..record.next as usize).unwrap_or_default();
        let mut tally = Tally {
            lines: u64::from(count_line_ends(before)),
            chars: count_chars(before),
            ..Tally::default()
        };
        tally.line_ends.count(record.terminator, base + u64::from(record.end));
        if record.terminator == Terminator::Cut {
            let skipped = skip_line(self.source, table.data)?;
            table.data = skipped.next;
            tally.lines += skipped.line_ends;
            tally.chars += skipped.chars;
        }
        Ok(Found::Table(Box::new(table), Box::new(tally)))
    }

    fn recognise(&self, names: &[String]) -> Option<(usize, &'static Format)> {
        let mapped = names.iter().filter(|name| self.mapping(name).is_some()).count();
        if let Some(format) = self.options.format {
            let known = names.iter().filter(|name| format.knows(name) != Known::No).count();
            // A format without columns of its own can say nothing of a file that none is mapped for.
            return (mapped > 0 || !format.columns.is_empty()).then_some((known + mapped, format));
        }
        let known = Format::all()
            .iter()
            .filter_map(|format| format.recognise(names).map(|score| (score, format)))
            .reduce(|best, next| if next.0 > best.0 { next } else { best });
        known.or_else(|| {
            let generic = Format::by_id(GENERIC)?;
            (mapped > 0).then_some((mapped, generic))
        })
    }

    fn mapping(&self, name: &str) -> Option<Kind> {
        let mapped = self.options.columns.iter().find(|(header, _)| header == name.trim());
        mapped.map(|(_, kind)| *kind)
    }

    fn kind_of(&self, format: &Format, name: &str) -> Kind {
        self.mapping(name).unwrap_or_else(|| match format.knows(name) {
            Known::Exactly(header) | Known::Nearly(header) => {
                format.column(header).map_or(Kind::Unknown, |column| column.kind)
            }
            Known::CustomField => Kind::Metafield,
            Known::No => Kind::Unknown,
        })
    }

    /// Lets the row rules see blank lines above the header and quotes out of place in it: neither is a record
    /// of the data.
    fn before_data(&self, table: &Table, plan: &Plan, tally: &mut Tally) -> Result<(), Error> {
        let mut sink = Sink::new(self.options.show_from, self.room.clone());
        let mut reader = RecordReader::new(self.source, Lexer::new(table.dialect, None));
        let mut at = self.source.text_start() + u64::from(table.dialect.sep_line);
        while at <= table.header.start
            && let Some(read) = reader.read(at)?
        {
            let mut row = Row::new(table, read.bytes, read.base, read.record);
            row.facts &= RowFacts::BLANK | RowFacts::FAULTY;
            plan.run_rows(&row, &mut sink);
            at = read.next();
        }
        tally.tallies.add(&sink.tallies);
        tally.findings = self.owned(sink.kept);
        Ok(())
    }

    /// Reads all rows. Says whether it stopped at bytes that are not UTF-8.
    fn rows(&self, table: &Table, plan: &Plan, tally: &mut Tally) -> Result<bool, Error> {
        let mut room = self.room.clone();
        let lexer = Lexer::new(table.dialect, Some(table.width()));
        let mut pieces = self.options.pieces;
        let mut windows = Windows::new(self.source, pieces);
        let mut start = table.data;
        tally.mark(start);
        while let Some(window) = windows.at(start)? {
            let base = window.base;
            let before = tally.findings.len();
            let (read, stop) = self.window(table, plan, &lexer, window, &room, tally);
            let new = tally.findings.split_off(before);
            tally.findings.extend(new.into_iter().filter(|finding| room.take(place(finding.rule))));
            start = base + read as u64;
            self.progress.read(read as u64);
            match stop {
                Stop::NotUtf8 => return Ok(true),
                Stop::Cut => {
                    let skipped = skip_line(self.source, start)?;
                    tally.lines += skipped.line_ends;
                    tally.chars += skipped.chars;
                    start = skipped.next;
                    tally.mark(start);
                }
                Stop::Incomplete if read == 0 => {
                    pieces.window *= 2;
                    windows = Windows::new(self.source, pieces);
                }
                _ => {}
            }
        }
        Ok(false)
    }

    /// Reads one window in parallel; says how far it came and why it stopped. A piece that starts where the
    /// one before it did not end was guessed wrongly and is read again, so the result is that of reading
    /// record by record.
    fn window(
        &self,
        table: &Table,
        plan: &Plan,
        lexer: &Lexer,
        window: &Window,
        room: &Room,
        tally: &mut Tally,
    ) -> (usize, Stop) {
        let ends = window.cuts.iter().skip(1).copied().chain([window.bytes.len()]);
        let bounds: Vec<(usize, usize)> = window.cuts.iter().copied().zip(ends).collect();
        let read = |(from, to): (usize, usize)| self.piece(table, plan, lexer, window, room, from, to);
        let guesses: Vec<Piece> = match bounds.as_slice() {
            [one] => vec![read(*one)],
            _ => bounds.par_iter().map(|bound| read(*bound)).collect(),
        };
        let mut at = 0;
        for (guess, (_, to)) in guesses.into_iter().zip(bounds) {
            if at >= to {
                continue;
            }
            let piece = if guess.start == at { guess } else { read((at, to)) };
            tally.mark(window.base + at as u64);
            at = piece.end;
            let stop = piece.stop;
            tally.append(piece.tally);
            if stop != Stop::No {
                return (at, stop);
            }
        }
        (at, Stop::No)
    }

    #[expect(clippy::too_many_arguments, reason = "one loop over the records needs all of it")]
    fn piece(
        &self,
        table: &Table,
        plan: &Plan,
        lexer: &Lexer,
        window: &Window,
        room: &Room,
        from: usize,
        to: usize,
    ) -> Piece {
        let mut sink = Sink::new(self.options.show_from, room.clone());
        let mut keys = Keys::default();
        let mut record = Record::default();
        let mut tally = Tally::default();
        let (mut at, mut read, mut stop) = (from, 0, Stop::No);
        let needs_chars = self.source.offsets == Offsets::OnePerChar;
        while at < to {
            match lexer.read(&window.bytes, at, window.at_eof, &mut record) {
                Step::Record => {}
                Step::Incomplete => {
                    stop = Stop::Incomplete;
                    break;
                }
                Step::End => break,
            }
            let row = Row::new(table, &window.bytes, window.base, &record);
            if row.facts.contains(RowFacts::NOT_UTF8) && self.unsettled() {
                stop = Stop::NotUtf8;
                break;
            }
            let start = window.base + at as u64;
            plan.run(&row, record.facts, &mut sink);
            if row.facts.contains(RowFacts::DATA) {
                tally.entries.add(&mut keys, &row, At::new(self.file, start));
                tally.records += 1;
            }
            let next = record.next as usize;
            let line = window.bytes.get(at..next).unwrap_or_default();
            tally.lines += if record.facts.contains(Facts::LINE_BREAK) {
                u64::from(count_line_ends(line))
            } else {
                u64::from(!matches!(record.terminator, Terminator::Eof | Terminator::Cut))
            };
            if needs_chars {
                tally.chars += count_chars(line);
            }
            tally.line_ends.count(record.terminator, window.base + u64::from(record.end));
            at = next;
            read += 1;
            if record.terminator == Terminator::Cut {
                stop = Stop::Cut;
                break;
            }
            if read % RECORDS_PER_MARK == 0 {
                tally.mark(window.base + at as u64);
            }
        }
        tally.findings = self.owned(sink.kept);
        tally.tallies = sink.tallies;
        Piece { start: from, end: at, tally, stop }
    }

    /// The last record that fits, where the file is larger than its format allows.
    fn split(&self, table: &Table, marks: &[Mark]) -> Result<Option<Split>, Error> {
        let Some(limit) = table.format.max_size.as_ref().map(|size| size.from) else { return Ok(None) };
        if self.source.len() <= limit {
            return Ok(None);
        }
        let before = marks.partition_point(|mark| mark.offset <= limit);
        let Some(mark) = before.checked_sub(1).and_then(|index| marks.get(index)) else { return Ok(None) };
        let mut reader = RecordReader::new(self.source, Lexer::new(table.dialect, Some(table.width())));
        let mut split = Split { record: mark.records, offset: mark.offset };
        while let Some(read) = reader.read(split.offset)? {
            if read.next() > limit || read.record.terminator == Terminator::Cut {
                break;
            }
            split.record += u64::from(read.record.facts.contains(Facts::ANY));
            split.offset = read.next();
        }
        Ok(Some(split))
    }
}

impl Tally {
    /// Marks the place up to which was counted.
    fn mark(&mut self, offset: u64) {
        let Self { records, lines, chars, .. } = *self;
        if self.marks.last().is_none_or(|last| last.offset < offset) {
            self.marks.push(Mark { offset, records, lines, chars });
        }
    }

    /// Adds what comes after.
    fn append(&mut self, mut later: Self) {
        let Self { records, lines, chars, .. } = *self;
        self.marks.extend(later.marks.iter().map(|mark| Mark {
            offset: mark.offset,
            records: records + mark.records,
            lines: lines + mark.lines,
            chars: chars + mark.chars,
        }));
        self.records += later.records;
        self.lines += later.lines;
        self.chars += later.chars;
        self.line_ends.add(&later.line_ends);
        self.tallies.add(&later.tallies);
        self.findings.append(&mut later.findings);
        self.entries.append(&mut later.entries);
    }
}

/// Whether the text is UTF-8 as far as it goes.
fn is_utf8(text: &[u8], at_eof: bool) -> bool {
    std::str::from_utf8(text).map_or_else(|error| error.error_len().is_none() && !at_eof, |_| true)
}
