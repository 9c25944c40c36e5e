//! Where rules put what they find: everything is counted, and as much is kept as will be shown.

use std::collections::BTreeMap;

use super::{Finding, Severity};

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
            rule: Active { place: 0, level: Level::Usual },
            row: 0,
            counts: Vec::new(),
            kept: Vec::new(),
        }
    }

    /// What follows concerns another row.
    pub(crate) fn next_row(&mut self) {
        self.row += 1;
    }

    /// What follows comes from this rule.
    pub(crate) fn set_rule(&mut self, rule: Active) {
        self.rule = rule;
    }

    /// Reports a finding in `column`, if it is in one. `make` is called only if the finding will be shown.
    pub fn report(&mut self, severity: Severity, column: Option<u32>, make: impl FnOnce() -> Finding) {
        let severity = self.rule.severity(severity);
        self.count(severity, column);
        if severity >= self.show_from && self.room.take(self.rule.place) {
            let mut finding = make();
            finding.severity = severity;
            finding.column = column;
            self.kept.push(finding);
        }
    }

    fn count(&mut self, severity: Severity, column: Option<u32>) {
        let place = usize::from(self.rule.place);
        if self.counts.len() <= place {
            self.counts.resize_with(place + 1, BTreeMap::new);
        }
        let count = self.counts[place].entry((column, severity)).or_default();
        count.tally.findings += 1;
        // Before the first row there are none that could count.
        count.tally.records += u64::from(count.last_row != self.row);
        count.last_row = self.row;
    }

    /// What was kept since it was last taken out, in the order it was found.
    pub(crate) fn take(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.kept)
    }

    /// What was counted, and what was kept in the order it was found.
    pub(crate) fn finish(self) -> (Tallies, Vec<Finding>) {
        let mut tallies = Tallies::default();
        for (rule, counts) in (0u16..).zip(self.counts) {
            for ((column, severity), count) in counts {
                tallies.0.insert((rule, column, severity), count.tally);
            }
        }
        (tallies, self.kept)
    }
}
