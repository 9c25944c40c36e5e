//! What is told at the end: findings with their places, counts, and what they point to.
//!
//! Places are made here, once, for what is shown. Every output format is one file beside this one.

pub mod catalogue;
pub mod compact;
pub mod human;
pub mod json;
mod scope;

use hashbrown::HashMap;

use crate::engine::Outcome;
use crate::error::Error;
use crate::format::Kind;
use crate::message::{counted, mask, visible};
use crate::rule::{Finding, Related, Severity, Tallies};
use crate::rules::{ALL, place};
use crate::source::{FileId, Place, Resolver};
use crate::table::Column;

pub use scope::{PointsTo, ScopeLine};

/// What was found, ready for any output.
#[derive(Debug)]
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
}

/// A finding and where it stands.
#[derive(Debug)]
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
}

impl<'o> Report<'o> {
    /// Resolves the places of all findings that are shown. `show_from` is the mildest severity shown.
    pub fn new(outcome: &'o Outcome, show_from: Severity) -> Result<Self, Error> {
        let mut resolvers: HashMap<FileId, Resolver<'o>> = HashMap::new();
        let mut place_of = |file: FileId, span| {
            let checked = outcome.files.get(file as usize).expect("findings name files of the same run");
            let resolver = resolvers
                .entry(file)
                .or_insert_with(|| Resolver::new(&checked.source, checked.lexer(), &checked.marks));
            Ok::<_, Error>((resolver.place(span)?, checked.source.name.as_str(), checked.table.as_ref()))
        };
        let mut shown = Vec::with_capacity(outcome.findings.len());
        for finding in &outcome.findings {
            let mut related = Vec::with_capacity(finding.related.len());
            for other in &finding.related {
                let (place, path, _) = place_of(other.file, other.span)?;
                related.push((other, place, path));
            }
            let (place, path, table) = place_of(finding.file, finding.span)?;
            let column = finding.column.and_then(|index| table?.columns.get(index as usize));
            shown.push(Shown { finding, place, path, column, related });
        }
        let mut counts = Vec::new();
        let mut left_out = Vec::new();
        for (index, rule) in (0u16..).zip(ALL) {
            let count = outcome.tallies.of_rule(index);
            if count > 0 {
                counts.push((rule.id, count));
            }
            let kept = outcome.findings.iter().filter(|finding| place(finding.rule) == index).count() as u64;
            let wanted = to_show(&outcome.tallies, index, show_from);
            if wanted > kept {
                left_out.push((rule.id, wanted - kept));
            }
        }
        Ok(Self { outcome, shown, counts, left_out, scope: scope::lines(outcome) })
    }

    /// How many findings there are of a severity, shown or not.
    pub fn total(&self, severity: Severity) -> u64 {
        self.outcome.tallies.of_severity(severity)
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

/// The header of a column as it may be shown. One that no format knows may be a row of data in its place.
pub(crate) fn header_name(name: &str, kind: Kind, redact: bool) -> String {
    match kind {
        Kind::Unknown if redact => visible(name).chars().map(mask).collect(),
        _ => visible(name.trim()),
    }
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
