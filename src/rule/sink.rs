//! Where rules put what they find: everything is counted, and as much is kept as will be shown.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::{Finding, Group, Known, Seen, Severity};
use crate::identity::Keys;
use crate::table::{Row, Table};

/// How often something was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Findings.
    pub findings: u64,
    /// Data records with at least one of them.
    pub records: u64,
}

/// What a tally counts: a rule (its place among all rules), a column or none, a severity.
pub type TallyKey = (u16, Option<u32>, Severity);

/// Exact counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tallies(pub BTreeMap<TallyKey, Tally>);

impl Tallies {
    /// Adds the counts of records that `self` has not seen.
    pub fn add(&mut self, other: &Self) {
        for (key, tally) in &other.0 {
            let mine = self.0.entry(*key).or_default();
            mine.findings += tally.findings;
            mine.records += tally.records;
        }
    }

    /// Findings of one rule.
    pub fn of_rule(&self, rule: u16) -> u64 {
        self.0.iter().filter(|((of, _, _), _)| *of == rule).map(|(_, tally)| tally.findings).sum()
    }

    /// Findings of one severity.
    pub fn of_severity(&self, severity: Severity) -> u64 {
        self.0.iter().filter(|((_, _, of), _)| *of == severity).map(|(_, tally)| tally.findings).sum()
    }
}

/// How many findings of each rule may still be kept.
#[derive(Clone, Debug)]
pub struct Room(Vec<usize>);

impl Room {
    /// Room for `each` findings of each of `rules` rules.
    pub fn new(rules: usize, each: usize) -> Self {
        Self(vec![each; rules])
    }

    /// Takes a place for a finding of `rule`, if one is left.
    pub fn take(&mut self, rule: u16) -> bool {
        match self.0.get_mut(usize::from(rule)) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        }
    }

    /// Whether a place is left for a finding of `rule`.
    fn is_left(&self, rule: u16) -> bool {
        self.0.get(usize::from(rule)).is_some_and(|left| *left > 0)
    }

    /// Gives a place back.
    fn give(&mut self, rule: u16) {
        if let Some(left) = self.0.get_mut(usize::from(rule)) {
            *left += 1;
        }
    }
}

/// What the settings say of a rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// As the rule itself says.
    #[default]
    Usual,
    /// Not at all.
    Off,
    /// Always this severity.
    Always(Severity),
}

/// A rule that is on: its place among all rules, and its level.
#[derive(Clone, Copy, Debug)]
pub struct Active {
    /// Its place among all rules.
    pub place: u16,
    /// Its id.
    pub id: &'static str,
    /// The part of the catalogue it stands in.
    pub group: Group,
    /// Its level.
    pub level: Level,
}

impl Active {
    /// The severity that a finding counts as which the rule itself thinks this severe.
    pub fn severity(self, usual: Severity) -> Severity {
        match self.level {
            Level::Always(severity) => severity,
            Level::Usual | Level::Off => usual,
        }
    }
}

/// Takes what the rules report while a piece of a file is checked.
#[derive(Debug)]
pub struct Sink {
    show_from: Severity,
    room: Room,
    rule: Active,
    /// Counts up with every row, so that a record counts once for each rule and column.
    row: u64,
    /// What was counted, by rule, then by column and severity.
    counts: Vec<BTreeMap<(Option<u32>, Severity), Count>>,
    /// What was kept, in the order it was found.
    kept: Vec<Finding>,
    /// What was reported of the row so far, so that it can be taken back.
    told: Vec<Told>,
    /// What findings of the row explain.
    explained: Vec<Explained>,
    /// What is not told because it is known, and what was seen of it. What is found in a row is settled when all
    /// of the row was found.
    known: Option<Arc<Known>>,
    seen: Seen,
    keys: Keys,
}

/// One report of the row.
#[derive(Clone, Copy, Debug)]
struct Told {
    rule: Active,
    column: Option<u32>,
    severity: Severity,
    /// Whether it is the first of its rule, column and severity in the row.
    first: bool,
    kept: bool,
}

/// What a finding explains: whatever is not worse than itself and comes of the content of these columns.
#[derive(Clone, Debug)]
struct Explained {
    by: u16,
    severity: Severity,
    columns: Range<u32>,
}

impl Explained {
    fn covers(&self, rule: Active, column: Option<u32>, severity: Severity) -> bool {
        let there = match column {
            Some(column) => self.columns.contains(&column) && rule.group.is_of_content(),
            None => rule.group == Group::Identity,
        };
        there && rule.place != self.by && severity <= self.severity
    }
}

/// What was counted of one rule in one column, in one severity.
#[derive(Debug, Default)]
struct Count {
    tally: Tally,
    last_row: u64,
}

impl Sink {
    /// An empty one. Findings milder than `show_from` are counted only.
    pub fn new(show_from: Severity, room: Room) -> Self {
        Self {
            show_from,
            room,
            rule: Active { place: 0, id: "", group: Group::File, level: Level::Usual },
            row: 0,
            counts: Vec::new(),
            kept: Vec::new(),
            told: Vec::new(),
            explained: Vec::new(),
            known: None,
            seen: Seen::default(),
            keys: Keys::default(),
        }
    }

    /// The same that does not tell what is known. Each row must be settled.
    #[must_use]
    pub fn knowing(mut self, known: Option<Arc<Known>>) -> Self {
        self.known = known;
        self
    }

