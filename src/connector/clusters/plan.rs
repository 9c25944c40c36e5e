//! What has to be known of a row, for all connectors together.

use std::borrow::Cow;
use std::sync::Arc;

use super::super::matching::{Blocks, Matching, Sieve};
use super::super::pipeline::Pipeline;
use super::super::resolve::{InFile, NextWhen, OnMany, OnSplit};
use super::super::{Cell, Connector, Countries, Outcome};
use super::finder::within;

/// The cells of a row that connectors look at; `None` for an empty one.
#[derive(Clone, Debug, Default)]
pub struct Cells<'r> {
    /// The e-mail address.
    pub email: Option<Cow<'r, str>>,
    /// The phone number.
    pub phone: Option<Cow<'r, str>>,
    /// The other parts of keys, in the order of [`Part::ALL`].
    pub parts: [Option<Cow<'r, str>>; 3],
    /// The countries for the phone number.
    pub countries: Countries,
    /// The e-mail address and phone number as Shopify compares them; none where it refuses them.
    pub shopify: [Option<String>; 2],
}

/// A part of a key that is compared as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// First name.
    FirstName,
    /// Last name.
    LastName,
    /// Shopify's id of the customer.
    ShopifyId,
}

impl Part {
    /// All.
    pub const ALL: [Self; 3] = [Self::FirstName, Self::LastName, Self::ShopifyId];

    /// As it stands in a connector file.
    const fn name(self) -> &'static str {
        match self {
            Self::FirstName => "first_name",
            Self::LastName => "last_name",
            Self::ShopifyId => "shopify_id",
        }
    }
}

/// A slot is the hash of a key, or one of these.
pub(super) const ABSENT: u128 = 0;
pub(super) const NO_KEY: u128 = 1;

/// The first slots are Shopify's keys and the parts of [`Part::ALL`].
const SHOPIFY: usize = 2;
const FIXED: usize = SHOPIFY + Part::ALL.len();

/// Chosen connectors, and what has to be made of a row for them.
#[derive(Debug)]
pub struct Plan {
    /// The connectors, in the order they were chosen in.
    pub connectors: Vec<Arc<Connector>>,
    makers: Vec<Maker>,
    /// How each finds records; Shopify first, then the connectors.
    pub systems: Vec<System>,
}

/// Makes keys of a cell.
#[derive(Debug)]
struct Maker {
    cell: Cell,
    pipeline: Pipeline,
    /// The steps as they are written, and the fold: two makers with one signature make the same.
    signature: String,
    /// What keys have in common that are equal.
    matching: Option<Matching>,
}

/// How a system finds records by what stands in the file.
#[derive(Clone, Debug)]
pub struct System {
    /// What it looks records up by, in order.
    pub(super) lookups: Vec<Lookup>,
    pub(super) next_when: Option<NextWhen>,
    pub(super) on_many: Option<OnMany>,
    pub(super) on_split: Option<OnSplit>,
    /// Whether each row becomes a record.
    pub(super) all_created: bool,
}

/// One key that records are looked up by.
#[derive(Clone, Debug)]
pub(super) struct Lookup {
    pub(super) cell: Option<Cell>,
    /// The key of the connector that compares.
    pub(super) identity: Option<String>,
    /// What is equal: the slots of a row that is there, those of one that comes in, and whether a row without has
    /// none of this key.
    pub(super) equal: Vec<(usize, usize, bool)>,
    /// What is compared pair by pair: the texts of both and the operator.
    pub(super) pair: Option<(usize, usize, Matching)>,
}

/// What a hit was looked up by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looked<'p> {
    /// The cell, if it is one that keys are made of.
    pub cell: Option<Cell>,
    /// The key of the connector; none for parts that are compared as they are.
    pub identity: Option<&'p str>,
}

impl Plan {
    /// What these connectors need. None of them has to look anything up by e-mail or phone.
    pub fn new(connectors: Vec<Arc<Connector>>) -> Self {
        let shopify = Cell::ALL.iter().enumerate().map(|(slot, cell)| Lookup {
            cell: Some(*cell),
            identity: Some(cell.name().to_owned()),
            equal: vec![(slot, slot, true)],
            pair: None,
        });
        let shopify = System {
            lookups: shopify.collect(),
            next_when: Some(NextWhen::NoHit),
            on_many: None,
            on_split: Some(OnSplit::Error),
            all_created: false,
        };
        let mut plan = Self { connectors: Vec::new(), makers: Vec::new(), systems: vec![shopify] };
        for connector in connectors {
            let system = plan.system(&connector);
            plan.systems.push(system);
            plan.connectors.push(connector);
        }
        plan
    }

