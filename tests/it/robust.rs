//! A malformed file is findings, never a panic and never an error, and every span lies in the text.

use std::path::Path;
use std::sync::LazyLock;

use csv_preflight::engine::Outcome;
use csv_preflight::rule::Content;
use csv_preflight::source::{FaultKind, MAX_RECORD, Resolver, Span};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Checks the bytes and everything that the outcome says of them.
fn checked(bytes: &[u8]) -> Outcome {
    let outcome = crate::check(bytes, &crate::options()).unwrap();
    assert_eq!(outcome.files.len(), 1);
    let file = &outcome.files[0];
    let inside = |span: Span| span.start <= span.end && span.end <= file.source.len();
    let mut resolver = Resolver::new(&file.source, file.lexer(), &file.marks);
    for finding in &outcome.findings {
        let told = finding.message.render(false);
        assert!(inside(finding.span), "{}: {:?} {told}", finding.rule.id, finding.span);
        let place = resolver.place(finding.span).unwrap();
        assert!((place.start.line, place.start.column) <= (place.end.line, place.end.column), "{place:?}");
        for related in &finding.related {
            assert!(inside(related.span) && related.file == 0, "{}: {:?}", finding.rule.id, related.span);
        }
        for edit in finding.fix.iter().flat_map(|fix| &fix.edits) {
            assert!(inside(edit.span), "{}: {edit:?}", finding.rule.id);
        }
        assert!(!told.contains(char::is_control), "{told:?}");
    }
    assert!(file.marks.is_sorted_by_key(|mark| mark.offset));
    outcome
}

/// The files that merchants' tools really write, without the largest.
static CLEAN: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/clean");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
    paths.sort();
    let files = paths.iter().map(|path| std::fs::read(path).unwrap());
    files.filter(|bytes| bytes.len() < 1 << 16).collect()
});

#[derive(Clone, Debug)]
enum Change {
    Flip(Index, u8),
    Insert(Index, Vec<u8>),
    Delete(Index, usize),
    Repeat(Index, usize, Index),
}

fn change() -> impl Strategy<Value = Change> {
    let scraps: Vec<&[u8]> = vec![
        b"\"",
        b",",
        b";",
        b"\n",
        b"\r",
        b"\r\n",
        b"\"\"",
        b"\xFF",
        b"\0",
        "é".as_bytes(),
        b"\xEF\xBB\xBF",
    ];
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Flip(at, byte)),
        (any::<Index>(), select(scraps)).prop_map(|(at, scrap)| Change::Insert(at, scrap.to_vec())),
        (any::<Index>(), 1..300usize).prop_map(|(at, length)| Change::Delete(at, length)),
        (any::<Index>(), 1..300usize, any::<Index>())
            .prop_map(|(from, length, to)| { Change::Repeat(from, length, to) }),
    ]
}

/// One of the clean files with some things gone wrong in it.
pub(crate) fn mutated() -> impl Strategy<Value = Vec<u8>> {
    (any::<Index>(), vec(change(), 1..8)).prop_map(|(file, changes)| {
        let mut bytes = CLEAN[file.index(CLEAN.len())].clone();
        for change in changes {
            let length = bytes.len();
            match change {
                _ if length == 0 => {}
                Change::Flip(at, byte) => bytes[at.index(length)] ^= byte,
                Change::Insert(at, scrap) => {
                    let at = at.index(length);
                    bytes.splice(at..at, scrap);
                }
                Change::Delete(at, count) => {
                    let at = at.index(length);
                    bytes.drain(at..(at + count).min(length));
                }
                Change::Repeat(from, count, to) => {
                    let (from, to) = (from.index(length), to.index(length));
                    let slice = bytes[from..(from + count).min(length)].to_vec();
                    bytes.splice(to..to, slice);
                }
            }
        }
        bytes
    })
}

/// Bytes of which many mean something.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let telling = b"\"\",,;\t|\n\r\n@+.aZ09 \0\xEF\xBB\xBF\xC3\xA9\xFE\xFF".to_vec();
    vec(prop_oneof![4 => select(telling), 1 => any::<u8>()], 0..200)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_can_be_checked(bytes in bytes()) {
        checked(&bytes);
    }

    #[test]
    fn any_bytes_under_a_header_can_be_checked(bytes in bytes()) {
        checked(&[b"Email,First Name,Phone,Accepts Email Marketing,Note,Customer ID\n", bytes.as_slice()].concat());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn real_files_with_something_wrong_can_be_checked(bytes in mutated()) {
        checked(&bytes);
    }
}

#[test]
fn next_to_nothing_can_be_checked() {
    for nothing in
        ["", " ", "\n", "\r\n\r\n", "\u{FEFF}", "\u{FEFF}\u{FEFF}\n", "\"\"", "\"\"\r\"\"\n", "sep=,\n"]
    {
        let outcome = checked(nothing.as_bytes());
        assert_eq!(outcome.files[0].content, Content::Empty, "{nothing:?}");
        assert!(outcome.files[0].table.is_none());
    }
    for little in ["\"", "\"\"\"", ",", "\0", "x", "\"\n\"x", "sep=;\nx"] {
        assert_eq!(checked(little.as_bytes()).files[0].content, Content::Table, "{little:?}");
    }
}

#[test]
fn any_amount_of_nothing_is_nothing() {
    // More than is looked at to tell what a file is, and more than is read at once.
    for (unit, count) in [("\n", 5_000), ("\r\n", 100_000), (" \t\n", 30_000)] {
        assert_eq!(checked(unit.repeat(count).as_bytes()).files[0].content, Content::Empty, "{unit:?}");
    }
}

