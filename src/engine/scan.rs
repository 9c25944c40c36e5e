//! One file, from its first byte to its last: what it is, its header, its rows, and the rules of the file as a
//! whole.

use crate::error::Error;
use crate::identity::Entries;
use crate::rule::{
    Check, Content, FileFacts, Finding, LineEnds, Room, Seen, Sink, Split, Tallies, content_of,
};
use crate::source::{Facts, FileId, Lexer, Mark, Offsets, RecordReader, Source, Terminator};
use crate::table::{Row, RowFacts, Table};

use super::layout::{self, Before, Found, Layout};
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
        let (layout, mut tally) = match layout::of(source, self.options)? {
            Found::Layout(layout, Before { lines, chars, line_ends }) => {
                (layout, Tally { lines, chars, line_ends, ..Tally::default() })
            }
            Found::Nothing => {
                return self.finish(Content::Empty, None, Tally::default(), self.entries.another());
            }
            Found::NotUtf8 => return Ok(Attempt::NotUtf8),
            Found::Stranger(headers) => return Ok(Attempt::Stranger(headers)),
        };
        self.before_data(&layout, &mut tally)?;
        let rows = Rows {
            source,
            file: self.file,
            layout: &layout,
            options: self.options,
            room: self.room,
            progress: self.progress,
            held: self.entries.bytes(),
        };
        let mut entries = self.entries.another();
        if rows.read(&mut tally, &mut entries)? {
            return Ok(Attempt::NotUtf8);
        }
        self.finish(Content::Table, Some(&layout), tally, entries)
    }

    fn finish(
        &self,
        content: Content,
        layout: Option<&Layout>,
        mut tally: Tally,
        entries: Entries,
    ) -> Result<Attempt, Error> {
        let table = layout.map(|layout| &layout.table);
        let split = match table {
            Some(table) => self.split(table, &tally.marks)?,
            None => None,
        };
        let mut sink = self.sink();
        let facts = FileFacts {
            source: self.source,
            content,
            table,
            records: tally.records,
            line_ends: tally.line_ends,
            split,
        };
        let silent = layout.map_or(&[][..], |layout| &layout.silent);
        whole(&self.options.levels, &facts, silent, &mut sink);
        sink.settle(table, None);
        let (tallies, kept, seen) = sink.finish();
        let mut findings = owned(self.file, kept);
        tally.tallies.add(&tallies);
        tally.seen.add(&seen);
        findings.append(&mut tally.findings);
        let table = table.cloned();
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

    fn before_data(&self, layout: &Layout, tally: &mut Tally) -> Result<(), Error> {
        let mut sink = self.sink();
        before_data(self.source, &layout.table, &layout.plan, &mut sink)?;
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

/// Runs the rules of the file as a whole and those of its header, but for those that are known to be `silent`.
pub(super) fn whole(levels: &Levels, facts: &FileFacts<'_>, silent: &[u16], sink: &mut Sink) {
    for (place, rule) in levels.active().filter(|(place, _)| !silent.contains(&place.place)) {
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
    let mut at = source.text_start() + u64::from(table.dialect.sep_line);
    if at == table.header.start && table.header_faults.is_empty() {
        return Ok(());
    }
    let mut reader = RecordReader::new(source, Lexer::new(table.dialect, None));
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
