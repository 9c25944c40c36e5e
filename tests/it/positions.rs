//! Lines and columns in every unit, counted by hand.
//!
//! The header `Email,First Name,Phone` is 5 + 1 + 10 + 1 + 5 = 22 bytes long; with an LF the data start at 23.

use csv_preflight::engine::{Options, Outcome};
use csv_preflight::source::{Charset, Offsets, Place, Point, Resolver, Span};

const HEADER: &str = "Email,First Name,Phone\n";

fn outcome(bytes: &[u8]) -> Outcome {
    crate::check(bytes, &crate::options()).unwrap()
}

fn place_in(outcome: &Outcome, start: u64, end: u64) -> Place {
    let file = &outcome.files[0];
    Resolver::new(&file.source, file.lexer(), &file.marks).place(Span::new(start, end)).unwrap()
}

fn place(bytes: impl AsRef<[u8]>, start: u64, end: u64) -> Place {
    place_in(&outcome(bytes.as_ref()), start, end)
}

/// Byte in the file, line, and columns in characters, bytes and UTF-16.
fn point(byte: impl Into<Option<u64>>, line: u64, columns: [u64; 3]) -> Point {
    let [column, column_byte, column_utf16] = columns;
    Point { byte: byte.into(), line, column, column_byte, column_utf16 }
}

/// A point on a line of ASCII, where all columns are the same.
fn plain(byte: u64, line: u64, column: u64) -> Point {
    point(byte, line, [column; 3])
}

#[test]
fn wide_characters_count_by_unit() {
    // A strawberry is 4 bytes and 2 units of UTF-16, `José` is 5 bytes and 4 units, a comma is 1: the cell
    // starts at byte 23 + 10 of the text. `JOSE@Example.com ` is 17 of everything.
    let place = place("First Name,Email,Phone\n🍓José,JOSE@Example.com ,+44 7700 900123\n", 33, 50);
    assert_eq!(place.start, point(33, 2, [7, 11, 8]));
    assert_eq!(place.end, point(50, 2, [24, 28, 25]));
    assert_eq!((place.record, place.record_line, place.record_start), (Some(1), 2, 23));
    // `+44 7700 900123` is 15 long.
    assert_eq!(place.record_end, 50 + 1 + 15);
}

#[test]
fn a_line_break_in_a_cell_starts_a_line_and_no_record() {
    // The row starts at 23: `"a@b.co",` is 9, so the next cell's quote stands at 32, `Ann` at 33..36, the LF
    // at 36, `Lee` at 37..40, its quote at 40, a comma, and `555` at 42..45.
    let text = [HEADER, "\"a@b.co\",\"Ann\nLee\",555\n"].concat();
    let name = place(&text, 33, 40);
    assert_eq!((name.start, name.end), (plain(33, 2, 11), plain(40, 3, 4)));
    // On line 3 stand `Lee",` before it.
    let phone = place(&text, 42, 45);
    assert_eq!((phone.start, phone.end), (plain(42, 3, 6), plain(45, 3, 9)));
    for place in [name, phone] {
        assert_eq!((place.record, place.record_line), (Some(1), 2));
        assert_eq!((place.record_start, place.record_end), (23, 45));
    }
}

#[test]
fn cr_and_lf_together_end_one_line() {
    // The header is 24 with CRLF; `a@b.co,Ann,555` is 14, so its CR stands at 38 and the next row at 40. Its
    // name stands 7 further on.
    let text = "Email,First Name,Phone\r\na@b.co,Ann,555\r\nc@d.co,Bob,556\r\n";
    let bob = place(text, 47, 50);
    assert_eq!((bob.start, bob.end, bob.record), (plain(47, 3, 8), plain(50, 3, 11), Some(2)));
    let line_end = place(text, 38, 40);
    assert_eq!((line_end.start, line_end.end, line_end.record), (plain(38, 2, 15), plain(40, 3, 1), Some(1)));
    // Between CR and LF it is still the same line, one character further on.
    assert_eq!(place(text, 39, 39).start, plain(39, 2, 16));
}