    fn system(&mut self, connector: &Connector) -> System {
        let resolve = &connector.resolve;
        let lookups = resolve.keys.iter().filter_map(|key| self.lookup(connector, key)).collect();
        System {
            lookups,
            next_when: resolve.next_when,
            on_many: resolve.on_many,
            on_split: resolve.on_split,
            all_created: resolve.in_file == Some(InFile::AllCreated),
        }
    }

    /// `None` for a key of which a customer file has no part.
    fn lookup(&mut self, connector: &Connector, key: &str) -> Option<Lookup> {
        let mut lookup = Lookup { cell: None, identity: None, equal: Vec::new(), pair: None };
        for part in key.split('+') {
            if let Some(identity) = connector.identity(part) {
                let fold = identity.matching.sieve().is_none().then_some(&identity.matching);
                let incoming = self.maker(identity.of, &identity.steps, fold);
                let stored = identity.stored_steps.as_ref().unwrap_or(&identity.steps);
                let stored = self.maker(identity.of, stored, fold);
                if fold.is_some() {
                    lookup.equal.push((FIXED + stored, FIXED + incoming, true));
                } else {
                    lookup.pair = Some((stored, incoming, identity.matching.clone()));
                }
                lookup.cell = Some(identity.of);
                lookup.identity = Some(identity.name.clone());
            } else if let Some(slot) = Part::ALL.iter().position(|known| known.name() == part) {
                lookup.equal.push((SHOPIFY + slot, SHOPIFY + slot, false));
            }
        }
        (!lookup.equal.is_empty() || lookup.pair.is_some()).then_some(lookup)
    }

    fn maker(&mut self, cell: Cell, pipeline: &Pipeline, matching: Option<&Matching>) -> usize {
        let fold = matching.map_or("pair", |matching| matching.written.as_str());
        let steps: Vec<&str> = pipeline.steps.iter().map(|stage| stage.written.as_str()).collect();
        let signature = format!("{cell:?} {fold} {:?} {}", pipeline.passthrough, steps.join("; "));
        if let Some(known) = self.makers.iter().position(|maker| maker.signature == signature) {
            return known;
        }
        self.makers.push(Maker { cell, pipeline: pipeline.clone(), signature, matching: matching.cloned() });
        self.makers.len() - 1
    }

    /// How many slots a row has.
    pub(super) fn width(&self) -> usize {
        FIXED + self.makers.len()
    }

    /// How many texts a row has, most of them empty.
    pub fn texts(&self) -> usize {
        self.makers.len()
    }

    /// Whether some connector compares pair by pair in a way that tells no two rows apart beforehand.
    pub fn needs_all_rows(&self) -> bool {
        let pairs = self.systems.iter().flat_map(|system| &system.lookups).filter_map(|l| l.pair.as_ref());
        pairs.into_iter().any(|(_, _, matching)| !matches!(matching.sieve(), Some(Sieve::Blocks { .. })))
    }

    /// Whether some connector compares pair by pair, so that texts have to be at hand.
    pub fn has_pairs(&self) -> bool {
        self.systems.iter().flat_map(|system| &system.lookups).any(|lookup| lookup.pair.is_some())
    }

    /// Fills the slots of a row with hashes by `hash`. The texts of keys that are compared pair by pair go to
    /// `text`.
    pub fn fill(
        &self,
        cells: &Cells<'_>,
        hash: impl Fn(&str) -> u128,
        slots: &mut Vec<u128>,
        mut text: impl FnMut(usize, Cow<'_, str>),
    ) {
        // 0 and 1 are taken.
        let hash = |key: &str| hash(key).max(2);
        slots.clear();
        let of_shopify = cells.shopify.iter().map(|key| key.as_deref().map_or(ABSENT, hash));
        slots.extend(of_shopify);
        slots.extend(cells.parts.iter().map(|part| part.as_deref().map_or(ABSENT, hash)));
        for (index, maker) in self.makers.iter().enumerate() {
            let (cell, known) = match maker.cell {
                Cell::Email => (&cells.email, 0),
                Cell::Phone => (&cells.phone, 1),
            };
            let Some(cell) = cell else {
                slots.push(ABSENT);
                continue;
            };
            let Outcome::Key(key) = maker.pipeline.run(cell, cells.countries) else {
                slots.push(NO_KEY);
                continue;
            };
            let Some(matching) = &maker.matching else {
                slots.push(2);
                text(index, key);
                continue;
            };
            let folded = matching.fold(&key).unwrap_or(Cow::Borrowed(&key));
            // Most keys are those of Shopify, which are hashed already.
            let same = cells.shopify[known].as_deref() == Some(&*folded);
            slots.push(if same { slots[known] } else { hash(&folded) });
        }
    }
}

impl System {
    /// Whether it can be said at all what becomes of rows of this file.
    pub fn looks(&self) -> bool {
        self.all_created || !self.lookups.is_empty()
    }

