//! The stages of a check, one by one: `cargo bench --bench stages`. Throughput is that of one thread, but for the
//! last two.

use std::fmt::Write;
use std::hint::black_box;
use std::sync::LazyLock;

use csv_preflight::engine::{self, Input, Options, Origin};
use csv_preflight::format::Format;
use csv_preflight::identity::{Entries, Glance, Memory, Needs, Places, Tuning, Workspace, email};
use csv_preflight::source::{Batch, Dialect, Head, Lexer, Record, Step};
use csv_preflight::table::{Header, Table};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

const HEADER: &str = "First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,\
    Default Address Address1,Default Address Address2,Default Address City,Default Address Province Code,\
    Default Address Country Code,Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Tags,\
    Note,Tax Exempt\n";
const ROWS: usize = 20_000;

/// Customers without any defect.
static CLEAN: LazyLock<String> = LazyLock::new(|| {
    let mut text = HEADER.to_owned();
    for row in 0..ROWS {
        let note = if row % 50 == 0 { "\"likes tea,\nand \"\"coffee\"\"\"" } else { "" };
        let line = format!(
            "Ann{row},Chen,ann.chen{row}@example.com,yes,,{row} Main St,,Springfield,NY,US,10001,,+1212555{:04},\
             no,vip,{note},no",
            row % 10_000
        );
        writeln!(text, "{line}").expect("writing to memory cannot fail");
    }
    text
});

fn main() {
    divan::main();
}

fn lexer() -> Lexer {
    Lexer::new(Dialect::default(), Some(17))
}

/// Bit masks, as every check uses them.
#[divan::bench]
fn split(bencher: Bencher<'_, '_>) {
    let lexer = lexer();
    bencher.counter(BytesCount::of_str(&*CLEAN)).bench(|| {
        let mut records = lexer.records(CLEAN.as_bytes(), 0, true);
        let (mut batch, mut cells) = (Batch::default(), 0);
        while records.read_batch(&mut batch, CLEAN.len()) == Step::Record {
            cells += batch.heads().iter().map(Head::width).sum::<usize>();
        }
        cells
    });
}

/// The state machine that defines records.
#[divan::bench]
fn split_carefully(bencher: Bencher<'_, '_>) {
    let lexer = lexer();
    bencher.counter(BytesCount::of_str(&*CLEAN)).bench(|| {
        let (mut record, mut at, mut cells) = (Record::default(), 0, 0);
        while lexer.read_carefully(CLEAN.as_bytes(), at, true, &mut record) == Step::Record {
            cells += record.cells.len();
            at = record.next as usize;
        }
        cells
    });
}

#[divan::bench(args = ["ann.chen@example.com", "Ann.Chen@Example.com", "zoë@example.com"])]
fn email_key(text: &str) -> usize {
    email::key(black_box(text)).map_or(0, |key| key.len())
}

/// All keys of rows that were looked at, into the index.
#[divan::bench(args = [Needs::EMAIL, Needs::PHONE, Needs::PEOPLE, Needs::all()])]
fn keys(bencher: Bencher<'_, '_>, needs: Needs) {
    let lexer = lexer();
    let text = CLEAN.as_bytes();
    let mut header = Record::default();
    lexer.read(text, 0, true, &mut header);
    let format = Format::by_id("shopify-customers").expect("a format of this name");
    let kind =
        |name: &str| format.column(name).map_or(csv_preflight::format::Kind::Unknown, |column| column.kind);
    let header = Header { bytes: text, base: 0, record: &header };
    let table =
        Table::new(&header, format, Dialect::default(), csv_preflight::table::Import::default(), kind);
    let glance = Glance::new(&table);
    let mut memory = Memory::default();
    let mut all = Vec::new();
    let mut records = lexer.records(text, header.record.next as usize, true);
    let mut batch = Batch::default();
    while records.read_batch(&mut batch, text.len()) == Step::Record {
        glance.take(text, &mut batch, &mut memory);
        all.push(batch.clone());
    }
    let places = Places::new(&table);
    bencher.counter(ItemsCount::new(ROWS)).bench(|| {
        let mut entries = Entries::new(needs, Tuning::default());
        let mut space = Workspace::default();
        let mut left = 0;
        for batch in &all {
            entries.add_batch(&places, text, 0, (batch, &[]), &mut space);
            left += space.left().iter().filter(|left| !left.is_empty()).count();
        }
        entries.seal();
        (entries.bytes(), left)
    });
}

/// Everything but writing the report, with all threads.
#[divan::bench]
fn check_clean(bencher: Bencher<'_, '_>) {
    whole(bencher, &CLEAN);
}

/// The same where every row has several defects.
#[divan::bench]
fn check_bad(bencher: Bencher<'_, '_>) {
    let bad = CLEAN.replace("@example.com,yes", " @example,yess").replace(",+1212", ",0");
    whole(bencher, &bad);
}

fn whole(bencher: Bencher<'_, '_>, text: &str) {
    let input = Input {
        origin: Origin::Memory(text.as_bytes().to_vec()),
        name: "customers.csv".to_owned(),
        across_files: true,
        may_be_stranger: false,
    };
    let options = Options { max_per_rule: 20, ..Options::default() };
    bencher.counter(BytesCount::of_str(text)).bench(|| {
        engine::check(std::slice::from_ref(&input), &options, &()).map(|outcome| outcome.findings.len())
    });
}
