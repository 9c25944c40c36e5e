//! Where the keys of two connectors part: spellings that are one to the first and two to the second, or the other
//! way round.

use hashbrown::HashMap;
use unicode_normalization::UnicodeNormalization;

use super::corpus::{EMAILS, PHONES, Variant};
use super::{Cell, Connector, Countries, Identity, Outcome};
use crate::format::Region;
use crate::identity::phone;

/// What a connector makes of two spellings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parting {
    /// Which keys are compared.
    pub cell: Cell,
    /// What is different between the two, where that is known.
    pub what: Option<&'static str>,
    /// The spellings.
    pub values: [String; 2],
    /// Whether they are one, to the first connector and to the second. Where an operator is not symmetric, whether
    /// they are in either order.
    pub one: [bool; 2],
    /// The steps that make the key of each, in words: by connector, then by spelling.
    pub outcomes: [[String; 2]; 2],
}

/// Two connectors side by side.
#[derive(Debug, Default)]
pub struct Comparison {
    /// The cells that both make keys of.
    pub cells: Vec<Cell>,
    /// The cells that only one of them matches on: 0 for the first, 1 for the second.
    pub only: Vec<(Cell, usize)>,
    /// How many pairs were compared.
    pub compared: u64,
    /// Where they part.
    pub parting: Vec<Parting>,
    /// How many more there are.
    pub left_out: u64,
}

/// A row of a file: its value, and where it stands.
#[derive(Clone, Debug)]
pub struct Witness {
    /// Which cell.
    pub cell: Cell,
    /// The value.
    pub value: String,
    /// The country of the row and of the store.
    pub countries: Countries,
}

/// Compares two connectors over the built-in spellings.
pub fn compare(first: &Connector, second: &Connector) -> Comparison {
    let mut comparison = begin(first, second);
    for cell in comparison.cells.clone() {
        let variants = if cell == Cell::Email { EMAILS } else { PHONES };
        for Variant { what, one, other, country } in variants {
            let countries = Countries::both(Region::from_code(country));
            let witness = |value: &str| Witness { cell, value: value.to_owned(), countries };
            comparison.compared += 1;
            let parting = part([first, second], &witness(one), &witness(other), Some(*what));
            comparison.parting.extend(parting);
        }
    }
    comparison
}

/// Compares two connectors over values of a file. Two values are compared if they share a key of either connector
/// or look alike without regard to case, accents, dots, tags and calling codes; at most `most` are kept.
pub fn compare_rows(first: &Connector, second: &Connector, values: &[Witness], most: usize) -> Comparison {
    let mut comparison = begin(first, second);
    let cells = comparison.cells.clone();
    for cell in cells {
        let values: Vec<&Witness> = values.iter().filter(|value| value.cell == cell).collect();
        let mut seen: hashbrown::HashSet<(usize, usize)> = hashbrown::HashSet::new();
        let keys = [first, second].map(|connector| connector.identity(cell.name()));
        let by_key = keys.into_iter().flatten().map(|identity| {
            groups(&values, |value| match identity.run(&value.value, value.countries) {
                Outcome::Key(key) => {
                    Some(identity.matching.fold(&key).map_or_else(|| key.to_string(), Into::into))
                }
                _ => None,
            })
        });
        let alike = groups(&values, |value| Some(loose(cell, value)));
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for group in by_key.flatten().chain(alike) {
            // Each with the first is enough to see where equality parts, and large groups stay cheap.
            let Some((&head, rest)) = group.split_first() else { continue };
            pairs.extend(rest.iter().map(|&other| (head, other)).filter(|pair| seen.insert(*pair)));
        }
        pairs.sort_unstable();
        for (one, other) in pairs {
            let (Some(one), Some(other)) = (values.get(one), values.get(other)) else { continue };
            comparison.compared += 1;
            if let Some(parting) = part([first, second], one, other, None) {
                if comparison.parting.len() < most {
                    comparison.parting.push(parting);
                } else {
                    comparison.left_out += 1;
                }
            }
        }
    }
    comparison
}

fn begin(first: &Connector, second: &Connector) -> Comparison {
    let mut comparison = Comparison::default();
    for cell in Cell::ALL {
        let has = [first, second].map(|connector| connector.identity(cell.name()).is_some());
        match has {
            [true, true] => comparison.cells.push(cell),
            [true, false] => comparison.only.push((cell, 0)),
            [false, true] => comparison.only.push((cell, 1)),
            [false, false] => {}
        }
    }
    comparison
}

