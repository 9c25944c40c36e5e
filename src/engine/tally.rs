//! What the records up to some place came to.

use crate::rule::{Finding, LineEnds, Seen, Tallies};
use crate::source::Mark;

/// Counts and findings of a stretch of a file, and marks between its records.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) marks: Vec<Mark>,
    pub(super) records: u64,
    pub(super) lines: u64,
    pub(super) chars: u64,
    pub(super) line_ends: LineEnds,
    pub(super) tallies: Tallies,
    pub(super) findings: Vec<Finding>,
    pub(super) seen: Seen,
}

impl Tally {
    /// Marks the place up to which was counted.
    pub(super) fn mark(&mut self, offset: u64) {
        let Self { records, lines, chars, .. } = *self;
        if self.marks.last().is_none_or(|last| last.offset < offset) {
            self.marks.push(Mark { offset, records, lines, chars });
        }
    }

    /// Adds what comes after.
    pub(super) fn append(&mut self, mut later: Self) {
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
        self.seen.add(&later.seen);
    }
}
