//! Rows with more or fewer cells than the header.

use crate::identity::Shape;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "ragged-row",
    group: Group::File,
    summary: "a row with more or fewer cells than the header",
    why: "From the place where a delimiter is missing or too many, every cell stands under the wrong header: \
          the city becomes the country, and the phone number the consent.",
    exceptions: "Empty cells too many at the end of a row do no harm to most readers; they are a warning.",
    severity: Severity::Error,
    basis: Basis::Policy,
    sources: &[
        "https://www.rfc-editor.org/rfc/rfc4180",
        "https://docs.shopify.com/manual/your-store/customers/customer-csv",
    ],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &[],
    check: Check::Row { when: RowFacts::RAGGED, check },
    examples: &[
        Example::bad(
            b"First Name,Email,Default Address Address1,Default Address Country Code,Accepts Email Marketing\n\
              Ann,ann@example.com,1 High St, Flat 2,GB,yes\n\
              Bob,bob@example.com,GB,no\n\
              Cat,cat@example.com,3 High St,GB\n\
              Dan,dan@example.com,4 High St,GB,no,,\n",
            &[
                "2:42 6 cells under 5 headers; the delimiter too many seems to stand under \
                 `Default Address Address1`",
                "3:1 4 cells under 5 headers; the missing one seems to be `Default Address Address1`",
                "4:1 4 cells under 5 headers",
                "5:37 7 cells under 5 headers; those too many are empty",
            ],
        ),
        Example::good(b"Email,First Name,Note\nann@example.com,,\n"),
    ],
};

fn check(row: &Row<'_>, sink: &mut Sink) {
    // Where quotes have gone wrong the number of cells means nothing.
    let guessed = |kind| matches!(kind, FaultKind::Unclosed { .. } | FaultKind::TooLong);
    if row.faults().any(|(fault, _)| guessed(fault.kind)) {
        return;
    }
    let width = row.table.width();
    let only_empty = row.width() > width && (width..row.width()).all(|index| row.is_empty_at(index));
    // Empty cells at the end may have been pushed there by a delimiter too many further left.
    let in_place = || {
        let shapes = shapes(row);
        (0..width).all(|index| fit(row, &shapes, index, index) >= 0)
    };
    let harmless = only_empty && (in_place() || shift(row).is_none());
    let severity = if harmless { Severity::Warning } else { RULE.severity };
    sink.report(severity, None, || {
        let where_lost = match shift(row) {
            _ if harmless => "; those too many are empty".to_owned(),
            Some(place) => format!("; {}", told(row, place)),
            None => String::new(),
        };
        let cells = if row.width() == 1 { "cell" } else { "cells" };
        let message = format!("{} {cells} under {width} headers{where_lost}", row.width());
        let surplus = row.raw_span(width).map(|first| Span::new(first.start, row.span().end));
        Finding::new(&RULE, surplus.unwrap_or(row.span()), message).help(if harmless {
            "take away the delimiters at the end of the row"
        } else if row.width() > width {
            "put a cell that contains the delimiter in quotes"
        } else {
            "put in the missing delimiter"
        })
    });
}

fn told(row: &Row<'_>, (first, last): (usize, usize)) -> String {
    let name = |index: usize| {
        let name = row.table.columns.get(index).map_or("", |column| &column.name);
        quote(name).to_string()
    };
    let count = row.table.width().abs_diff(row.width());
    let place = if first == last {
        name(first)
    } else if last - first < row.table.width().saturating_sub(row.width()) {
        format!("{} to {}", name(first), name(last))
    } else {
        format!("one of {} to {}", name(first), name(last))
    };
    match (row.width() > row.table.width(), count) {
        (true, 1) => format!("the delimiter too many seems to stand under {place}"),
        (true, _) => format!("the delimiters too many seem to stand under {place}"),
        (false, 1) => format!("the missing one seems to be {place}"),
        (false, _) => format!("the missing ones seem to be {place}"),
    }
}

/// The columns in which the row seems to have lost its step, if that is clear: with the surplus cells taken
/// out there, or the missing ones put in, the cells fit their columns, and nowhere else as well.
fn shift(row: &Row<'_>) -> Option<(usize, usize)> {
    let (width, cells) = (row.table.width(), row.width());
    if width.max(cells) > WIDEST {
        return None;
    }
    let surplus = cells.saturating_sub(width);
    let missing = width.saturating_sub(cells);
    let shapes = shapes(row);
    let fit = |column, index| fit(row, &shapes, column, index);
    // How well all fits if the step is lost at column `at`.
    let fit_at = |at: usize| -> i32 {
        let column_fit = |column: usize| {
            if column < at {
                fit(column, column)
            } else if column <= at + missing.saturating_sub(1) {
                // The column that was cut into pieces, or the columns that are missing.
                if surplus > 0 { cut(row, &shapes, column, surplus) } else { 0 }
            } else {
                fit(column, column + surplus - missing)
            }
        };
        (0..width).map(column_fit).sum()
    };
    let as_it_stands: i32 = (0..width).map(|column| fit(column, column)).sum();
    let places = if missing > 0 { cells + 1 } else { width };
    let fits: Vec<i32> = (0..places).map(fit_at).collect();
    let best = *fits.iter().max()?;
    let first = fits.iter().position(|fit| *fit == best)?;
    let last = fits.iter().rposition(|fit| *fit == best)?;
    let in_one_stretch = fits.iter().skip(first).take(last - first).all(|fit| *fit == best);
    let clear = best > 0 && best >= as_it_stands + MARGIN && in_one_stretch;
    clear.then(|| (first, last + missing.saturating_sub(1)))
}

/// Wider rows are not tried at every place.
const WIDEST: usize = 200;

/// By how much the cells must fit better for a shift to be worth saying.
const MARGIN: i32 = 3;

/// What the cells of a row could be, under a header or not.
fn shapes(row: &Row<'_>) -> Vec<Shape> {
    (0..row.width()).map(|index| Shape::of_cell(row, index)).collect()
}

/// How well the cell at `index` fits `column`: above 0 yes, below 0 no, 0 nothing can be said.
fn fit(row: &Row<'_>, shapes: &[Shape], column: usize, index: usize) -> i32 {
    let shape = shapes.get(index).copied().unwrap_or(Shape::BLANK);
    row.table.columns.get(column).map_or(0, |column| shape.fits(column.kind))
}

/// How well a cell that was cut at `column` fits it: pieces of text are nothing that has a strict shape.
fn cut(row: &Row<'_>, shapes: &[Shape], column: usize, surplus: usize) -> i32 {
    let pieces = (column..=column + surplus).filter(|index| !row.is_empty_at(*index)).count();
    if pieces > 1 {
        let strict = row.table.columns.get(column).is_some_and(|column| {
            Kind::YES_NO.contains(&column.kind)
                || matches!(
                    column.kind,
                    Kind::Email | Kind::CountryCode | Kind::Phone | Kind::AddressPhone | Kind::CustomerId
                )
        });
        return if strict { -2 } else { 0 };
    }
    (column..=column + surplus).map(|index| fit(row, shapes, column, index)).sum()
}
