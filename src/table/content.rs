//! What is in a cell as it stands in the file, and how it has to stand there.

use std::borrow::Cow;

use crate::source::{Dialect, Facts, RawCell, Span};

/// A cell as it stands in a file of this dialect.
pub fn encode_cell(text: &str, dialect: Dialect, always_quote: bool) -> String {
    let cell = encode_bytes(text.as_bytes(), dialect, always_quote);
    String::from_utf8(cell).expect("text and quotes are UTF-8")
}

/// As [`encode_cell`], for text that may hold stray bytes.
pub(crate) fn encode_bytes(text: &[u8], dialect: Dialect, always_quote: bool) -> Vec<u8> {
    if text.is_empty() && !always_quote {
        return Vec::new();
    }
    let style = if always_quote { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
    let mut writer =
        csv::WriterBuilder::new().delimiter(dialect.delimiter).quote_style(style).from_writer(Vec::new());
    let written =
        writer.write_record([text]).map_err(|_| ()).and_then(|()| writer.into_inner().map_err(|_| ()));
    let mut cell = written.expect("writing to memory cannot fail");
    cell.pop();
    cell
}

pub(super) fn raw_bytes(bytes: &[u8], raw: RawCell) -> &[u8] {
    bytes.get(raw.start as usize..raw.end as usize).unwrap_or_default()
}

/// The text of a cell: quotes removed, strays replaced by U+FFFD.
pub(super) fn cell_text(bytes: &[u8], raw: RawCell) -> Cow<'_, str> {
    match cell_bytes(bytes, raw) {
        Cow::Borrowed(bytes) => lossy(bytes),
        Cow::Owned(bytes) => {
            Cow::Owned(String::from_utf8(bytes).unwrap_or_else(|error| lossy(error.as_bytes()).into_owned()))
        }
    }
}

/// The bytes of a cell, quotes removed.
pub(crate) fn cell_bytes(bytes: &[u8], raw: RawCell) -> Cow<'_, [u8]> {
    let whole = raw_bytes(bytes, raw);
    if raw.facts.contains(Facts::ESCAPED) {
        return Cow::Owned(kept_bytes(whole, raw.facts).filter_map(|at| whole.get(at).copied()).collect());
    }
    let content = if raw.facts.contains(Facts::QUOTED) { whole.get(1..whole.len() - 1) } else { Some(whole) };
    Cow::Borrowed(content.unwrap_or_default())
}

fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len() + 8);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    Cow::Owned(text)
}

/// The offsets of the bytes of an escaped cell that belong to its text.
pub(super) fn kept_bytes(raw: &[u8], facts: Facts) -> impl Iterator<Item = usize> + '_ {
    let mut quoted = facts.contains(Facts::QUOTED);
    // A quote that was never closed is dropped like one that was.
    let mut at = 1;
    std::iter::from_fn(move || {
        if quoted && raw.get(at) == Some(&b'"') {
            at += 1;
            quoted = raw.get(at) == Some(&b'"');
        }
        let kept = (at < raw.len()).then_some(at);
        at += 1;
        kept
    })
}

pub(super) fn content_span(bytes: &[u8], base: u64, raw: RawCell) -> Span {
    let (mut start, mut end) = (base + u64::from(raw.start), base + u64::from(raw.end));
    let closed = end - start >= 2 && bytes.get(raw.end as usize - 1) == Some(&b'"');
    if raw.facts.contains(Facts::QUOTED) && raw.facts.contains(Facts::ANY) && closed {
        (start, end) = (start + 1, end - 1);
    }
    Span::new(start, end)
}
