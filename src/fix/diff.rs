//! What a fix would change, as a unified diff. Both texts are read line by line, so that memory is bounded; where they
//! part, the nearest line that both have is where they meet again.

use std::collections::VecDeque;
use std::io::{self, Write};

use hashbrown::HashMap;

use crate::error::Error;
use crate::report::{guarded, guarded_path, legible};
use crate::source::{Charset, Source};

/// Unchanged lines around a change.
const CONTEXT: usize = 3;

/// How many lines are looked at to find where two texts meet again: few first, then more and more.
const FIRST_LOOK: usize = 16;
const LAST_LOOK: usize = 1 << 14;

/// A hunk is cut in two when it is longer, in lines.
const LONGEST_HUNK: usize = 1 << 14;

/// How the lines are shown.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Without what could act on a terminal, and so no longer byte for byte.
    pub legible: bool,
    /// With what stands in cells masked.
    pub redact: bool,
}

/// Writes what makes `new` of `old`; nothing if they are the same. Of a file that was decoded the text is compared.
pub fn diff(old: &Source, new: &Source, look: Look, out: &mut dyn Write) -> Result<(), Error> {
    let name = guarded_path(&old.name);
    if old.charset != Charset::Utf8 {
        writeln!(out, "{name}: {} becomes UTF-8", old.charset.name()).map_err(Error::Write)?;
    }
    let mut hunks = Hunks { name, look, out, begun: false, body: Vec::new(), trail: 0, old: 0, new: 0 };
    let (mut old, mut new) = (Lines::new(old), Lines::new(new));
    loop {
        match (old.peek(0)?.is_some(), new.peek(0)?.is_some()) {
            (false, false) => return hunks.close().map_err(Error::Write),
            (true, true) if old.peek(0)? == new.peek(0)? => {
                new.next();
                hunks.both(old.next()).map_err(Error::Write)?;
            }
            _ => {
                let (gone, come) = meeting(&mut old, &mut new)?;
                for _ in 0..gone {
                    hunks.one(b'-', old.next()).map_err(Error::Write)?;
                }
                for _ in 0..come {
                    hunks.one(b'+', new.next()).map_err(Error::Write)?;
                }
            }
        }
    }
}

/// How many lines of each come before the nearest one that both have.
fn meeting(old: &mut Lines<'_>, new: &mut Lines<'_>) -> Result<(usize, usize), Error> {
    let mut look = FIRST_LOOK;
    loop {
        let (of_old, of_new) = (old.fill(look)?, new.fill(look)?);
        let mut places: HashMap<&[u8], usize> = HashMap::new();
        for (place, line) in new.ahead.iter().take(look).enumerate() {
            places.entry(line.as_slice()).or_insert(place);
        }
        let known = old.ahead.iter().take(look).enumerate();
        let meetings = known.filter_map(|(gone, line)| Some((gone, *places.get(line.as_slice())?)));
        if let Some(nearest) = meetings.min_by_key(|(gone, come)| gone + come) {
            return Ok(nearest);
        }
        if look >= LAST_LOOK || of_old < look && of_new < look {
            return Ok((of_old, of_new));
        }
        look *= 4;
    }
}

/// The lines of a text, each with its line feed.
struct Lines<'s> {
    source: &'s Source,
    at: u64,
    /// What was read and is no whole line yet.
    rest: Vec<u8>,
    ahead: VecDeque<Vec<u8>>,
}

impl<'s> Lines<'s> {
    fn new(source: &'s Source) -> Self {
        Self { source, at: 0, rest: Vec::new(), ahead: VecDeque::new() }
    }

    /// Reads ahead as far as `count` lines; says how many there are, at most so many.
    fn fill(&mut self, count: usize) -> Result<usize, Error> {
        const BLOCK: usize = 1 << 18;
        while self.ahead.len() < count {
            let block = self.source.read(self.at, BLOCK)?;
            if block.is_empty() {
                if !self.rest.is_empty() {
                    self.ahead.push_back(std::mem::take(&mut self.rest));
                }
                break;
            }
            self.at += block.len() as u64;
            for line in block.split_inclusive(|byte| *byte == b'\n') {
                self.rest.extend_from_slice(line);
                if line.ends_with(b"\n") {
                    self.ahead.push_back(std::mem::take(&mut self.rest));
                }
            }
        }
        Ok(self.ahead.len().min(count))
    }