#[test]
fn a_lone_cr_ends_a_line() {
    // `a@b.co,Ann,5` and its CR are 13: the second row starts at 36.
    let place = place("Email,First Name,Phone\ra@b.co,Ann,5\rc@d.co,Bob,6\r", 36, 42);
    assert_eq!((place.start, place.end, place.record), (plain(36, 3, 1), plain(42, 3, 7), Some(2)));
}

#[test]
fn a_tab_is_one_character() {
    // `a@b.co,` is 7 and the tab 1: `Ann` stands at 23 + 8.
    let inside = place([HEADER, "a@b.co,\tAnn,5\n"].concat(), 31, 34);
    assert_eq!((inside.start, inside.end), (plain(31, 2, 9), plain(34, 2, 12)));
    let between = place("Email\tFirst Name\tPhone\na@b.co\tAnn\t5\n", 30, 33);
    assert_eq!((between.start, between.end), (plain(30, 2, 8), plain(33, 2, 11)));
}

#[test]
fn a_byte_order_mark_counts_in_the_file_and_in_no_column() {
    let text = ["\u{FEFF}", HEADER, "a@b.co,Ann,5\n"].concat();
    let email = place(&text, 3, 8);
    assert_eq!((email.start, email.end, email.record), (plain(3, 1, 1), plain(8, 1, 6), None));
    assert_eq!((email.record_start, email.record_end), (3, 25));
    let row = place(&text, 26, 32);
    assert_eq!((row.start, row.end, row.record), (plain(26, 2, 1), plain(32, 2, 7), Some(1)));
    // The mark itself stands where the text begins.
    let mark = place(&text, 0, 3);
    assert_eq!((mark.start, mark.end), (plain(0, 1, 1), plain(3, 1, 1)));
}

#[test]
fn transcoded_text_has_lines_and_columns_and_no_bytes() {
    // `j@x.co,` is 7 and `José,` 6 bytes of UTF-8, 5 characters and units; `🍓5` is 5 bytes, 2 characters
    // and 3 units. The text is spoken of as UTF-8 without a mark, so the cell starts at 23 + 13.
    let text = [HEADER, "j@x.co,José,🍓5\n"].concat();
    let marked: Vec<u16> = "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).collect();
    let little: Vec<u8> = marked.iter().copied().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = marked.iter().copied().flat_map(u16::to_be_bytes).collect();
    for bytes in [little, big] {
        let place = place(bytes, 36, 41);
        assert_eq!(place.start, point(None, 2, [13, 14, 13]));
        assert_eq!(place.end, point(None, 2, [15, 19, 16]));
        assert_eq!((place.record, place.record_start, place.record_end), (Some(1), 23, 41));
    }
}

#[test]
fn single_byte_text_has_the_bytes_of_the_file() {
    // In the file: the header 23, `j@x.co,José,5` and LF 14, so the second row starts at 37, `Müller` at 44 and
    // `6` at 51. In the text `é` and `ü` are one byte longer: the row starts at 38, the name at 45, `6` at 53.
    let file = b"Email,First Name,Phone\nj@x.co,Jos\xE9,5\nm@x.co,M\xFCller,6\n";
    let options = Options { charset: Charset::by_name("windows-1252"), ..crate::options() };
    let outcome = crate::check(file, &options).unwrap();
    assert_eq!(outcome.files[0].source.offsets, Offsets::OnePerChar);
    let name = place_in(&outcome, 45, 52);
    assert_eq!((name.start, name.end), (point(44, 3, [8, 8, 8]), point(50, 3, [14, 15, 14])));
    let phone = place_in(&outcome, 53, 54);
    assert_eq!((phone.start, phone.end), (point(51, 3, [15, 16, 15]), point(52, 3, [16, 17, 16])));
    assert_eq!((phone.record, phone.record_line), (Some(2), 3));
}

