//! What follows from the header of a file and the settings alone: which table it is, which rules run on it, and what its
//! cells are looked at for. Files of a run are often of one sort, so each thread remembers the last one.

use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::Arc;

use super::plan::Plan;
use super::{Levels, Options};
use crate::error::Error;
use crate::format::{Format, GENERIC, Kind, Known};
use crate::identity::{Glance, Places};
use crate::rule::{Check, LineEnds, Room, Rule, Severity, Sink};
use crate::source::{
    Dialect, Facts, Lexer, MAX_RECORD, Record, Source, Step, Terminator, count_chars, count_line_ends,
    skip_line,
};
use crate::table::{Header, Import, Table};

/// So much of a text is read for its header, in bytes, unless the header is longer.
const FIRST: usize = 64 << 10;

/// What the rows of a table are read with.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) table: Table,
    pub(super) plan: Plan,
    pub(super) glance: Glance,
    pub(super) places: Places,
    /// The rules that have nothing to say of the header, by their places among all rules.
    pub(super) silent: Vec<u16>,
}

/// What was counted up to where the data begins.
#[derive(Clone, Copy)]
pub(super) struct Before {
    pub(super) lines: u64,
    pub(super) chars: u64,
    pub(super) line_ends: LineEnds,
}

/// What a file's header shows it to be.
pub(super) enum Found {
    /// A table, and what comes before its data.
    Layout(Arc<Layout>, Before),
    /// A table of no known format; its header cells.
    Stranger(Vec<String>),
    /// No cell with text in it.
    Nothing,
    /// Nobody can tell before the encoding is settled.
    NotUtf8,
}

/// The layout of a file.
pub(super) fn of(source: &Source, options: &Options) -> Result<Found, Error> {
    if let Some((layout, before)) = remembered(source, options)? {
        return Ok(Found::Layout(layout, before));
    }
    let reading = Reading { source, options };
    let (text, at_eof) = reading.header_text()?;
    reading.header(&text, at_eof)
}

/// The settings that bear on a layout.
struct Asked {
    format: Option<&'static str>,
    columns: Vec<(String, Kind)>,
    delimiter: Option<u8>,
    import: Import,
    minding_case: Vec<String>,
    levels: Levels,
    glance: bool,
}

impl Asked {
    fn of(options: &Options) -> Self {
        let minding = options.connectors.iter().filter(|connector| connector.minds_case());
        Self {
            format: options.format.map(|format| format.id.as_str()),
            columns: options.columns.clone(),
            delimiter: options.delimiter,
            import: options.import,
            minding_case: minding.map(|connector| connector.id.clone()).collect(),
            levels: options.levels.clone(),
            glance: options.glance,
        }
    }

    /// Whether these settings are the same.
    fn is(&self, options: &Options) -> bool {
        let minding = options.connectors.iter().filter(|connector| connector.minds_case());
        self.format == options.format.map(|format| format.id.as_str())
            && self.columns == options.columns
            && self.delimiter == options.delimiter
            && self.import == options.import
            && self.minding_case.iter().eq(minding.map(|connector| &connector.id))
            && self.levels == options.levels
            && self.glance == options.glance
    }
}

/// A layout and what it followed from.
struct Remembered {
    /// The text up to where the data begins. There are no quotes in it, and the header ends in it in every dialect, so
    /// it reads alike whatever comes after.
    beginning: Box<[u8]>,
    base: u64,
    asked: Asked,
    layout: Arc<Layout>,
    before: Before,
}

thread_local! {
    static LAST: RefCell<Option<Remembered>> = const { RefCell::new(None) };
}

/// The last layout, where this source has the same.
fn remembered(source: &Source, options: &Options) -> Result<Option<(Arc<Layout>, Before)>, Error> {
    let base = source.text_start();
    LAST.with_borrow(|last| {
        let Some(last) = last.as_ref().filter(|last| last.base == base && last.asked.is(options)) else {
            return Ok(None);
        };
        let begins_alike = *source.read(base, last.beginning.len())? == *last.beginning;
        Ok(begins_alike.then(|| (Arc::clone(&last.layout), last.before)))
    })
}

