//! One key of one row in as few bytes as tell rows apart well enough to be looked at again.
//!
//! The highest bits of a hash choose a partition and are not kept. Entries begin with the bits after them, so
//! that sorting brings equal hashes together, and end with where the row stands in the run.

use super::outline::{OUTLINE_BITS, Outline};

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

/// Who a row seems to be: 32 bits of the name's hash, 24 of the hash of name and address, 32 that outline the e-mail
/// address, 40 of position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Person(u128);

impl Person {
    const ADDRESS_BITS: u32 = 24;

    /// A row with this name, with this name and address if it has one, and with an e-mail address of this outline.
    pub(super) fn new(name: u64, address: Option<u64>, email: Outline, position: u64) -> Self {
        let address = address.map_or(0, |hash| (hash >> (64 - Self::ADDRESS_BITS)).max(1));
        let low = u64::from(email.bits()) << POSITION_BITS | position;
        let high = u128::from(Self::kept(name)) << Self::ADDRESS_BITS | u128::from(address);
        Self(high << (POSITION_BITS + OUTLINE_BITS) | u128::from(low))
    }

    /// So many bits from this one on.
    fn bits(self, from: u32, count: u32) -> u64 {
        u64::try_from(self.0 >> from & ((1 << count) - 1)).unwrap_or_default()
    }

    /// Bits of the hash of name and address; 0 without one.
    pub(super) fn address(self) -> u64 {
        self.bits(POSITION_BITS + OUTLINE_BITS, Self::ADDRESS_BITS)
    }

    /// The outline of its e-mail address.
    pub(super) fn email(self) -> Outline {
        Outline::from_bits(u32::try_from(self.bits(POSITION_BITS, OUTLINE_BITS)).unwrap_or_default())
    }

    /// Whether the row has an e-mail address, good or not.
    pub(super) fn has_email(self) -> bool {
        self.email() != Outline::NONE
    }
}

impl Entry for Person {
    const BYTES: usize = 16;
    const HASH_BITS: u32 = u128::BITS - Self::ADDRESS_BITS - OUTLINE_BITS - POSITION_BITS;

    fn hash(self) -> u64 {
        self.bits(u128::BITS - Self::HASH_BITS, Self::HASH_BITS)
    }

    fn digits(self) -> u32 {
        u32::try_from(self.0 >> (u128::BITS - 24)).unwrap_or_default()
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
    use super::*;

    #[test]
    fn an_entry_keeps_what_it_was_made_of() {
        let hash = 0xABCD_EF01_2345_6789;
        let entry = Identifier::new(hash, 77).shifted(1 << 30);
        assert_eq!((partition(hash), entry.hash(), entry.position()), (0xAB, 0xCD_EF01, (1 << 30) + 77));
        assert_eq!(entry.hash(), Identifier::kept(hash));
        let person = Person::new(hash, Some(0), Outline::NONE, 5).shifted(6);
        assert_eq!((person.hash(), person.position()), (0xCDEF_0123, 11));
        assert_eq!((person.hash(), person.address(), person.has_email()), (Person::kept(hash), 1, false));
        let mut bytes = Vec::new();
        person.write(&mut bytes);
        assert_eq!((bytes.len(), Person::read(&bytes)), (Person::BYTES, person));
    }
}
