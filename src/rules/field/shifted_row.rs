//! A row whose cells stand under the wrong headers.

use std::cell::Cell as Register;

use crate::identity::{Shape, stray_email};
use crate::rules::prelude::*;
use crate::table::{Column, RowId};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "shifted-row",
    group: Group::Field,
    summary: "cells that stand under another column's header",
    why: "The row has as many cells as the header, and yet they slipped: the customer gets somebody's city for a \
          name, loses address and consent, and is refused or created without a way to be reached.",
    exceptions: "An address that was typed into the phone field by hand is told as well, for it is lost there. \
                 Rows with more or fewer cells than the header are the business of ragged-row.",
    severity: Severity::Error,
    basis: Basis::Policy,
    sources: &["https://docs.shopify.com/manual/your-store/customers/customer-csv"],
    fix: FixAvailability::Unsafe,
    since: "0.1.0",
    options: &[],
    check: Check::CellOrGap { kinds: STRICT, when: Facts::ODD, gaps: &[Kind::Email], among: Facts::SIGN, check },
    examples: &[
        Example::bad(
            b"First Name,Last Name,Email,Accepts Email Marketing,Default Address Country Code,Phone,Accepts SMS Marketing\n\
              Ann,Chen,Jr,ann@example.com,yes,US,+12125550100\n\
              Bob,bob@example.com,no,GB,+442079460958,no,\n\
              Cat,Lee,,no,US,cat@example.com,no\n\
              Dan,Roy,dan@example.com,,yes,GB,+442079460959\n\
              Eve,Gray,eve@example.com,no,,FR,+33199005501\n",
            &[
                "2:10 the cells stand 1 column too far to the right: `Jr` is under `Email`",
                "3:21 the cells stand 1 column too far to the left: `no` is under `Email`",
                "4:16 `cat@example.com` is an e-mail address and stands under `Phone`",
                "5:26 the cells stand 1 column too far to the right: `yes` is under `Default Address Country Code`",
                "6:30 the cells stand 1 column too far to the right: `FR` is under `Phone`",
            ],
        )
        .fixed(
            b"First Name,Last Name,Email,Accepts Email Marketing,Default Address Country Code,Phone,Accepts SMS Marketing\n\
              Ann,Chen,Jr,ann@example.com,yes,US,+12125550100\n\
              Bob,bob@example.com,no,GB,+442079460958,no,\n\
              Cat,Lee,cat@example.com,no,US,,no\n\
              Dan,Roy,dan@example.com,,yes,GB,+442079460959\n\
              Eve,Gray,eve@example.com,no,,FR,+33199005501\n",
        ),
        Example::bad(
            b"First Name,Last Name,Email,Default Address City,Default Address Zip,Phone\n\
              ann@example.com,Chen,,York,YO1 7HH,\n\
              Bob,Lee,n/a,bob@example.com,YO1 7HH,\n\
              Cat,Roy,,York,cat@example.com,+442079460958\n",
            &[
                "2:1 `ann@example.com` is an e-mail address and stands under `First Name`",
                "3:13 `bob@example.com` is an e-mail address and stands under `Default Address City`",
                "4:15 `cat@example.com` is an e-mail address and stands under `Default Address Zip`",
            ],
        )
        .fixed(
            b"First Name,Last Name,Email,Default Address City,Default Address Zip,Phone\n\
              ,Chen,ann@example.com,York,YO1 7HH,\n\
              Bob,Lee,n/a,bob@example.com,YO1 7HH,\n\
              Cat,Roy,cat@example.com,York,,+442079460958\n",
        ),
        Example::good(
            b"First Name,Last Name,Email,Default Address Country Code,Phone,Accepts SMS Marketing\n\
              ann@example.com,Chen,ann@example.com,US,,\n\
              Yes,No,no@example.com,NO,+12125550100,yes\n\
              Bob,Lee,,US,+12125550101,\n",
        ),
    ],
};

/// What never holds an e-mail address. In names, companies and notes people write anything.
const STRICT: &[Kind] = &[
    Kind::CustomerId,
    Kind::Email,
    Kind::Phone,
    Kind::EmailConsent,
    Kind::SmsConsent,
    Kind::WhatsappConsent,
    Kind::TaxExempt,
    Kind::ProvinceCode,
    Kind::CountryCode,
    Kind::Zip,
    Kind::AddressPhone,
];