/// A file whose header is looked for.
struct Reading<'a> {
    source: &'a Source,
    options: &'a Options,
}

impl Reading<'_> {
    /// The text from its start on, as far as the header reaches in any dialect, and whether the text ends
    /// there.
    fn header_text(&self) -> Result<(Cow<'_, [u8]>, bool), Error> {
        let start = self.source.text_start();
        let mut length = FIRST;
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
        let asked = Asked::of(self.options);
        let base = self.source.text_start();
        let mut widest: Vec<String> = Vec::new();
        let mut best: Option<(usize, Dialect, &'static Format, Record)> = None;
        // How far was looked; a line that is blank in one dialect is none in another.
        let mut reach = Some(0);
        for dialect in self.dialects(text) {
            let Some(record) = Self::header_record(text, at_eof, dialect) else {
                reach = None;
                continue;
            };
            reach = reach.map(|reach| record.next.max(reach));
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
            return Ok(match widest.is_empty() {
                true => Found::Nothing,
                // In its true encoding the header may be a known one.
                false if !self.source.is_settled() && !is_utf8(text, at_eof) => Found::NotUtf8,
                false => Found::Stranger(widest),
            });
        };
        let header = Header { bytes: text, base, record: &record };
        let mut table =
            Table::new(&header, format, dialect, self.options.import, |name| self.kind_of(format, name));
        table.minding_case.clone_from(&asked.minding_case);
        let written = text.get(record.start as usize..record.end as usize).unwrap_or_default();
        if !self.source.is_settled() && str::from_utf8(written).is_err() {
            return Ok(Found::NotUtf8);
        }
        let beginning = text.get(..record.next as usize).unwrap_or_default();
        let mut before = Before {
            lines: u64::from(count_line_ends(beginning)),
            chars: count_chars(beginning),
            line_ends: LineEnds::default(),
        };
        before.line_ends.count(record.terminator, base + u64::from(record.end));
        if record.terminator == Terminator::Cut {
            let skipped = skip_line(self.source, table.data)?;
            table.data = skipped.next;
            before.lines += skipped.line_ends;
            before.chars += skipped.chars;
        }
        let glance = if self.options.glance { Glance::new(&table) } else { Glance::default() };
        let (plan, places) = (Plan::new(&self.options.levels, &table), Places::new(&table));
        let silent = silent(&self.options.levels, &table);
        let layout = Arc::new(Layout { table, plan, glance, places, silent });
        let reads_alike = reach == Some(record.next)
            && matches!(record.terminator, Terminator::Lf | Terminator::CrLf)
            && memchr::memchr(b'"', beginning).is_none()
            && str::from_utf8(beginning).is_ok();
        if reads_alike {
            let (beginning, layout) = (beginning.into(), Arc::clone(&layout));
            LAST.set(Some(Remembered { beginning, base, asked, layout, before }));
        }
        Ok(Found::Layout(layout, before))
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
}

/// The rules that have nothing to say of the header of this table.
fn silent(levels: &Levels, table: &Table) -> Vec<u16> {
    let is_silent = |rule: &Rule| {
        let Check::Header(check) = rule.check else { return false };
        let mut sink = Sink::new(Severity::Info, Room::new(0, 0));
        check(table, &mut sink);
        let (tallies, ..) = sink.finish();
        tallies.0.is_empty()
    };
    levels.active().filter(|(_, rule)| is_silent(rule)).map(|(active, _)| active.place).collect()
}

/// Whether the text is UTF-8 as far as it goes.
fn is_utf8(text: &[u8], at_eof: bool) -> bool {
    std::str::from_utf8(text).map_or_else(|error| error.error_len().is_none() && !at_eof, |_| true)
}