#[test]
fn a_guessed_single_byte_encoding_has_the_bytes_of_the_file_too() {
    // Rows of `j@x.co,José Müller,5` and LF are 21 bytes in the file and 23 in the text.
    let rows = b"j@x.co,Jos\xE9 M\xFCller,5\n".repeat(200);
    let outcome = outcome(&[HEADER.as_bytes(), &rows].concat());
    assert_eq!(outcome.files[0].source.offsets, Offsets::OnePerChar);
    // The phone is the 19th character of its row, its 21st byte.
    let place = place_in(&outcome, 23 + 150 * 23 + 20, 23 + 150 * 23 + 21);
    assert_eq!(place.start, point(23 + 150 * 21 + 18, 152, [19, 21, 19]));
    assert_eq!(place.record, Some(151));
}

#[test]
fn single_byte_headers_have_the_bytes_of_the_file() {
    // `Email,Müll,` is 11 in the file and 12 in the text.
    let options = Options { charset: Charset::by_name("windows-1252"), ..crate::options() };
    let outcome = crate::check(b"Email,M\xFCll,Phone\na@b.co,x,5\n", &options).unwrap();
    let place = place_in(&outcome, 12, 17);
    assert_eq!((place.start, place.end), (point(11, 1, [12, 13, 12]), point(16, 1, [17, 18, 17])));
    // The row: the header's line is 17 in the file and 18 in the text.
    assert_eq!(place_in(&outcome, 18, 24).start, plain(17, 2, 1));
}

#[test]
fn stray_bytes_are_one_character_each() {
    // Four `é` make it UTF-8 with a stray byte. The first row is `a@b.co,éééé,` and LF, 7 + 8 + 2 = 17, so the
    // second starts at 40: `c@d.co,` is 7, `Jos`, the stray byte, `x` and a comma 6.
    let text = [HEADER.as_bytes(), "a@b.co,éééé,\n".as_bytes(), b"c@d.co,Jos\xE9x,5\n"].concat();
    let outcome = outcome(&text);
    assert_eq!(outcome.files[0].source.offsets, Offsets::Same);
    assert_eq!(place_in(&outcome, 53, 54).start, plain(53, 3, 14));
    assert_eq!(place_in(&outcome, 50, 51).end, plain(51, 3, 12));
}

#[test]
fn blank_rows_have_a_line_and_no_number() {
    // An LF at 23, a CRLF at 24, the row at 26 on the fourth line.
    let text = [HEADER, "\n\r\na@b.co,Ann,5\n"].concat();
    let row = place(&text, 26, 32);
    assert_eq!((row.start, row.record, row.record_line), (plain(26, 4, 1), Some(1), 4));
    let blank = place(&text, 24, 24);
    assert_eq!((blank.start, blank.record, blank.record_line), (plain(24, 3, 1), None, 3));
}

#[test]
fn blank_rows_before_the_header_have_lines() {
    // Two LF, then the header: `Email` at 2..7, the row at 25.
    let text = ["\n\n", HEADER, "a@b.co,Ann,5\n"].concat();
    let email = place(&text, 2, 7);
    assert_eq!((email.start, email.end, email.record), (plain(2, 3, 1), plain(7, 3, 6), None));
    assert_eq!((email.record_start, email.record_line), (2, 3));
    let row = place(&text, 25, 31);
    assert_eq!((row.start, row.record), (plain(25, 4, 1), Some(1)));
}

#[test]
fn headers_have_no_number() {
    let text = [HEADER, "a@b.co,Ann,5\n"].concat();
    let place = place(&text, 6, 16);
    assert_eq!((place.start, place.end, place.record), (plain(6, 1, 7), plain(16, 1, 17), None));
    assert_eq!((place.record_start, place.record_end, place.record_line), (0, 22, 1));
}

