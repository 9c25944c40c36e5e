//! Every built-in connector over healthy files: nothing panics, a key goes through its pipeline unchanged where
//! the system's does, and the keys are those that a person has looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use csv_preflight::connector::{Cell, Connector, Countries, Identity, Library};
use csv_preflight::format::{Format, Kind, Region};

use super::key;

/// The distinct values of e-mail and phone cells, with the country of the row.
fn values(kind: Kind) -> BTreeSet<(String, Option<Region>)> {
    let format = Format::by_id("shopify-customers").unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/clean");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
    let mut values = BTreeSet::new();
    for path in files {
        let mut reader = csv::Reader::from_path(&path).unwrap();
        let headers = reader.headers().unwrap().clone();
        let place =
            |kind| headers.iter().position(|header| format.column(header).is_some_and(|c| c.kind == kind));
        let (Some(at), country) = (place(kind), place(Kind::CountryCode)) else { continue };
        for record in reader.records() {
            let record = record.unwrap();
            let value = record.get(at).unwrap().to_owned();
            let region = country.and_then(|at| record.get(at)).and_then(Region::from_code);
            values.insert((value, region));
        }
    }
    values.retain(|(value, _)| !value.is_empty());
    values
}

/// Spellings that no clean file has.
const NASTY: [&str; 25] = [
    "",
    " ",
    "\u{feff}",
    "@",
    "a@",
    "@b",
    "a@b@c",
    "+",
    "++",
    "0",
    "00",
    "000000",
    "+00",
    "00442079460958",
    "+44 (0)20 7946 0958",
    "020 7946 0958 x12",
    "1-800-FLOWERS",
    "4.41633E+11",
    "n/a",
    "\"a b\"@example.com",
    "Bob <bob@example.com>, zoe@example.com",
    "a.b.c@gmail.com",
    "İstanbul@EXAMPLE.com",
    "ａ@ｅxample.com",
    "\u{202e}moc.elpmaxe@bob",
];

#[test]
fn keys_go_through_unchanged_where_the_system_is_so() {
    let mut apart = BTreeSet::new();
    for cell in Cell::ALL {
        let kind = if cell == Cell::Email { Kind::Email } else { Kind::Phone };
        let values = values(kind);
        assert!(values.len() > 20, "{kind:?}");
        let nasty = NASTY.iter().map(|text| ((*text).to_owned(), Region::from_code("GB")));
        for (text, region) in values.into_iter().chain(nasty) {
            let countries = Countries::both(region);
            for connector in Library::builtin().all() {
                for identity in connector.identities.iter().filter(|identity| identity.of == cell) {
                    let Some(once) = key(identity, &text, countries) else { continue };
                    assert!(!once.is_empty());
                    let twice = key(identity, &once, countries);
                    if twice.as_ref() != Some(&once) {
                        assert!(!identity.idempotent, "{} {text:?}: {once:?} then {twice:?}", connector.id);
                        apart.insert((connector.id.as_str(), identity.name.as_str()));
                    }
                }
            }
        }
    }
    // Those that say so of themselves are seen to do so.
    let declared = Library::builtin().all().flat_map(|connector| {
        let odd = connector.identities.iter().filter(|identity| !identity.idempotent);
        odd.map(|identity| (connector.id.as_str(), identity.name.as_str()))
    });
    for (connector, name) in declared {
        assert!(apart.contains(&(connector, name)), "{connector} {name} is idempotent");
    }
}

/// The keys of one pipeline: how many there are, a digest of all, and some of those that differ from the value. With
/// the same keys as one before it, that is told instead.
fn summary(
    connector: &Connector,
    identity: &Identity,
    values: &BTreeSet<(String, Option<Region>)>,
    seen: &mut BTreeMap<(Cell, u64), String>,
) -> String {
    let (mut keys, mut none, mut shown) = (BTreeSet::new(), 0, Vec::new());
    // FNV-1a, 64 bit: any change of any key shows.
    let mut digest = 0xcbf2_9ce4_8422_2325_u64;
    for (text, region) in values {
        let key = key(identity, text, Countries::both(*region));
        for byte in key.as_deref().unwrap_or("\0").bytes().chain([b'\n']) {
            digest = (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        match key {
            None => none += 1,
            Some(key) => {
                if key != *text {
                    shown.push(format!("    {text} → {key}\n"));
                }
                keys.insert(key);
            }
        }
    }
    let own = format!("{} {}", connector.id, identity.name);
    if let Some(before) = seen.get(&(identity.of, digest)) {
        return format!("  {}: as {before}\n", identity.name);
    }
    seen.insert((identity.of, digest), own);
    let mut out = format!(
        "  {}: {} values, {} keys, {none} without, {} changed, digest {digest:016x}\n",
        identity.name,
        values.len(),
        keys.len(),
        shown.len()
    );
    // Evenly spread, so that every file is likely to be seen.
    let step = shown.len().div_ceil(4).max(1);
    out.extend(shown.into_iter().step_by(step));
    out
}

#[test]
fn keys_of_healthy_files_are_frozen() {
    let (emails, phones) = (values(Kind::Email), values(Kind::Phone));
    let (mut out, mut seen) = (String::new(), BTreeMap::new());
    for connector in Library::builtin().all() {
        writeln!(out, "{}", connector.id).unwrap();
        for identity in &connector.identities {
            let values = if identity.of == Cell::Email { &emails } else { &phones };
            out.push_str(&summary(connector, identity, values, &mut seen));
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/connectors/clean.keys");
    snapbox::assert_data_eq!(out, snapbox::Data::read_from(&path, None).raw());
}
