//! `JUnit` XML: a suite for each file, in it a test case for each rule, which fails where the rule has findings
//! to show. The number of cases depends on the rules alone, so a graph of them over time means something.

use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report as Suites, TestCase, TestCaseStatus, TestSuite};

use super::{Manner, Report, Shown, guarded};
use crate::message::{counted, visible};
use crate::rules::{ALL, place};

/// How many findings a failed case lists.
const LISTED: usize = 100;

/// Writes the suites.
pub fn write(report: &Report<'_>, manner: &Manner, out: &mut dyn Write) -> io::Result<()> {
    let mut suites = Suites::new(env!("CARGO_PKG_NAME"));
    let mut rest = report.shown.as_slice();
    for (index, path) in manner.paths(report).iter().enumerate() {
        let count = rest.iter().take_while(|shown| shown.finding.file as usize == index).count();
        let (findings, later) = rest.split_at(count);
        rest = later;
        let mut of_rules = vec![Vec::new(); ALL.len()];
        for shown in findings {
            if let Some(of_rule) = of_rules.get_mut(usize::from(place(shown.finding.rule))) {
                of_rule.push(shown);
            }
        }
        let path = guarded(&visible(path));
        let mut suite = TestSuite::new(path.as_str());
        for (active, rule) in manner.levels.active() {
            let found = of_rules.get(usize::from(active.place)).map(Vec::as_slice).unwrap_or_default();
            let count = report.to_show_in(index, active.place).max(found.len() as u64);
            let status = if count == 0 { TestCaseStatus::success() } else { failure(found, count, manner) };
            let mut case = TestCase::new(rule.id, status);
            case.set_classname(path.as_str());
            suite.add_test_case(case);
        }
        suites.add_test_suite(suite);
    }
    suites.serialize(out).map_err(io::Error::other)
}

fn failure(found: &[&Shown<'_>], count: u64, manner: &Manner) -> TestCaseStatus {
    let mut lines: Vec<String> = Vec::new();
    for shown in found.iter().take(LISTED) {
        let start = shown.place.start;
        let message = [&[shown.told(manner.redact)], &shown.advice(manner.redact)[..]].concat().join("; ");
        let severity = shown.finding.severity;
        lines.push(format!("line {}, column {}: {severity}: {message}", start.line, start.column));
    }
    let rest = count.saturating_sub(lines.len() as u64);
    if rest > 0 {
        lines.push(format!("and {} more", counted(rest, "finding")));
    }
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_message(counted(count, "finding"));
    if let Some(shown) = found.first() {
        status.set_type(shown.finding.severity.name());
    }
    status.set_description(guarded(&lines.join("\n")));
    status
}
