//! Rows that are wrong, in every way that a row can be.

use super::random::Random;
use super::row::{Column, Row};

/// Spoils a healthy row: two cells always, and one more thing in turn.
pub(super) fn spoil(row: &mut Row, index: u64, random: &mut Random) {
    row.set(Column::EmailConsent, *random.pick(&["TRUE", "1", "subscribed", "nyes"]));
    row.cell(Column::Phone).truncate(7);
    match index % 8 {
        0 => *row.cell(Column::Email) = row.cell(Column::Email).replace('@', " at "),
        1 => *row.cell(Column::Email) = row.cell(Column::Email).replacen('.', "..", 1),
        2 => row.cell(Column::Email).push(' '),
        3 => row.set(Column::FirstName, "JosÃ©"),
        4 => row.cell(Column::LastName).push('\u{7}'),
        5 => row.extra = true,
        6 => {
            row.set(Column::Note, "prefers the 5\" pipe");
            row.unquoted = Some(Column::Note);
        }
        _ => row.set(Column::Zip, "“75001”"),
    }
}
