//! One key of one row in as few bytes as tell rows apart well enough to be looked at again.
//!
//! The highest bits of a hash choose a partition and are not kept. Entries begin with the bits after them, so
//! that sorting brings equal hashes together, and end with where the row stands in the run.

/// How many partitions there are.
pub(super) const PARTITIONS: usize = 1 << PARTITION_BITS;
const PARTITION_BITS: u32 = 8;

/// Bits for where a row stands: the texts of a run are at most 1 TiB together.
pub(in crate::identity) const POSITION_BITS: u32 = 40;

/// The partition that a hash belongs to.
pub(super) fn partition(hash: u64) -> u8 {
    u8::try_from(hash >> (64 - PARTITION_BITS)).unwrap_or_default()
}

/// What is kept of a key.
pub(super) trait Entry: Copy + Ord + Send + Sync + Default {
    /// How many bytes it takes.
    const BYTES: usize;
    /// How many bits of the hash it begins with.
    const HASH_BITS: u32;

    /// Its leading bits.
    fn hash(self) -> u64;
    /// The leading 24 bits alone, for sorting.
    fn digits(self) -> u32;
    /// Where its row stands.
    fn position(self) -> u64;
    /// The same with its row so much further on.
    fn shifted(self, by: u64) -> Self;
    fn write(self, to: &mut Vec<u8>);
    fn read(from: &[u8]) -> Self;

    /// The bits of a hash that an entry in its partition begins with.
    fn kept(hash: u64) -> u64 {
        hash << PARTITION_BITS >> (64 - Self::HASH_BITS)
    }
}

/// A key that identifies somebody: 24 bits of hash, 40 of position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Identifier(u64);

impl Identifier {
    pub(super) fn new(hash: u64, position: u64) -> Self {
        Self(Self::kept(hash) << POSITION_BITS | position)
    }
}

impl Entry for Identifier {
    const BYTES: usize = 8;
    const HASH_BITS: u32 = 24;

    fn hash(self) -> u64 {
        self.0 >> POSITION_BITS
    }

    fn digits(self) -> u32 {
        u32::try_from(self.0 >> POSITION_BITS).unwrap_or_default()
    }

    fn position(self) -> u64 {
        self.0 & ((1 << POSITION_BITS) - 1)
    }

    fn shifted(self, by: u64) -> Self {
        Self(self.0 + by)
    }

    fn write(self, to: &mut Vec<u8>) {
        to.extend(self.0.to_le_bytes());
    }

    fn read(from: &[u8]) -> Self {
        Self(from.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes)))
    }
}

/// Who a row seems to be: 44 bits of the name's hash, 33 that sketch the e-mail address, 11 of the hash of name
/// and address, 40 of position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Person(u128);

impl Person {
    const ADDRESS_BITS: u32 = 11;
    const ADDRESS_AT: u32 = POSITION_BITS;
    const SKETCH_AT: u32 = Self::ADDRESS_AT + Self::ADDRESS_BITS;
    const NAME_AT: u32 = Self::SKETCH_AT + Sketch::BITS;

    /// A row with this name, with this name and address if it has one, and with an e-mail address of this sketch.
    pub(super) fn new(name: u64, address: Option<u64>, email: Sketch, position: u64) -> Self {
        let address = address.map_or(0, |hash| (hash >> (64 - Self::ADDRESS_BITS)).max(1));
        Self(
            u128::from(Self::kept(name)) << Self::NAME_AT
                | u128::from(email.0) << Self::SKETCH_AT
                | u128::from(address) << Self::ADDRESS_AT
                | u128::from(position),
        )
    }

    /// So many bits from this one on.
    fn bits(self, from: u32, count: u32) -> u64 {
        u64::try_from(self.0 >> from & ((1 << count) - 1)).unwrap_or_default()
    }

    /// Bits of the hash of name and address; 0 without one.
    pub(super) fn address(self) -> u64 {
        self.bits(Self::ADDRESS_AT, Self::ADDRESS_BITS)
    }

    fn sketch(self) -> Sketch {
        Sketch(self.bits(Self::SKETCH_AT, Sketch::BITS))
    }

    /// Whether the row has an e-mail address.
    pub(super) fn has_email(self) -> bool {
        self.sketch() != Sketch::NONE
    }

    /// Whether the e-mail addresses may be one typing error apart.
    pub(super) fn may_be_typo_of(self, other: Self) -> bool {
        self.has_email() && other.has_email() && self.sketch().may_be_typo_of(other.sketch())
    }
}

/// What is kept of an e-mail address to tell which others may be one typing error away.
///
/// Characters fall into sixteen classes. For each class one bit tells whether it stands at an odd number of the
/// even places, counted from 0, and one whether at an odd number of the odd places; the highest bit is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sketch(u64);

impl Sketch {
    const BITS: u32 = 2 * Self::CLASSES + 1;
    const CLASSES: u32 = 16;

