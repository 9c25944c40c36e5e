//! The metadata's regular expressions: as digit diagrams where only membership counts, as small programs
//! where the end of the match and its groups count.

use std::fmt::Write as _;

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind, Look};

use crate::diagram::{DEAD, EMPTY, Id, LONGEST, Store};

/// Reads a pattern as the metadata writes it: with space and line breaks for the eye.
pub(crate) fn parse(pattern: &str) -> Hir {
    let parser =
        ParserBuilder::new().ignore_whitespace(true).unicode(false).utf8(false).build().parse(pattern);
    parser.unwrap_or_else(|error| panic!("the pattern {pattern:?} of the metadata: {error}"))
}

/// The strings that the whole pattern matches. `$` is taken to hold everywhere, so of a pattern with `$` this
/// is a superset.
pub(crate) fn diagram(store: &mut Store, hir: &Hir) -> Id {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(Look::End) => EMPTY,
        HirKind::Literal(literal) => {
            let mut id = EMPTY;
            for byte in literal.0.iter().rev() {
                let digit = store.digit(1 << digit(*byte));
                id = store.concat(digit, id);
            }
            id
        }
        HirKind::Class(class) => store.digit(digits(class)),
        HirKind::Repetition(repetition) => {
            let one = diagram(store, &repetition.sub);
            let max = repetition.max.unwrap_or(LONGEST);
            let mut id = EMPTY;
            for _ in repetition.min..max {
                id = store.concat(one, id);
                id = store.union(id, EMPTY);
            }
            for _ in 0..repetition.min {
                id = store.concat(one, id);
            }
            id
        }
        HirKind::Capture(capture) => diagram(store, &capture.sub),
        HirKind::Concat(parts) => {
            let mut id = EMPTY;
            for part in parts.iter().rev() {
                let part = diagram(store, part);
                id = store.concat(part, id);
            }
            id
        }
        HirKind::Alternation(parts) => {
            let mut id = DEAD;
            for part in parts {
                let part = diagram(store, part);
                id = store.union(id, part);
            }
            id
        }
        HirKind::Look(look) => panic!("the metadata has begun to use {look:?}"),
    }
}

/// A step of a program. Programs are run by backtracking at run time; jumps are absolute.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op {
    Digit(u16),
    Split(usize, usize),
    Jump(usize),
    Save(u32),
    End,
    Match,
}

/// All programs, one after another.
#[derive(Default)]
pub(crate) struct Programs {
    ops: Vec<Op>,
}

impl Programs {
    /// Adds the pattern; says where its program starts.
    pub(crate) fn add(&mut self, hir: &Hir) -> usize {
        let start = self.ops.len();
        self.compile(hir);
        self.ops.push(Op::Match);
        start
    }

    fn compile(&mut self, hir: &Hir) {
        match hir.kind() {
            HirKind::Empty => {}
            HirKind::Look(Look::End) => self.ops.push(Op::End),
            HirKind::Literal(literal) => {
                self.ops.extend(literal.0.iter().map(|byte| Op::Digit(1 << digit(*byte))));
            }
            HirKind::Class(class) => self.ops.push(Op::Digit(digits(class))),
            HirKind::Repetition(repetition) => {
                assert!(repetition.greedy, "the metadata has begun to use lazy repetition");
                let max = repetition.max.expect("the metadata has begun to use endless prefixes");
                for _ in 0..repetition.min {
                    self.compile(&repetition.sub);
                }
                let mut exits = Vec::new();
                for _ in repetition.min..max {
                    exits.push(self.ops.len());
                    self.ops.push(Op::Match);
                    self.compile(&repetition.sub);
                }
                let end = self.ops.len();
                for exit in exits {
                    self.ops[exit] = Op::Split(exit + 1, end);
                }
            }
            HirKind::Capture(capture) => {
                assert!(capture.index <= 2, "the metadata has begun to use a third group");
                self.ops.push(Op::Save(2 * capture.index - 2));
                self.compile(&capture.sub);
                self.ops.push(Op::Save(2 * capture.index - 1));
            }
            HirKind::Concat(parts) => parts.iter().for_each(|part| self.compile(part)),
            HirKind::Alternation(parts) => {
                let mut exits = Vec::new();
                for (index, part) in parts.iter().enumerate() {
                    if index + 1 == parts.len() {
                        self.compile(part);
                        break;
                    }
                    let split = self.ops.len();
                    self.ops.push(Op::Match);
                    self.compile(part);
                    exits.push(self.ops.len());
                    self.ops.push(Op::Match);
                    self.ops[split] = Op::Split(split + 1, self.ops.len());
                }
                let end = self.ops.len();
                for exit in exits {
                    self.ops[exit] = Op::Jump(end);
                }
            }
            HirKind::Look(look) => panic!("the metadata has begun to use {look:?}"),
        }
    }

    /// The digits that a match of the program at `start` can begin with; bit 10 when it can be empty.
    pub(crate) fn first_digits(&self, start: usize) -> u16 {
        match self.ops[start] {
            Op::Digit(digits) => digits,
            Op::Split(a, b) => self.first_digits(a) | self.first_digits(b),
            Op::Jump(to) => self.first_digits(to),
            Op::Save(_) => self.first_digits(start + 1),
            Op::End | Op::Match => 1 << 10,
        }
    }

    /// As Rust source.
    pub(crate) fn source(&self) -> String {
        let mut out = format!("pub(super) static OPS: [Op; {}] = [", self.ops.len());
        for op in &self.ops {
            let written = match op {
                Op::Digit(digits) => write!(out, "Op::Digit({digits}),"),
                Op::Split(a, b) => write!(out, "Op::Split({a},{b}),"),
                Op::Jump(to) => write!(out, "Op::Jump({to}),"),
                Op::Save(slot) => write!(out, "Op::Save({slot}),"),
                Op::End => write!(out, "Op::End,"),
                Op::Match => write!(out, "Op::Match,"),
            };
            written.expect("writing to a string");
        }
        out + "];\n"
    }
}

fn digit(byte: u8) -> u8 {
    assert!(byte.is_ascii_digit(), "the metadata has begun to use {:?} in a pattern", char::from(byte));
    byte - b'0'
}

fn digits(class: &Class) -> u16 {
    let Class::Bytes(class) = class else { panic!("a class of bytes") };
    let bytes = class.ranges().iter().flat_map(|range| range.start()..=range.end());
    bytes.map(|byte| 1 << digit(byte)).sum()
}
