//! What a rule reports: a span, words, related places and, where there is one, a repair.
//!
//! Findings know bytes only. Line, column and record number are added when a report is made.

use crate::edit::Fix;
use crate::message::Message;
use crate::source::{FileId, Span};
use crate::table::Cell;

use super::{Rule, Severity};

/// One defect, at one place.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// How bad it is here: the rule's own severity unless the rule said otherwise for this case.
    pub severity: Severity,
    /// The file it stands in.
    pub file: FileId,
    /// The offending text.
    pub span: Span,
    /// The column it stands in, by index into the header, where it belongs to one.
    pub column: Option<u32>,
    /// What stands there and what was expected. Lower case, no full stop.
    pub message: Message,
    /// What to do about it.
    pub help: Option<Message>,
    /// Other places that belong to it, at most [`MAX_RELATED`].
    pub related: Vec<Related>,
    /// How many more related places there are beyond those listed.
    pub related_left_out: u64,
    /// The repair, where the rule has one for this case.
    pub fix: Option<Fix>,
}

/// How many related places a finding lists; the rest is a number.
pub const MAX_RELATED: usize = 10;

/// A place that belongs to a finding.
#[derive(Clone, Debug)]
pub struct Related {
    /// The file it stands in, which may be another one.
    pub file: FileId,
    /// The text there.
    pub span: Span,
    /// What it has to do with the finding.
    pub message: Message,
}

impl Finding {
    /// A finding of `rule` at `span` in its usual severity. The engine fills in the file.
    pub fn new(rule: &'static Rule, span: Span, message: impl Into<Message>) -> Self {
        Self {
            rule,
            severity: rule.severity,
            file: 0,
            span,
            column: None,
            message: message.into(),
            help: None,
            related: Vec::new(),
            related_left_out: 0,
            fix: None,
        }
    }

    /// A finding of `rule` on the whole content of `cell`.
    pub fn on(cell: &Cell<'_>, rule: &'static Rule, message: impl Into<Message>) -> Self {
        Self::new(rule, cell.span(), message).in_column(cell.column.index)
    }

    /// In the column with this index.
    #[must_use]
    pub fn in_column(mut self, column: u32) -> Self {
        self.column = Some(column);
        self
    }

    /// With another severity than the rule's usual one.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// With advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<Message>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With a repair.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }
}
