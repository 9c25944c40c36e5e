//! A diff makes of the old text exactly the new one.

use csv_preflight::fix::{Look, diff};
use csv_preflight::source::Source;
use proptest::collection::vec;
use proptest::prelude::*;

fn source(text: &str) -> Source {
    Source::memory("customers.csv".into(), text.as_bytes().to_vec()).unwrap()
}

fn between(old: &str, new: &str) -> String {
    let mut out = Vec::new();
    let look = Look { legible: false, redact: false };
    diff(&source(old), &source(new), look, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Start, from 0, and count of one side of a hunk's head.
fn range(word: &str) -> (usize, usize) {
    let word = word.trim_start_matches(['-', '+']);
    let (start, count) = word.split_once(',').unwrap_or((word, "1"));
    let (start, count): (usize, usize) = (start.parse().unwrap(), count.parse().unwrap());
    (if count == 0 { start } else { start - 1 }, count)
}

/// Applies a diff as `patch` does, by the line numbers it gives, and checks every line that it names.
fn patched(old: &str, diff: &str) -> String {
    let old: Vec<&str> = old.split_inclusive('\n').collect();
    let (mut out, mut at) = (Vec::new(), 0);
    let mut lines = diff.split_inclusive('\n').peekable();
    if let Some(first) = lines.next() {
        assert_eq!((first, lines.next()), ("--- customers.csv\n", Some("+++ customers.csv\n")));
    }
    while let Some(head) = lines.next() {
        let words: Vec<&str> = head.split(' ').collect();
        let [_, of_old, of_new, _] = words[..] else { panic!("{head:?}") };
        let ((start, mut gone), (to, mut come)) = (range(of_old), range(of_new));
        out.extend_from_slice(&old[at..start]);
        at = start;
        assert_eq!(out.len(), to, "{head}");
        while gone + come > 0 {
            let line = lines.next().unwrap();
            let (sign, mut text) = line.split_at(1);
            if lines.next_if(|next| next.starts_with('\\')).is_some() {
                text = text.strip_suffix('\n').unwrap();
            }
            if sign != "+" {
                assert_eq!(old[at], text);
                (at, gone) = (at + 1, gone - 1);
            }
            if sign != "-" {
                out.push(text);
                come -= 1;
            }
        }
    }
    out.extend_from_slice(&old[at..]);
    out.concat()
}

#[test]
fn a_hunk_has_three_lines_around_it_and_near_ones_are_joined() {
    let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n17\n";
    let new = "1\n2\n3\n4\nX\n6\n7\n8\n9\n10\n11\n13\n14\n15\n16\n17";
    let expected = "--- customers.csv\n+++ customers.csv\n@@ -2,16 +2,15 @@\n 2\n 3\n 4\n-5\n+X\n 6\n 7\n 8\n 9\n 10\n \
                    11\n-12\n 13\n 14\n 15\n 16\n-17\n+17\n\\ No newline at end of file\n";
    assert_eq!(between(old, new), expected);
    let far = between(old, "A\n2\n3\n4\n5\n6\n7\n8\nB\n10\n11\n12\n13\n14\n15\n16\n17\n");
    let expected = "--- customers.csv\n+++ customers.csv\n@@ -1,4 +1,4 @@\n-1\n+A\n 2\n 3\n 4\n@@ -6,7 +6,7 @@\n 6\n 7\n \
                    8\n-9\n+B\n 10\n 11\n 12\n";
    assert_eq!(far, expected);
    assert_eq!(between(old, old), "");
}

#[test]
fn what_is_gone_whole_or_new_has_the_line_before_it_named() {
    assert_eq!(between("a\n", ""), "--- customers.csv\n+++ customers.csv\n@@ -1 +0,0 @@\n-a\n");
    assert_eq!(between("", "a\nb\n"), "--- customers.csv\n+++ customers.csv\n@@ -0,0 +1,2 @@\n+a\n+b\n");
}

#[test]
fn long_texts_without_a_line_in_common_are_cut_into_hunks() {
    let old: String = (0..40_000).flat_map(|n| [n.to_string(), "\r\n".into()]).collect();
    let new = old.replace('\r', "");
    let told = between(&old, &new);
    assert!(told.matches("\n@@ ").count() > 1);
    assert!(patched(&old, &told) == new);
}

#[test]
fn nothing_in_a_diff_acts_on_a_terminal_or_tells_a_secret() {
    let (old, new) = (source("a\u{1B}[2J@x.co \n"), source("a\u{1B}[2J@x.co\n"));
    let shown = |look| {
        let mut out = Vec::new();
        diff(&old, &new, look, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    assert!(!shown(Look { legible: true, redact: false }).contains('\u{1B}'));
    let masked = shown(Look { legible: true, redact: true });
    assert!(!masked.contains("x.co") && masked.contains("@@ -1 +1 @@"), "{masked}");
}

proptest! {
    #[test]
    fn the_old_text_patched_is_the_new_one(
        lines in vec("[abc]{0,2}\r?", 0..60),
        changes in vec((any::<proptest::sample::Index>(), 0..3u8, "[abc]{0,2}"), 0..8),
        ends in any::<(bool, bool)>(),
    ) {
        let mut after = lines.clone();
        for (place, what, text) in changes {
            let place = place.index(after.len() + 1);
            match what {
                0 => after.insert(place, text),
                1 if place < after.len() => drop(after.remove(place)),
                _ if place < after.len() => after[place] = text,
                _ => {}
            }
        }
        let text = |lines: &[String], end: bool| {
            let mut text: String = lines.iter().flat_map(|line| [line, "\n"]).collect();
            if !end {
                text.pop();
            }
            text
        };
        let (old, new) = (text(&lines, ends.0), text(&after, ends.1));
        prop_assert_eq!(patched(&old, &between(&old, &new)), new);
    }
}
