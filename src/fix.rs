//! Repairs applied: which of them, never two in one place, and the text with their edits made.
//!
//! Only the bytes of the edits change. A fix that would touch bytes another one replaces waits for the next
//! round: the result is checked and fixed again until nothing is left to do.

use std::collections::BTreeMap;
use std::ops::Bound;

use crate::edit::{Applicability, Edit, Rewrite};
use crate::engine::{self, Input, Options, Origin};
use crate::error::Error;
use crate::rule::Finding;
use crate::rule::Severity;
use crate::rules::place;
use crate::source::{
    Charset, Dialect, Facts, Lexer, Offsets, Record, Source, Span, Step, Terminator, line_end_length,
};
use crate::table::{Table, cell_bytes, encode_bytes};

/// How often a file is fixed and checked again before it is given up.
const ROUNDS: usize = 10;

/// The fixes of one file that go together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice<'f> {
    /// Their replacements, ascending; no two touch.
    pub edits: Vec<&'f Edit>,
    /// Their rewrites of the whole file, to be made after the edits in this order.
    pub rewrites: Vec<Rewrite>,
    /// The findings whose fix was chosen, by index, in the order of the findings' spans.
    pub applied: Vec<usize>,
    /// The findings whose fix may be trusted but has to wait, because it touches one that was chosen.
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

/// The text of a file with fixes applied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fixed {
    /// The text. Where the file was transcoded it is UTF-8; see [`Fixed::may_replace`].
    pub bytes: Vec<u8>,
    /// The findings whose fix was applied, by index.
    pub applied: Vec<usize>,
    /// The findings whose fix may be trusted and was not applied: it touches one that was, or its rewrite is
    /// not possible.
    pub left: Vec<usize>,
    /// The rewrites of the whole file among the applied fixes.
    pub rewrites: Vec<Rewrite>,
}

impl Fixed {
    /// Whether the text may be written in the place of `source`: not if that is in another encoding and the
    /// fix that turns it into UTF-8 was not among those applied.
    pub fn may_replace(&self, source: &Source) -> bool {
        source.offsets == Offsets::Same || self.rewrites.contains(&Rewrite::Utf8)
    }
}

