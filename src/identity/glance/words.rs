//! A look at cells that have to say yes or no: of those that say it in another word, only their own rules may speak.

use super::{Look, Sort};
use crate::format::Kind;
use crate::identity::Shape;
use crate::source::{Batch, Cells, Facts, Looked};

/// A cell that should say `yes` or `no` and says something else: the rules that speak of that may have something to say
/// of it, and no others.
#[derive(Clone, Copy, Debug)]
pub struct Misspelled {
    /// Which record of the batch it stands in.
    pub record: usize,
    /// In which column.
    pub column: u32,
    /// What was taken from the facts of the cell.
    pub taken: Facts,
}

/// What shows that other rules may have something to say of a cell, too.
const UNCLEAR: Facts = Facts::ESCAPED
    .union(Facts::NON_ASCII)
    .union(Facts::CONTROL)
    .union(Facts::LINE_BREAK)
    .union(Facts::FORMULA)
    .union(Facts::LONG)
    .union(Facts::SIGN);

/// What is as short has not slipped under this header.
const SHORT: usize = 3;

/// Whether a cell says what it has to, or the row surely has what its consent is for.
#[inline]
pub(super) fn is_sound(cell: Looked<'_, '_>, of: Option<usize>) -> bool {
    cell.text == b"no" || cell.text == b"yes" && surely_has(cell.facts, of)
}

/// Whether there is anything in the cell that a consent is for.
fn surely_has(facts: &[Facts], of: Option<usize>) -> bool {
    let facts = of.and_then(|place| facts.get(place));
    facts.is_some_and(|facts| facts.is_vouched() || facts.contains(Facts::ANY) && !facts.may_be_blank())
}

/// Takes [`Facts::ODD`] from the misspelled cells of these columns, of which those are told besides that the consents are
/// for, and puts them to `words`. All columns were looked at before.
pub(super) fn take(
    bytes: &[u8],
    batch: &mut Batch,
    columns: &[(usize, Option<usize>)],
    looks: &[Look],
    words: &mut Vec<Misspelled>,
) {
    for (place, of) in columns {
        let column = u32::try_from(*place).unwrap_or(u32::MAX);
        let records = batch.records().enumerate();
        let found = records.filter(|(_, (_, cells))| is_misspelled(bytes, *cells, (*place, *of), looks));
        words.extend(found.map(|(record, _)| Misspelled { record, column, taken: Facts::empty() }));
    }
    for word in &mut *words {
        word.taken = batch.take(word.record, word.column as usize, Facts::ODD);
    }
    if columns.len() > 1 {
        words.sort_by_key(|word| word.record);
    }
}

fn is_misspelled(
    bytes: &[u8],
    cells: Cells<'_>,
    (place, of): (usize, Option<usize>),
    looks: &[Look],
) -> bool {
    let facts = cells.facts(place);
    if !facts.contains(Facts::ODD) || facts.intersects(UNCLEAR) {
        return false;
    }
    let text = cells.content(bytes, place);
    let word = text.trim_ascii();
    // A consent to what is not there is the business of another rule.
    let is_own = !word.is_empty()
        && text != b"yes"
        && (surely_has(cells.facts, of) || !word.eq_ignore_ascii_case(b"yes"));
    is_own
        && (!may_have_slipped(text)
            || looks.iter().all(|look| look.place == place || look.is_in_place(bytes, cells)))
}

/// Whether the text may belong under another header.
fn may_have_slipped(text: &[u8]) -> bool {
    text.len() > SHORT && is_misfit(text, Kind::TaxExempt)
}

/// Whether the text is nothing for a column of this kind, or no text.
fn is_misfit(text: &[u8], kind: Kind) -> bool {
    std::str::from_utf8(text).map_or(true, |text| Shape::is_misfit(text, kind))
}

impl Look {
    /// Whether the cell is empty or surely belongs under its header, where that matters. A row has slipped if more than
    /// one does not.
    fn is_in_place(self, bytes: &[u8], cells: Cells<'_>) -> bool {
        let facts = cells.facts(self.place);
        if !facts.contains(Facts::ANY) {
            return true;
        }
        let text = || cells.content(bytes, self.place);
        match self.sort {
            Sort::Name | Sort::LastName => true,
            Sort::Phone | Sort::AddressPhone => {
                !facts.contains(Facts::ESCAPED) && !is_misfit(text(), Kind::Phone)
            }
            Sort::EmailConsent | Sort::PhoneConsent | Sort::YesNo => {
                facts.is_vouched() || !facts.intersects(UNCLEAR) && !may_have_slipped(text())
            }
            _ => facts.is_vouched(),
        }
    }
}
