//! Rows given to a system one after another.

use std::borrow::Cow;

use hashbrown::HashMap;

use super::finder::Finder;
use super::plan::{Cells, Plan, System};
use crate::connector::resolve::{NextWhen, OnMany, OnSplit};

/// What was made of rows, in their order.
#[derive(Debug, Default)]
pub struct Batch {
    slots: Vec<u128>,
    texts: Vec<Option<Box<str>>>,
    rows: usize,
}

/// The row that a row found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The row.
    pub row: usize,
    /// Which lookup found it.
    pub lookup: usize,
}

/// A row whose keys hit two records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crossing {
    /// The row.
    pub row: usize,
    /// What its higher key hits.
    pub first: Hit,
    /// What a lower one hits.
    pub second: Hit,
}

/// What became of rows. Rows are numbers of places among those that were given.
#[derive(Debug, Default)]
pub struct Resolved {
    /// The record of each row, as the number of one of its rows; `None` for a row without a key.
    pub record: Vec<Option<usize>>,
    /// The row that each was put to.
    pub hits: Vec<Option<Hit>>,
    /// The rows whose keys hit two records.
    pub crossings: Vec<Crossing>,
    /// How many rows did not become a record of their own.
    pub joined: u64,
}

impl Batch {
    /// Adds a row.
    pub fn push(
        &mut self,
        plan: &Plan,
        cells: &Cells<'_>,
        hash: impl Fn(&str) -> u128,
        scratch: &mut Vec<u128>,
    ) {
        let start = self.texts.len();
        if plan.has_pairs() {
            self.texts.resize(start + plan.texts(), None);
        }
        let texts = &mut self.texts;
        plan.fill(cells, hash, scratch, |maker, text: Cow<'_, str>| {
            if let Some(place) = texts.get_mut(start + maker) {
                *place = Some(text.into());
            }
        });
        self.slots.extend_from_slice(scratch);
        self.rows += 1;
    }

    /// Adds the rows of `other`.
    pub fn append(&mut self, mut other: Self) {
        self.slots.append(&mut other.slots);
        self.texts.append(&mut other.texts);
        self.rows += other.rows;
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The slots of a row.
    fn slots(&self, row: usize, plan: &Plan) -> &[u128] {
        let width = plan.width();
        self.slots.get(row * width..(row + 1) * width).unwrap_or_default()
    }

    fn text(&self, row: usize, maker: usize, plan: &Plan) -> Option<&str> {
        self.texts.get(row * plan.texts() + maker)?.as_deref()
    }
}

/// The rows with one key.
struct Rows {
    first: usize,
    /// Others of another record, where it counts whether there are several.
    others: Vec<usize>,
}

impl System {
    /// Gives the rows with these numbers to the system in order, beginning with an empty one.
    pub fn resolve(&self, plan: &Plan, batch: &Batch, rows: &[usize]) -> Resolved {
        let mut done =
            Resolved { record: vec![None; rows.len()], hits: vec![None; rows.len()], ..Resolved::default() };
        let mut sets = Sets((0..rows.len()).collect());
        let mut indexes: Vec<HashMap<u128, Rows>> = self.lookups.iter().map(|_| HashMap::new()).collect();
        let finders: Vec<Option<Finder<'_>>> = self
            .lookups
            .iter()
            .map(|lookup| {
                let (stored, incoming, matching) = lookup.pair.as_ref()?;
                let text = |maker: usize| rows.iter().map(move |row| batch.text(*row, maker, plan)).collect();
                let slots = |row: &usize| batch.slots(*row, plan);
                let stored_in: Vec<_> = rows.iter().map(|row| lookup.stored(slots(row))).collect();
                let circles = rows.iter().map(|row| lookup.incoming(slots(row))).collect();
                Some(Finder::new(matching, (text(*stored), &stored_in), (text(*incoming), circles)))
            })
            .collect();
        let many_counts = self.on_many == Some(OnMany::Create);
        for (row, in_batch) in rows.iter().enumerate() {
            let slots = batch.slots(*in_batch, plan);
            if !self.has_key(slots) {
                continue;
            }
            let (mut chosen, mut stopped) = (None, self.all_created);
            let mut hits: Vec<Hit> = Vec::new();
            for (number, lookup) in self.lookups.iter().enumerate() {
                if stopped || !lookup.has_value(slots) {
                    continue;
                }
                let mut many = false;
                let mut first = None;
                if let Some(key) = lookup.incoming(slots) {
                    let equal = |at: usize| {
                        rows.get(at).is_some_and(|row| lookup.stored(batch.slots(*row, plan)) == Some(key))
                    };
                    if let Some(finder) = finders.get(number).and_then(Option::as_ref) {
                        first = finder.first(row, equal);
                        if let Some(first) = first.filter(|_| many_counts) {
                            let record = sets.find(first);
                            let other = |at: usize| equal(at) && sets.peek(at) != record;
                            many = finder.first(row, other).is_some();
                        }
                    } else if let Some(found) = indexes.get(number).and_then(|index| index.get(&key)) {
                        first = Some(found.first);
                        let record = sets.find(found.first);
                        many = many_counts && found.others.iter().any(|other| sets.peek(*other) != record);
                    }
                }
                if let Some(row) = first {
                    hits.push(Hit { row, lookup: number });
                }
                if chosen.is_none() {
                    chosen = first.filter(|_| !many).map(|row| Hit { row, lookup: number });
                    stopped = self.next_when == Some(NextWhen::NoValue);
                }
            }
            let crossing = hits.first().and_then(|first| {
                let record = sets.find(first.row);
                let second = hits.iter().find(|hit| sets.peek(hit.row) != record)?;
                Some(Crossing { row, first: *first, second: *second })
            });
            done.crossings.extend(crossing);
            done.hits[row] = chosen;
            done.record[row] = Some(row);
            if let Some(hit) = chosen {
                done.joined += u64::from(sets.unite(hit.row, row));
                if self.on_split == Some(OnSplit::Merge) {
                    for other in &hits {
                        done.joined += u64::from(sets.unite(hit.row, other.row));
                    }
                }
            }
            if self.all_created {
                continue;
            }
            for (lookup, index) in self.lookups.iter().zip(&mut indexes) {
                if lookup.pair.is_some() {
                    continue;
                }
                let Some(key) = lookup.stored(slots) else { continue };
                let known = index.entry(key).or_insert(Rows { first: row, others: Vec::new() });
                if many_counts && known.first != row {
                    let record = sets.find(row);
                    let new = |other: &usize| sets.peek(*other) != record;
                    if new(&known.first) && known.others.iter().all(new) {
                        known.others.push(row);
                    }
                }
            }
        }
        for record in done.record.iter_mut().flatten() {
            *record = sets.find(*record);
        }
        done
    }
}

