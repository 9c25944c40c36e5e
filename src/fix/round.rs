//! One reading of a file with its fixes made.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::edit::{Applicability, Edit, Rewrite};
use crate::engine::{Again, Checked, Levels, Options, Read};
use crate::error::Error;
use crate::rule::Finding;
use crate::rules::place;
use crate::source::{Charset, Dialect, Offsets, Source, Span, Spool};

use super::choose::{Choice, choose};
use super::draft::{Desk, Draft};
use super::rewrite::rewritten;

/// What a reading came to.
#[derive(Default)]
pub(super) struct Round {
    /// The text, where it is another one now.
    pub(super) text: Option<Spool>,
    /// How often a fix of each rule was made, by the rule's place in the catalogue.
    pub(super) applied: BTreeMap<u16, u64>,
    /// The rewrites among them.
    pub(super) rewrites: Vec<Rewrite>,
    /// Whether nothing could be done because the file would have to be written in its own encoding.
    pub(super) waits: bool,
}

/// What is to be done in a piece of the file.
#[derive(Default)]
struct Work {
    /// Ascending; no two touch.
    edits: Vec<Edit>,
    applied: BTreeMap<u16, u64>,
}

impl Work {
    fn add(&mut self, findings: &[Finding], choice: &Choice<'_>) {
        for finding in choice.applied.iter().filter_map(|index| findings.get(*index)) {
            *self.applied.entry(place(finding.rule)).or_default() += 1;
        }
        self.edits.extend(choice.edits.iter().map(|edit| (*edit).clone()));
    }

    /// The text with the edits made; `None` where it stays the same.
    fn on(&self, text: &[u8], within: Span) -> Option<Vec<u8>> {
        if self.edits.is_empty() {
            return None;
        }
        let mut new = Vec::with_capacity(text.len());
        Choice { edits: self.edits.iter().collect(), ..Choice::default() }.apply(text, within, &mut new);
        (new != text).then_some(new)
    }
}

/// Reads a file and makes the fixes of these rules, as far as they may be trusted and do not touch each other.
pub(super) fn round(
    checked: &Checked,
    levels: &Levels,
    options: &Options,
    upto: Applicability,
    desk: &Desk,
) -> Result<Round, Error> {
    let mut round = Round::default();
    let (Some(again), Some(table)) = (Again::new(checked, levels, options.known.clone()), &checked.table)
    else {
        return Ok(round);
    };
    let source = &checked.source;
    let beginning = again.beginning()?;
    let head = Span::new(0, table.data);
    let choice = choose(&beginning, head, upto);
    if source.offsets != Offsets::Same && !choice.rewrites.contains(&Rewrite::Utf8) {
        return Ok(Round { waits: true, ..round });
    }
    let mut draft = Draft::new(source, desk);
    let mut take = |work: Work, span: Span, text: &[u8]| {
        for (rule, count) in &work.applied {
            *round.applied.entry(*rule).or_default() += count;
        }
        draft.put(span, text, work.on(text, span).as_deref())
    };
    let mut first = Work::default();
    first.add(&beginning, &choice);
    take(first, head, &source.read(0, usize::try_from(head.end).unwrap_or(usize::MAX))?)?;
    let row = |work: &mut Work, read: Read<'_>| {
        // Where a record that was cut off ends is not known.
        if !read.findings.is_empty() && !read.cut_off {
            let choice = choose(&read.findings, read.span, upto);
            work.add(&read.findings, &choice);
        }
    };
    again.rows(options.pieces, row, take)?;
    let mut text = draft.finish()?;
    let mut dialect = table.dialect;
    for rewrite in choice.rewrites.iter().copied() {
        let written = anew(source, text.take(), dialect, rewrite, desk)?;
        text = written.text;
        if written.done {
            round.rewrites.push(rewrite);
            if rewrite == Rewrite::Commas {
                dialect = Dialect::default();
            }
        } else {
            let asks = |finding: &&Finding| finding.fix.as_ref().is_some_and(|f| f.rewrite == Some(rewrite));
            for finding in choice.applied.iter().filter_map(|index| beginning.get(*index)).filter(asks) {
                let rule = place(finding.rule);
                round.applied.entry(rule).and_modify(|count| *count -= 1);
            }
        }
    }
    round.applied.retain(|_, count| *count > 0);
    round.text = text;
    Ok(round)
}

struct Written {
    text: Option<Spool>,
    done: bool,
}

/// Writes a text anew: `text`, or that of `source` where there is none yet.
fn anew(
    source: &Source,
    text: Option<Spool>,
    dialect: Dialect,
    rewrite: Rewrite,
    desk: &Desk,
) -> Result<Written, Error> {
    if rewrite == Rewrite::Utf8 {
        // The text was decoded when it was read.
        let text = text.map_or_else(|| whole(source, desk), Ok)?;
        return Ok(Written { text: Some(text), done: true });
    }
    let Some(text) = text else {
        let written = rewritten(source, dialect, rewrite, desk)?;
        return Ok(Written { done: written.is_some(), text: written });
    };
    let text = Arc::new(text);
    let so_far = Source::spooled(source.name.clone(), None, &text, Some(Charset::Utf8))?;
    let written = rewritten(&so_far, dialect, rewrite, desk)?;
    drop(so_far);
    let done = written.is_some();
    Ok(Written { text: written.or_else(|| Arc::into_inner(text)), done })
}

/// All of a text.
fn whole(source: &Source, desk: &Desk) -> Result<Spool, Error> {
    let mut draft = Draft::new(source, desk);
    draft.put(Span::at(0), b"", Some(b""))?;
    Ok(draft.finish()?.unwrap_or_default())
}
