//! What holds of the fixes of every rule: the finding is gone, and no error comes in its place.

use csv_preflight::edit::Applicability;
use csv_preflight::engine::{self, Options, Outcome};
use csv_preflight::rule::{Check, FixAvailability, Severity};
use csv_preflight::rules::ALL;
use csv_preflight::settings::Settings;
use proptest::prelude::*;

use super::repaired;
use crate::robust::mutated;

/// What is wrong with what became of a file. `reveals` says whether a fix may bring an error to light.
fn complaints(bytes: &[u8], options: &Options, upto: Applicability, reveals: bool) -> Vec<String> {
    let before = engine::check(&[crate::input(bytes)], options, &()).unwrap();
    let (after, done) = repaired(&crate::input(bytes), options, upto);
    let Some(after) = after else { return Vec::new() };
    let mut wrong = Vec::new();
    if !done.settled {
        wrong.push("it does not settle".to_owned());
    }
    let (again, _) = repaired(&crate::input(&after), &done.options, upto);
    if again.is_some() {
        wrong.push("the second time something changes".to_owned());
    }
    let outcome = engine::check(&[crate::input(&after)], &done.options, &()).unwrap();
    let left =
        outcome.findings.iter().filter(|f| f.fix.as_ref().is_some_and(|fix| fix.applicability <= upto));
    wrong.extend(left.map(|finding| format!("{} is still there", finding.rule.id)));
    // Columns that are known only now were not looked at before.
    let names = |outcome: &Outcome| {
        let columns = outcome.files[0].table.as_ref().map(|table| table.columns.iter());
        columns.map(|columns| columns.map(|column| column.kind).collect::<Vec<_>>())
    };
    if names(&before) == names(&outcome) {
        // A cleaned value may turn out to be somebody else's, and an error may give way to one that it hid in
        // the same cell; but there are never more than before.
        let errors = |outcome: &Outcome| -> u64 {
            let counts = outcome.tallies.0.iter().filter(|((rule, _, severity), _)| {
                let repeats = matches!(ALL[usize::from(*rule)].check, Check::Repeat { .. });
                *severity == Severity::Error && !repeats
            });
            counts.map(|(_, tally)| tally.findings).sum()
        };
        let hidden = if reveals { done.count() } else { 0 };
        if errors(&outcome) > errors(&before) + hidden {
            wrong.push(format!("{} errors instead of {}", errors(&outcome), errors(&before)));
        }
    }
    wrong
}

#[test]
fn after_the_fixes_of_a_rule_its_findings_are_gone_and_no_others_have_come() {
    let mut fixed = 0;
    for rule in ALL.iter().filter(|rule| rule.fix != FixAvailability::Never) {
        for example in rule.examples.iter().filter(|example| example.fixed.is_some()) {
            let mut options = Options { show_from: Severity::Info, ..Options::default() };
            Settings::parse("example", example.settings).unwrap().apply(&mut options);
            for upto in [Applicability::Safe, Applicability::Unsafe] {
                let wrong = complaints(&example.bytes(), &options, upto, false);
                assert!(wrong.is_empty(), "{}, {upto:?}: {wrong:?}", rule.id);
                fixed += 1;
            }
        }
    }
    assert!(fixed > 40, "{fixed}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_error_comes_of_a_fix_in_any_file(bytes in mutated()) {
        for upto in [Applicability::Safe, Applicability::Unsafe] {
            let wrong = complaints(&bytes, &crate::options(), upto, true);
            prop_assert!(wrong.is_empty(), "{upto:?}: {wrong:?}");
        }
    }
}
