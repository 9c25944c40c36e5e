//! Fixing settles, does nothing the second time, and leaves alone what needs no fix.

use csv_preflight::finding::Applicability;
use csv_preflight::fix;
use proptest::prelude::*;

use crate::robust::mutated;

fn converged(bytes: &[u8], upto: Applicability) -> fix::Converged {
    fix::converge(&crate::input(bytes), &crate::options(), upto).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fixing_settles_and_does_nothing_the_second_time(bytes in mutated()) {
        for upto in [Applicability::Safe, Applicability::Unsafe] {
            let first = converged(&bytes, upto);
            prop_assert!(first.settled, "{:?}", first.applied);
            if let Some(bytes) = first.bytes {
                prop_assert_eq!(converged(&bytes, upto).bytes, None);
            }
        }
    }
}
