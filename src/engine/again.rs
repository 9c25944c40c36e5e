//! A checked file read again, row by row, with all that the rules find and not only what is shown.
//!
//! What is made of the rows is the business of whoever asks: pieces of the file are read in parallel and handed
//! over in order, so that memory is bounded however large the file is. Rows that share a key are not compared.

use std::sync::Arc;

use super::plan::Plan;
use super::scan::{before_data, whole};
use super::{Checked, Levels};
use crate::error::Error;
use crate::identity::Judged;
use crate::rule::{FileFacts, Finding, Known, Room, Severity, Sink};
use crate::rules::ALL;
use crate::source::{Lexer, Piece, Pieces, Record, Span, Step, Stop, Terminator, Window, Windows, skip_line};
use crate::table::{Row, Table};

/// A file and the rules that run on it again.
pub struct Again<'c> {
    checked: &'c Checked,
    table: &'c Table,
    levels: &'c Levels,
    known: Option<Arc<Known>>,
    plan: Plan,
}

/// A row that was read again.
pub struct Read<'r> {
    /// The row.
    pub row: Row<'r>,
    /// Its bytes with the line end.
    pub line: &'r [u8],
    /// Where they lie in the text.
    pub span: Span,
    /// Whether it is longer than a record may be: the rest of its line is none of the row's.
    pub cut_off: bool,
    /// What the rules found in it.
    pub findings: Vec<Finding>,
}

impl<'c> Again<'c> {
    /// A file to be read again with the rules of these levels, but for what is known; `None` if it is no table.
    pub fn new(checked: &'c Checked, levels: &'c Levels, known: Option<Arc<Known>>) -> Option<Self> {
        let table = checked.table.as_ref()?;
        Some(Self { checked, table, levels, known, plan: Plan::new(levels, table) })
    }

    /// What there is to say of the file as a whole, of its header and of what stands above it.
    pub fn beginning(&self) -> Result<Vec<Finding>, Error> {
        let mut sink = self.sink();
        let checked = self.checked;
        before_data(&checked.source, self.table, &self.plan, &mut sink)?;
        let facts = FileFacts {
            source: &checked.source,
            content: checked.content,
            table: Some(self.table),
            records: checked.records,
            line_ends: checked.line_ends,
            split: checked.split,
        };
        whole(self.levels, &facts, &[], &mut sink);
        sink.settle(Some(self.table), None);
        Ok(sink.take())
    }

    /// Reads all rows: `row` makes something of each, piece by piece and in parallel, and `take` takes what was
    /// made of a piece, in the order of the file, with the place of the piece and its bytes. What lies between
    /// two pieces is the rest of a line that was cut off.
    pub fn rows<P: Default + Send>(
        &self,
        pieces: Pieces,
        row: impl Fn(&mut P, Read<'_>) + Sync,
        mut take: impl FnMut(P, Span, &[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let source = &self.checked.source;
        let lexer = self.checked.lexer();
        let mut windows = Windows::new(source, pieces);
        let mut start = self.table.data;
        while let Some(window) = windows.at(start)? {
            let base = window.base;
            let piece = |from, to| self.piece(&lexer, window, &row, from, to);
            let (read, stop) = window.read(piece, |piece: Piece<P>| {
                let bytes = window.bytes().get(piece.start..piece.end).unwrap_or_default();
                take(piece.made, Span::new(base + piece.start as u64, base + piece.end as u64), bytes)
            })?;
            start = base + read as u64;
            match stop {
                Some(Stop::Cut) => start = skip_line(source, start)?.next,
                Some(Stop::Incomplete) if read == 0 => windows.widen(),
                _ => {}
            }
        }
        Ok(())
    }

    /// One that keeps everything that is not known.
    fn sink(&self) -> Sink {
        Sink::new(Severity::Info, Room::new(ALL.len(), usize::MAX)).knowing(self.known.clone())
    }

    fn piece<P: Default>(
        &self,
        lexer: &Lexer,
        window: &Window<'_>,
        row: &impl Fn(&mut P, Read<'_>),
        from: usize,
        to: usize,
    ) -> Piece<P> {
        let mut sink = self.sink();
        let mut record = Record::default();
        let mut records = lexer.records(window.bytes(), from, window.at_eof);
        let mut piece = Piece { start: from, end: from, made: P::default(), stop: None };
        while piece.end < to {
            match records.read(&mut record) {
                Step::Record => {}
                Step::Incomplete => {
                    piece.stop = Some(Stop::Incomplete);
                    break;
                }
                Step::End => break,
            }
            let (start, end) = (piece.end, record.next as usize);
            let of_record = Row::new(self.table, window.bytes(), window.base, &record);
            self.plan.run(&of_record, Judged::default(), &mut sink);
            let read = Read {
                row: of_record,
                line: window.bytes().get(start..end).unwrap_or_default(),
                span: Span::new(window.base + start as u64, window.base + end as u64),
                cut_off: record.terminator == Terminator::Cut,
                findings: sink.take(),
            };
            row(&mut piece.made, read);
            piece.end = end;
            if record.terminator == Terminator::Cut {
                piece.stop = Some(Stop::Cut);
                break;
            }
        }
        piece
    }
}