/// Chooses from the fixes of one file those that may be trusted and do not touch each other: by span of the
/// finding, then in the order of the catalogue. Fixes that are the same become one.
pub fn choose(findings: &[Finding], upto: Applicability) -> Choice<'_> {
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by_key(|index| findings.get(*index).map(|finding| (finding.span, place(finding.rule))));
    let mut chosen = BTreeMap::new();
    let mut choice = Choice::default();
    for index in order {
        let fix = findings.get(index).and_then(|finding| finding.fix.as_ref());
        let Some(fix) = fix.filter(|fix| fix.applicability <= upto) else { continue };
        if !add_all(&mut chosen, &fix.edits) {
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
    /// The text of `length` bytes with the edits made, from its start to its end.
    pub fn parts(&self, length: u64) -> impl Iterator<Item = Part<'f>> + '_ {
        let mut at = 0;
        let edits = self.edits.iter().copied().map(Some).chain([None]);
        edits
            .flat_map(move |edit| {
                let (start, end) = edit.map_or((length, length), |e| (e.span.start, e.span.end));
                let kept = Span::new(at, start.clamp(at, length));
                at = end.clamp(at, length);
                [Some(Part::Kept(kept)), edit.map(|edit| Part::New(&edit.text))]
            })
            .flatten()
            .filter(|part| match part {
                Part::Kept(span) => !span.is_empty(),
                Part::New(text) => !text.is_empty(),
            })
    }
}

/// Applies the fixes of one file to its text, which is decoded already if it was not UTF-8. All findings must
/// be of this file.
pub fn apply(text: &[u8], table: Option<&Table>, findings: &[Finding], upto: Applicability) -> Fixed {
    let choice = choose(findings, upto);
    let mut bytes = Vec::with_capacity(text.len());
    for part in choice.parts(text.len() as u64) {
        bytes.extend_from_slice(match part {
            Part::Kept(span) => in_memory(text, span),
            Part::New(text) => text.as_bytes(),
        });
    }
    let Choice { applied, left, rewrites, .. } = choice;
    let mut fixed = Fixed { bytes, applied, left, rewrites: Vec::new() };
    let mut dialect = table.map(|table| table.dialect);
    for rewrite in rewrites {
        let after = match (rewrite, dialect) {
            // The text was decoded when it was read.
            (Rewrite::Utf8, _) => Some(std::mem::take(&mut fixed.bytes)),
            (_, Some(dialect)) => rewritten(&fixed.bytes, dialect, rewrite),
            (_, None) => None,
        };
        if let Some(after) = after {
            fixed.bytes = after;
            fixed.rewrites.push(rewrite);
            if rewrite == Rewrite::Commas {
                dialect = Some(Dialect::default());
            }
        } else {
            let asks = |index: &usize| {
                let fix = findings.get(*index).and_then(|finding| finding.fix.as_ref());
                fix.is_some_and(|fix| fix.rewrite == Some(rewrite))
            };
            fixed.left.extend(fixed.applied.extract_if(.., |index| asks(index)));
            fixed.left.sort_unstable();
        }
    }
    fixed
}

fn in_memory(text: &[u8], span: Span) -> &[u8] {
    let place = |offset| usize::try_from(offset).unwrap_or(usize::MAX);
    text.get(place(span.start)..place(span.end)).unwrap_or_default()
}

/// The text written anew; `None` where a record is too long to know where its cells end.
fn rewritten(text: &[u8], dialect: Dialect, rewrite: Rewrite) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() + text.len() / 16);
    let mut rest = text;
    while let Some(after) = rest.strip_prefix(b"\xEF\xBB\xBF") {
        out.extend_from_slice(b"\xEF\xBB\xBF");
        rest = after;
    }
    let mut record = Record::default();
    if let Some(said) = Dialect::from_sep_line(rest).filter(|_| dialect.sep_line > 0) {
        let (line, after) = rest.split_at(said.sep_line as usize);
        if rewrite == Rewrite::LineFeeds {
            out.extend_from_slice(line.trim_ascii_end());
            out.push(b'\n');
        }
        rest = after;
    }
    let dialect = Dialect { sep_line: 0, ..dialect };
    let mut lexer = Lexer::new(dialect, None);
    let mut in_header = true;
    while lexer.read(rest, 0, true, &mut record) == Step::Record {
        let (mut end, mut next) = (record.end as usize, record.next as usize);
        match rewrite {
            Rewrite::Commas if record.terminator == Terminator::Cut => return None,
            Rewrite::Commas => push_with_commas(&mut out, rest, &record, dialect),
            Rewrite::Utf8 | Rewrite::LineFeeds => {
                if record.terminator == Terminator::Cut {
                    let cut_off = rest.get(next..).unwrap_or_default();
                    let length = memchr::memchr2(b'\n', b'\r', cut_off).unwrap_or(cut_off.len());
                    end = next + length;
                    next = end + line_end_length(rest.get(end..).unwrap_or_default());
                }
                out.extend_from_slice(rest.get(..end).unwrap_or_default());
            }
        }
        let line_end = rest.get(end..next).unwrap_or_default();
        let line_feed = rewrite == Rewrite::LineFeeds && !line_end.is_empty();
        out.extend_from_slice(if line_feed { b"\n" } else { line_end });
        if in_header && record.facts.contains(Facts::ANY) {
            in_header = false;
            lexer = Lexer::new(dialect, Some(record.cells.len()));
        }
        rest = rest.get(next..).unwrap_or_default();
    }
    Some(out)
}

/// A cell keeps the quotes it has; one that a comma would split gets quotes.
fn push_with_commas(out: &mut Vec<u8>, text: &[u8], record: &Record, dialect: Dialect) {
    for (index, cell) in (0u32..).zip(&record.cells) {
        if index > 0 {
            out.push(b',');
        }
        let raw = text.get(cell.start as usize..cell.end as usize).unwrap_or_default();
        let sound = !record.faults.iter().any(|fault| fault.cell == index);
        let quoted = cell.facts.contains(Facts::QUOTED) && sound;
        if quoted || dialect.delimiter == b',' || !raw.contains(&b',') {
            out.extend_from_slice(raw);
        } else {
            out.extend(encode_bytes(&cell_bytes(text, *cell), Dialect::default(), true));
        }
    }
}

/// A file that was fixed until nothing was left to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Converged {
    /// The file as it should be; `None` where it may stay as it is or must not be written.
    pub bytes: Option<Vec<u8>>,
    /// How often a fix of each rule was applied, by the rule's place in the catalogue.
    pub applied: BTreeMap<u16, u64>,
    /// How many rounds changed something.
    pub rounds: usize,
    /// Whether nothing was left to do in the end.
    pub settled: bool,
}

