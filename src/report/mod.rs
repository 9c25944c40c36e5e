//! What is told at the end: findings with their places, counts, and what they point to.
//!
//! Places are made here, once, for what is shown. Every output format is one file beside this one.

pub mod azure;
pub mod catalogue;
pub mod checkstyle;
pub mod compact;
mod connectors;
pub mod csv;
mod fingerprint;
mod fixes;
mod frame;
pub mod github;
pub mod gitlab;
mod harmless;
pub mod human;
pub mod json;
pub mod junit;
mod manner;
pub mod rdjson;
pub mod sarif;
mod scope;
pub mod statistics;
mod value;

use crate::edit::{Applicability, Edit};
use crate::engine::{Checked, Outcome};
use crate::error::Error;
use crate::format::Kind;
use crate::message::{counted, mask, visible, visible_char};
use crate::rule::{Finding, Related, Severity, Tallies};
use crate::rules::{ALL, place};
use crate::source::{FileId, Place, Resolver, Span};
use crate::table::Column;

pub(crate) use csv::inert;
pub use fixes::{FixedFile, Fixes};
pub use manner::{Manner, ROOTS};
pub use scope::{PointsTo, ScopeLine};

/// What was found, ready for any output.
#[derive(Clone, Debug)]
pub struct Report<'o> {
    /// The check behind it.
    pub outcome: &'o Outcome,
    /// The findings to show.
    pub shown: Vec<Shown<'o>>,
    /// How many findings each rule has, in the order of the catalogue; rules without are left out.
    pub counts: Vec<(&'static str, u64)>,
    /// How many of them would be shown and are left out because there are too many.
    pub left_out: Vec<(&'static str, u64)>,
    /// How many records each rule concerns in each field, and what that points to.
    pub scope: Vec<ScopeLine>,
    /// What was fixed before, if the run was to fix.
    pub fixes: Option<Fixes>,
    /// Whether fixes that need a second look count among those that can be made.
    pub unsafe_fixes: bool,
    /// How many findings of each rule would be shown if there were room for all.
    wanted: Vec<u64>,
    show_from: Severity,
}

/// A finding and where it stands.
#[derive(Clone, Debug)]
pub struct Shown<'o> {
    /// The finding.
    pub finding: &'o Finding,
    /// Its place.
    pub place: Place,
    /// Its file's name.
    pub path: &'o str,
    /// Its column.
    pub column: Option<&'o Column>,
    /// Related places.
    pub related: Vec<(&'o Related, Place, &'o str)>,
    /// The replacements of its fix, with the places of what they replace.
    pub edits: Vec<(&'o Edit, Place)>,
}

impl Shown<'_> {
    /// Where it stands, as somebody with a spreadsheet looks for it: "Email, record 3".
    pub(crate) fn whereabouts(&self, redact: bool) -> Option<String> {
        let column = self.column.map(|column| header_name(&column.name, column.kind, redact));
        let record = self.place.record.map(|record| format!("record {record}"));
        match (column, record) {
            (Some(column), Some(record)) => Some(format!("{column}, {record}")),
            (one, other) => one.or(other),
        }
    }

    /// The message with its whereabouts, for outputs that do not show the row.
    pub(crate) fn told(&self, redact: bool) -> String {
        let message = self.finding.message.render(redact);
        match self.whereabouts(redact) {
            Some(place) => format!("{message} ({place})"),
            None => message,
        }
    }

    /// What to do about it, and what the program itself could do.
    pub(crate) fn advice(&self, redact: bool) -> Vec<String> {
        advice(self.finding, redact)
    }

    /// The replacements, unless what they would write may not be shown.
    pub(crate) fn edits_to_tell(&self, redact: bool) -> &[(&Edit, Place)] {
        let secret = redact && self.edits.iter().any(|(edit, _)| !edit.text.is_empty());
        if secret { &[] } else { &self.edits }
    }
}