/// Wider rows are not tried.
const WIDEST: usize = 200;

/// How far a row is tried to the left and to the right.
const FURTHEST: usize = 3;

/// How well they must fit there: two cells of a strict kind, or it is no more than two cells swapped.
const LEAST: i32 = 4;

/// By how much the cells must fit better elsewhere to be said to have slipped.
const MARGIN: i32 = 6;

fn check(cell: &Cell<'_>, sink: &mut Sink) {
    let row = cell.row;
    // Most customers without an address have none in another column either.
    if cell.is_empty() && memchr::memchr(b'@', row.bytes()).is_none() {
        return;
    }
    if is_suspect(cell) && !row.facts.contains(RowFacts::RAGGED) && row.table.width() <= WIDEST {
        judge(cell, sink);
    }
}

/// What may stand here, most of the time, is told from what may not by its length and a byte or two.
fn is_suspect(cell: &Cell<'_>) -> bool {
    let raw = cell.raw();
    let has_at = || memchr::memchr(b'@', raw).is_some();
    match cell.column.kind {
        Kind::Email => !has_at(),
        // In quotes it is longer than it is.
        Kind::CountryCode => raw.len() > 2 && cell.text().len() > 2,
        Kind::Phone | Kind::AddressPhone => raw.len() < 5 || has_at(),
        Kind::EmailConsent | Kind::SmsConsent | Kind::WhatsappConsent | Kind::TaxExempt => {
            raw.len() > 3 && cell.text().len() > 3
        }
        Kind::ProvinceCode | Kind::Zip => raw.len() > 5 && has_at(),
        _ => raw.len() > 3 && has_at(),
    }
}

fn judge(cell: &Cell<'_>, sink: &mut Sink) {
    let (row, text) = (cell.row, cell.text());
    // The first cell that is plainly out of place speaks for the row.
    let mut before = strict(row).take_while(|other| other.column.index < cell.column.index);
    let speaks = is_misfit(cell) && !before.any(|cell| is_suspect(&cell) && is_misfit(&cell));
    // Whether the row has slipped is the dearer question.
    if !speaks && stray_email(row).is_none() {
        return;
    }
    let Some(Slip { distance, side, from }) = slip_of(row) else {
        one_cell(cell, sink);
        return;
    };
    if !speaks {
        return;
    }
    sink.report(RULE.severity, Some(cell.column.index), || {
        let header = quote(&cell.column.name);
        let columns = counted(distance as u64, "column");
        let message =
            format!("the cells stand {columns} too far to the {side}: {} is under {header}", quote(&text));
        Finding::on(cell, &RULE, message)
            .help("look for a delimiter too many or missing further left, and correct the row")
    });
    // What these cells say is right under another header.
    let width = u32::try_from(row.table.width()).unwrap_or(u32::MAX);
    sink.explain(RULE.severity, from..width);
}

/// An address alone that stands under another header.
fn one_cell(cell: &Cell<'_>, sink: &mut Sink) {
    let row = cell.row;
    let Some(stray) = stray_email(row) else { return };
    // Its own cell speaks for it, where that one is looked at.
    let own = row.cell(Kind::Email);
    let speaker = own.filter(is_suspect).unwrap_or(stray);
    let column = stray.column.index;
    if speaker.column.index != cell.column.index {
        return;
    }
    sink.report(RULE.severity, Some(column), || {
        let (text, header) = (stray.text(), quote(&stray.column.name));
        let message = format!("{} is an e-mail address and stands under {header}", quote(&text));
        let finding = Finding::on(&stray, &RULE, message)
            .help("put it under the header it belongs to; look whether the whole row has slipped");
        let Some(own) = own.filter(Cell::is_empty) else { return finding };
        let mut edits = vec![stray.rewritten(""), own.rewritten(text.trim())];
        edits.sort_by_key(|edit| edit.span.start);
        finding.fix(Fix::edits("put it under its own header", Applicability::Unsafe, edits))
    });
    sink.explain(RULE.severity, column..column + 1);
}

/// What somebody has vouched for fits, but for address phones, which are free text.
fn may_be_misfit(cell: &Cell<'_>) -> bool {
    cell.facts().contains(Facts::ODD) || cell.column.kind == Kind::AddressPhone
}

