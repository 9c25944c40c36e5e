//! Where a system and Shopify made other customers of the same rows.

use crate::connector::Cell;
use crate::connector::clusters::{Resolved, System};
use crate::identity::At;
use crate::rule::Parting;

/// Where a connector parts from Shopify.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event {
    pub(super) at: At,
    pub(super) parting: Parting,
    pub(super) system: usize,
    pub(super) cell: Cell,
    /// What the row was found by or would have been.
    pub(super) lookup: Option<usize>,
    pub(super) other: At,
    pub(super) second: Option<(At, Cell)>,
    pub(super) first: At,
    pub(super) last: At,
}

/// What a connector made of rows, beside what Shopify made of them.
pub(super) struct Comparing<'r, F> {
    pub(super) system: &'r System,
    /// The number of the system.
    pub(super) number: usize,
    /// The row at a place.
    pub(super) at: &'r F,
    pub(super) ours: &'r Resolved,
    pub(super) theirs: &'r Resolved,
}

impl<F: Fn(usize) -> Option<At>> Comparing<'_, F> {
    /// Where the two part, row by row.
    pub(super) fn events(&self) -> Vec<Event> {
        let (ours, theirs) = (&self.ours.record, &self.theirs.record);
        let mut last: Vec<usize> = (0..ours.len()).collect();
        for (place, record) in ours.iter().enumerate() {
            if let Some(last) = record.and_then(|record| last.get_mut(record)) {
                *last = place;
            }
        }
        // For each record of one system, the records of the other that its rows are in, with a row of each.
        let mut parts_of_theirs: Vec<Vec<(usize, usize)>> = vec![Vec::new(); ours.len()];
        let mut parts_of_ours: Vec<Vec<(usize, usize)>> = vec![Vec::new(); ours.len()];
        let mut events = Vec::new();
        for (place, (our, their)) in ours.iter().zip(theirs).enumerate() {
            let (Some(our), Some(their)) = (*our, *their) else { continue };
            let ends = (our, last.get(our).copied().unwrap_or(our));
            if let Some(first) = new_part(&mut parts_of_theirs, their, our, place) {
                let hit = self.theirs.hits.get(place).copied().flatten();
                let cell =
                    hit.map_or(Cell::Email, |hit| if hit.lookup == 0 { Cell::Email } else { Cell::Phone });
                let lookup = self.lookup_of(cell);
                events.extend(self.event(Parting::Split, place, (cell, lookup), first, None, ends));
            }
            if new_part(&mut parts_of_ours, our, their, place).is_some() {
                let hit = self.ours.hits.get(place).copied().flatten();
                let hit = hit.filter(|hit| theirs.get(hit.row).copied().flatten() != Some(their));
                // Without one a later row brought the two together, and that one is told.
                if let Some(hit) = hit {
                    let by = (self.cell(hit.lookup), Some(hit.lookup));
                    events.extend(self.event(Parting::Merge, place, by, hit.row, None, ends));
                }
            }
        }
        for crossing in &self.ours.crossings {
            let place = crossing.row;
            let record = ours.get(place).copied().flatten().unwrap_or(place);
            let ends = (record, last.get(record).copied().unwrap_or(record));
            let (first, second) = (crossing.first, crossing.second);
            let second = (self.at)(second.row).map(|at| (at, self.cell(second.lookup)));
            let by = (self.cell(first.lookup), Some(first.lookup));
            events.extend(self.event(Parting::Conflict, place, by, first.row, second, ends));
        }
        events.sort_by_key(|event| (event.at, event.parting));
        events
    }

    fn event(
        &self,
        parting: Parting,
        place: usize,
        (cell, lookup): (Cell, Option<usize>),
        other: usize,
        second: Option<(At, Cell)>,
        (first, last): (usize, usize),
    ) -> Option<Event> {
        let at = |place| (self.at)(place);
        let (other, first, last) = (at(other)?, at(first)?, at(last)?);
        Some(Event { at: at(place)?, parting, system: self.number, cell, lookup, other, second, first, last })
    }

    fn cell(&self, lookup: usize) -> Cell {
        self.system.looked(lookup).cell.unwrap_or(Cell::Email)
    }

    /// What the connector looks up that is made of this cell.
    fn lookup_of(&self, cell: Cell) -> Option<usize> {
        (0..self.system.len()).find(|lookup| self.system.looked(*lookup).cell == Some(cell))
    }
}

/// Notes that a row of `record` is in `part` of the other system; if that is not its first part, a row of the
/// first.
fn new_part(parts: &mut [Vec<(usize, usize)>], record: usize, part: usize, place: usize) -> Option<usize> {
    let parts = parts.get_mut(record)?;
    if parts.iter().any(|(known, _)| *known == part) {
        return None;
    }
    parts.push((part, place));
    parts.first().map(|(_, row)| *row).filter(|_| parts.len() > 1)
}
