//! Which rules run on what: sorted once for each file by scope and column, so that a clean cell costs a
//! test of bits.

use crate::rule::{Active, Check, Level, Rule, Sink};
use crate::rules::ALL;
use crate::source::Facts;
use crate::table::{Cell, Row, RowFacts, Table};

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

    /// All rules that are not off.
    pub fn active(&self) -> impl Iterator<Item = (Active, &'static Rule)> + '_ {
        let numbered = (0u16..).zip(&self.0).zip(ALL.iter().copied());
        let active = numbered.map(|((place, level), rule)| (Active { place, level: *level }, rule));
        active.filter(|(active, _)| active.level != Level::Off)
    }
}

type RowRule = (Active, RowFacts, fn(&Row<'_>, &mut Sink));
type CellRule = (Active, Facts, fn(&Cell<'_>, &mut Sink));

/// The rules of rows and cells, laid out for one table.
#[derive(Debug)]
pub(super) struct Plan {
    rows: Vec<RowRule>,
    row_mask: RowFacts,
    /// Columns that some rule looks at, and for what.
    columns: Vec<(usize, Facts, Vec<CellRule>)>,
    mask: Facts,
}

impl Plan {
    /// The plan for `table`.
    pub(super) fn new(levels: &Levels, table: &Table) -> Self {
        let mut plan = Self {
            rows: Vec::new(),
            row_mask: RowFacts::empty(),
            columns: (0..table.width()).map(|index| (index, Facts::empty(), Vec::new())).collect(),
            mask: Facts::empty(),
        };
        for (place, rule) in levels.active() {
            match rule.check {
                Check::Row { when, check } => {
                    plan.row_mask |= when;
                    plan.rows.push((place, when, check));
                }
                Check::Cell { kinds, when, check } => {
                    for (column, (_, mask, rules)) in table.columns.iter().zip(&mut plan.columns) {
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
        plan.columns.retain(|(_, _, rules)| !rules.is_empty());
        plan
    }

    /// Runs the rules that have something to look at in this row.
    pub(super) fn run(&self, row: &Row<'_>, facts: Facts, sink: &mut Sink) {
        sink.next_row();
        self.run_rows(row, sink);
        if !facts.intersects(self.mask) {
            return;
        }
        for (index, mask, rules) in &self.columns {
            let Some(cell) = row.cell_with(*index, *mask) else { continue };
            if cell.is_empty() {
                continue;
            }
            for (place, when, check) in rules {
                if cell.facts().intersects(*when) {
                    sink.set_rule(*place);
                    check(&cell, sink);
                }
            }
        }
    }

    /// Runs the rules of rows alone, on what is no record of the data.
    pub(super) fn run_rows(&self, row: &Row<'_>, sink: &mut Sink) {
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
