//! The lexer agrees with the `csv` crate on sound text, and makes some table of any other.

use csv_preflight::format::{Format, Kind};
use csv_preflight::source::{Batch, Dialect, Facts, Lexer, Processor, Record, Step};
use csv_preflight::table::{Header, Import, Row, Table};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

fn cell() -> impl Strategy<Value = String> {
    let chars = select(vec!['a', 'B', '7', ' ', '"', ',', ';', '\t', '|', '\n', '\r', 'é', '日', '🍓', '=']);
    vec(chars, 0..6).prop_map(String::from_iter)
}

fn rectangle() -> impl Strategy<Value = Vec<Vec<String>>> {
    (1..5usize).prop_flat_map(|width| vec(vec(cell(), width), 1..8))
}

fn ragged() -> impl Strategy<Value = Vec<Vec<String>>> {
    vec(vec(cell(), 1..5), 1..8)
}

#[derive(Clone, Copy, Debug)]
struct Style {
    delimiter: u8,
    terminator: csv::Terminator,
    quotes: csv::QuoteStyle,
}

fn style() -> impl Strategy<Value = Style> {
    let terminators = vec![csv::Terminator::Any(b'\n'), csv::Terminator::CRLF, csv::Terminator::Any(b'\r')];
    let quotes = vec![csv::QuoteStyle::Necessary, csv::QuoteStyle::Always, csv::QuoteStyle::NonNumeric];
    (select(Dialect::DELIMITERS.to_vec()), select(terminators), select(quotes))
        .prop_map(|(delimiter, terminator, quotes)| Style { delimiter, terminator, quotes })
}

fn written(records: &[Vec<String>], style: Style) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(style.delimiter)
        .terminator(style.terminator)
        .quote_style(style.quotes)
        .flexible(true)
        .from_writer(Vec::new());
    for record in records {
        writer.write_record(record).unwrap();
    }
    writer.into_inner().unwrap()
}

fn read_by_csv(text: &[u8], delimiter: u8) -> Vec<Vec<String>> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text);
    let records = reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect());
    records.collect()
}