/// Checks one file and applies what may be trusted, again and again until nothing changes.
pub fn converge(input: &Input, options: &Options, upto: Applicability) -> Result<Converged, Error> {
    let mut input = input.clone();
    let mut options = Options { show_from: Severity::Info, max_per_rule: usize::MAX, ..options.clone() };
    let mut done = Converged::default();
    loop {
        let outcome = engine::check(std::slice::from_ref(&input), &options, &())?;
        let Some(file) = outcome.files.first() else {
            done.settled = true;
            return Ok(done);
        };
        let text = file.source.read(0, usize::MAX)?;
        let fixed = apply(&text, file.table.as_ref(), &outcome.findings, upto);
        let unchanged = file.source.offsets == Offsets::Same && fixed.bytes == text;
        if fixed.applied.is_empty() || unchanged || !fixed.may_replace(&file.source) {
            done.settled = true;
            return Ok(done);
        }
        if done.rounds == ROUNDS {
            return Ok(done);
        }
        done.rounds += 1;
        for finding in fixed.applied.iter().filter_map(|index| outcome.findings.get(*index)) {
            *done.applied.entry(place(finding.rule)).or_default() += 1;
        }
        // What was said of the file before no longer holds.
        options.charset = options.charset.map(|_| Charset::Utf8);
        if fixed.rewrites.contains(&Rewrite::Commas) {
            options.delimiter = options.delimiter.map(|_| b',');
        }
        done.bytes = Some(fixed.bytes.clone());
        input.origin = Origin::Memory(fixed.bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::Fix;
    use crate::format::{Format, Kind};
    use crate::rules::ALL;
    use crate::table::{Header, Import};

    use Applicability::{Safe, Unsafe};

    /// A finding of the rule at `rule` of the catalogue, on its first edit.
    fn finding(rule: usize, applicability: Applicability, edits: &[(u64, u64, &str)]) -> Finding {
        let edits: Vec<Edit> = edits
            .iter()
            .map(|(start, end, text)| Edit { span: Span::new(*start, *end), text: (*text).to_owned() })
            .collect();
        Finding::new(ALL[rule], edits[0].span, "x").fix(Fix::edits("repair", applicability, edits))
    }

    fn rewrite(rewrite: Rewrite) -> Finding {
        Finding::new(ALL[0], Span::at(0), "x").fix(Fix::rewrite("rewrite", Safe, rewrite))
    }

    fn table(text: &str, delimiter: u8) -> Table {
        let sep_line = Dialect::from_sep_line(text.as_bytes()).map_or(0, |dialect| dialect.sep_line);
        let dialect = Dialect { delimiter, sep_line };
        let mut record = Record::default();
        Lexer::new(dialect, None).read(text.as_bytes(), sep_line as usize, true, &mut record);
        let header = Header { bytes: text.as_bytes(), base: 0, record: &record };
        let format = Format::by_id("shopify-customers").unwrap();
        Table::new(&header, format, dialect, Import::default(), |_| Kind::Unknown)
    }

    fn applied(text: &str, findings: &[Finding], upto: Applicability) -> (String, Vec<usize>, Vec<usize>) {
        let fixed = apply(text.as_bytes(), None, findings, upto);
        (String::from_utf8(fixed.bytes).unwrap(), fixed.applied, fixed.left)
    }

    fn rewrite_all(text: &str, delimiter: u8, rewrites: &[Rewrite]) -> String {
        let findings: Vec<Finding> = rewrites.iter().map(|r| rewrite(*r)).collect();
        let fixed = apply(text.as_bytes(), Some(&table(text, delimiter)), &findings, Safe);
        assert_eq!(fixed.applied.len(), rewrites.len());
        String::from_utf8(fixed.bytes).unwrap()
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
    fn edits_beyond_the_text_do_no_harm() {
        assert_eq!(applied("ab", &[finding(0, Safe, &[(1, 9, "x")])], Safe).0, "ax");
        assert_eq!(applied("ab", &[finding(0, Safe, &[(7, 9, "x")])], Safe).0, "abx");
    }

    #[test]
    fn parts_cover_the_text() {
        let findings = [finding(0, Safe, &[(0, 1, "x"), (3, 3, "y")])];
        let parts: Vec<Part<'_>> = choose(&findings, Safe).parts(5).collect();
        assert_eq!(
            parts,
            [Part::New("x"), Part::Kept(Span::new(1, 3)), Part::New("y"), Part::Kept(Span::new(3, 5))]
        );
    }

    #[test]
    fn commas_keep_quotes_and_add_those_that_are_needed() {
        assert_eq!(
            rewrite_all("a;b;c\r\n1,5;\"2;x\";\"3,\"\"y\"\"\"\r\n;\"\";z\n", b';', &[Rewrite::Commas]),
            "a,b,c\r\n\"1,5\",\"2;x\",\"3,\"\"y\"\"\"\r\n,\"\",z\n"
        );
    }

    #[test]
    fn commas_drop_the_sep_line_and_keep_the_mark() {
        assert_eq!(rewrite_all("sep=;\r\na;b\r\n1;2", b';', &[Rewrite::Commas]), "a,b\r\n1,2");
        assert_eq!(rewrite_all("\u{FEFF}a\tb\n", b'\t', &[Rewrite::Commas]), "\u{FEFF}a,b\n");
    }

    #[test]
    fn commas_in_cells_at_fault_do_not_split_them() {
        // Text after a quote, a quote inside, a quote that is never closed.
        assert_eq!(
            rewrite_all("a;b\n\"x\"y,z;1\nx\"y,z;2\n\"o,pen;3\n", b';', &[Rewrite::Commas]),
            "a,b\n\"xy,z\",1\n\"x\"\"y,z\",2\n\"o,pen\",3\n"
        );
    }

    #[test]
    fn commas_are_not_put_into_a_record_of_unknown_end() {
        let text = format!("a;b\n{};2\n", "x".repeat(crate::source::MAX_RECORD));
        let findings = [rewrite(Rewrite::LineFeeds), rewrite(Rewrite::Commas)];
        let fixed = apply(text.as_bytes(), Some(&table(&text, b';')), &findings, Safe);
        assert_eq!((fixed.applied, fixed.left, fixed.rewrites), (vec![0], vec![1], vec![Rewrite::LineFeeds]));
        assert!(fixed.bytes == text.as_bytes());
    }

    #[test]
    fn line_feeds_end_records_and_leave_cells_alone() {
        assert_eq!(
            rewrite_all("a,b\r\n\r\n\"1\r\n2\",\"3\r4\"\r5,6\n7,8", b',', &[Rewrite::LineFeeds]),
            "a,b\n\n\"1\r\n2\",\"3\r4\"\n5,6\n7,8"
        );
        assert_eq!(rewrite_all("sep=,\r\na,b\r\n", b',', &[Rewrite::LineFeeds]), "sep=,\na,b\n");
    }

    #[test]
    fn line_feeds_reach_behind_a_record_that_was_cut_off() {
        let long = "x".repeat(crate::source::MAX_RECORD + 10);
        let after = rewrite_all(&format!("a,b\r\n\"1\r\n2\",{long}\r\n3,4\r\n"), b',', &[Rewrite::LineFeeds]);
        assert!(after == format!("a,b\n\"1\r\n2\",{long}\n3,4\n"));
    }

    #[test]
    fn rewrites_come_after_the_edits_and_after_each_other() {
        let text = "a;b\r\nx;y\r\n";
        let findings = [
            rewrite(Rewrite::LineFeeds),
            rewrite(Rewrite::Commas),
            rewrite(Rewrite::Commas),
            finding(1, Safe, &[(5, 6, "1,2")]),
        ];
        let fixed = apply(text.as_bytes(), Some(&table(text, b';')), &findings, Safe);
        assert_eq!(fixed.bytes, b"a,b\n\"1,2\",y\n");
        assert_eq!(fixed.rewrites, [Rewrite::Commas, Rewrite::LineFeeds]);
        assert_eq!(fixed.applied, [0, 1, 2, 3]);
    }

    #[test]
    fn another_encoding_is_replaced_only_by_the_fix_for_it() {
        let latin = Source::memory("x".into(), "a\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect());
        let (latin, utf8) = (latin.unwrap(), Source::memory("x".into(), b"a\r\n".to_vec()).unwrap());
        let text = latin.read(0, 100).unwrap();
        let edits = [finding(0, Safe, &[(0, 1, "b")])];
        let fixed = apply(&text, None, &edits, Safe);
        assert_eq!(fixed.bytes, b"b\r\n");
        assert!(fixed.may_replace(&utf8) && !fixed.may_replace(&latin));
        let with_rewrite = apply(&text, None, &[rewrite(Rewrite::Utf8)], Safe);
        assert_eq!(with_rewrite.bytes, b"a\r\n");
        assert!(with_rewrite.may_replace(&latin));
    }

    #[test]
    fn without_a_table_only_the_encoding_can_be_rewritten() {
        let fixed = apply(b"a\r\n", None, &[rewrite(Rewrite::LineFeeds)], Safe);
        assert_eq!((fixed.bytes.as_slice(), fixed.applied, fixed.left), (&b"a\r\n"[..], vec![], vec![0]));
    }
}
