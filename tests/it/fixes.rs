//! Fixing settles, does nothing the second time, and leaves alone what needs no fix.

use csv_preflight::edit::Applicability;
use csv_preflight::fix;
use proptest::prelude::*;

use crate::robust::mutated;

fn converged(bytes: &[u8], upto: Applicability) -> fix::Converged {
    fix::converge(&crate::input(bytes), &crate::options(), upto).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fixing_settles_and_does_nothing_the_second_time(bytes in mutated()) {
        for upto in [Applicability::Safe, Applicability::Unsafe] {
            let first = converged(&bytes, upto);
            prop_assert!(first.settled, "{:?}", first.applied);
            if let Some(bytes) = first.bytes {
                prop_assert_eq!(converged(&bytes, upto).bytes, None);
            }
        }
    }
}

fn fixed(text: &str, upto: Applicability) -> Option<String> {
    let done = converged(text.as_bytes(), upto);
    assert!(done.settled);
    done.bytes.map(|bytes| String::from_utf8(bytes).unwrap())
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
    let done = converged(b"Email,First Name\nann@example.com,Ann\n", Applicability::Unsafe);
    assert_eq!(done, fix::Converged { settled: true, ..fix::Converged::default() });
}

#[test]
fn another_encoding_is_kept_until_its_own_fix_is_accepted() {
    let rows = b"jose@example.com ,Jos\xE9 M\xFCller\n".repeat(2);
    let text = [b"Email,First Name\n".as_slice(), &rows].concat();
    // The encoding is a guess, so what is safe alone is not done either.
    assert_eq!(converged(&text, Applicability::Safe).bytes, None);
    let after = "Email,First Name\njose@example.com,José Müller\njose@example.com,José Müller\n";
    let done = converged(&text, Applicability::Unsafe);
    assert_eq!(done.bytes.as_deref(), Some(after.as_bytes()));
    // With a byte order mark it is none.
    let wide: Vec<u8> = format!("\u{FEFF}{after}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(converged(&wide, Applicability::Safe).bytes.as_deref(), Some(after.as_bytes()));
}

#[test]
fn what_was_said_of_a_file_holds_until_it_is_rewritten() {
    // Neither would be found in the file: the delimiter is none of those looked for, the encoding a rare one.
    let mut options = crate::options();
    options.delimiter = Some(b':');
    options.charset = csv_preflight::source::Charset::by_name("koi8-r");
    // In KOI8-R the name is `Иван`.
    let text = b"Email:First Name\nivan@example.com :\xE9\xD7\xC1\xCE\n";
    let done = fix::converge(&crate::input(text), &options, Applicability::Unsafe).unwrap();
    assert!(done.settled);
    let after = "Email,First Name\nivan@example.com,Иван\n";
    assert_eq!(done.bytes.map(|bytes| String::from_utf8(bytes).unwrap()).as_deref(), Some(after));
}
