//! One cell: its text, where it stands, and what would stand there instead.

use std::borrow::Cow;

use super::content::{cell_bytes, content_span, encode_cell, kept_bytes, raw_bytes};
use super::{Column, Row};
use crate::edit::Edit;
use crate::source::{Facts, RawCell, Span};

/// One cell under a header.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'a> {
    /// The row it stands in.
    pub row: &'a Row<'a>,
    /// The column it stands in.
    pub column: &'a Column,
    pub(super) raw: RawCell,
}

impl<'a> Cell<'a> {
    /// Its text, quotes removed. Bytes that are not UTF-8 become U+FFFD.
    pub fn text(&self) -> Cow<'a, str> {
        self.row.text_of(self.raw)
    }

    /// The bytes of its text, quotes removed, UTF-8 or not.
    pub fn bytes(&self) -> Cow<'a, [u8]> {
        cell_bytes(self.row.bytes, self.raw)
    }

    /// Whether all of its bytes are UTF-8.
    pub fn is_text(&self) -> bool {
        self.row.text.is_some() || std::str::from_utf8(self.raw()).is_ok()
    }

    /// What is known about it.
    pub fn facts(&self) -> Facts {
        self.raw.facts
    }

    /// Whether there is no text in it, quotes or not.
    pub fn is_empty(&self) -> bool {
        !self.raw.facts.contains(Facts::ANY)
    }

    /// Its text, quotes not included; the whole cell where it is empty.
    pub fn span(&self) -> Span {
        content_span(self.row.bytes, self.row.base, self.raw)
    }

    /// The whole cell, quotes included.
    pub fn raw_span(&self) -> Span {
        self.row.shift(self.raw.start, self.raw.end)
    }

    /// Its bytes as they stand in the source, quotes included.
    pub fn raw(&self) -> &'a [u8] {
        raw_bytes(self.row.bytes, self.raw)
    }

    /// Where bytes `start..end` of [`Cell::text`] stand in the source; the whole content where that cannot be
    /// told because stray bytes were replaced.
    pub fn span_of(&self, start: usize, end: usize) -> Span {
        let content = self.span();
        let raw = self.raw();
        let text = self.text();
        if !self.raw.facts.contains(Facts::ESCAPED) && matches!(text, Cow::Borrowed(_)) {
            return Span::new(content.start + start as u64, content.start + end as u64);
        }
        if std::str::from_utf8(raw).is_err() {
            return content;
        }
        let place = |wanted: usize| {
            let mut seen = 0;
            let kept = kept_bytes(raw, self.raw.facts).find(|_| {
                seen += 1;
                seen > wanted
            });
            let offset = kept.unwrap_or(raw.len() - usize::from(raw.ends_with(b"\"")));
            u64::from(self.raw.start) + self.row.base + offset as u64
        };
        Span::new(place(start), place(end))
    }

    /// The replacement of its text by `text`, quoted as before or as needed.
    pub fn rewritten(&self, text: &str) -> Edit {
        let quoted = self.raw.facts.contains(Facts::QUOTED);
        Edit { span: self.raw_span(), text: encode_cell(text, self.row.table.dialect, quoted) }
    }
}