#[test]
fn a_header_may_come_late() {
    // The row stands on line 70,002.
    let outcome = checked(&["\n".repeat(70_000), "Email\na@b.co\n".into()].concat().into_bytes());
    let file = &outcome.files[0];
    assert_eq!((file.content, file.records), (Content::Table, 1));
    let mut resolver = Resolver::new(&file.source, file.lexer(), &file.marks);
    let place = resolver.place(Span::at(70_000 + 6)).unwrap();
    assert_eq!((place.start.line, place.record), (70_002, Some(1)));
}

#[test]
fn a_header_in_another_encoding_is_read_before_it_is_judged() {
    // Only a setting says what the columns hold, and it names one of them in the file's own letters.
    let mut options = crate::options();
    options.format = None;
    options.columns = vec![("Prénom".into(), csv_preflight::format::Kind::FirstName)];
    let row = b"Jos\xE9,M\xFCller\n".repeat(20);
    let outcome = crate::check(&[b"Pr\xE9nom,Stra\xDFe\n".as_slice(), &row].concat(), &options).unwrap();
    assert_eq!(outcome.files[0].table.as_ref().unwrap().columns[0].name, "Prénom");
}

#[test]
fn ten_thousand_columns_are_a_header_too() {
    let header: Vec<String> = (0..10_000).map(|column| format!("Column {column}")).collect();
    let row = vec!["x"; 10_000].join(",");
    let outcome = checked(format!("Email,{}\na@b.co,{row}\n", header.join(",")).as_bytes());
    assert_eq!(outcome.files[0].table.as_ref().unwrap().width(), 10_001);
}

#[test]
fn cells_far_to_the_right_are_looked_at_as_others_are() {
    for more in [0, 59, 60, 61, 62, 63, 124, 180] {
        let headers: Vec<String> = (0..more).map(|column| format!("Extra {column},")).collect();
        let headers = headers.concat();
        let between = ",".repeat(more);
        let text = format!(
            "First Name,Last Name,Default Address City,{headers}Email,Phone\n\
             Ann,Chen,Leeds,{between}not an address,+331990\n\
             Bob,Roy,bob@example.com,{between},\n"
        );
        let outcome = checked(text.as_bytes());
        let of_cells = ["invalid-email", "invalid-phone", "shifted-row"];
        let found = outcome.findings.iter().map(|finding| finding.rule.id);
        let found: Vec<&str> = found.filter(|id| of_cells.contains(id)).collect();
        assert_eq!(found, of_cells, "{more} more columns");
    }
}

#[test]
fn a_row_that_is_too_long_is_cut_and_the_rest_of_its_line_passed_over() {
    let long = "x".repeat(6 << 20);
    let text = format!("Email,First Name\na@b.co,{long}\nc@d.co,Bob\n");
    let outcome = checked(text.as_bytes());
    let file = &outcome.files[0];
    assert_eq!(file.records, 2);
    // The header is 17, `a@b.co,` and the LF 8; the row after it stands on line 3.
    let after = 17 + 8 + (6 << 20);
    let mut resolver = Resolver::new(&file.source, file.lexer(), &file.marks);
    let place = resolver.place(Span::at(after)).unwrap();
    assert_eq!((place.start.line, place.start.column, place.record), (3, 1, Some(2)));
    let cut = resolver.place(Span::at(17 + MAX_RECORD as u64)).unwrap();
    assert_eq!((cut.start.line, cut.start.column, cut.record), (2, MAX_RECORD as u64 + 1, Some(1)));
}

#[test]
fn a_header_that_is_too_long_is_cut_and_the_rest_of_its_line_passed_over() {
    let long = "x".repeat(6 << 20);
    let outcome = checked(format!("Email,{long}\na@b.co,Ann\n").as_bytes());
    let file = &outcome.files[0];
    let table = file.table.as_ref().unwrap();
    assert_eq!(table.header_faults.iter().map(|fault| fault.kind).collect::<Vec<_>>(), [FaultKind::TooLong]);
    // `Email,` and the LF are 7.
    let row = 7 + (6 << 20);
    assert_eq!((table.data, file.records), (row, 1));
    let place = Resolver::new(&file.source, file.lexer(), &file.marks).place(Span::at(row)).unwrap();
    assert_eq!((place.start.line, place.record), (2, Some(1)));
}

#[test]
fn a_quote_that_is_never_closed_costs_one_cell_of_a_long_file() {
    // 90,000 rows of 12 bytes follow the open quote, more than is read at once.
    let text = format!("Email,First Name\na@b.co,\"Ann\n{}", "bc@d.co,Bob\n".repeat(90_000));
    let mut options = crate::options();
    options.max_per_rule = 10;
    let outcome = crate::check(text.as_bytes(), &options).unwrap();
    assert_eq!(outcome.files[0].records, 90_001);
}

#[test]
fn a_file_may_end_anywhere() {
    let text = "Email,First Name,Phone\r\n\"zoë@example.com\",\"Zoë \"\"🍓\"\"\r\nx\",+44 20 7946 0958\r\n";
    for end in 0..text.len() {
        checked(&text.as_bytes()[..end]);
        checked(&["\u{FEFF}".as_bytes(), &text.as_bytes()[..end]].concat());
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        checked(&[b"\xFF\xFE", &utf16[..end.min(utf16.len())]].concat());
    }
}
