//! The e-mail engine, one thread; times are of one address of a mixed list.
//!
//! `cargo bench --bench email`. `key` is what every row pays, `rules` what all e-mail rules together cost a clean
//! cell, the reading of the row and its other cells left out.

use csv_preflight::format::{Format, Kind};
use csv_preflight::identity::email::{self, domain, placeholder, provider};
use csv_preflight::rule::{Check, Group, Room, Severity, Sink};
use csv_preflight::rules;
use csv_preflight::source::{Dialect, Lexer, Record};
use csv_preflight::table::{Header, Import, Row, Table};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};

#[derive(Clone, Copy, Debug)]
enum Spelling {
    /// Small letters: nearly all.
    Plain,
    /// With capitals.
    Upper,
    /// With white space around it.
    Spaced,
    /// With symbols that are rare.
    Symbols,
    /// With letters beyond ASCII on both sides.
    Foreign,
    /// Refused.
    Refused,
}

const ALL: [Spelling; 6] = [
    Spelling::Plain,
    Spelling::Upper,
    Spelling::Spaced,
    Spelling::Symbols,
    Spelling::Foreign,
    Spelling::Refused,
];

/// Addresses of 13 to 33 bytes, half of them of common providers.
fn texts(spelling: Spelling) -> Vec<String> {
    let names = ["ann.lee", "bob", "cat_roe", "dan+news", "eve.ford1984", "fay-gray", "gus", "noah.smith"];
    let domains = [
        "gmail.com",
        "example.com",
        "yahoo.com",
        "mail.example.co.uk",
        "hotmail.com",
        "example.de",
        "outlook.fr",
        "shop.example.org",
    ];
    let pairs = names.iter().flat_map(|name| domains.iter().map(move |domain| (name, domain)));
    pairs
        .map(|(name, domain)| match spelling {
            Spelling::Plain => format!("{name}@{domain}"),
            Spelling::Upper => format!("{}@{domain}", name.to_uppercase()),
            Spelling::Spaced => format!(" {name}@{domain}"),
            Spelling::Symbols => format!("o'{name}@{domain}"),
            Spelling::Foreign => format!("jörg.{name}@müller.{domain}"),
            Spelling::Refused => format!("{name}.@{domain}"),
        })
        .collect()
}

fn main() {
    divan::main();
}

#[divan::bench(args = ALL)]
fn key(bencher: Bencher<'_, '_>, spelling: Spelling) {
    let texts = texts(spelling);
    bencher.counter(ItemsCount::new(texts.len())).bench(|| {
        for text in &texts {
            drop(black_box(email::key(black_box(text))));
        }
    });
}

/// What a user would write: trimmed and in small letters, nothing refused.
#[divan::bench(args = [Spelling::Plain, Spelling::Upper, Spelling::Foreign])]
fn trim_and_lower(bencher: Bencher<'_, '_>, spelling: Spelling) {
    let texts = texts(spelling);
    bencher.counter(ItemsCount::new(texts.len())).bench(|| {
        for text in &texts {
            drop(black_box(black_box(text).trim().to_lowercase()));
        }
    });
}

#[divan::bench(args = ALL)]
fn defect(bencher: Bencher<'_, '_>, spelling: Spelling) {
    let texts = texts(spelling);
    bencher.counter(ItemsCount::new(texts.len())).bench(|| {
        for text in &texts {
            black_box(email::defect(black_box(text)));
        }
    });
}

#[divan::bench]
fn domain_to_ascii(bencher: Bencher<'_, '_>) {
    let texts = texts(Spelling::Foreign);
    let domains: Vec<&str> = texts.iter().filter_map(|text| Some(text.split_once('@')?.1)).collect();
    bencher.counter(ItemsCount::new(domains.len())).bench(|| {
        for domain in &domains {
            drop(black_box(domain::to_ascii(black_box(domain))));
        }
    });
}

#[divan::bench]
fn is_plain(bencher: Bencher<'_, '_>) {
    let texts = texts(Spelling::Plain);
    bencher.counter(ItemsCount::new(texts.len())).bench(|| {
        for text in &texts {
            black_box(email::is_plain(black_box(text.as_bytes())));
        }
    });
}

#[divan::bench]
fn provider_settled(bencher: Bencher<'_, '_>) {
    let texts = texts(Spelling::Plain);
    let domains: Vec<&str> = texts.iter().filter_map(|text| Some(text.split_once('@')?.1)).collect();
    bencher.counter(ItemsCount::new(domains.len())).bench(|| {
        for domain in &domains {
            black_box(provider::is_settled(black_box(domain.as_bytes())));
        }
    });
}

#[divan::bench]
fn placeholder_settled(bencher: Bencher<'_, '_>) {
    let texts = texts(Spelling::Plain);
    let parts: Vec<(&str, &str)> = texts.iter().filter_map(|text| text.split_once('@')).collect();
    bencher.counter(ItemsCount::new(parts.len())).bench(|| {
        for (local, domain) in &parts {
            black_box(placeholder::is_settled_local(
                black_box(local.as_bytes()),
                black_box(domain.as_bytes()),
            ));
        }
    });
}

/// All e-mail rules that such a cell wakes, on cells that have nothing to report.
#[divan::bench(args = [Spelling::Plain, Spelling::Symbols])]
fn rules(bencher: Bencher<'_, '_>, spelling: Spelling) {
    let text: String = std::iter::once("Email\n".to_owned())
        .chain(texts(spelling).into_iter().map(|text| format!("{text}\n")))
        .collect();
    let (dialect, bytes) = (Dialect::default(), text.as_bytes());
    let lexer = Lexer::new(dialect, None);
    let mut records = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let mut record = Record::default();
        lexer.read(bytes, at, true, &mut record);
        at = record.next as usize;
        records.push(record);
    }
    let header = records.remove(0);
    let format = Format::by_id("shopify-customers").expect("it is built in");
    let header = Header { bytes, base: 0, record: &header };
    let table = Table::new(&header, format, dialect, Import::default(), |_| Kind::Email);
    let checks: Vec<_> = rules::ALL
        .iter()
        .filter(|rule| rule.group == Group::Email)
        .filter_map(|rule| match rule.check {
            Check::Cell { when, check, .. } => Some((when, check)),
            _ => None,
        })
        .collect();
    let rows: Vec<Row<'_>> = records.iter().map(|record| Row::new(&table, bytes, 0, record)).collect();
    let mut sink = Sink::new(Severity::Error, Room::new(0, 0));
    bencher.counter(ItemsCount::new(rows.len())).bench_local(|| {
        for row in &rows {
            for cell in row.cells() {
                for (when, check) in &checks {
                    if cell.facts().intersects(*when) {
                        check(&cell, &mut sink);
                    }
                }
            }
        }
    });
}