/// Indices of the values that share a key, groups of two and more, in the order of the file.
fn groups(values: &[&Witness], key: impl Fn(&Witness) -> Option<String>) -> Vec<Vec<usize>> {
    let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, value) in values.iter().enumerate() {
        if let Some(key) = key(value) {
            by_key.entry(key).or_default().push(index);
        }
    }
    let mut groups: Vec<Vec<usize>> = by_key.into_values().filter(|group| group.len() > 1).collect();
    groups.sort_unstable();
    groups
}

/// What spellings of one address or number have in common, and some others too.
fn loose(cell: Cell, value: &Witness) -> String {
    match cell {
        Cell::Email => {
            let text: String =
                value.value.nfkd().flat_map(char::to_lowercase).filter(char::is_ascii).collect();
            let (local, domain) = text.split_once('@').unwrap_or((text.as_str(), ""));
            let local = local.split('+').next().unwrap_or_default();
            let local: String = local.chars().filter(char::is_ascii_alphanumeric).collect();
            format!("{local}@{}", domain.trim())
        }
        Cell::Phone => {
            let region = value.countries.row.or(value.countries.store);
            match phone::read(&value.value, region) {
                Ok(number) => number.e164.to_string(),
                Err(_) => value.value.chars().filter(char::is_ascii_digit).collect(),
            }
        }
    }
}

/// Whether the connectors part over a pair.
fn part(
    connectors: [&Connector; 2],
    one: &Witness,
    other: &Witness,
    what: Option<&'static str>,
) -> Option<Parting> {
    let identities = connectors.map(|connector| connector.identity(one.cell.name()));
    let [Some(first), Some(second)] = identities else { return None };
    let meet = [first, second].map(|identity| meets(identity, one, other) || meets(identity, other, one));
    if meet[0] == meet[1] {
        return None;
    }
    let told = |identity: &Identity, value: &Witness| {
        super::example::told(&identity.run(&value.value, value.countries))
    };
    Some(Parting {
        cell: one.cell,
        what,
        values: [one.value.clone(), other.value.clone()],
        one: meet,
        outcomes: [first, second].map(|identity| [told(identity, one), told(identity, other)]),
    })
}

fn meets(identity: &Identity, stored: &Witness, incoming: &Witness) -> bool {
    let old = identity.stored(&stored.value, stored.countries);
    match (old, identity.run(&incoming.value, incoming.countries)) {
        (Outcome::Key(old), Outcome::Key(new)) => identity.matching.meets(&old, &new),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Library;
    use super::*;

    fn connector(name: &str) -> &'static Connector {
        Library::builtin().find(name).expect("a built-in connector")
    }

    #[test]
    fn a_connector_never_parts_from_itself() {
        for connector in Library::builtin().all() {
            let comparison = compare(connector, connector);
            assert!(comparison.parting.is_empty(), "{}", connector.id);
        }
    }

    #[test]
    fn two_connectors_part_where_they_do() {
        let comparison = compare(connector("shopify"), connector("rudder-mailchimp"));
        assert_eq!((comparison.cells, comparison.only), (vec![Cell::Email], vec![(Cell::Phone, 0)]));
        let parting: Vec<&str> = comparison.parting.iter().filter_map(|parting| parting.what).collect();
        assert_eq!(
            parting,
            [
                "capitals",
                "capitals beyond ASCII",
                "a space at the end",
                "a space at the start",
                "a tab at the end",
                "a no-break space at the end",
                "a byte order mark at the start",
                "a zero-width space inside",
            ]
        );
        assert!(comparison.parting.iter().all(|parting| parting.one == [true, false]));
    }

    #[test]
    fn rows_of_a_file_are_witnesses() {
        let values: Vec<Witness> =
            ["bob@example.com", "zoe@example.com", "Bob@example.com", "b.ob@example.com"]
                .into_iter()
                .map(|value| Witness {
                    cell: Cell::Email,
                    value: value.to_owned(),
                    countries: Countries::default(),
                })
                .collect();
        let comparison =
            compare_rows(connector("shopify"), connector("google-docs-all-domains"), &values, 10);
        assert_eq!(comparison.parting.len(), 1);
        assert_eq!(comparison.parting[0].values, ["bob@example.com", "b.ob@example.com"]);
        assert_eq!(comparison.parting[0].one, [false, true]);
        let comparison = compare_rows(connector("shopify"), connector("google-docs-all-domains"), &values, 0);
        assert_eq!((comparison.parting.len(), comparison.left_out), (0, 1));
    }
}
