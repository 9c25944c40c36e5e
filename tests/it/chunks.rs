//! What is reported never depends on how the file was cut up or on how many threads read it.

use std::fmt::Write;
use std::sync::LazyLock;

use csv_preflight::engine::{Options, Outcome};
use csv_preflight::source::{Pieces, Resolver, Span};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use rayon::{ThreadPool, ThreadPoolBuilder};

static POOLS: LazyLock<[ThreadPool; 2]> =
    LazyLock::new(|| [1, 2].map(|threads| ThreadPoolBuilder::new().num_threads(threads).build().unwrap()));

/// Everything that a report could be made of.
fn told(outcome: &Outcome) -> String {
    let mut out = String::new();
    for finding in &outcome.findings {
        let file = &outcome.files[finding.file as usize];
        let place = Resolver::new(&file.source, file.lexer(), &file.marks).place(finding.span).unwrap();
        writeln!(
            out,
            "{} {} {:?} {:?} {} {:?} {:?} {place:?}",
            finding.rule.id,
            finding.severity,
            finding.span,
            finding.column,
            finding.message.render(false),
            finding.help.as_ref().map(|help| help.render(false)),
            finding.fix,
        )
        .unwrap();
        for related in &finding.related {
            writeln!(out, "  {:?} {}", related.span, related.message.render(false)).unwrap();
        }
        writeln!(out, "  and {}", finding.related_left_out).unwrap();
    }
    writeln!(out, "{:?}", outcome.tallies).unwrap();
    for file in &outcome.files {
        writeln!(out, "{:?} {} {:?}", file.content, file.records, file.source.charset).unwrap();
        let mut resolver = Resolver::new(&file.source, file.lexer(), &file.marks);
        for offset in (0..=file.source.len()).step_by(5) {
            writeln!(out, "{:?}", resolver.place(Span::at(offset)).unwrap()).unwrap();
        }
    }
    out
}

fn checked(text: &[u8], pieces: Pieces, threads: usize, max_per_rule: usize) -> String {
    let options = Options { pieces, max_per_rule, ..crate::options() };
    POOLS[threads - 1].install(|| told(&crate::check(text, &options).unwrap()))
}

/// Rows that repeat each other in some way, sound or not, between scraps of any sort.
fn text() -> impl Strategy<Value = Vec<u8>> {
    let rows: Vec<&[u8]> = vec![
        b"ann@example.com,Ann,+1 415 555 2671\n",
        b"ANN@example.com,Ann,\r\n",
        b"bob@example.com,Bob,+14155552671\n",
        b"\"ann@example.com\",\"A\nB\",\r",
        b"no address,,0\n",
        b"zo\xC3\xAB@example.com,\"Zo\"\"e\",+442079460958\n",
        b"a@example.com,\"b\r\nc@example.com,d\",\"\n\",e\r\n",
    ];
    let scraps: Vec<&[u8]> = vec![
        b"\"",
        b"\"",
        b"\"\"",
        b",",
        b"\n",
        b"\r\n",
        b"\r",
        b"\n\n",
        b"x",
        "é🍓".as_bytes(),
        b"\xFF",
        b"\xE2\x82",
        b"\0",
        b" ",
        b",,,,\n",
    ];
    let piece = prop_oneof![select(rows), select(scraps)];
    let start: Vec<&[u8]> = vec![b"", b"", b"", b"\xEF\xBB\xBF", b"\n", b"sep=,\n"];
    let header: Vec<&[u8]> = vec![b"\n", b"\r\n", b"\r"];
    (select(start), select(header), vec(piece, 0..14)).prop_map(|(start, line_end, pieces)| {
        [start, b"Email,First Name,Phone", line_end, &pieces.concat()].concat()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pieces_windows_and_threads_do_not_matter(
        text in text(),
        odd in 1..100usize,
        most in select(vec![1, 2, usize::MAX]),
    ) {
        let whole = checked(&text, Pieces::default(), 1, most);
        for piece in 1..=text.len() {
            // A window may be smaller than a piece, than a record, or hold many pieces.
            let window = 1 + piece * odd % (text.len() + 1);
            let cut = checked(&text, Pieces { piece, window }, 1 + piece % 2, most);
            prop_assert_eq!(&cut, &whole, "pieces of {} in windows of {}", piece, window);
            if piece % 4 == 0 {
                let cut = checked(&text, Pieces { piece, window: usize::MAX }, 2, most);
                prop_assert_eq!(&cut, &whole, "pieces of {}", piece);
            }
        }
    }
}

#[test]
fn a_large_table_is_the_same_in_pieces_of_any_size() {
    let mut text = b"Email,First Name,Phone\n".to_vec();
    for row in 0..2000 {
        let note = if row % 97 == 0 { "\"open" } else { "Ann" };
        let line = if row % 31 == 0 { "\"two\nlines\"" } else { note };
        writeln!(Text(&mut text), "c{}@example.com,{line},", row % 1500).unwrap();
    }
    let whole = checked(&text, Pieces::default(), 2, 100);
    for piece in [1000, 4099, 1 << 16] {
        assert!(checked(&text, Pieces { piece, window: 3 * piece }, 2, 100) == whole, "{piece}");
    }
}

struct Text<'t>(&'t mut Vec<u8>);

impl Write for Text<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}