fn is_misfit(cell: &Cell<'_>) -> bool {
    Shape::is_misfit(&cell.text(), cell.column.kind)
}

/// The cells of strict columns.
fn strict<'r>(row: &'r Row<'_>) -> impl Iterator<Item = Cell<'r>> {
    let columns = row.table.columns.iter().filter(|column| STRICT.contains(&column.kind));
    columns.filter_map(|column| row.cell_in(column))
}

/// How cells have slipped.
#[derive(Clone, Copy)]
struct Slip {
    /// By how many columns.
    distance: usize,
    /// To which side.
    side: &'static str,
    /// The first column whose cell has.
    from: u32,
}

thread_local! {
    static LAST: Register<Option<(RowId, Option<Slip>)>> = const { Register::new(None) };
}

/// [`slip`], found out once for all cells of a row that ask.
fn slip_of(row: &Row<'_>) -> Option<Slip> {
    match LAST.get() {
        Some((of_row, slip)) if of_row == row.id() => slip,
        _ => {
            let slip = slip(row);
            LAST.set(Some((row.id(), slip)));
            slip
        }
    }
}

/// How far, and to which side, the cells have to be moved back to fit their headers, if that is clear: from
/// the first cell out of place on they fit far better there than where they stand.
fn slip(row: &Row<'_>) -> Option<Slip> {
    let width = row.table.width();
    let mut misfits = strict(row).filter(|cell| may_be_misfit(cell) && is_misfit(cell));
    let from = misfits.next()?.column.index as usize;
    // One cell out of place is no slipped row.
    misfits.next()?;
    let furthest = from.saturating_sub(FURTHEST);
    if may_gain(row, furthest, from) < MARGIN {
        return None;
    }
    let shape = |cell| if cell < furthest { Shape::BLANK } else { Shape::of_cell(row, cell) };
    let shapes: Vec<Shape> = (0..width).map(shape).collect();
    let wanted: Vec<_> = row.table.columns.iter().map(|column| Shape::wanted(column.kind)).collect();
    // From these cells on, each under the header from which the first is so many columns away.
    let score = |first_cell: usize, first_column: usize| -> i32 {
        let (cells, columns) = (shapes.get(first_cell..), wanted.get(first_column..));
        let pairs = cells.unwrap_or_default().iter().zip(columns.unwrap_or_default());
        pairs.map(|(shape, wanted)| shape.fits_what(*wanted)).sum()
    };
    let stands = score(from, from);
    let mut best: Option<(i32, usize, &'static str)> = None;
    for distance in 1..=FURTHEST.min(width) {
        let (last, next) = (from.max(distance), from.saturating_sub(distance));
        let back = score(last, last - distance);
        let on = score(next, next + distance);
        for (fits, side) in [(back, "right"), (on, "left")] {
            if best.is_none_or(|(so_far, ..)| fits > so_far) {
                best = Some((fits, distance, side));
            }
        }
    }
    let (fits, distance, side) = best?;
    let first = if side == "left" { from.saturating_sub(distance) } else { from };
    let clear = fits >= LEAST && fits >= stands + MARGIN;
    clear.then_some(Slip { distance, side, from: u32::try_from(first).unwrap_or(u32::MAX) })
}

/// By how much the cells from `furthest` on can fit better under other headers than those from `from` on fit where they
/// stand: at most all of them do that could fit anywhere.
fn may_gain(row: &Row<'_>, furthest: usize, from: usize) -> i32 {
    let cells = (0..).zip(row.table.columns.iter()).skip(furthest);
    let gain = |(cell, column): (usize, &Column)| {
        let facts = row.facts_at(cell);
        let is_vouched =
            facts.is_vouched() && STRICT.contains(&column.kind) && column.kind != Kind::AddressPhone;
        let wanted = Shape::wanted(column.kind);
        if !facts.contains(Facts::ANY)
            || cell >= from && is_vouched && wanted.is_some_and(|wanted| !wanted.is_empty())
        {
            return 0;
        }
        let shape = Shape::of_cell(row, cell);
        let fits = if cell < from { 0 } else { shape.fits_what(wanted) };
        if (shape - Shape::BLANK).is_empty() { -fits } else { 2 - fits }
    };
    cells.map(gain).sum()
}