/// Which rows are one record: each row names another of its record, the first names itself.
struct Sets(Vec<usize>);

impl Sets {
    /// The first row of the record.
    fn find(&mut self, row: usize) -> usize {
        let root = self.peek(row);
        let mut at = row;
        while let Some(next) = self.0.get_mut(at).filter(|next| **next != root) {
            at = std::mem::replace(next, root);
        }
        root
    }

    fn peek(&self, row: usize) -> usize {
        let mut at = row;
        while let Some(next) = self.0.get(at).filter(|next| **next != at) {
            at = *next;
        }
        at
    }

    /// Makes one record of two rows' records; says whether they were two.
    fn unite(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        if let Some(parent) = self.0.get_mut(a.max(b)) {
            *parent = a.min(b);
        }
        a != b
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::hash::{DefaultHasher, Hash, Hasher};
    use std::io::Write;
    use std::sync::Arc;

    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::connector::resolve::{Row, simulate};
    use crate::connector::{Connector, Countries, Library};
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
            let cells =
                Cells { email: own(email), phone: own(phone), parts, countries, shopify: [None, None] };
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

    /// All built-in connectors, and files of which each puts the operators and rules together in another way.
    fn connectors() -> Vec<Arc<Connector>> {
        let mut all: Vec<Arc<Connector>> = Library::builtin()
            .names()
            .map(|name| Arc::clone(Library::builtin().named(name).unwrap()))
            .collect();
        let folder = tempfile::tempdir().unwrap();
        let mut number = 0;
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
                        "id = 'c{number}'\ntitle = 'T'\nabout = 'A'\n[email]\nconfidence = 'inferred'\nsteps = []\n\
                         match = '{operator}'\n[phone]\nconfidence = 'inferred'\nsteps = []\nmatch = '{phone}'\n\
                         [resolve]\nkeys = ['email', 'phone']\n{rest}\n"
                    );
                    let mut file =
                        std::fs::File::create(folder.path().join(format!("{number}.toml"))).unwrap();
                    file.write_all(text.as_bytes()).unwrap();
                    number += 1;
                }
            }
        }
        let library = Library::with(Some(folder.path()), &[]).unwrap();
        all.extend((0..number).map(|number| Arc::clone(library.named(&format!("c{number}")).unwrap())));
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(192))]
        #[test]
        fn the_index_finds_what_comparing_all_pairs_finds(
            rows in proptest::collection::vec((cell(EMAILS), cell(PHONES), cell(NAMES), cell(NAMES)), 1..14),
        ) {
            static ALL: std::sync::LazyLock<Vec<Arc<Connector>>> = std::sync::LazyLock::new(connectors);
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
        let connector = Library::builtin().find("business-central").unwrap();
        let matching = &connector.identity("phone").unwrap().matching;
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
}
