//! What is reported never depends on how the file was cut up or on how many threads read it.

use std::fmt::Write;
use std::sync::{Arc, LazyLock};

use csv_preflight::connector::Library;
use csv_preflight::engine::{Options, Outcome};
use csv_preflight::identity::Tuning;
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
    checked_with(text, pieces, Tuning::default(), threads, max_per_rule)
}

fn checked_with(text: &[u8], pieces: Pieces, index: Tuning, threads: usize, max_per_rule: usize) -> String {
    let options = Options { pieces, index, max_per_rule, ..crate::options() };
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
            // Hashes of few bits make all rows candidates; without memory all keys go to a file.
            let index = Tuning {
                memory: if piece % 3 == 0 { 0 } else { 1 << 30 },
                hash_bits: if piece % 5 == 0 { 1 } else { 64 },
            };
            let pieces = Pieces { piece, window: Some(window) };
            let cut = checked_with(&text, pieces, index, 1 + piece % 2, most);
            prop_assert_eq!(&cut, &whole, "pieces of {} in windows of {}", piece, window);
            if piece % 4 == 0 {
                let cut = checked(&text, Pieces { piece, window: Some(usize::MAX) }, 2, most);
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
        assert!(checked(&text, Pieces { piece, window: Some(3 * piece) }, 2, 100) == whole, "{piece}");
    }
}

#[test]
fn keys_in_a_file_and_colliding_hashes_change_nothing() {
    // Thousands of rows, so that there are blocks, several runs a partition, and passes of the sort.
    let mut text = b"Email,First Name,Last Name,Phone,Default Address Address1\n".to_vec();
    for row in 0..6000u32 {
        let (email, name) = (row % 5500, row % 700);
        let phone = if row % 9 == 0 { format!("+1416555{:04}", 100 + row % 97) } else { String::new() };
        let typo = if row % 50 == 0 { "x" } else { "" };
        writeln!(Text(&mut text), "c{email}{typo}@example.com,Ann,Chen{name},{phone},{} Main St", row % 900)
            .unwrap();
    }
    let pieces = Pieces { piece: 50_000, window: Some(100_000) };
    let whole = checked(&text, pieces, 2, 50);
    for rule in ["duplicate-email", "shared-phone", "possible-duplicate"] {
        assert!(whole.contains(rule), "{rule}");
    }
    for (memory, hash_bits) in [(0, 64), (1 << 30, 12), (100_000, 7)] {
        let index = Tuning { memory, hash_bits };
        assert!(checked_with(&text, pieces, index, 2, 50) == whole, "{index:?}");
    }
}

#[test]
fn what_connectors_do_is_the_same_in_pieces_of_any_size() {
    let names = ["odoo-emipro-v18", "business-central", "rudder-mailchimp", "klaviyo", "zendesk"];
    let connectors: Vec<_> =
        names.iter().map(|name| Arc::clone(Library::builtin().choose(name).unwrap())).collect();
    // More than one stretch of marks is read at a time, and more than one task of rows is looked at again.
    let mut text = b"Email,First Name,Last Name,Phone\n".to_vec();
    for row in 0..9000u32 {
        let (name, number) = (row % 4800, row % 97);
        let email = match row % 4 {
            0 => format!("c_{name}@example.com"),
            1 => format!("C_{name}@Example.com"),
            2 => format!("cx{}@example.com", name - name % 4),
            _ => format!("\"c_{}@example.com\"", name - name % 4),
        };
        let phone = match row % 23 {
            0 => format!("+1 416 555 {:04}", 100 + number),
            1 => format!("416555{:04}", 100 + number),
            _ => String::new(),
        };
        writeln!(Text(&mut text), "{email},Ann,\"Chen\n{number}\",{phone}").unwrap();
    }
    let run = |pieces: Pieces, index: Tuning, threads: usize| {
        let connectors = connectors.clone();
        let options = Options { pieces, index, connectors, max_per_rule: 50, ..crate::options() };
        POOLS[threads - 1].install(|| {
            let outcome = crate::check(&text, &options).unwrap();
            format!("{}{:?}", told(&outcome), outcome.connectors)
        })
    };
    let whole = run(Pieces::default(), Tuning::default(), 1);
    for rule in ["connector-split", "connector-merge", "connector-conflict"] {
        assert!(whole.contains(rule), "{rule}");
    }
    for (piece, threads, memory, hash_bits) in
        [(1 << 20, 2, 1 << 30, 64), (999, 1, 1 << 30, 64), (4099, 2, 1 << 30, 12), (50_000, 2, 0, 64)]
    {
        let pieces = Pieces { piece, window: Some(3 * piece) };
        let cut = run(pieces, Tuning { memory, hash_bits }, threads);
        assert!(cut == whole, "pieces of {piece}, {threads} threads, {memory} bytes, {hash_bits} bits");
    }
}

struct Text<'t>(&'t mut Vec<u8>);

impl Write for Text<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}
