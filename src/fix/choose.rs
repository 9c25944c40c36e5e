//! Which fixes go together: never two in one place.

use std::collections::BTreeMap;
use std::ops::Bound;

use crate::edit::{Applicability, Edit, Rewrite};
use crate::rule::Finding;
use crate::rules::place;
use crate::source::Span;

/// Fixes that go together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice<'f> {
    /// Their replacements, ascending; no two touch.
    pub edits: Vec<&'f Edit>,
    /// Their rewrites of the whole file, to be made after the edits in this order.
    pub rewrites: Vec<Rewrite>,
    /// The findings whose fix was chosen, by index, in the order of the findings' spans.
    pub applied: Vec<usize>,
    /// The findings whose fix may be trusted but has to wait, because it touches one that was chosen or reaches
    /// beyond the text.
    pub left: Vec<usize>,
}

/// A stretch of the text with the edits made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'f> {
    /// Bytes of the text as it was.
    Kept(Span),
    /// What stands in the place of others.
    New(&'f str),
}

/// Chooses from the fixes of findings in `within` those that may be trusted and do not touch each other: by span of
/// the finding, then in the order of the catalogue. Fixes that are the same become one.
pub fn choose(findings: &[Finding], within: Span, upto: Applicability) -> Choice<'_> {
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by_key(|index| findings.get(*index).map(|finding| (finding.span, place(finding.rule))));
    let mut chosen = BTreeMap::new();
    let mut choice = Choice::default();
    for index in order {
        let fix = findings.get(index).and_then(|finding| finding.fix.as_ref());
        let Some(fix) = fix.filter(|fix| fix.applicability <= upto) else { continue };
        let inside = fix.edits.iter().all(|e| within.start <= e.span.start && e.span.end <= within.end);
        if !inside || !add_all(&mut chosen, &fix.edits) {
            choice.left.push(index);
            continue;
        }
        choice.applied.push(index);
        choice.rewrites.extend(fix.rewrite);
    }
    choice.rewrites.sort_unstable();
    choice.rewrites.dedup();
    choice.edits = chosen.into_values().collect();
    choice
}

/// Adds edits to those chosen, which are kept by their start: all or none.
fn add_all<'f>(chosen: &mut BTreeMap<u64, &'f Edit>, edits: &'f [Edit]) -> bool {
    let mut added = Vec::new();
    for edit in edits {
        let before = chosen.range(..=edit.span.start).next_back();
        let after = chosen.range((Bound::Excluded(edit.span.start), Bound::Unbounded)).next();
        let mut touched =
            before.into_iter().chain(after).map(|(_, other)| *other).filter(|o| o.span.touches(edit.span));
        match touched.next() {
            Some(same) if same == edit => {}
            Some(_) => {
                for start in added {
                    chosen.remove(&start);
                }
                return false;
            }
            None => {
                chosen.insert(edit.span.start, edit);
                added.push(edit.span.start);
            }
        }
    }
    true
}

impl<'f> Choice<'f> {
    /// The text at `within` with the edits made, from its start to its end.
    pub fn parts(&self, within: Span) -> impl Iterator<Item = Part<'f>> + '_ {
        let mut at = within.start;
        let edits = self.edits.iter().copied().map(Some).chain([None]);
        edits
            .flat_map(move |edit| {
                let (start, end) = edit.map_or((within.end, within.end), |e| (e.span.start, e.span.end));
                let kept = Span::new(at, start);
                at = end;
                [Some(Part::Kept(kept)), edit.map(|edit| Part::New(&edit.text))]
            })
            .flatten()
            .filter(|part| match part {
                Part::Kept(span) => !span.is_empty(),
                Part::New(text) => !text.is_empty(),
            })
    }