#[test]
fn headers_may_span_lines() {
    // `Email,` is 6, the quote stands at 6, `First` at 7, an LF at 12, `Name` at 13, the quote at 17, `Phone` at
    // 19; on its line `Name",` stands before it.
    let text = "Email,\"First\nName\",Phone\na@b.co,Ann,5\n";
    let phone = place(text, 19, 24);
    assert_eq!((phone.start, phone.end, phone.record), (plain(19, 2, 7), plain(24, 2, 12), None));
    let row = place(text, 25, 31);
    assert_eq!((row.start, row.record), (plain(25, 3, 1), Some(1)));
}

#[test]
fn far_places_are_found_from_marks() {
    // `a00000@b.co` is 11, `,Ann,` 5, LF 1: row `n`, from 0, starts at 23 + 17 n on line n + 2.
    let rows: String = (0..12_000).map(|row| format!("a{row:05}@b.co,Ann,\n")).collect::<Vec<_>>().concat();
    let outcome = outcome([HEADER, &rows].concat().as_bytes());
    let file = &outcome.files[0];
    assert!(file.marks.len() > 12_000 / 128, "{} marks", file.marks.len());
    let mut resolver = Resolver::new(&file.source, file.lexer(), &file.marks);
    for row in [127, 128, 129, 130, 9_999, 10_000, 10_001, 11_999, 5_000, 0, 11_000] {
        let start = 23 + 17 * row;
        let place = resolver.place(Span::new(start + 12, start + 15)).unwrap();
        assert_eq!(
            (place.start, place.end),
            (plain(start + 12, row + 2, 13), plain(start + 15, row + 2, 16))
        );
        assert_eq!((place.record, place.record_start), (Some(row + 1), start));
    }
}

#[test]
fn the_end_of_a_last_line_belongs_to_it_however_many_there_are() {
    // A row is 10 bytes, with its LF 11; the last one has none.
    for rows in [1, 31, 32, 33, 64, 128, 500] {
        let text = [HEADER, "a@b.co,x,y\n".repeat(rows).trim_end()].concat();
        let rows = rows as u64;
        let end = 23 + 11 * rows - 1;
        let place = place(&text, end, end);
        assert_eq!((place.start, place.end), (plain(end, rows + 1, 11), plain(end, rows + 1, 11)), "{rows}");
        assert_eq!((place.record, place.record_start), (Some(rows), end - 10), "{rows}");
    }
}

#[test]
fn the_end_of_the_file_is_a_place() {
    // `a@b.co,Ann,5` is 12 long and ends at 35.
    let open = place([HEADER, "a@b.co,Ann,5"].concat(), 35, 35);
    assert_eq!((open.start, open.record), (plain(35, 2, 13), Some(1)));
    let closed = place([HEADER, "a@b.co,Ann,5\n"].concat(), 36, 36);
    assert_eq!((closed.start, closed.record, closed.record_line), (plain(36, 3, 1), None, 3));
    let nothing = place("", 0, 0);
    assert_eq!((nothing.start, nothing.record), (plain(0, 1, 1), None));
}

#[test]
fn a_place_does_not_depend_on_those_asked_for_before() {
    let text = [HEADER, "é@b.co,\"A\r\n\n🍓\r\",5\r\n\n,,\rx\n\"🍓\"\"é\",2\n"].concat();
    let outcome = outcome(text.as_bytes());
    let file = &outcome.files[0];
    let resolver = || Resolver::new(&file.source, file.lexer(), &file.marks);
    let (mut forwards, mut backwards) = (resolver(), resolver());
    let spans = || (0..=text.len() as u64).map(|start| Span::new(start, (start + 3).min(text.len() as u64)));
    let alone: Vec<Place> = spans().map(|span| resolver().place(span).unwrap()).collect();
    let one_by_one: Vec<Place> = spans().map(|span| forwards.place(span).unwrap()).collect();
    let mut the_other_way: Vec<Place> = spans().rev().map(|span| backwards.place(span).unwrap()).collect();
    the_other_way.reverse();
    assert_eq!(one_by_one, alone);
    assert_eq!(the_other_way, alone);
}
