//! `check --verbose`: what holds, and how each file was read.

use std::io::{self, Write};

use anstream::AutoStream;

use crate::engine::{Checked, Outcome};
use crate::format::Kind;
use crate::message::{counted, visible};
use crate::report::{guarded_path, header_name};
use crate::rule::LineEnds;
use crate::settings::Layers;
use crate::source::Evidence;

/// Tells it on standard error; header names that may be data are masked if `redact` says so.
pub(super) fn tell(layers: &Layers, outcome: &Outcome, redact: bool) {
    let mut err = AutoStream::auto(io::stderr().lock());
    // Nothing is left to be told through if standard error is closed.
    drop(write(layers, outcome, redact, &mut err));
}

fn write(layers: &Layers, outcome: &Outcome, redact: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut files = layers.read_files().peekable();
    if files.peek().is_none() {
        writeln!(out, "settings: no file")?;
    }
    for file in files {
        writeln!(out, "settings: {}", visible(&file.display().to_string()))?;
    }
    for checked in &outcome.files {
        writeln!(out, "{}", described(checked, redact))?;
    }
    Ok(())
}

/// How one file was read.
fn described(checked: &Checked, redact: bool) -> String {
    let name = guarded_path(&checked.source.name);
    let evidence = match checked.source.evidence {
        Evidence::None => "",
        Evidence::ByteOrderMark => ", by its byte order mark",
        Evidence::Guessed => ", a guess",
        Evidence::Given => ", as it was said to be",
    };
    let mut text = format!("{name}: {}{evidence}", checked.source.charset.name());
    let Some(table) = &checked.table else { return format!("{text}; no table") };
    let ends: Vec<&str> = LineEnds::NAMES
        .into_iter()
        .zip(checked.line_ends.seen)
        .filter_map(|(name, seen)| seen.map(|_| name))
        .collect();
    let delimiter = match table.dialect.delimiter {
        b'\t' => "tab".to_owned(),
        byte => format!("`{}`", char::from(byte)),
    };
    text += &format!("; {delimiter} between cells; lines end in {}", ends.join(", "));
    text += &format!("; {}", table.format.id);
    if let Some(generation) = table.generation {
        text += &format!(", {}", generation.title);
    }
    text += &format!("; {}", counted(checked.records, "record"));
    for column in table.columns.iter() {
        let header = header_name(&column.name, column.kind, redact);
        let holds = match column.kind {
            Kind::Unknown => "not known".to_owned(),
            Kind::Other => "of no interest here".to_owned(),
            kind => kind.to_string(),
        };
        text += &format!("\n  `{header}`: {holds}");
    }
    text
}
