//! Which rules run on what: sorted once for each file by scope and column, so that a clean cell costs a
//! test of bits.

use std::sync::Arc;

use crate::format::Kind;
use crate::identity::Judged;
use crate::identity::phone::{self, Class, Reading};
use crate::rule::{Active, Check, Finding, Level, Rule, Severity, Sink};
use crate::rules::ALL;
use crate::source::{Cells, Facts, Head};
use crate::table::{Cell, Row, RowFacts, Table};

/// A level for every rule, by its place among all rules. Shared: each file of a run has its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Levels(Arc<Vec<Level>>);

impl Default for Levels {
    fn default() -> Self {
        Self(Arc::new(vec![Level::Usual; ALL.len()]))
    }
}

impl Levels {
    /// No rule is on.
    pub fn none() -> Self {
        Self(Arc::new(vec![Level::Off; ALL.len()]))
    }

    /// Sets the level of the rule with this id; `false` if there is none.
    pub fn set(&mut self, id: &str, level: Level) -> bool {
        let place = ALL.iter().position(|rule| rule.id == id);
        let place = place.and_then(|place| Arc::make_mut(&mut self.0).get_mut(place));
        place.map(|place| *place = level).is_some()
    }

    /// All rules that are not off.
    pub fn active(&self) -> impl Iterator<Item = (Active, &'static Rule)> + '_ {
        let numbered = (0u16..).zip(self.0.iter()).zip(ALL.iter().copied());
        let active = numbered.map(|((place, level), rule)| {
            (Active { place, id: rule.id, group: rule.group, level: *level }, rule)
        });
        active.filter(|(active, _)| active.level != Level::Off)
    }
}

type RowRule = (Active, RowFacts, fn(&Row<'_>, &mut Sink));
type PhoneRule = (Active, SeverityOf, fn(&Cell<'_>, &Reading) -> Finding);
type SeverityOf = fn(&Table, &Reading) -> Severity;
type WordRule = (Active, Severity, fn(&Cell<'_>) -> Finding);
type GapRule = (Active, fn(&Cell<'_>, &mut Sink));
type CellRule = (Active, Facts, fn(&Cell<'_>, &mut Sink));

/// The rules of rows and cells, laid out for one table.
#[derive(Debug)]
pub(super) struct Plan {
    /// Those of phone cells, by what they are.
    phones: [Vec<PhoneRule>; Class::COUNT],
    words: Vec<WordRule>,
    rows: Vec<RowRule>,
    row_mask: RowFacts,
    columns: Vec<Column>,
    /// What wakes a rule in each column; empty cells have none of it.
    wakes: Vec<Facts>,
    /// Columns whose empty cells wake a rule, and what some cell of the row must have besides.
    gaps: Vec<(usize, Facts)>,
}

/// The rules of one column.
#[derive(Debug, Default)]
struct Column {
    /// Those of every cell that is not empty.
    always: Vec<CellRule>,
    /// Those of cells with one of these facts.
    sometimes: Vec<CellRule>,
    /// Those of empty cells.
    gaps: Vec<GapRule>,
    mask: Facts,
    /// What wakes any of them.
    wakes: Facts,
    /// Whether the cells are phone numbers that tell who the customer is.
    is_phone: bool,
    /// Whether the cells have to say yes or no.
    is_word: bool,
}

impl Plan {
    /// The plan for `table`.
    pub(super) fn new(levels: &Levels, table: &Table) -> Self {
        let mut plan = Self {
            phones: Default::default(),
            words: Vec::new(),
            rows: Vec::new(),
            row_mask: RowFacts::empty(),
            columns: table.columns.iter().map(|_| Column::default()).collect(),
            wakes: Vec::new(),
            gaps: Vec::new(),
        };
        for (place, rule) in levels.active() {
            match rule.check {
                Check::Row { when, check } => {
                    plan.row_mask |= when;
                    plan.rows.push((place, when, check));
                }
                Check::Cell { kinds, when, check } => {
                    for (column, rules) in table.columns.iter().zip(&mut plan.columns) {
                        if kinds.is_empty() || kinds.contains(&column.kind) {
                            rules.add((place, when, check));
                        }
                    }
                }
                Check::Phone { class, severity, tell } => {
                    plan.phones[class as usize].push((place, severity, tell));
                }
                Check::Word { severity, tell } => {
                    plan.words.extend(severity(table).map(|severity| (place, severity, tell)));
                }
                Check::CellOrGap { kinds, when, gaps, among, check } => {
                    for (column, rules) in table.columns.iter().zip(&mut plan.columns) {
                        if kinds.contains(&column.kind) {
                            rules.add((place, when, check));
                        }
                        if gaps.contains(&column.kind) {
                            rules.gaps.push((place, check));
                            plan.gaps.push((column.index as usize, among));
                        }
                    }
                }
                Check::File(_) | Check::Header(_) | Check::Repeat { .. } | Check::Connector { .. } => {}
            }
        }
        let any_phone = plan.phones.iter().any(|rules| !rules.is_empty());
        for (column, rules) in table.columns.iter().zip(&mut plan.columns) {
            rules.is_phone = column.kind == Kind::Phone && any_phone;
            rules.is_word = Kind::YES_NO.contains(&column.kind) && !plan.words.is_empty();
            rules.wakes.set(Facts::ODD, rules.wakes.contains(Facts::ODD) || rules.is_phone || rules.is_word);
        }
        plan.wakes = plan.columns.iter().map(|column| column.wakes).collect();
        plan
    }

    /// Whether any rule has something to look at in this record, which is UTF-8, but for cells that were judged.
    #[inline]
    pub(super) fn is_awake(&self, table: &Table, head: &Head, cells: Cells<'_>) -> bool {
        let (width, faulty) = (cells.facts.len(), head.is_faulty);
        let facts = RowFacts::of(table, head.facts, faulty, width, |place| cells.facts.get(place).copied());
        // Told without a branch a cell.
        let wakes = cells.facts.iter().zip(&self.wakes);
        let awake = wakes.fold(Facts::empty(), |all, (of, wakes)| all | (*of & *wakes));
        let is_gap = |place| !cells.facts(place).contains(Facts::ANY);
        facts.intersects(self.row_mask)
            || !awake.is_empty()
            || self.gaps.iter().any(|(place, among)| head.facts.intersects(*among) && is_gap(*place))
    }

    /// Runs the rules that have something to look at in this row, these cells of which were judged.
    pub(super) fn run(&self, row: &Row<'_>, judged: Judged<'_>, sink: &mut Sink) {
        sink.next_row();
        self.run_rows(row, sink);
        self.run_cells(row, judged, sink);
        sink.settle(Some(row.table), Some(row));
    }

    fn run_cells(&self, row: &Row<'_>, judged: Judged<'_>, sink: &mut Sink) {
        let mut facts = row.cell_facts();
        for (columns, first) in self.columns.chunks(u64::BITS as usize).zip((0..).step_by(u64::BITS as usize))
        {
            // Those in which something is to be looked at, told without a branch a cell.
            let wakes = facts.by_ref().take(columns.len()).zip(columns).zip(0..);
            let mut awake = wakes.fold(0u64, |awake, ((of_cell, column), place)| {
                let is_gap = !of_cell.contains(Facts::ANY) & !column.gaps.is_empty();
                let is_awake = of_cell.intersects(column.wakes) | is_gap;
                awake | u64::from(is_awake) << place
            });
            while awake != 0 {
                let place = awake.trailing_zeros() as usize;
                awake &= awake - 1;
                if let (Some(column), Some(cell)) = (columns.get(place), row.cell_at(first + place)) {
                    self.look(&cell, column, judged, sink);
                }
            }
        }
    }

    /// Runs the rules of a cell that has something for them to look at.
    fn look(&self, cell: &Cell<'_>, column: &Column, judged: Judged<'_>, sink: &mut Sink) {
        let of_cell = cell.facts();
        if of_cell.contains(Facts::ANY) {
            return self.run_cell(cell, (column, of_cell), judged, sink);
        }
        for (place, check) in &column.gaps {
            sink.set_rule(*place);
            check(cell, sink);
        }
    }

    fn run_cell(
        &self,
        cell: &Cell<'_>,
        (column, facts): (&Column, Facts),
        judged: Judged<'_>,
        sink: &mut Sink,
    ) {
        let place = cell.column.index;
        if let Some(number) = judged.numbers.iter().find(|number| number.column == place) {
            return self.run_phones(cell, &number.reading, sink);
        }
        if judged.words.iter().any(|word| word.column == place) {
            return self.run_words(cell, sink);
        }
        column.run(cell, facts, sink);
        if column.is_phone
            && facts.contains(Facts::ODD)
            && let Some(reading) = phone::of_cell(cell)
        {
            self.run_phones(cell, &reading, sink);
        }
        if column.is_word && facts.contains(Facts::ODD) && !matches!(&*cell.text(), "yes" | "no") {
            self.run_words(cell, sink);
        }
    }

    /// Runs the rules that speak of what a phone cell is.
    fn run_phones(&self, cell: &Cell<'_>, reading: &Reading, sink: &mut Sink) {
        for (rule, severity, tell) in &self.phones[reading.class as usize] {
            sink.set_rule(*rule);
            let severity = severity(cell.row.table, reading);
            sink.report(severity, Some(cell.column.index), || tell(cell, reading));
        }
    }

    /// Runs the rules that speak of a cell that says neither yes nor no.
    fn run_words(&self, cell: &Cell<'_>, sink: &mut Sink) {
        for (rule, severity, tell) in &self.words {
            sink.set_rule(*rule);
            sink.report(*severity, Some(cell.column.index), || tell(cell));
        }
    }

    /// Counts what there is to say of these cells of one row, of which no other rule has anything to say. Where
    /// more is asked for, it counts nothing and returns `false`.
    pub(super) fn count(&self, table: &Table, judged: Judged<'_>, sink: &mut Sink) -> bool {
        let found = || {
            let numbers = judged.numbers.iter().flat_map(|number| {
                let rules = self.phones[number.reading.class as usize].iter();
                rules.map(|(rule, severity, _)| (*rule, severity(table, &number.reading), number.column))
            });
            let words = judged.words.iter().flat_map(|word| {
                self.words.iter().map(|(rule, severity, _)| (*rule, *severity, word.column))
            });
            numbers.chain(words)
        };
        if found().any(|(rule, severity, _)| sink.asks_for(rule, severity)) {
            return false;
        }
        sink.next_row();
        for (rule, severity, column) in found() {
            sink.tick(rule, severity, column);
        }
        true
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

impl Column {
    fn add(&mut self, rule: CellRule) {
        let (_, when, _) = rule;
        self.wakes |= when;
        if when.contains(Facts::ANY) {
            self.always.push(rule);
        } else {
            self.mask |= when;
            self.sometimes.push(rule);
        }
    }

    fn run(&self, cell: &Cell<'_>, facts: Facts, sink: &mut Sink) {
        for (place, _, check) in &self.always {
            sink.set_rule(*place);
            check(cell, sink);
        }
        if facts.intersects(self.mask) {
            for (place, when, check) in &self.sometimes {
                if facts.intersects(*when) {
                    sink.set_rule(*place);
                    check(cell, sink);
                }
            }
        }
    }
}