fn read_by_us(text: &[u8], dialect: Dialect, width: Option<usize>) -> Vec<Vec<String>> {
    let lexer = Lexer::new(dialect, width);
    let mut record = Record::default();
    lexer.read(text, 0, true, &mut record);
    let header = Header { bytes: text, base: 0, record: &record };
    let format = Format::by_id("shopify-customers").unwrap();
    let table = Table::new(&header, format, dialect, Import::default(), |_| Kind::Unknown);
    let (mut at, mut records) = (0, Vec::new());
    while lexer.read(text, at, true, &mut record) == Step::Record {
        assert!(record.faults.is_empty(), "{:?} in {:?}", record.faults, String::from_utf8_lossy(text));
        // The `csv` crate passes over lines without anything on them.
        if record.end > record.start {
            let row = Row::new(&table, text, 0, &record);
            records.push((0..row.width()).map(|index| row.text_at(index).into_owned()).collect());
        }
        at = record.next as usize;
    }
    records
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sound_tables_are_read_as_csv_reads_them(records in rectangle(), style in style()) {
        let text = written(&records, style);
        let dialect = Dialect { delimiter: style.delimiter, sep_line: 0 };
        let theirs = read_by_csv(&text, style.delimiter);
        prop_assert_eq!(&read_by_us(&text, dialect, Some(records[0].len())), &theirs);
        prop_assert_eq!(theirs, records);
    }

    #[test]
    fn sound_rows_of_any_width_are_read_as_csv_reads_them(records in ragged(), style in style()) {
        let text = written(&records, style);
        let dialect = Dialect { delimiter: style.delimiter, sep_line: 0 };
        prop_assert_eq!(read_by_us(&text, dialect, None), read_by_csv(&text, style.delimiter));
    }

    #[test]
    fn any_text_is_covered_by_records(text in any_text(), width in width()) {
        let lexer = Lexer::new(Dialect::default(), width);
        let mut record = Record::default();
        let mut at = 0;
        while lexer.read(&text, at, true, &mut record) == Step::Record {
            prop_assert_eq!(record.start as usize, at);
            prop_assert!(record.next > record.start && record.next as usize <= text.len());
            prop_assert!((0..=2).contains(&(record.next - record.end)));
            // Cells stand side by side with one delimiter between them.
            let mut start = record.start;
            for cell in &record.cells {
                prop_assert_eq!(cell.start, start);
                prop_assert!(cell.end >= cell.start);
                start = cell.end + 1;
            }
            prop_assert_eq!(start, record.end + 1);
            for fault in &record.faults {
                prop_assert!(record.start <= fault.start && fault.start <= fault.end);
                prop_assert!(fault.end <= record.end);
                prop_assert!((fault.cell as usize) < record.cells.len());
            }
            prop_assert!(record.faults.is_sorted_by_key(|fault| fault.start));
            at = record.next as usize;
        }
        prop_assert_eq!(at, text.len());
    }

    #[test]
    fn a_record_is_the_same_however_much_of_the_file_is_at_hand(text in any_text(), width in width()) {
        let lexer = Lexer::new(Dialect::default(), width);
        let (mut whole, mut part) = (Record::default(), Record::default());
        let mut at = 0;
        while lexer.read(&text, at, true, &mut whole) == Step::Record {
            let mut known = false;
            for end in at..text.len() {
                let step = lexer.read(&text[..end], at, false, &mut part);
                prop_assert!(step == Step::Record || !known, "known before {end} and not now");
                if step == Step::Record {
                    known = true;
                    prop_assert_eq!(format!("{part:?}"), format!("{whole:?}"), "with {} bytes", end);
                }
            }
            // What came before the record does not matter either.
            prop_assert_eq!(lexer.read(&text[at..], 0, true, &mut part), Step::Record);
            prop_assert_eq!(part.next, whole.next - whole.start);
            at = whole.next as usize;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn masks_read_what_the_state_machine_reads(
        text in long_text(),
        width in width(),
        delimiter in select(vec![b',', b',', b'\t', b' ', b'A', b'=', b'a']),
        at_eof in any::<bool>(),
        processor in select(Processor::ALL.to_vec()),
    ) {
        let lexer = Lexer::new(Dialect { delimiter, sep_line: 0 }, width).on(processor);
        let (mut quick, mut careful) = (Record::default(), Record::default());
        let mut records = lexer.records(&text, 0, at_eof);
        let mut at = 0;
        loop {
            let step = lexer.read_carefully(&text, at, at_eof, &mut careful);
            prop_assert_eq!(records.read(&mut quick), step);
            if step != Step::Record {
                break;
            }
            prop_assert_eq!(format!("{quick:?}"), format!("{careful:?}"), "in {:?}", String::from_utf8_lossy(&text));
            at = careful.next as usize;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn batches_hold_what_the_state_machine_reads(
        text in long_text(),
        width in width(),
        at_eof in any::<bool>(),
        steps in vec(1..400usize, 1..5),
        processor in select(Processor::ALL.to_vec()),
    ) {
        let lexer = Lexer::new(Dialect::default(), width).on(processor);
        let mut records = lexer.records(&text, 0, at_eof);
        let (mut batch, mut quick, mut careful) = (Batch::default(), Record::default(), Record::default());
        let mut steps = steps.into_iter().cycle();
        let mut at = 0;
        loop {
            let to = at + steps.next().unwrap_or(1);
            let step = records.read_batch(&mut batch, to);
            prop_assert_eq!(lexer.read_carefully(&text, at, at_eof, &mut careful), step);
            if step != Step::Record {
                break;
            }
            for (place, (head, cells)) in batch.records().enumerate() {
                prop_assert!(head.start as usize == at && at < to);
                prop_assert_eq!(lexer.read_carefully(&text, at, at_eof, &mut careful), Step::Record);
                batch.copy(place, &mut quick);
                prop_assert_eq!(format!("{quick:?}"), format!("{careful:?}"), "on {:?}", processor);
                prop_assert_eq!(head.width(), careful.cells.len());
                prop_assert_eq!(head.is_faulty, !careful.faults.is_empty());
                let record = &text[head.start as usize..head.end as usize];
                prop_assert!(head.facts.contains(Facts::STRANGE) || str::from_utf8(record).is_ok());
                for (index, cell) in careful.cells.iter().enumerate() {
                    prop_assert_eq!(cells.facts(index), cell.facts);
                    // What was never closed has one quote; nobody asks for the bounds of such a cell.
                    if !cell.facts.contains(Facts::ESCAPED) {
                        let quote = usize::from(cell.facts.contains(Facts::QUOTED));
                        let bounds = (cell.start as usize + quote, cell.end as usize - quote);
                        prop_assert_eq!(cells.bounds(index), bounds);
                    }
                }
                at = head.next as usize;
            }
        }
    }
}

/// Stretches of every length, so that what is odd comes at every place of a block and around its borders.
fn long_text() -> impl Strategy<Value = Vec<u8>> {
    let stretch =
        (select(b"a,\" A=\t\x01.\xC3\xA9".to_vec()), 1..70usize).prop_map(|(byte, count)| match byte {
            b'"' => [&b"\""[..], &vec![b'\n'; count], b"\""].concat(),
            byte => vec![byte; count],
        });
    let sound = select(vec![
        &b"a,b\n"[..],
        b"\"a\"\"\",\"\"\r\n",
        b"+1,=2\r",
        b"\"=a\",\"b,\n\"\n",
        b"\"\",\"\"\"\"\n",
        "É,\u{1}b\n".as_bytes(),
        b"a,b,c\n",
        b"a, b,C\n",
        "é,éé\n".as_bytes(),
        "Łódź,\"José\"\n".as_bytes(),
        "a.b@c,<é:\u{A0}\n".as_bytes(),
        b"\xC3,\xA9\n",
        b"\xC3\xC3\xA9,\xC5\xFF\n",
        b",,,,\n",
    ]);
    let piece = prop_oneof![
        3 => sound.prop_map(<[u8]>::to_vec),
        1 => stretch,
        1 => any_text().prop_map(|text| text.into_iter().take(9).collect()),
    ];
    vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn width() -> impl Strategy<Value = Option<usize>> {
    select(vec![None, Some(1), Some(2), Some(3)])
}

fn any_text() -> impl Strategy<Value = Vec<u8>> {
    let pieces: Vec<&[u8]> = vec![
        b"\"",
        b"\"",
        b"\"\"",
        b",",
        b",",
        b"\n",
        b"\r\n",
        b"\r",
        b"a",
        b"bc",
        b" ",
        "é".as_bytes(),
        "🍓".as_bytes(),
        b"\xFF",
        b"\0",
        b"a,b\n",
        b"\"a\nb\",c\n",
        b"\"a\"b,c\n",
    ];
    vec(select(pieces), 0..40).prop_map(|pieces| pieces.concat())
}
