//! Repairs applied: which of them go together, the text with their edits made, and files replaced by it.
//!
//! Only the bytes of the edits change. A fix that would touch bytes another one replaces waits for the next
//! round: the result is read and fixed again until nothing is left to do. Files are read in pieces, and what they
//! become is kept in temporary files, so that memory is bounded however large they are.

mod choose;
mod diff;
mod draft;
mod rewrite;
mod round;
mod write;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

pub use choose::{Choice, Part, choose};
pub use diff::{Look, diff};
pub use draft::Desk;
pub use write::{Pending, Target};

use crate::edit::{Applicability, Rewrite};
use crate::engine::{self, Checked, Input, Levels, Options, Origin};
use crate::error::Error;
use crate::rule::{Check, Level};
use crate::rules::ALL;
use crate::source::{Charset, Spool};
use round::round;

/// How often a file is fixed and read again before it is given up.
const ROUNDS: usize = 10;

/// A file that was fixed until nothing was left to do.
#[derive(Clone, Debug)]
pub struct Repaired {
    /// The file as it should be; `None` where it may stay as it is.
    pub text: Option<Arc<Spool>>,
    /// What to read that text with: what was said of the file before may no longer hold.
    pub options: Options,
    /// How often a fix of each rule was made, by the rule's place in the catalogue.
    pub applied: BTreeMap<u16, u64>,
    /// How many rounds changed something.
    pub rounds: usize,
    /// Whether nothing was left to do in the end.
    pub settled: bool,
    /// Whether it was left alone because its encoding is only guessed, and the fix for that may not be trusted.
    pub waits: bool,
}

impl Repaired {
    /// How many fixes were made.
    pub fn count(&self) -> u64 {
        self.applied.values().sum()
    }

    /// The repaired file in the place of the one that was read.
    pub fn origin(&self, path: Option<PathBuf>) -> Option<Origin> {
        self.text.as_ref().map(|text| Origin::Spooled(Arc::clone(text), path))
    }
}

/// Makes all fixes that may be trusted, again and again until nothing changes. `first` was checked with `options`.
pub fn converge(
    first: &Checked,
    options: &Options,
    upto: Applicability,
    desk: &Desk,
) -> Result<Repaired, Error> {
    let levels = of_rows(&options.levels);
    let mut done = Repaired {
        text: None,
        options: options.clone(),
        applied: BTreeMap::new(),
        rounds: 0,
        settled: false,
        waits: false,
    };
    let mut this = round(first, &levels, options, upto, desk)?;
    done.waits = this.waits;
    loop {
        let Some(text) = this.text else {
            done.settled = true;
            return Ok(done);
        };
        if done.rounds == ROUNDS {
            return Ok(done);
        }
        done.rounds += 1;
        for (rule, count) in this.applied {
            *done.applied.entry(rule).or_default() += count;
        }
        done.options.charset = done.options.charset.map(|_| Charset::Utf8);
        if this.rewrites.contains(&Rewrite::Commas) {
            done.options.delimiter = done.options.delimiter.map(|_| b',');
        }
        let text = Arc::new(text);
        let input = Input {
            origin: Origin::Spooled(Arc::clone(&text), None),
            name: first.source.name.clone(),
            across_files: false,
            may_be_stranger: true,
        };
        done.text = Some(text);
        // It is known by now what the file is, and rows that share a key need no fix.
        let format = first.table.as_ref().map(|table| table.format);
        let options = Options {
            format,
            levels: levels.clone(),
            max_per_rule: 0,
            timings: None,
            ..done.options.clone()
        };
        let outcome = engine::check(&[input], &options, &())?;
        let Some(checked) = outcome.files.first() else {
            done.settled = true;
            return Ok(done);
        };
        this = round(checked, &levels, &options, upto, desk)?;
    }
}

/// The same levels without the rules that compare rows: none of them has a fix. Others without one stay, for they may
/// explain what would better not be fixed.
fn of_rows(levels: &Levels) -> Levels {
    let mut some = levels.clone();
    for rule in ALL {
        if matches!(rule.check, Check::Repeat { .. } | Check::Connector { .. }) {
            some.set(rule.id, Level::Off);
        }
    }
    some
}
