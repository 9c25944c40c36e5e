//! One file, from its first byte to its last: what it is, its header, its rows, and the rules of the file as a
//! whole.

use std::borrow::Cow;

use crate::error::Error;
use crate::format::{Format, GENERIC, Kind, Known};
use crate::identity::{Entries, Glance, Places};
use crate::rule::{
    Check, Content, FileFacts, Finding, LineEnds, Room, Seen, Sink, Split, Tallies, content_of,
};
use crate::source::{
    Dialect, Facts, FileId, Lexer, MAX_RECORD, Mark, Offsets, Record, RecordReader, Source, Step, Terminator,
    count_chars, count_line_ends, skip_line,
};
use crate::table::{Header, Row, RowFacts, Table};

use super::plan::Plan;
use super::rows::{Rows, owned};
use super::tally::Tally;
use super::{Levels, Options, Progress, SMALL};

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
    /// Which of the inputs it is.
    pub input: usize,
    /// Data records; blank rows do not count.
    pub records: u64,
    /// How its lines end.
    pub line_ends: LineEnds,
    /// Where it would have to be split, where it is larger than its format allows.
    pub split: Option<Split>,
    /// Whether its rows are compared with those of other files.
    pub across_files: bool,
    /// Which rules run on it, and how severe they are.
    pub levels: Levels,
    /// What was counted in it, repetitions not included.
    pub tallies: Tallies,
    /// What was counted of rows that share a key.
    pub repeats: Tallies,
    /// What was known, repetitions not included.
    pub seen: Seen,
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
    Checked(Box<(Checked, Vec<Finding>, Entries)>),
    Stranger(Stranger),
}

/// Reads and checks one file.
pub(super) fn scan(
    source: Source,
    file: FileId,
    options: &Options,
    room: &Room,
    entries: &Entries,
    progress: &dyn Progress,
) -> Result<Scanned, Error> {
    let mut source = source;
    loop {
        let scan = Scan { source: &source, file, options, room, entries, progress };
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
                if source.len() < SMALL {
                    source.close();
                }
                let Done { content, table, tally, entries, findings, split } = *done;
                let Tally { marks, records, tallies, seen, line_ends, .. } = tally;
                let across_files = true;
                let repeats = Tallies::default();
                let levels = options.levels.clone();
                let checked = Checked {
                    source,
                    content,
                    table,
                    marks,
                    input: 0,
                    records,
                    line_ends,
                    split,
                    across_files,
                    levels,
                    tallies,
                    repeats,
                    seen,
                };
                return Ok(Scanned::Checked(Box::new((checked, findings, entries))));
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
    entries: Entries,
    findings: Vec<Finding>,
    split: Option<Split>,
}

struct Scan<'a> {
    source: &'a Source,
    file: FileId,
    options: &'a Options,
    room: &'a Room,
    /// The keys of the files before it.
    entries: &'a Entries,
    progress: &'a dyn Progress,
}

impl Scan<'_> {
    fn run(&self) -> Result<Attempt, Error> {
        let source = self.source;
        let content = match content_of(&source.head) {
            Content::Foreign(name) if source.offsets == Offsets::Same => Content::Foreign(name),
            _ => content_of(&source.read(self.first_text()?, 4096)?),
        };
        if content != Content::Table {
            return self.finish(content, None, Tally::default(), self.entries.another());
        }
        let (text, at_eof) = self.header_text()?;
        let (table, header_tally) = match self.header(&text, at_eof)? {
            Found::Table(table, tally) => (*table, *tally),
            Found::Nothing => {
                return self.finish(Content::Empty, None, Tally::default(), self.entries.another());
            }
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
        let glance = if self.options.glance { Glance::new(&table) } else { Glance::default() };
        let mut tally = header_tally;
        self.before_data(&table, &plan, &mut tally)?;
        let rows = Rows {
            source,
            file: self.file,
            table: &table,
            plan: &plan,
            glance: &glance,
            places: &Places::new(&table),
            options: self.options,
            room: self.room,
            progress: self.progress,
            held: self.entries.bytes(),
        };
        let mut entries = self.entries.another();
        if rows.read(&mut tally, &mut entries)? {
            return Ok(Attempt::NotUtf8);
        }
        self.finish(Content::Table, Some(table), tally, entries)
    }

    fn unsettled(&self) -> bool {
        !self.source.is_settled()
    }

    fn finish(
        &self,
        content: Content,
        table: Option<Table>,
        mut tally: Tally,
        entries: Entries,
    ) -> Result<Attempt, Error> {
        let split = match &table {
            Some(table) => self.split(table, &tally.marks)?,
            None => None,
        };
        let mut sink = self.sink();
        let facts = FileFacts {
            source: self.source,
            content,
            table: table.as_ref(),
            records: tally.records,
            line_ends: tally.line_ends,
            split,
        };
        whole(&self.options.levels, &facts, &mut sink);
        sink.settle(table.as_ref(), None);
        let (tallies, kept, seen) = sink.finish();
        let mut findings = owned(self.file, kept);
        tally.tallies.add(&tallies);
        tally.seen.add(&seen);
        findings.append(&mut tally.findings);
        Ok(Attempt::Done(Box::new(Done { content, table, tally, entries, findings, split })))
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
    fn header_text(&self) -> Result<(Cow<'_, [u8]>, bool), Error> {
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
        let minding = self.options.connectors.iter().filter(|connector| connector.minds_case());
        table.minding_case = minding.map(|connector| connector.id.clone()).collect();
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

    fn before_data(&self, table: &Table, plan: &Plan, tally: &mut Tally) -> Result<(), Error> {
        let mut sink = self.sink();
        before_data(self.source, table, plan, &mut sink)?;
        let (tallies, kept, seen) = sink.finish();
        tally.tallies.add(&tallies);
        tally.seen.add(&seen);
        tally.findings = owned(self.file, kept);
        Ok(())
    }

    fn sink(&self) -> Sink {
        Sink::new(self.options.show_from, self.room.clone()).knowing(self.options.known.clone())
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

/// Runs the rules of the file as a whole and those of its header.
pub(super) fn whole(levels: &Levels, facts: &FileFacts<'_>, sink: &mut Sink) {
    for (place, rule) in levels.active() {
        sink.set_rule(place);
        match (rule.check, facts.table) {
            (Check::File(check), _) => check(facts, sink),
            (Check::Header(check), Some(table)) => check(table, sink),
            _ => {}
        }
    }
}

/// Lets the row rules see blank lines above the header and quotes out of place in it: neither is a record
/// of the data.
pub(super) fn before_data(source: &Source, table: &Table, plan: &Plan, sink: &mut Sink) -> Result<(), Error> {
    let mut reader = RecordReader::new(source, Lexer::new(table.dialect, None));
    let mut at = source.text_start() + u64::from(table.dialect.sep_line);
    while at <= table.header.start
        && let Some(read) = reader.read(at)?
    {
        let mut row = Row::new(table, read.bytes, read.base, read.record);
        row.facts &= RowFacts::BLANK | RowFacts::FAULTY;
        plan.run_rows(&row, sink);
        sink.settle(Some(table), Some(&row));
        at = read.next();
    }
    Ok(())
}

/// Whether the text is UTF-8 as far as it goes.
fn is_utf8(text: &[u8], at_eof: bool) -> bool {
    std::str::from_utf8(text).map_or_else(|error| error.error_len().is_none() && !at_eof, |_| true)
}
