//! What was fixed, and what could be.

use std::io::{self, Write};

use super::{Report, guarded_path};
use crate::edit::Applicability;
use crate::message::grouped;

/// What was fixed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fixes {
    /// The files that became other ones.
    pub files: Vec<FixedFile>,
    /// Whether they are listed.
    pub listed: bool,
}

/// A file that became another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixedFile {
    /// Its name.
    pub name: String,
    /// How often a fix of each rule was made, in the order of the catalogue.
    pub rules: Vec<(&'static str, u64)>,
}

impl FixedFile {
    fn count(&self) -> u64 {
        self.rules.iter().map(|(_, count)| count).sum()
    }
}

impl Fixes {
    /// How many fixes were made.
    pub fn count(&self) -> u64 {
        self.files.iter().map(FixedFile::count).sum()
    }

    /// Lists them, if they are to be listed.
    pub fn list(&self, out: &mut dyn Write) -> io::Result<()> {
        if !self.listed {
            return Ok(());
        }
        for file in &self.files {
            writeln!(out, "{}:", guarded_path(&file.name))?;
            for (rule, count) in &file.rules {
                writeln!(out, "  {} × {rule}", grouped(*count))?;
            }
        }
        Ok(())
    }
}

/// Says how much was fixed and how much could be.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    if let Some(fixes) = &report.fixes {
        let remaining: u64 = report.wanted.iter().sum();
        writeln!(out, "{} fixed, {} remaining", grouped(fixes.count()), grouped(remaining))?;
        fixes.list(out)?;
    }
    let count = |wanted: Applicability| {
        let fixes = report.shown.iter().filter_map(|shown| shown.finding.fix.as_ref());
        fixes.filter(|fix| fix.applicability == wanted).count() as u64
    };
    let (safe, not_safe) = (count(Applicability::Safe), count(Applicability::Unsafe));
    // Not all findings are at hand, so only those are counted that are.
    let of_these = "of the findings shown";
    match (safe, not_safe, report.unsafe_fixes) {
        (0, 0, _) => Ok(()),
        (0, more, false) => writeln!(out, "{} {of_these} can be fixed with --unsafe-fixes", grouped(more)),
        (safe, 0, false) => writeln!(out, "[*] {} {of_these} can be fixed with --fix", grouped(safe)),
        (safe, more, false) => writeln!(
            out,
            "[*] {} {of_these} can be fixed with --fix, {} more with --unsafe-fixes",
            grouped(safe),
            grouped(more),
        ),
        (safe, more, true) => {
            writeln!(out, "[*] {} {of_these} can be fixed with --fix --unsafe-fixes", grouped(safe + more))
        }
    }
}