impl<'o> Report<'o> {
    /// Resolves the places of all findings that are shown. `show_from` is the mildest severity shown.
    pub fn new(outcome: &'o Outcome, show_from: Severity) -> Result<Self, Error> {
        let mut places = places(outcome)?.into_iter();
        let mut place_of = || places.next().expect("there is a place for every span");
        let name = |file: FileId| file_of(outcome, file).source.name.as_str();
        let mut shown = Vec::with_capacity(outcome.findings.len());
        for finding in &outcome.findings {
            let table = file_of(outcome, finding.file).table.as_ref();
            let fixes = finding.fix.iter().flat_map(|fix| &fix.edits);
            shown.push(Shown {
                finding,
                place: place_of(),
                path: name(finding.file),
                column: finding.column.and_then(|index| table?.columns.get(index as usize)),
                related: finding.related.iter().map(|o| (o, place_of(), name(o.file))).collect(),
                edits: fixes.map(|edit| (edit, place_of())).collect(),
            });
        }
        let rules = || (0u16..).zip(ALL);
        let counts = rules().map(|(index, rule)| (rule.id, outcome.tallies.of_rule(index)));
        let wanted = rules().map(|(index, _)| to_show(&outcome.tallies, index, show_from)).collect();
        let mut report = Self {
            outcome,
            shown,
            counts: counts.filter(|(_, count)| *count > 0).collect(),
            left_out: Vec::new(),
            scope: scope::lines(outcome),
            fixes: None,
            unsafe_fixes: false,
            wanted,
            show_from,
        };
        report.cut(usize::MAX);
        Ok(report)
    }

    /// The same with no more than this many findings of each rule shown.
    #[must_use]
    pub fn at_most(&self, count: usize) -> Self {
        let mut less = self.clone();
        less.cut(count);
        less
    }

    fn cut(&mut self, at_most: usize) {
        let mut kept = vec![0; ALL.len()];
        self.shown.retain(|shown| {
            let seen = kept.get_mut(usize::from(place(shown.finding.rule)));
            seen.is_some_and(|seen| {
                let room = *seen < at_most;
                *seen += usize::from(room);
                room
            })
        });
        let left_out = |wanted: u64, kept: usize| wanted.saturating_sub(kept as u64);
        let counts = self.wanted.iter().zip(kept).map(|(wanted, kept)| left_out(*wanted, kept));
        self.left_out = ALL.iter().map(|rule| rule.id).zip(counts).filter(|(_, count)| *count > 0).collect();
    }

    /// How many findings there are of a severity, shown or not.
    pub fn total(&self, severity: Severity) -> u64 {
        self.outcome.tallies.of_severity(severity)
    }

    /// How many findings of a rule one file has that would be shown if there were room for all.
    fn to_show_in(&self, file: usize, rule: u16) -> u64 {
        let file = self.outcome.files.get(file);
        let of = |tallies| to_show(tallies, rule, self.show_from);
        file.map_or(0, |file| of(&file.tallies) + of(&file.repeats))
    }

    /// How many findings would be shown and are left out.
    pub fn count_left_out(&self) -> u64 {
        self.left_out.iter().map(|(_, count)| count).sum()
    }

    /// Data records of all files.
    pub fn records(&self) -> u64 {
        self.outcome.files.iter().map(|file| file.records).sum()
    }

    /// Bytes of all files as they lie on disk.
    pub fn bytes(&self) -> u64 {
        self.outcome.files.iter().map(|file| file.source.file_bytes).sum()
    }

    /// Whether there is a finding at least this severe.
    pub fn has(&self, at_least: Severity) -> bool {
        Severity::ALL.iter().any(|severity| *severity >= at_least && self.total(*severity) > 0)
    }
}

fn file_of(outcome: &Outcome, file: FileId) -> &Checked {
    outcome.files.get(file as usize).expect("findings name files of the same run")
}

