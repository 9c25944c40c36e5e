//! Which phone numbers eight countries have.
//!
//! Numbers come from ranges kept free for fiction until those are used up; Italy and the Netherlands have none. What
//! a larger file needs is counted out of ranges that libphonenumber calls valid, beside invented names. Ranges for
//! fiction: <https://en.wikipedia.org/wiki/Fictitious_telephone_number>, for Germany
//! <https://www.teltarif.de/drama-rufnummern-fiktiv-bundesnetzagentur-filme/news/84487.html>.

use super::random::at;

/// Every start with every middle, followed by `free` digits.
struct Range {
    starts: &'static [&'static str],
    middles: &'static [&'static str],
    free: u32,
}

impl Range {
    fn size(&self) -> u64 {
        (self.starts.len() * self.middles.len()) as u64 * 10u64.pow(self.free)
    }

    fn number(&self, place: u64) -> String {
        let (head, digits) = (place / 10u64.pow(self.free), place % 10u64.pow(self.free));
        let (start, middle) = (at(self.starts, head), at(self.middles, head / self.starts.len() as u64));
        let width = self.free as usize;
        format!("{start}{middle}{digits:0width$}")
    }
}

/// A country's numbers.
pub(super) struct Plan {
    pub(super) calling_code: &'static str,
    /// What is dialled before a number within the country.
    pub(super) trunk: &'static str,
    /// What is dialled to leave the country.
    pub(super) abroad: &'static str,
    /// How many digits stand together, in the national spelling; the last group takes the rest.
    pub(super) groups: &'static [usize],
    fiction: &'static [Range],
    others: &'static [Range],
}

impl Plan {
    /// Calling code and trunk prefix aside, the number with this index.
    pub(super) fn number(&self, index: u64) -> String {
        let size = |ranges: &[Range]| ranges.iter().map(Range::size).sum::<u64>();
        let fiction = size(self.fiction);
        let (ranges, size, index) = if index < fiction {
            (self.fiction, fiction, index)
        } else {
            (self.others, size(self.others), index - fiction)
        };
        // Neighbours in the file are to be far apart in the plan. The step is a prime that divides no size, so
        // that every place is met once.
        let mut place = index % size * 15_485_863 % size;
        for range in ranges {
            if place < range.size() {
                return range.number(place);
            }
            place -= range.size();
        }
        unreachable!("a place is less than the size of all ranges")
    }
}

const US: &[&str] = &[
    "201", "212", "213", "303", "305", "312", "404", "415", "503", "512", "602", "617", "702", "713", "718",
    "202", "206", "214", "216", "239", "313", "314", "402", "410", "414", "501", "504", "505", "515", "518",
];
const CA: &[&str] = &[
    "204", "250", "306", "403", "416", "418", "450", "506", "514", "519", "604", "613", "705", "709", "780",
    "819", "902", "905",
];
const EXCHANGES: &[&str] = &["2", "3", "4", "6", "7", "8"];
const ONE: &[&str] = &[""];

/// In the order of the countries.
pub(super) static PLANS: [Plan; 8] =
    [UNITED_STATES, CANADA, BRITAIN, FRANCE, AUSTRALIA, GERMANY, ITALY, NETHERLANDS];

const UNITED_STATES: Plan = Plan {
    calling_code: "1",
    trunk: "",
    abroad: "011",
    groups: &[3, 3],
    fiction: &[Range { starts: US, middles: &["55501"], free: 2 }],
    others: &[Range { starts: US, middles: EXCHANGES, free: 6 }],
};

const CANADA: Plan = Plan {
    calling_code: "1",
    trunk: "",
    abroad: "011",
    groups: &[3, 3],
    fiction: &[Range { starts: CA, middles: &["55501"], free: 2 }],
    others: &[Range { starts: CA, middles: EXCHANGES, free: 6 }],
};

const BRITAIN: Plan = Plan {
    calling_code: "44",
    trunk: "0",
    abroad: "00",
    groups: &[5, 3],
    fiction: &[Range {
        starts: &[
            "1134960", "1144960", "1164960", "1174960", "1184960", "1214960", "1314960", "1414960",
            "1514960", "1614960", "1914980", "2079460", "2896496", "2920180",
        ],
        middles: ONE,
        free: 3,
    }],
    others: &[
        Range { starts: &["73", "74", "77"], middles: &["1", "2", "3", "4"], free: 7 },
        Range { starts: &["20"], middles: &["3", "7", "8"], free: 7 },
    ],
};

const FRANCE: Plan = Plan {
    calling_code: "33",
    trunk: "0",
    abroad: "00",
    groups: &[2, 2, 2, 2],
    fiction: &[Range { starts: &["19900", "26191", "35301", "46571", "53649"], middles: ONE, free: 4 }],
    others: &[
        Range { starts: &["14", "24", "38", "47", "55"], middles: &["2", "3", "4", "5"], free: 6 },
        Range { starts: &["61", "62", "66", "67", "68"], middles: ONE, free: 7 },
    ],
};

const AUSTRALIA: Plan = Plan {
    calling_code: "61",
    trunk: "0",
    abroad: "0011",
    groups: &[2, 4],
    fiction: &[Range { starts: &["2", "3", "7", "8"], middles: &["5550", "7010"], free: 4 }],
    others: &[
        Range { starts: &["40", "41", "42", "43"], middles: &["1", "2", "3", "4", "7", "8"], free: 6 },
        Range { starts: &["29", "39", "73", "86"], middles: &["2", "3", "4"], free: 6 },
    ],
};

const GERMANY: Plan = Plan {
    calling_code: "49",
    trunk: "0",
    abroad: "00",
    groups: &[4],
    fiction: &[Range {
        starts: &["3023125", "6990009", "4066969", "2214710", "8999998"],
        middles: ONE,
        free: 3,
    }],
    others: &[
        Range { starts: &["160", "170", "171", "172", "175"], middles: ONE, free: 7 },
        Range { starts: &["1511", "1512", "1520", "1577"], middles: ONE, free: 7 },
        Range { starts: &["30", "40", "89"], middles: &["2", "3", "4"], free: 6 },
    ],
};

const ITALY: Plan = Plan {
    calling_code: "39",
    trunk: "",
    abroad: "00",
    groups: &[3, 3],
    fiction: &[],
    others: &[
        Range { starts: &["320", "328", "333", "338", "347", "349"], middles: ONE, free: 7 },
        Range { starts: &["02", "06"], middles: &["45", "68", "87"], free: 6 },
    ],
};

const NETHERLANDS: Plan = Plan {
    calling_code: "31",
    trunk: "0",
    abroad: "00",
    groups: &[3, 3],
    fiction: &[],
    others: &[
        Range { starts: &["61", "62", "63", "64"], middles: ONE, free: 7 },
        Range { starts: &["10", "20", "30", "40"], middles: &["2", "3", "4"], free: 6 },
    ],
};
