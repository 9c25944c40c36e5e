//! Numbers that look random and follow from a seed and a place, on every machine alike.

/// `SplitMix64`: <https://prng.di.unimi.it/splitmix64.c>.
pub(super) struct Random(u64);

impl Random {
    /// The numbers of place `index` of a file; `purpose` keeps those for different uses apart.
    pub(super) fn of(seed: u64, index: u64, purpose: u64) -> Self {
        let mut random = Self(seed);
        for part in [index, purpose] {
            random.0 = random.next() ^ part;
        }
        random
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Less than `limit`.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        let wide = u128::from(self.next()) * u128::from(limit);
        u64::try_from(wide >> 64).expect("the upper half has 64 bits")
    }

    /// True in `percent` of a hundred cases.
    pub(super) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    pub(super) fn pick<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        at(list, self.below(list.len() as u64))
    }
}

/// The item at `place` of a list that goes round.
pub(super) fn at<T>(list: &[T], place: u64) -> &T {
    let place = usize::try_from(place % list.len() as u64).expect("less than the length");
    list.get(place).expect("the lists here are not empty")
}