/// The places of all spans of all findings: each finding's own, then those of its related places, then those
/// of its edits. They are looked up in the order of the text, so that it is read once however many there are.
fn places(outcome: &Outcome) -> Result<Vec<Place>, Error> {
    let spans: Vec<(FileId, Span)> = outcome
        .findings
        .iter()
        .flat_map(|finding| {
            let related = finding.related.iter().map(|related| (related.file, related.span));
            let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
            let edits = edits.map(|edit| (finding.file, edit.span));
            std::iter::once((finding.file, finding.span)).chain(related).chain(edits)
        })
        .collect();
    let mut order: Vec<(FileId, Span, usize)> =
        spans.iter().enumerate().map(|(index, (file, span))| (*file, *span, index)).collect();
    order.sort_unstable();
    let mut found: Vec<(usize, Place)> = Vec::with_capacity(order.len());
    for same_file in order.chunk_by(|a, b| a.0 == b.0) {
        let Some((file, ..)) = same_file.first() else { continue };
        let checked = file_of(outcome, *file);
        let mut resolver = Resolver::new(&checked.source, checked.lexer(), &checked.marks);
        let mut last: Option<(Span, Place)> = None;
        for (_, span, index) in same_file {
            let place = match last {
                Some((same, place)) if same == *span => place,
                _ => resolver.place(*span)?,
            };
            last = Some((*span, place));
            found.push((*index, place));
        }
    }
    found.sort_unstable_by_key(|(index, _)| *index);
    Ok(found.into_iter().map(|(_, place)| place).collect())
}

/// What to do about a finding, and what the program itself could do.
pub(crate) fn advice(finding: &Finding, redact: bool) -> Vec<String> {
    let help = finding.help.as_ref().map(|help| help.render(redact));
    let fix = finding.fix.as_ref().map(|fix| {
        let sure = if fix.applicability == Applicability::Safe { "safe" } else { "unsafe" };
        format!("fix ({sure}): {}", fix.title)
    });
    help.into_iter().chain(fix).collect()
}

/// The header of a column as it may be shown. One that no format knows may be a row of data in its place.
pub(crate) fn header_name(name: &str, kind: Kind, redact: bool) -> String {
    match kind {
        Kind::Unknown if redact => visible(name).chars().map(mask).collect(),
        _ => visible(name.trim()),
    }
}

/// Bytes of a file as characters that do nothing to a terminal. Redacted, only the separators stay.
pub(crate) fn legible(bytes: &[u8], redact: bool) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match visible_char(c) {
                _ if redact && mask(c) != c => out.push(mask(c)),
                Some(_) if c == '`' => out.push(c),
                Some(name) => out.push_str(&name),
                None => out.push(c),
            }
        }
        for byte in chunk.invalid() {
            out.push_str(&format!("\\x{byte:02X}"));
        }
    }
    out
}

fn to_show(tallies: &Tallies, rule: u16, from: Severity) -> u64 {
    let of_rule = tallies.0.iter().filter(|((of, _, severity), _)| *of == rule && *severity >= from);
    of_rule.map(|(_, tally)| tally.findings).sum()
}

/// A size for people.
pub fn size(bytes: u64) -> String {
    let units = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    match units.iter().find(|(unit, _)| bytes >= *unit) {
        Some((unit, name)) => format!("{}.{} {name}", bytes / unit, bytes % unit * 10 / unit),
        None => counted(bytes, "byte"),
    }
}

/// A path or message as it may stand in a log: nothing in it can be taken for a command of a CI runner.
pub(crate) fn guarded(text: &str) -> String {
    text.replace("##", "#\\u{23}")
}

/// A path as it may start a line of a log.
pub(crate) fn guarded_path(path: &str) -> String {
    let path = guarded(&visible(path));
    if path.starts_with("::") || path.starts_with(' ') { format!("./{path}") } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_for_people() {
        assert_eq!(size(999), "999 bytes");
        assert_eq!(size(15_728_640), "15.7 MB");
    }

    #[test]
    fn no_line_starts_a_workflow_command() {
        assert_eq!(guarded("x##[add-mask]a"), "x#\\u{23}[add-mask]a");
        assert_eq!(guarded_path("::error::x.csv"), "./::error::x.csv");
    }
}