    fn peek(&mut self, place: usize) -> Result<Option<&[u8]>, Error> {
        self.fill(place + 1)?;
        Ok(self.ahead.get(place).map(Vec::as_slice))
    }

    /// The first of the lines that were read ahead.
    fn next(&mut self) -> Vec<u8> {
        self.ahead.pop_front().unwrap_or_default()
    }
}

/// Lines of a diff on their way out.
struct Hunks<'o> {
    name: String,
    look: Look,
    out: &'o mut dyn Write,
    /// Whether the names of the files were written.
    begun: bool,
    /// The lines of the hunk so far, or the last unchanged ones before the next.
    body: Vec<(u8, Vec<u8>)>,
    /// How many unchanged lines the body ends with.
    trail: usize,
    /// Lines of either text that were passed.
    old: u64,
    new: u64,
}

impl Hunks<'_> {
    fn both(&mut self, line: Vec<u8>) -> io::Result<()> {
        (self.old, self.new) = (self.old + 1, self.new + 1);
        self.body.push((b' ', line));
        self.trail += 1;
        if self.trail == self.body.len() {
            // No change yet: only what comes right before one is of interest.
            if self.trail > CONTEXT {
                self.body.remove(0);
                self.trail -= 1;
            }
        } else if self.trail > 2 * CONTEXT {
            let next = self.body.split_off(self.body.len() - CONTEXT);
            self.body.truncate(self.body.len() - (self.trail - 2 * CONTEXT));
            self.write(next.len() as u64 + (self.trail - 2 * CONTEXT) as u64)?;
            self.body = next;
            self.trail = CONTEXT;
        }
        Ok(())
    }

    fn one(&mut self, sign: u8, line: Vec<u8>) -> io::Result<()> {
        if self.body.len() >= LONGEST_HUNK && sign == b'-' {
            self.write(0)?;
        }
        *(if sign == b'-' { &mut self.old } else { &mut self.new }) += 1;
        self.body.push((sign, line));
        self.trail = 0;
        Ok(())
    }

    fn close(&mut self) -> io::Result<()> {
        if self.trail == self.body.len() {
            return Ok(());
        }
        let beyond = self.trail.saturating_sub(CONTEXT);
        self.body.truncate(self.body.len() - beyond);
        self.write(beyond as u64)
    }

    /// Writes the hunk, behind which `beyond` unchanged lines were passed already.
    fn write(&mut self, beyond: u64) -> io::Result<()> {
        if !self.begun {
            self.begun = true;
            writeln!(self.out, "--- {}\n+++ {}", self.name, self.name)?;
        }
        let count = |sign: u8| self.body.iter().filter(|(of, _)| *of == b' ' || *of == sign).count() as u64;
        let range = |passed: u64, count: u64| {
            // Where there is no line, the one before it is named.
            let start = passed - beyond - count + u64::from(count > 0);
            if count == 1 { start.to_string() } else { format!("{start},{count}") }
        };
        let (old, new) = (range(self.old, count(b'-')), range(self.new, count(b'+')));
        writeln!(self.out, "@@ -{old} +{new} @@")?;
        for (sign, line) in self.body.drain(..) {
            self.out.write_all(&[sign])?;
            let text = line.strip_suffix(b"\n").unwrap_or(&line);
            if self.look.legible || self.look.redact {
                self.out.write_all(guarded(&legible(text, self.look.redact)).as_bytes())?;
            } else {
                self.out.write_all(text)?;
            }
            self.out.write_all(b"\n")?;
            if text.len() == line.len() {
                self.out.write_all(b"\\ No newline at end of file\n")?;
            }
        }
        self.trail = 0;
        Ok(())
    }
}