    /// What follows concerns another row.
    pub(crate) fn next_row(&mut self) {
        self.row += 1;
        self.told.clear();
        self.explained.clear();
    }

    /// What follows comes from this rule.
    pub(crate) fn set_rule(&mut self, rule: Active) {
        self.rule = rule;
    }

    /// Reports a finding in `column`, if it is in one. `make` is called only if the finding will be shown.
    pub fn report(&mut self, severity: Severity, column: Option<u32>, make: impl FnOnce() -> Finding) {
        let rule = self.rule;
        let severity = rule.severity(severity);
        if self.explained.iter().any(|explained| explained.covers(rule, column, severity)) {
            return;
        }
        let first = self.count(severity, column);
        let kept = severity >= self.show_from && (self.known.is_some() || self.room.take(rule.place));
        if kept {
            let mut finding = make();
            finding.severity = severity;
            finding.column = column;
            self.kept.push(finding);
        }
        self.told.push(Told { rule, column, severity, first, kept });
    }

    /// Whether more is asked for of a finding of `rule` that it thinks this severe than that it is counted.
    pub(crate) fn asks_for(&self, rule: Active, severity: Severity) -> bool {
        let is_shown = rule.severity(severity) >= self.show_from;
        is_shown && (self.known.is_some() || self.room.is_left(rule.place))
    }

    /// Counts a finding of the rule in the row, after [`Sink::next_row`], where no more is asked for of all that is found
    /// in it, and nothing in it explains another.
    pub(crate) fn tick(&mut self, rule: Active, severity: Severity, column: u32) {
        self.set_rule(rule);
        self.count(rule.severity(severity), Some(column));
    }

    /// The finding that was reported last, in its severity, explains what the content of these columns of the row
    /// comes to: other rules' findings there that are not worse would advise what does harm, so what they
    /// reported is taken back, and what they report from here on is not told. What is wrong with the bytes
    /// themselves stays.
    pub fn explain(&mut self, severity: Severity, columns: Range<u32>) {
        let explained = Explained { by: self.rule.place, severity: self.rule.severity(severity), columns };
        let told = std::mem::take(&mut self.told);
        let mut kept = self.kept.split_off(self.kept.len() - told.iter().filter(|told| told.kept).count());
        let mut findings = kept.drain(..);
        for told in told {
            let finding = if told.kept { findings.next() } else { None };
            if !explained.covers(told.rule, told.column, told.severity) {
                self.told.push(told);
                self.kept.extend(finding);
                continue;
            }
            if told.kept && self.known.is_none() {
                self.room.give(told.rule.place);
            }
            self.uncount(told);
        }
        self.explained.push(explained);
    }

    /// All was found that there is to be found in this row, or in what is no row: what is known of it is not told,
    /// and of the rest as much is kept as there is room for.
    pub(crate) fn settle(&mut self, table: Option<&Table>, row: Option<&Row<'_>>) {
        if self.told.is_empty() {
            return;
        }
        let Some(known) = self.known.take() else { return };
        let told = std::mem::take(&mut self.told);
        let mut kept = self.kept.split_off(self.kept.len() - told.iter().filter(|told| told.kept).count());
        let mut findings = kept.drain(..);
        for told in told {
            let finding = if told.kept { findings.next() } else { None };
            let shown = told.severity >= self.show_from;
            let column = told.column.and_then(|index| table?.columns.get(index as usize));
            if shown && known.has(told.rule, None, column, row, &mut self.keys, &mut self.seen) {
                self.uncount(told);
            } else {
                self.kept.extend(finding.filter(|_| self.room.take(told.rule.place)));
            }
        }
        self.known = Some(known);
    }

    /// Takes a report back.
    fn uncount(&mut self, told: Told) {
        let counts = self.counts.get_mut(usize::from(told.rule.place));
        if let Some(count) = counts.and_then(|counts| counts.get_mut(&(told.column, told.severity))) {
            count.tally.findings -= 1;
            count.tally.records -= u64::from(told.first);
        }
    }

    /// Counts a finding; says whether it is the first of its sort in the row.
    fn count(&mut self, severity: Severity, column: Option<u32>) -> bool {
        let place = usize::from(self.rule.place);
        if self.counts.len() <= place {
            self.counts.resize_with(place + 1, BTreeMap::new);
        }
        let counts = &mut self.counts[place];
        // Nearly always it was found before.
        let count = match counts.get_mut(&(column, severity)) {
            Some(count) => count,
            None => counts.entry((column, severity)).or_default(),
        };
        count.tally.findings += 1;
        // Before the first row there are none that could count.
        let first = count.last_row != self.row;
        count.tally.records += u64::from(first);
        count.last_row = self.row;
        first
    }

    /// What was kept since it was last taken out, in the order it was found.
    pub(crate) fn take(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.kept)
    }

    /// What was counted, what was kept in the order it was found, and what was known.
    pub(crate) fn finish(self) -> (Tallies, Vec<Finding>, Seen) {
        let mut tallies = Tallies::default();
        for (rule, counts) in (0u16..).zip(self.counts) {
            for ((column, severity), count) in counts {
                // What was taken back was not found.
                if count.tally.findings > 0 {
                    tallies.0.insert((rule, column, severity), count.tally);
                }
            }
        }
        (tallies, self.kept, self.seen)
    }
}
