//! Which rules run on what: sorted once for each file by scope and column, so that a clean cell costs a
//! test of bits.

use crate::rule::{Check, Rule, Severity};
use crate::rules::ALL;
use crate::source::Facts;
use crate::table::{Cell, Row, RowFacts, Table};

use super::Sink;

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

/// A level for every rule, by its place among all rules.
#[derive(Clone, Debug)]
pub struct Levels(Vec<Level>);

impl Default for Levels {
    fn default() -> Self {
        Self(vec![Level::Usual; ALL.len()])
    }
}

impl Levels {
    /// Sets the level of the rule with this id; `false` if there is none.
    pub fn set(&mut self, id: &str, level: Level) -> bool {
        let place = ALL.iter().position(|rule| rule.id == id).and_then(|place| self.0.get_mut(place));
        place.map(|place| *place = level).is_some()
    }

    /// The severity that a finding of `rule` counts as.
    pub(super) fn severity(&self, rule: u16, usual: Severity) -> Severity {
        match self.0.get(usize::from(rule)) {
            Some(Level::Always(severity)) => *severity,
            _ => usual,
        }
    }

    /// All rules that are not off, with their place among all rules.
    pub fn active(&self) -> impl Iterator<Item = (u16, &'static Rule)> + '_ {
        let numbered = (0u16..).zip(ALL.iter().copied()).zip(&self.0);
        numbered.filter(|(_, level)| **level != Level::Off).map(|(rule, _)| rule)
    }
}

type RowRule = (u16, RowFacts, fn(&Row<'_>, &mut Sink<'_>));
type CellRule = (u16, Facts, fn(&Cell<'_>, &mut Sink<'_>));

/// The rules of rows and cells, laid out for one table.
#[derive(Debug)]
pub(super) struct Plan {
    rows: Vec<RowRule>,
    row_mask: RowFacts,
    columns: Vec<(Facts, Vec<CellRule>)>,
    mask: Facts,
}

impl Plan {
    /// The plan for `table`.
    pub(super) fn new(levels: &Levels, table: &Table) -> Self {
        let mut plan = Self {
            rows: Vec::new(),
            row_mask: RowFacts::empty(),
            columns: table.columns.iter().map(|_| (Facts::empty(), Vec::new())).collect(),
            mask: Facts::empty(),
        };
        for (place, rule) in levels.active() {
            match rule.check {
                Check::Row { when, check } => {
                    plan.row_mask |= when;
                    plan.rows.push((place, when, check));
                }
                Check::Cell { kinds, when, check } => {
                    for (column, (mask, rules)) in table.columns.iter().zip(&mut plan.columns) {
                        if kinds.is_empty() || kinds.contains(&column.kind) {
                            *mask |= when;
                            plan.mask |= when;
                            rules.push((place, when, check));
                        }
                    }
                }
                Check::File(_) | Check::Header(_) | Check::Repeat { .. } => {}
            }
        }
        plan
    }

    /// Runs the rules that have something to look at in this row.
    pub(super) fn run(&self, row: &Row<'_>, facts: Facts, sink: &mut Sink<'_>) {
        sink.next_row();
        self.run_rows(row, sink);
        if !facts.intersects(self.mask) {
            return;
        }
        for (cell, (mask, rules)) in row.cells().zip(&self.columns) {
            if cell.facts().intersects(*mask) {
                for (place, when, check) in rules {
                    if cell.facts().intersects(*when) && !cell.is_empty() {
                        sink.set_rule(*place);
                        check(&cell, sink);
                    }
                }
            }
        }
    }

    /// Runs the rules of rows alone, on what is no record of the data.
    pub(super) fn run_rows(&self, row: &Row<'_>, sink: &mut Sink<'_>) {
        if row.facts.intersects(self.row_mask) {
            for (place, when, check) in &self.rows {
                if row.facts.intersects(*when) {
                    sink.set_rule(*place);
                    check(row, sink);
                }
            }
        }
    }
}
