//! Several findings on one cell are one box.

use csv_preflight::report::Manner;

use super::{FAULTY, told};

#[test]
fn findings_on_one_cell_are_told_together() {
    let out = told("human", FAULTY, &Manner::default());
    // The cell ` BOB@example.com` on line 3 begins with a blank and is another spelling of the one on line 2.
    // Nothing else is wrong on its line, so the line is shown once.
    assert_eq!(out.matches(" 3 │  BOB@example.com,Bob,").count(), 1, "{out}");
    let (before, after) = out.split_once(" 3 │  BOB@example.com,Bob,").unwrap();
    let title = before.rsplit("\n\n").next().unwrap();
    assert!(before.contains("error[email-collision] ("), "{out}");
    assert!(
        title.contains("│ warning[email-whitespace]: ` BOB@example.com` has white space at the start"),
        "{title}"
    );
    let marks = after.split("╰────").next().unwrap();
    // The blank lies inside the cell, so all rules share one mark.
    assert!(marks.contains("╰── email-collision, email-whitespace, email-case: Email, record 2"), "{marks}");
    let help = after.split("\n\n").next().unwrap();
    assert!(help.contains("email-whitespace: fix (safe): remove what nobody sees"), "{help}");
    assert!(help.contains("email-collision: of these rows"), "{help}");
}

#[test]
fn findings_on_different_cells_are_not() {
    // Line 4 has an address without a dot and a number that is too short.
    let out = told("human", FAULTY, &Manner::default());
    assert_eq!(out.matches(" 4 │ bob@example,Bob,12").count(), 2, "{out}");
}

#[test]
fn marks_that_do_not_overlap_are_two() {
    // The underscore is the 8th character, and `\u{1}` stands for the 17th.
    let out = told("human", b"Email\nann@exa_mple.com\x01\n", &Manner::default());
    let row = [
        " 2 │ ann@exa_mple.com\\u{1}\n",
        "   ·        ┬        ──┬──\n",
        "   ·        │          ╰── control-character\n",
        "   ·        ╰── invalid-email: Email, record 1\n",
    ];
    assert!(out.contains(&row.concat()), "{out}");
}

#[test]
fn a_long_cell_is_shortened_with_its_marks_in_it() {
    let long = format!("Email,First Name\n{}@example ,x\n", "é".repeat(3000));
    let out = told("human", long.as_bytes(), &Manner::default());
    assert!(out.contains('…'));
    assert!(out.lines().all(|line| line.chars().count() <= 130), "{out}");
}
