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

/// Who a row seems to be: 44 bits of the name's hash, 24 of the hash of name and address, 20 that sketch the e-mail
/// address, 40 of position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Person(u128);

impl Person {
    const ADDRESS_BITS: u32 = 24;
    const SKETCH_BITS: u32 = 20;

    /// A row with this name, with this name and address if it has one, and with an e-mail address of this sketch,
    /// or 0 for none.
    pub(super) fn new(name: u64, address: Option<u64>, email: u32, position: u64) -> Self {
        let address = address.map_or(0, |hash| (hash >> (64 - Self::ADDRESS_BITS)).max(1));
        let low = u64::from(email) << POSITION_BITS | position;
        let high = u128::from(Self::kept(name)) << Self::ADDRESS_BITS | u128::from(address);
        Self(high << (POSITION_BITS + Self::SKETCH_BITS) | u128::from(low))
    }

    /// So many bits from this one on.
    fn bits(self, from: u32, count: u32) -> u64 {
        u64::try_from(self.0 >> from & ((1 << count) - 1)).unwrap_or_default()
    }

    /// Bits of the hash of name and address; 0 without one.
    pub(super) fn address(self) -> u64 {
        self.bits(POSITION_BITS + Self::SKETCH_BITS, Self::ADDRESS_BITS)
    }

    fn sketch(self) -> u64 {
        self.bits(POSITION_BITS, Self::SKETCH_BITS)
    }

    /// Whether the row has an e-mail address.
    pub(super) fn has_email(self) -> bool {
        self.sketch() != 0
    }

    /// Whether the e-mail addresses may be one typing error apart. Each character turns over one bit of the sketch of
    /// the half it stands in, and an error takes one away, adds one, does both, or changes places; only where it is
    /// the `@` that changes places with another character, both halves differ.
    pub(super) fn may_be_typo_of(self, other: Self) -> bool {
        let differing = self.sketch() ^ other.sketch();
        let local = (differing & ((1 << LOCAL_BITS) - 1)).count_ones();
        let domain = (differing >> LOCAL_BITS).count_ones();
        let near = matches!((local, domain), (0, ..=2) | (..=2, 0) | (1, 1));
        near && self.has_email() && other.has_email()
    }
}

/// Bits of a sketch for what stands before the `@` and after it.
const LOCAL_BITS: u32 = 12;
const DOMAIN_BITS: u32 = 7;
const _: () = assert!(LOCAL_BITS + DOMAIN_BITS + 1 == Person::SKETCH_BITS);

/// Bit by bit, whether characters of a class stand in the text an odd number of times, before the `@` and after it;
/// the highest bit is set.
pub(super) fn sketch(text: &str) -> u32 {
    if text.is_ascii() {
        return sketch_of(text.as_bytes());
    }
    let (local, domain) = text.split_once('@').unwrap_or((text, ""));
    let parity = |text: &str| text.chars().fold(0, |bits, c| bits ^ 1u64 << (u32::from(c) & 31));
    joined(parity(local), parity(domain))
}

/// The same of ASCII.
#[inline]
pub(super) fn sketch_of(text: &[u8]) -> u32 {
    let at = memchr::memchr(b'@', text).unwrap_or(text.len());
    let (local, domain) = text.split_at(at);
    // In 64 bits it stays byte by byte: vectors that cannot shift by different amounts would be slower.
    let parity = |text: &[u8]| text.iter().fold(0, |bits, byte| bits ^ 1u64 << (byte & 31));
    joined(parity(local), parity(domain.get(1..).unwrap_or_default()))
}

/// As many bits of the parities of both halves as there is room for.
#[inline]
fn joined(local: u64, domain: u64) -> u32 {
    let (local, domain) = (folded(local, LOCAL_BITS), folded(domain, DOMAIN_BITS));
    let bits = 1 << (LOCAL_BITS + DOMAIN_BITS) | domain << LOCAL_BITS | local;
    u32::try_from(bits).unwrap_or_default()
}

/// The lowest 32 bits, so many at a time, one over the other.
#[inline]
fn folded(bits: u64, width: u32) -> u64 {
    (0..u32::BITS).step_by(width as usize).fold(0, |all, shift| all ^ bits >> shift) & ((1 << width) - 1)
}

impl Entry for Person {
    const BYTES: usize = 16;
    const HASH_BITS: u32 = 44;

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
        let person = Person::new(hash, Some(0), 0, 5).shifted(6);
        assert_eq!((person.hash(), person.position()), (0xCDE_F012_3456, 11));
        assert_eq!((person.hash(), person.address(), person.has_email()), (Person::kept(hash), 1, false));
        let mut bytes = Vec::new();
        person.write(&mut bytes);
        assert_eq!((bytes.len(), Person::read(&bytes)), (Person::BYTES, person));
    }

    #[test]
    fn no_typing_error_hides_from_the_sketch() {
        let person = |email: &str| Person::new(1, None, sketch(email), 0);
        let pairs = [
            ("ann@example.com", "anm@example.com"),
            ("ann@example.com", "an@example.com"),
            ("ann@example.com", "nan@example.com"),
            ("zoë@example.com", "zoe@example.com"),
            ("日@example.com", "本@example.com"),
            ("日@example.com", "@example.com"),
            ("ann@example.com", "ann@examlpe.com"),
            ("ann@example.com", "ann@example.co"),
            ("zoe@exämple.com", "zoe@example.com"),
            ("ann@example.com", "anne@xample.com"),
        ];
        for (a, b) in pairs {
            assert!(person(a).may_be_typo_of(person(b)), "{a} {b}");
        }
        // An error on either side is two.
        assert!(!person("ann@example.com").may_be_typo_of(person("anm@examqle.com")));
        assert!(!person("ann@example.com").may_be_typo_of(person("robert@example.com")));
        assert!(!person("ann@example.com").may_be_typo_of(Person::new(1, None, 0, 0)));
    }
}
