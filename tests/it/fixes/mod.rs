//! Fixing settles, does nothing the second time, and leaves alone what needs no fix.

mod command;
mod diff;
mod rules;

use csv_preflight::edit::Applicability;
use csv_preflight::engine::{self, Input, Options};
use csv_preflight::fix::{self, Desk, Repaired};
use proptest::prelude::*;

use crate::robust::mutated;

/// What becomes of a file that is checked with these options.
pub(crate) fn repaired(input: &Input, options: &Options, upto: Applicability) -> (Option<Vec<u8>>, Repaired) {
    let outcome = engine::check(std::slice::from_ref(input), options, &()).unwrap();
    // So little that whatever is fixed goes through a file.
    let desk = Desk { memory: 10, folder: None };
    let repaired = fix::converge(&outcome.files[0], options, upto, &desk).unwrap();
    let bytes = repaired.text.as_ref().map(|text| {
        let mut bytes = Vec::new();
        text.copy_to(&mut bytes).unwrap();
        bytes
    });
    (bytes, repaired)
}

fn converged(bytes: &[u8], upto: Applicability) -> (Option<Vec<u8>>, Repaired) {
    repaired(&crate::input(bytes), &crate::options(), upto)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fixing_settles_and_does_nothing_the_second_time(bytes in mutated()) {
        for upto in [Applicability::Safe, Applicability::Unsafe] {
            let (first, done) = converged(&bytes, upto);
            prop_assert!(done.settled, "{:?}", done.applied);
            if let Some(bytes) = first {
                prop_assert_eq!(converged(&bytes, upto).0, None);
            }
        }
    }
}

fn fixed(text: &str, upto: Applicability) -> Option<String> {
    let (bytes, done) = converged(text.as_bytes(), upto);
    assert!(done.settled);
    bytes.map(|bytes| String::from_utf8(bytes).unwrap())
}

#[test]
fn only_the_bytes_of_the_edits_change() {
    // Quotes that nobody needs, line ends of both sorts in a cell, a cell too many, no line end at the end: none
    // of it is for a fix to touch. One space is.
    let text = "\"Email\",First Name,Note\r\n\"a@b.co\",Ann,\"1\n2\r\n3\",\"\"\r\nc@d.co ,\"Bob\",";
    let after = "\"Email\",First Name,Note\r\n\"a@b.co\",Ann,\"1\n2\r\n3\",\"\"\r\nc@d.co,\"Bob\",";
    assert_eq!(fixed(text, Applicability::Safe).as_deref(), Some(after));
}

#[test]
fn everything_that_is_safe_is_done_at_once_or_in_turn() {
    let text = "\u{FEFF}Email;First Name\r\nann@example.com ;\"Lee, Ann\"\n\r\nbob@example.com;Bob, jr\n";
    let after = "Email,First Name\nann@example.com,\"Lee, Ann\"\nbob@example.com,\"Bob, jr\"\n";
    assert_eq!(fixed(text, Applicability::Safe).as_deref(), Some(after));
}

#[test]
fn nothing_is_written_where_there_is_nothing_to_do() {
    let (bytes, done) = converged(b"Email,First Name\nann@example.com,Ann\n", Applicability::Unsafe);
    assert_eq!((bytes, done.settled, done.rounds, done.count()), (None, true, 0, 0));
}

#[test]
fn another_encoding_is_kept_until_its_own_fix_is_accepted() {
    let rows = b"jose@example.com ,Jos\xE9 M\xFCller\n".repeat(2);
    let text = [b"Email,First Name\n".as_slice(), &rows].concat();
    // The encoding is a guess, so what is safe alone is not done either.
    let (bytes, done) = converged(&text, Applicability::Safe);
    assert_eq!((bytes, done.waits, done.count()), (None, true, 0));
    let after = "Email,First Name\njose@example.com,José Müller\njose@example.com,José Müller\n";
    assert_eq!(converged(&text, Applicability::Unsafe).0.as_deref(), Some(after.as_bytes()));
    // With a byte order mark it is none.
    let wide: Vec<u8> = format!("\u{FEFF}{after}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(converged(&wide, Applicability::Safe).0.as_deref(), Some(after.as_bytes()));
}

#[test]
fn what_was_said_of_a_file_holds_until_it_is_rewritten() {
    // Neither would be found in the file: the delimiter is none of those looked for, the encoding a rare one.
    let mut options = crate::options();
    options.delimiter = Some(b':');
    options.charset = csv_preflight::source::Charset::by_name("koi8-r");
    // In KOI8-R the name is `Иван`.
    let text = b"Email:First Name\nivan@example.com :\xE9\xD7\xC1\xCE\n";
    let (bytes, done) = repaired(&crate::input(text), &options, Applicability::Unsafe);
    assert!(done.settled);
    let after = "Email,First Name\nivan@example.com,Иван\n";
    assert_eq!(bytes.map(|bytes| String::from_utf8(bytes).unwrap()).as_deref(), Some(after));
}

#[test]
fn pieces_make_no_difference() {
    let row = |n: u32| format!("\"a{n}@example.com \",\"x\ny\"\n\n");
    let rows = (0..200).map(row).collect::<Vec<_>>().concat();
    let text = format!("Email,Note\n{rows}");
    let whole = repaired(&crate::input(text.as_bytes()), &crate::options(), Applicability::Safe);
    for piece in [7, 64, 1000] {
        let pieces = csv_preflight::source::Pieces { piece, window: Some(3 * piece) };
        let options = Options { pieces, ..crate::options() };
        let cut = repaired(&crate::input(text.as_bytes()), &options, Applicability::Safe);
        assert!(cut.0 == whole.0 && cut.1.applied == whole.1.applied, "{piece}");
    }
    assert_eq!(whole.1.count(), 400);
}

#[test]
fn a_record_that_was_cut_off_and_what_is_behind_it_stay() {
    let long = "x".repeat(csv_preflight::source::MAX_RECORD + 10);
    let text = format!("Email,Note\na@example.com ,1\nb@example.com ,{long}\r\nc@example.com ,3\n");
    let after = format!("Email,Note\na@example.com,1\nb@example.com ,{long}\r\nc@example.com,3\n");
    assert!(fixed(&text, Applicability::Safe).as_deref() == Some(&after));
}
