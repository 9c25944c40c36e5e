//! One line of a file, made safe to show, with marks under what findings are about.

use unicode_width::UnicodeWidthChar;

use super::{guarded_path, legible};
use crate::error::Error;
use crate::source::{Place, Source, Span};

/// More of a row than this, in bytes, is not read for showing it.
const WINDOW: u64 = 16 << 10;

/// A line and its marks.
#[derive(Debug)]
pub(super) struct Frame {
    /// The file's name.
    pub(super) name: String,
    /// The line, shortened around what is marked.
    pub(super) text: String,
    /// Where it stands, both from 0; the column is that of the place.
    pub(super) line: usize,
    pub(super) column: usize,
    /// The marks.
    pub(super) marks: Vec<Mark>,
}

/// A stretch of a frame's text, in bytes of it, and what is said of it.
#[derive(Debug)]
pub(super) struct Mark {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) label: String,
}

impl Frame {
    /// The line that `place` begins on. `spans`, each with its label, ascend and begin on it too. Nothing is
    /// longer than `room` columns.
    pub(super) fn new(
        source: &Source,
        place: &Place,
        spans: &[(Span, String)],
        room: usize,
        redact: bool,
    ) -> Result<Self, Error> {
        let first = spans.iter().map(|(span, _)| span.start).min().unwrap_or(place.record_start);
        let last = spans.iter().map(|(span, _)| span.end).max().unwrap_or(first);
        let from = place.record_start.max(first.saturating_sub(WINDOW / 2));
        let upto = place.record_end.max(first).min(from + WINDOW);
        let bytes = source.read(from, usize::try_from(upto.saturating_sub(from)).unwrap_or_default())?;
        let at = usize::try_from(first.saturating_sub(from)).unwrap_or_default().min(bytes.len());
        let (before, after) = bytes.split_at(at);
        let line_start = memchr::memrchr2(b'\n', b'\r', before).map_or(0, |at| at + 1);
        let before = before.get(line_start..).unwrap_or_default();
        let line_end = memchr::memchr2(b'\n', b'\r', after).unwrap_or(after.len());
        let after = after.get(..line_end).unwrap_or_default();
        let length = usize::try_from(last - first).unwrap_or(usize::MAX).min(after.len());
        let (marked_bytes, after) = after.split_at(length);
        let marked = fit(legible(marked_bytes, redact), room * 2 / 3, false);
        let left = room.saturating_sub(width(&marked));
        let after_full = legible(after, redact);
        let before_full = legible(before, redact);
        let for_after = width(&after_full).min(left / 2).max(left.saturating_sub(width(&before_full)));
        let before = fit(before_full, left.saturating_sub(for_after.min(width(&after_full))), true);
        let after = fit(after_full, for_after, false);
        let text = format!("{before}{marked}{after}");
        let place_of = |offset: u64| {
            let inside = usize::try_from(offset - first).unwrap_or(usize::MAX).min(marked_bytes.len());
            let shown = legible(marked_bytes.get(..inside).unwrap_or_default(), redact).len();
            before.len() + shown.min(marked.len())
        };
        let marks = spans.iter().map(|(span, label)| {
            // Behind what was shortened there is no place but that of the ellipsis.
            let whole = |at: usize| (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
            let (start, end) = (whole(place_of(span.start)), whole(place_of(span.end)));
            // A mark of no width would not be seen.
            let next = text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            Mark { start, end: end.max(start + next), label: label.clone() }
        });
        Ok(Self {
            name: guarded_path(&source.name),
            marks: marks.collect(),
            text,
            line: usize::try_from(place.start.line - 1).unwrap_or_default(),
            column: usize::try_from(place.start.column - 1).unwrap_or_default(),
        })
    }
}

fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or_default()).sum()
}

/// At most `room` columns of a text, from its end or from its start, with an ellipsis for the rest.
fn fit(text: String, room: usize, from_end: bool) -> String {
    if width(&text) <= room {
        return text;
    }
    let mut left = room.saturating_sub(1);
    let mut take = |c: &char| {
        let columns = c.width().unwrap_or_default();
        let fits = columns <= left;
        left = left.saturating_sub(columns);
        fits
    };
    if from_end {
        let mut kept: Vec<char> = text.chars().rev().take_while(|c| take(c)).collect();
        kept.push('…');
        kept.into_iter().rev().collect()
    } else {
        text.chars().take_while(|c| take(c)).chain(['…']).collect()
    }
}
