use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::connector::load::Draft;
use crate::connector::resolve::{Row, simulate};
use crate::connector::{Connector, Countries, Library};
use crate::error::Error;
use crate::format::Region;

type Cell = Option<&'static str>;

fn hash(key: &str) -> u128 {
    let of = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, key).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    of(0) << 64 | of(1)
}

/// The records of rows by the index, and by comparing each row with all before it.
fn both(connector: &Arc<Connector>, rows: &[(Cell, Cell, Cell, Cell)]) -> (Vec<usize>, Vec<usize>) {
    let plan = Plan::new(vec![Arc::clone(connector)]);
    let (mut batch, mut scratch) = (Batch::default(), Vec::new());
    let countries = Countries::both(Region::from_code("GB"));
    let mut one_by_one = Vec::new();
    for (email, phone, first, last) in rows {
        let own = |cell: &Cell| cell.map(Cow::Borrowed);
        let parts = [own(first), own(last), None];
        let cells = Cells { email: own(email), phone: own(phone), parts, countries, shopify: [None, None] };
        batch.push(&plan, &cells, hash, &mut scratch);
        let mut row = Row { countries, ..Row::default() };
        let of = |name: &str| match connector.identity(name).map(|identity| identity.of) {
            Some(crate::connector::Cell::Email) => *email,
            Some(crate::connector::Cell::Phone) => *phone,
            None if name == "first_name" => *first,
            None if name == "last_name" => *last,
            None => None,
        };
        for name in connector.resolve.keys.iter().flat_map(|key| key.split('+')) {
            row.cells.extend(of(name).map(|cell| (name.to_owned(), cell.to_owned())));
        }
        one_by_one.push(row);
    }
    let all: Vec<usize> = (0..rows.len()).collect();
    let fast = plan.systems[1].resolve(&plan, &batch, &all);
    let fast: Vec<usize> =
        fast.record.iter().enumerate().map(|(row, record)| record.unwrap_or(row)).collect();
    (canonical(&fast), canonical(&simulate(connector, &one_by_one).record))
}

/// Records by the number of the first row of each.
fn canonical(records: &[usize]) -> Vec<usize> {
    let mut first = BTreeMap::new();
    records.iter().enumerate().map(|(row, record)| *first.entry(*record).or_insert(row)).collect()
}

const EMAILS: &[&str] = &[
    "bob@example.com",
    "Bob@Example.com",
    "b.ob@gmail.com",
    "bob+x@gmail.com",
    "bob@gmail.com",
    "ann_bell@example.com",
    "annxbell@example.com",
    "ann_b_ll@example.com",
    "a__xb_ll@example.com",
    "%@example.com",
    "a%",
    "b*@example.com",
    "?ob@example.com",
    "x|bob@example.com",
    "bob&x@example.com",
    "o'brien@example.com",
    "stra\u{df}e@example.com",
    "strasse@example.com",
    "\u{130}ob@example.com",
    "i\u{307}ob@example.com",
    "bob@example.com ",
    "nobody",
    "com",
    "_",
];
const PHONES: &[&str] = &[
    "+442079460958",
    "+44 (0)20 7946 0958",
    "020 7946 0958",
    "442079460958",
    "0958",
    "958",
    "+44 20 7946 0958 x1",
    "+1 212 555 0100",
    "2125550100",
    "2125550199",
    "1 212 555 0100 99 88 77 66",
    "12125550100 ",
    "4451 2233 4455 6677 88",
    "+4512345678",
    "none",
];
const NAMES: &[&str] = &["Ann", "Bob"];

fn cell(texts: &'static [&'static str]) -> impl Strategy<Value = Cell> {
    proptest::option::weighted(0.8, select(texts))
}

/// All built-in connectors, and others of which each puts the operators and rules together in another way.
fn connectors() -> Result<Vec<Arc<Connector>>, Error> {
    let mut all: Vec<Arc<Connector>> = Library::builtin().shelves().cloned().collect();
    for operator in ["like", "bc_filter", "tokens", "contains", "eq", "collate:mysql_unicode_ci"] {
        for phone in [
            "nsn_match:short_nsn",
            "sections:intl=40,area=30,next3=20,last4=50,min=60",
            "digit_subsequence_end",
            "eq",
        ] {
            for rest in [
                "on_many = 'create'",
                "on_split = 'merge'",
                "next_when = 'no_value'",
                "on_many = 'create'\non_split = 'merge'",
            ] {
                let text = format!(
                    "id = 'c'\ntitle = 'T'\nabout = 'A'\n[email]\nconfidence = 'inferred'\nsteps = []\n\
                     match = '{operator}'\n[phone]\nconfidence = 'inferred'\nsteps = []\nmatch = '{phone}'\n\
                     [resolve]\nkeys = ['email', 'phone']\n{rest}\n"
                );
                all.push(Arc::new(Draft::parse("c.toml", &text)?.finish(None)?));
            }
        }
    }
    Ok(all)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]
    #[test]
    fn the_index_finds_what_comparing_all_pairs_finds(
        rows in proptest::collection::vec((cell(EMAILS), cell(PHONES), cell(NAMES), cell(NAMES)), 1..14),
    ) {
        static ALL: std::sync::LazyLock<Vec<Arc<Connector>>> =
            std::sync::LazyLock::new(|| connectors().expect("what is written above are connectors"));
        for connector in ALL.iter().filter(|connector| !connector.resolve.keys.is_empty()) {
            let all_created = connector.resolve.in_file == Some(crate::connector::resolve::InFile::AllCreated);
            let (fast, slow) = both(connector, &rows);
            if all_created {
                prop_assert_eq!(fast, (0..rows.len()).collect::<Vec<_>>());
            } else {
                prop_assert_eq!(fast, slow, "{} {:?}", connector.id, connector);
            }
        }
    }
}

#[test]
fn long_lists_of_digits_are_searched_and_not_read() {
    let stored: Vec<String> = (0..3_000).map(|n| format!("+1 212 {:07}", n * 31 % 10_000_000)).collect();
    let wanted: Vec<String> = (0..300).map(|n| format!("{}", 12_000_000 + n * 7919)).collect();
    let texts: Vec<Option<&str>> =
        stored.iter().map(|text| Some(text.as_str())).chain(wanted.iter().map(|_| None)).collect();
    let incoming: Vec<Option<&str>> =
        stored.iter().map(|_| None).chain(wanted.iter().map(|text| Some(text.as_str()))).collect();
    let connector = Library::builtin().find("business-central").expect("a built-in connector");
    let matching = &connector.identity("phone").expect("it has this key").matching;
    let nowhere = vec![None; texts.len()];
    let finder = Finder::new(matching, (texts, &nowhere), (incoming, nowhere.clone()));
    let mut hits = 0;
    for (index, text) in wanted.iter().enumerate() {
        let slow = stored.iter().position(|stored| matching.meets(stored, text));
        assert_eq!(finder.first(stored.len() + index, |_| true), slow, "{text}");
        hits += usize::from(slow.is_some());
    }
    assert!(hits > 0 && hits < wanted.len(), "{hits}");
}