    /// How many lookups there are.
    pub fn len(&self) -> usize {
        self.lookups.len()
    }

    /// Whether it looks nothing up that stands in a customer file.
    pub fn is_empty(&self) -> bool {
        self.lookups.is_empty()
    }

    /// What this lookup goes by.
    pub fn looked(&self, lookup: usize) -> Looked<'_> {
        let lookup = self.lookups.get(lookup);
        Looked {
            cell: lookup.and_then(|lookup| lookup.cell),
            identity: lookup.and_then(|lookup| lookup.identity.as_deref()),
        }
    }

    /// Whether a row with these slots has anything to be looked up by.
    pub fn has_key(&self, slots: &[u128]) -> bool {
        self.all_created || self.lookups.iter().any(|lookup| lookup.incoming(slots).is_some())
    }

    /// Adds the hashes by which rows with these slots and texts find each other. Rows that have none in common never
    /// do, but for what [`Plan::needs_all_rows`] says.
    pub fn hashes(&self, slots: &[u128], texts: &[Option<Box<str>>], into: &mut Vec<u128>) {
        let mut add = |hash| {
            if !into.contains(&hash) {
                into.push(hash);
            }
        };
        for lookup in &self.lookups {
            let Some((stored, incoming, matching)) = &lookup.pair else {
                [lookup.stored(slots), lookup.incoming(slots)].into_iter().flatten().for_each(&mut add);
                continue;
            };
            let Some(Sieve::Blocks { stored: of_stored, incoming: of_incoming }) = matching.sieve() else {
                continue;
            };
            let mut blocks = Blocks::default();
            let text = |maker: &usize| texts.get(*maker).and_then(Option::as_deref);
            for (circle, text, blocks_of) in [
                (lookup.stored(slots), text(stored), of_stored),
                (lookup.incoming(slots), text(incoming), of_incoming),
            ] {
                if let (Some(_), Some(text)) = (circle, text) {
                    blocks_of(text, &mut blocks);
                    blocks.0.drain(..).for_each(|block| add(u128::from(within(circle, block))));
                }
            }
        }
    }
}

impl Lookup {
    /// The key of a row that is there.
    pub(super) fn stored(&self, slots: &[u128]) -> Option<u128> {
        self.key(slots, self.pair.as_ref().map(|pair| pair.0), |(stored, _, needed)| (*stored, *needed))
    }

    /// The key of a row that comes in.
    pub(super) fn incoming(&self, slots: &[u128]) -> Option<u128> {
        self.key(slots, self.pair.as_ref().map(|pair| pair.1), |(_, incoming, needed)| (*incoming, *needed))
    }

    fn key(
        &self,
        slots: &[u128],
        pair: Option<usize>,
        which: impl Fn(&(usize, usize, bool)) -> (usize, bool),
    ) -> Option<u128> {
        const ODD: u128 = 0x2545_F491_4F6C_DD1D_9E37_79B9_7F4A_7C15;
        if let Some(maker) = pair
            && slots.get(FIXED + maker).is_none_or(|slot| *slot < 2)
        {
            return None;
        }
        let mut key = 0_u128;
        let mut any = pair.is_some();
        for (slot, needed) in self.equal.iter().map(which) {
            let slot = slots.get(slot).copied().unwrap_or_default();
            if slot == NO_KEY || (slot == ABSENT && needed) {
                return None;
            }
            any |= slot != ABSENT;
            key = key.wrapping_mul(ODD).wrapping_add(slot);
        }
        any.then_some(key)
    }

    /// Whether a row that comes in has a value for it, be it a good one or not.
    pub(super) fn has_value(&self, slots: &[u128]) -> bool {
        let pair = self.pair.iter().map(|(_, incoming, _)| FIXED + incoming);
        let equal = self.equal.iter().map(|(_, incoming, _)| *incoming);
        pair.chain(equal).any(|slot| slots.get(slot).is_some_and(|slot| *slot != ABSENT))
    }
}