    /// Appends the text at `within`, whose bytes are `text`, with the edits made.
    pub fn apply(&self, text: &[u8], within: Span, out: &mut Vec<u8>) {
        let place = |offset: u64| usize::try_from(offset - within.start).unwrap_or(usize::MAX);
        for part in self.parts(within) {
            out.extend_from_slice(match part {
                Part::Kept(span) => text.get(place(span.start)..place(span.end)).unwrap_or_default(),
                Part::New(text) => text.as_bytes(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::Fix;
    use crate::rules::ALL;

    use Applicability::{Safe, Unsafe};

    /// A finding of the rule at `rule` of the catalogue, on its first edit.
    fn finding(rule: usize, applicability: Applicability, edits: &[(u64, u64, &str)]) -> Finding {
        let edits: Vec<Edit> = edits
            .iter()
            .map(|(start, end, text)| Edit { span: Span::new(*start, *end), text: (*text).to_owned() })
            .collect();
        Finding::new(ALL[rule], edits[0].span, "x").fix(Fix::edits("repair", applicability, edits))
    }

    fn applied(text: &str, findings: &[Finding], upto: Applicability) -> (String, Vec<usize>, Vec<usize>) {
        let within = Span::new(0, text.len() as u64);
        let choice = choose(findings, within, upto);
        let mut out = Vec::new();
        choice.apply(text.as_bytes(), within, &mut out);
        (String::from_utf8(out).unwrap(), choice.applied, choice.left)
    }

    #[test]
    fn edits_replace_insert_and_delete_and_touch_nothing_else() {
        let findings = [
            finding(0, Safe, &[(2, 4, "CD")]),
            finding(0, Safe, &[(4, 4, "+")]),
            finding(0, Safe, &[(6, 8, "")]),
            finding(0, Safe, &[(8, 8, "!")]),
        ];
        assert_eq!(applied("abcdefgh", &findings, Safe), ("abCD+ef!".into(), vec![0, 1, 2, 3], vec![]));
        assert_eq!(applied("abcdefgh", &[], Safe).0, "abcdefgh");
    }

    #[test]
    fn a_fix_that_touches_another_waits() {
        // The second starts inside the first, the third where the second would have ended.
        let findings = [
            finding(0, Safe, &[(0, 3, "x")]),
            finding(0, Safe, &[(2, 5, "y")]),
            finding(0, Safe, &[(5, 6, "z")]),
        ];
        assert_eq!(applied("abcdef", &findings, Safe), ("xdez".into(), vec![0, 2], vec![1]));
    }

    #[test]
    fn an_insertion_before_replaced_text_waits_and_one_behind_it_does_not() {
        let findings = [finding(0, Safe, &[(1, 3, "-")]), finding(1, Safe, &[(1, 1, "+")])];
        // Spans order the findings: the empty one comes first.
        assert_eq!(applied("abcd", &findings, Safe), ("a+bcd".into(), vec![1], vec![0]));
        let findings = [finding(0, Safe, &[(1, 3, "-")]), finding(1, Safe, &[(3, 3, "+")])];
        assert_eq!(applied("abcd", &findings, Safe), ("a-+d".into(), vec![0, 1], vec![]));
    }

    #[test]
    fn on_one_span_the_catalogue_decides() {
        let findings = [finding(1, Safe, &[(0, 2, "later")]), finding(0, Safe, &[(0, 2, "earlier")])];
        assert_eq!(applied("ab", &findings, Safe), ("earlier".into(), vec![1], vec![0]));
    }

    #[test]
    fn the_same_edit_is_made_once() {
        let findings = [finding(0, Safe, &[(1, 2, "-")]), finding(1, Safe, &[(1, 2, "-"), (3, 4, "+")])];
        assert_eq!(applied("abcde", &findings, Safe), ("a-c+e".into(), vec![0, 1], vec![]));
        let insertions = [finding(0, Safe, &[(1, 1, ",")]), finding(1, Safe, &[(1, 1, ",")])];
        assert_eq!(applied("ab", &insertions, Safe), ("a,b".into(), vec![0, 1], vec![]));
    }

    #[test]
    fn a_fix_is_applied_whole_or_not_at_all() {
        // The second one's first edit is free and its second is not, so the third may have the first's place.
        let mut findings = [
            finding(0, Safe, &[(4, 5, "E")]),
            finding(1, Safe, &[(0, 1, "x"), (4, 5, "y")]),
            finding(2, Safe, &[(0, 1, "A")]),
        ];
        for (finding, start) in findings.iter_mut().zip(4..) {
            finding.span = Span::at(start);
        }
        assert_eq!(applied("abcde", &findings, Safe), ("AbcdE".into(), vec![0, 2], vec![1]));
    }

    #[test]
    fn what_may_not_be_trusted_is_not_applied_and_does_not_block() {
        let findings = [finding(0, Unsafe, &[(0, 2, "u")]), finding(1, Safe, &[(1, 2, "s")])];
        assert_eq!(applied("ab", &findings, Safe), ("as".into(), vec![1], vec![]));
        assert_eq!(applied("ab", &findings, Unsafe), ("u".into(), vec![0], vec![1]));
    }

    #[test]
    fn edits_beyond_the_text_wait() {
        assert_eq!(applied("ab", &[finding(0, Safe, &[(1, 9, "x")])], Safe), ("ab".into(), vec![], vec![0]));
    }

    #[test]
    fn parts_cover_the_text() {
        let findings = [finding(0, Safe, &[(0, 1, "x"), (3, 3, "y")])];
        let whole = Span::new(0, 5);
        let parts: Vec<Part<'_>> = choose(&findings, whole, Safe).parts(whole).collect();
        assert_eq!(
            parts,
            [Part::New("x"), Part::Kept(Span::new(1, 3)), Part::New("y"), Part::Kept(Span::new(3, 5))]
        );
    }
}
