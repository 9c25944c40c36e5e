//! Finite sets of digit strings as shared decision diagrams.
//!
//! A node says what the string read so far is (its label, 0 for "not in the set") and which node each next
//! digit leads to. Equal nodes are stored once, so every diagram is the minimal automaton of its set, and all
//! diagrams in one [`Store`] share their tails. Strings are at most [`LONGEST`] digits, so no node is its own
//! descendant except [`DEAD`].

use std::collections::BTreeMap;

/// The longest national number that is looked at, in digits: libphonenumber's `MAX_LENGTH_FOR_NSN`.
pub(crate) const LONGEST: u32 = 17;
/// All lengths up to [`LONGEST`] as a bit set.
pub(crate) const ANY_LENGTH: u32 = (1 << (LONGEST + 1)) - 1;

/// A node's number in its store.
pub(crate) type Id = u32;

/// The empty set; its own successor on every digit.
pub(crate) const DEAD: Id = 0;
/// The set of the empty string.
pub(crate) const EMPTY: Id = 1;

/// One state.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Node {
    /// What the string that ends here is; 0 for nothing.
    pub label: u16,
    /// Where each digit leads.
    pub next: [Id; 10],
}

/// All nodes, each once.
pub(crate) struct Store {
    nodes: Vec<Node>,
    ids: BTreeMap<Node, Id>,
}

impl Store {
    pub(crate) fn new() -> Self {
        let mut store = Self { nodes: Vec::new(), ids: BTreeMap::new() };
        store.node(Node { label: 0, next: [DEAD; 10] });
        store.node(Node { label: 1, next: [DEAD; 10] });
        store
    }

    /// The node's number; a new one if there is no equal node yet.
    pub(crate) fn node(&mut self, node: Node) -> Id {
        let nodes = &mut self.nodes;
        *self.ids.entry(node).or_insert_with(|| {
            nodes.push(node);
            Id::try_from(nodes.len() - 1).expect("fewer than 2^32 nodes")
        })
    }

    pub(crate) fn get(&self, id: Id) -> Node {
        self.nodes[id as usize]
    }

    /// One digit out of `digits`, a bit set.
    pub(crate) fn digit(&mut self, digits: u16) -> Id {
        let next = std::array::from_fn(|digit| if digits >> digit & 1 == 1 { EMPTY } else { DEAD });
        self.node(Node { label: 0, next })
    }

    /// Strings of either set.
    pub(crate) fn union(&mut self, a: Id, b: Id) -> Id {
        self.apply(a, b, &|a, b| a.max(b))
    }

    /// The labels of both combined; `combine(0, 0)` has to be 0.
    pub(crate) fn apply(&mut self, a: Id, b: Id, combine: &dyn Fn(u16, u16) -> u16) -> Id {
        self.apply_with(a, b, combine, &mut BTreeMap::new())
    }

    fn apply_with(
        &mut self,
        a: Id,
        b: Id,
        combine: &dyn Fn(u16, u16) -> u16,
        done: &mut BTreeMap<(Id, Id), Id>,
    ) -> Id {
        if a == DEAD && b == DEAD {
            return DEAD;
        }
        if let Some(&id) = done.get(&(a, b)) {
            return id;
        }
        let (left, right) = (self.get(a), self.get(b));
        let label = combine(left.label, right.label);
        let mut next = [DEAD; 10];
        for (digit, next) in next.iter_mut().enumerate() {
            *next = self.apply_with(left.next[digit], right.next[digit], combine, done);
        }
        let id = self.node(Node { label, next });
        done.insert((a, b), id);
        id
    }

    /// `a` as far as it is not in `b`, with its labels.
    pub(crate) fn without(&mut self, a: Id, b: Id) -> Id {
        self.apply(a, b, &|label, other| if other == 0 { label } else { 0 })
    }

    /// A string of `a`, then one of `b`.
    pub(crate) fn concat(&mut self, a: Id, b: Id) -> Id {
        self.concat_with(a, b, &mut BTreeMap::new())
    }

    fn concat_with(&mut self, a: Id, b: Id, done: &mut BTreeMap<Id, Id>) -> Id {
        if a == DEAD || b == DEAD {
            return DEAD;
        }
        if let Some(&id) = done.get(&a) {
            return id;
        }
        let head = self.get(a);
        let next = head.next.map(|next| self.concat_with(next, b, done));
        let mut id = self.node(Node { label: 0, next });
        if head.label != 0 {
            id = self.union(id, b);
        }
        done.insert(a, id);
        id
    }

    /// Those strings of `a` whose length in digits is in `lengths`, a bit set.
    pub(crate) fn of_length(&mut self, a: Id, lengths: u32) -> Id {
        self.of_length_from(a, lengths, 0, &mut BTreeMap::new())
    }

    fn of_length_from(&mut self, a: Id, lengths: u32, depth: u32, done: &mut BTreeMap<(Id, u32), Id>) -> Id {
        if a == DEAD || lengths >> depth == 0 {
            return DEAD;
        }
        if let Some(&id) = done.get(&(a, depth)) {
            return id;
        }
        let node = self.get(a);
        let label = if lengths >> depth & 1 == 1 { node.label } else { 0 };
        let next = node.next.map(|next| self.of_length_from(next, lengths, depth + 1, done));
        let id = self.node(Node { label, next });
        done.insert((a, depth), id);
        id
    }

    /// All strings up to [`LONGEST`] that begin with a string of `a`.
    pub(crate) fn beginning_with(&mut self, a: Id) -> Id {
        let any_digit = self.digit(0x3ff);
        let mut any = EMPTY;
        for _ in 0..LONGEST {
            any = self.concat(any_digit, any);
            any = self.union(any, EMPTY);
        }
        let all = self.concat(a, any);
        self.of_length(all, ANY_LENGTH)
    }

    /// `a` without the empty string.
    pub(crate) fn not_empty(&mut self, a: Id) -> Id {
        let node = self.get(a);
        self.node(Node { label: 0, ..node })
    }
}
