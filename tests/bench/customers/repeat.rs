//! Which rows repeat which, without remembering any.
//!
//! Rows stand in blocks of a hundred and each has a role there. Four roles of a block repeat one row each of
//! earlier blocks, up to 262,144 blocks back; no row is repeated twice and none that repeats is repeated, so that
//! every repetition is of one sort.

use super::random::{Random, at};

/// Rows of a block.
pub(super) const BLOCK: u64 = 100;

/// How a row repeats an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sort {
    /// The same e-mail address, spelled alike; another phone number.
    SameEmail,
    /// The same e-mail address in other capitals; another phone number.
    EmailCase,
    /// The same phone number spelled otherwise; no e-mail address.
    PhoneSpelling,
    /// The same phone number; another e-mail address.
    SharedPhone,
    /// All of it.
    SameRow,
}

impl Sort {
    /// All of them.
    pub(crate) const ALL: [Self; 5] =
        [Self::SameEmail, Self::EmailCase, Self::PhoneSpelling, Self::SharedPhone, Self::SameRow];

    /// Those that one row in a hundred of a mixed file is.
    const MIXED: [Self; 4] = [Self::SameEmail, Self::EmailCase, Self::PhoneSpelling, Self::SharedPhone];

    /// Its name in the truth.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::SameEmail => "same-email",
            Self::EmailCase => "email-case",
            Self::PhoneSpelling => "phone-spelling",
            Self::SharedPhone => "shared-phone",
            Self::SameRow => "same-row",
        }
    }
}

/// How many blocks back a repeated row may be.
const DISTANCES: [u64; 10] = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144];

/// The customer at `place` of the file: every block has its own order of roles.
pub(super) fn customer_at(place: u64, seed: u64) -> u64 {
    let block = place / BLOCK;
    block * BLOCK + (place % BLOCK * 37 + shift(block, seed)) % BLOCK
}

/// Where a customer stands: the reverse.
pub(super) fn place_of(customer: u64, seed: u64) -> u64 {
    let block = customer / BLOCK;
    // 37 × 73 is one more than a multiple of a hundred.
    block * BLOCK + (customer % BLOCK + BLOCK - shift(block, seed)) % BLOCK * 73 % BLOCK
}

fn shift(block: u64, seed: u64) -> u64 {
    Random::of(seed, block, 1).below(BLOCK)
}

/// The earlier customer that this one repeats, and how.
pub(super) fn original(customer: u64, seed: u64) -> Option<(u64, Sort)> {
    let (block, role) = (customer / BLOCK, customer % BLOCK);
    let sort = Sort::MIXED.get(usize::try_from(role).ok()?)?;
    let distances = DISTANCES.iter().filter(|distance| **distance <= block).count() as u64;
    if distances == 0 {
        return None;
    }
    let distance = Random::of(seed, customer, 2).below(distances);
    // One role for each sort and distance, so that no two rows repeat the same one.
    let repeated = 4 + role * DISTANCES.len() as u64 + distance;
    Some(((block - at(&DISTANCES, distance)) * BLOCK + repeated, *sort))
}