    /// There is no address.
    pub(super) const NONE: Self = Self(0);
    /// Of an address that is nobody's.
    pub(super) const REFUSED: Self = Self(1 << (Self::BITS - 1));

    /// Of this text.
    #[inline]
    pub(super) fn of(text: &str) -> Self {
        let bit = |class: u32| 1u64 << (class % Self::CLASSES);
        let (mut even, mut odd) = (0, 0);
        if text.is_ascii() {
            let (pairs, last) = text.as_bytes().as_chunks::<2>();
            for [first, second] in pairs {
                even ^= bit(u32::from(*first));
                odd ^= bit(u32::from(*second));
            }
            even ^= last.first().map_or(0, |byte| bit(u32::from(*byte)));
        } else {
            // After each character the places change sides; in the end they are as they were or the other way.
            let places = text.chars().fold(0, |places, c| {
                (even, odd) = (odd, even ^ bit(u32::from(c)));
                places + 1
            });
            if places % 2 != 0 {
                (even, odd) = (odd, even);
            }
        }
        Self(even | odd << Self::CLASSES | Self::REFUSED.0)
    }

    /// Whether the texts may be one typing error apart.
    fn may_be_typo_of(self, other: Self) -> bool {
        let differing = self.0 ^ other.0;
        let (even, odd) = (differing & ((1 << Self::CLASSES) - 1), differing >> Self::CLASSES);
        match (even ^ odd).count_ones() {
            // A character too many or missing moves those after it to the other side.
            1 => true,
            // Two that change places change sides; no two bits of one side are left over.
            0 => even.count_ones() <= 2,
            // Another character in its place.
            2 => even == 0 || odd == 0,
            _ => false,
        }
    }
}

impl Entry for Person {
    const BYTES: usize = 16;
    const HASH_BITS: u32 = 44;

    fn hash(self) -> u64 {
        self.bits(Self::NAME_AT, Self::HASH_BITS)
    }

    fn digits(self) -> u32 {
        u32::try_from(self.bits(128 - 24, 24)).unwrap_or_default()
    }

    fn position(self) -> u64 {
        self.bits(0, POSITION_BITS)
    }

    fn shifted(self, by: u64) -> Self {
        Self(self.0 + u128::from(by))
    }

    fn write(self, to: &mut Vec<u8>) {
        to.extend(self.0.to_le_bytes());
    }

    fn read(from: &[u8]) -> Self {
        Self(from.first_chunk().map_or(0, |bytes| u128::from_le_bytes(*bytes)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_entry_keeps_what_it_was_made_of() {
        let hash = 0xABCD_EF01_2345_6789;
        let entry = Identifier::new(hash, 77).shifted(1 << 30);
        assert_eq!((partition(hash), entry.hash(), entry.position()), (0xAB, 0xCD_EF01, (1 << 30) + 77));
        assert_eq!(entry.hash(), Identifier::kept(hash));
        let person = Person::new(hash, Some(0), Sketch::NONE, 5).shifted(6);
        assert_eq!((person.hash(), person.position()), (0xCDE_F012_3456, 11));
        assert_eq!((person.hash(), person.address(), person.has_email()), (Person::kept(hash), 1, false));
        let mut bytes = Vec::new();
        person.write(&mut bytes);
        assert_eq!((bytes.len(), Person::read(&bytes)), (Person::BYTES, person));
    }

    proptest! {
        #[test]
        fn no_typing_error_hides_from_the_sketch(
            text in "[a-e1-4@.\u{e9}\u{65e5}]{0,12}",
            at in 0..12usize,
            other in "[aq5\u{eb}\u{672c}]?",
            taken in 0..2usize,
        ) {
            let before: Vec<char> = text.chars().collect();
            let at = at.min(before.len());
            let mut edited = before.clone();
            edited.splice(at..(at + taken).min(before.len()), other.chars());
            let mut swapped = before;
            if at + 1 < swapped.len() {
                swapped.swap(at, at + 1);
            }
            for edited in [edited, swapped] {
                let edited: String = edited.into_iter().collect();
                prop_assert!(Sketch::of(&text).may_be_typo_of(Sketch::of(&edited)), "{} {}", text, edited);
            }
        }
    }

    #[test]
    fn the_sketch_tells_most_others_apart() {
        let person = |email: &str| Person::new(1, None, Sketch::of(email), 0);
        let ann = person("ann1234@example.com");
        for other in
            ["ann1357@example.com", "ann2341@example.com", "robert@example.com", "ann1234@example.org"]
        {
            assert!(!ann.may_be_typo_of(person(other)), "{other}");
        }
        assert!(!ann.may_be_typo_of(Person::new(1, None, Sketch::NONE, 0)));
        assert!(Person::new(1, None, Sketch::REFUSED, 0).has_email());
    }
}
