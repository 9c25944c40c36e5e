//! `connectors`: all of them, one of them, its tests, and two of them side by side.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::connector::matching::Matching;
use crate::connector::{
    Cell, Comparison, Connector, Identity, Library, Parting, Pipeline, Resolve, check_pairs, compare,
    compare_rows,
};
use crate::engine::Options;
use crate::error::Error;
use crate::format::Region;
use crate::message::{counted, grouped, visible};

use super::named;
use super::witnesses::witnesses;

/// How many places where two connectors part are shown for a file.
const SHOWN: usize = 20;

/// Arguments of `connectors`.
#[derive(Debug, Args)]
pub struct Connectors {
    /// What to do; without it, list them
    #[command(subcommand)]
    pub command: Option<ConnectorsCommand>,
}

/// What can be done with connectors.
#[derive(Debug, Subcommand)]
pub enum ConnectorsCommand {
    /// Show one: its steps in words, sources, how sure they are, examples
    Show {
        /// A name, or the path of a connector file
        name: String,
    },
    /// Run the examples of one, or compare it with what the system itself stored
    Test {
        /// A name, or the path of a connector file
        name: String,
        /// A CSV file with the columns raw and stored, and perhaps kind and country
        #[arg(long, value_name = "FILE")]
        pairs: Option<PathBuf>,
    },
    /// Show where the keys of two connectors part
    Compare {
        /// A name, or the path of a connector file
        first: String,
        /// Another
        second: String,
        /// A customer file whose rows are to be witnesses
        file: Option<PathBuf>,
        /// The store's country, for phone numbers without `+`
        #[arg(long, value_name = "CC", value_parser = crate::cli::words::country)]
        country: Option<Region>,
    },
}

/// Does what the arguments ask for; says whether there was nothing to complain of.
pub fn connectors(arguments: &Connectors, out: &mut dyn Write) -> Result<bool, Error> {
    let names: Vec<&str> = match &arguments.command {
        None => Vec::new(),
        Some(ConnectorsCommand::Show { name } | ConnectorsCommand::Test { name, .. }) => vec![name],
        Some(ConnectorsCommand::Compare { first, second, .. }) => vec![first, second],
    };
    let library = named::library(&names)?;
    match &arguments.command {
        None => list(&library, out).map(|()| true).map_err(Error::Write),
        Some(ConnectorsCommand::Show { name }) => {
            show(library.choose(name)?, out).map(|()| true).map_err(Error::Write)
        }
        Some(ConnectorsCommand::Test { name, pairs: None }) => test(library.named(name)?, out).map(|()| true),
        Some(ConnectorsCommand::Test { name, pairs: Some(path) }) => pairs(library.choose(name)?, path, out),
        Some(ConnectorsCommand::Compare { first, second, file, country }) => {
            let (first, second) = (library.choose(first)?, library.choose(second)?);
            let comparison = match file {
                None => compare(first, second),
                Some(file) => {
                    let values = witnesses(file, *country, &Options::default())?;
                    compare_rows(first, second, &values, SHOWN)
                }
            };
            tell(first, second, &comparison, out).map(|()| true).map_err(Error::Write)
        }
    }
}

fn list(library: &Library, out: &mut dyn Write) -> io::Result<()> {
    let widest = library.all().map(|connector| connector.id.len()).max().unwrap_or_default();
    for connector in library.all() {
        let key = |cell: Cell| match connector.identity(cell.name()) {
            None => "-",
            Some(identity) if identity.is_inferred() => "inferred",
            Some(identity) => identity.confidence.words(),
        };
        let aliases = match connector.aliases.as_slice() {
            [] => String::new(),
            aliases => format!(" (also {})", aliases.join(", ")),
        };
        let id = &connector.id;
        let (email, phone) = (key(Cell::Email), key(Cell::Phone));
        writeln!(out, "{id:widest$}  {email:12}  {phone:12}  {}{aliases}", prose(&connector.title))?;
    }
    writeln!(out, "\nname, how we know what it does with e-mail and with phone, title")?;
    writeln!(out, "show one with: csv-preflight connectors show NAME")
}

/// A sentence of a connector file, in which backticks are the author's own.
fn prose(text: &str) -> String {
    text.split('`').map(visible).collect::<Vec<_>>().join("`")
}

fn show(connector: &Connector, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}: {}\n", connector.id, prose(&connector.title))?;
    writeln!(out, "{}", prose(&connector.about))?;
    let direction = connector.direction.map(|direction| format!("Customers go {}.", direction.words()));
    let aliases =
        (!connector.aliases.is_empty()).then(|| format!("Also called {}.", connector.aliases.join(", ")));
    let writes = (!connector.writes.is_empty()).then(|| {
        let fields = connector.writes.iter().map(ToString::to_string);
        format!("Writes {}.", fields.collect::<Vec<_>>().join(", "))
    });
    for line in [direction, aliases, writes].into_iter().flatten() {
        writeln!(out, "{line}")?;
    }
    for identity in &connector.identities {
        show_identity(identity, out)?;
    }
    for cell in Cell::ALL {
        if connector.identity(cell.name()).is_none() {
            writeln!(out, "\n{}\n  it does not match on it", cell.name())?;
        }
    }
    show_resolve(&connector.resolve, out)?;
    if !connector.unknown.is_empty() {
        writeln!(out, "\nNot known")?;
        for unknown in &connector.unknown {
            writeln!(out, "  {}", prose(unknown))?;
        }
    }
    let tried = connector.try_examples();
    if !tried.is_empty() {
        writeln!(out, "\nExamples")?;
    }
    for example in tried {
        let note = example.note.map(|note| format!(" ({})", prose(&note))).unwrap_or_default();
        let wrong = example.instead.map(|instead| format!(" WRONG: {instead}")).unwrap_or_default();
        writeln!(out, "  {}{note}{wrong}", example.says)?;
    }
    Ok(())
}

fn show_identity(identity: &Identity, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{} ({})", identity.name, identity.confidence.words())?;
    show_pipeline(&identity.steps, out)?;
    for (title, pipeline) in
        [("what it has already", &identity.stored_steps), ("what it writes", &identity.write_steps)]
    {
        if let Some(pipeline) = pipeline {
            writeln!(out, "  {title}:")?;
            show_pipeline(pipeline, out)?;
        }
    }
    let Matching { operator, written, .. } = &identity.matching;
    writeln!(out, "  compared by {written}: {}", operator.summary)?;
    if let Some(hash) = identity.hash {
        writeln!(out, "  sent as {}", hash.name())?;
    }
    if !identity.steps.passthrough.is_empty() {
        let lengths: Vec<String> = identity.steps.passthrough.iter().map(ToString::to_string).collect();
        writeln!(
            out,
            "  {} hexadecimal digits are taken for a hash and left as they are",
            lengths.join(" or ")
        )?;
    }
    if !identity.idempotent {
        writeln!(out, "  a key that goes through again may come out as another")?;
    }
    if let Some(note) = &identity.note {
        writeln!(out, "  {}", prose(note))?;
    }
    sources(&identity.sources, out)
}

fn show_pipeline(pipeline: &Pipeline, out: &mut dyn Write) -> io::Result<()> {
    if pipeline.steps.is_empty() {
        return writeln!(out, "  as it is");
    }
    for (index, stage) in pipeline.steps.iter().enumerate() {
        let confidence = stage.confidence.map(|known| format!(" ({})", known.words())).unwrap_or_default();
        writeln!(out, "  {}. {}{confidence}", index + 1, stage.words)?;
        if let Some(source) = &stage.source {
            writeln!(out, "     {}", visible(source))?;
        }
    }
    Ok(())
}

fn show_resolve(resolve: &Resolve, out: &mut dyn Write) -> io::Result<()> {
    let confidence = resolve.confidence.map(|known| format!(" ({})", known.words())).unwrap_or_default();
    writeln!(out, "\nWhich record a row belongs to{confidence}")?;
    writeln!(out, "  looked up by {}", visible(&resolve.keys.join(", then ")))?;
    let told = [
        resolve.next_when.map(resolve_words::next_when),
        resolve.on_many.map(resolve_words::on_many),
        resolve.on_split.map(resolve_words::on_split),
        resolve.in_file.map(resolve_words::in_file),
    ];
    for line in told.into_iter().flatten() {
        writeln!(out, "  {line}")?;
    }
    let commands: &BTreeMap<String, String> = &resolve.commands;
    for (word, does) in commands {
        let does = does.replace('_', " ");
        if word == "default" {
            writeln!(out, "  without a command: {}", visible(&does))?;
        } else {
            writeln!(out, "  {}: {}", visible(word), visible(&does))?;
        }
    }
    if let Some(note) = &resolve.note {
        writeln!(out, "  {}", prose(note))?;
    }
    sources(&resolve.sources, out)
}

/// What a resolution says, in words.
mod resolve_words {
    use crate::connector::resolve::{InFile, NextWhen, OnMany, OnSplit};

    pub(super) fn next_when(when: NextWhen) -> &'static str {
        match when {
            NextWhen::NoValue => "the next one counts only if the row has no value for the one before",
            NextWhen::NoHit => "the next one counts if nothing was found by the one before",
        }
    }

    pub(super) fn on_many(what: OnMany) -> &'static str {
        match what {
            OnMany::First => "of several records the first is taken",
            OnMany::Error => "several records are an error",
            OnMany::Create => "where there are several records, another is created",
        }
    }

    pub(super) fn on_split(what: OnSplit) -> &'static str {
        match what {
            OnSplit::HigherWinsDropLower => {
                "a row whose keys hit two records goes to that of the first key, and its other value is dropped"
            }
            OnSplit::HigherWins => "a row whose keys hit two records goes to that of the first key",
            OnSplit::Merge => "two records that the keys of one row hit are merged",
            OnSplit::Error => "a row whose keys hit two records is refused",
        }
    }

    pub(super) fn in_file(what: InFile) -> &'static str {
        match what {
            InFile::LastWins => "of rows of one file that are one record the last is kept",
            InFile::FirstWins => "of rows of one file that are one record the first is kept",
            InFile::MayFail => "rows of one file that are one record can make the import fail",
            InFile::AllCreated => "each row becomes a record",
        }
    }
}

fn sources(sources: &[String], out: &mut dyn Write) -> io::Result<()> {
    for source in sources {
        writeln!(out, "  {}", visible(source))?;
    }
    Ok(())
}

fn test(connector: &Connector, out: &mut dyn Write) -> Result<(), Error> {
    let tried = connector.try_examples();
    let wrong = tried.iter().filter(|example| example.instead.is_some()).count();
    for example in &tried {
        match &example.instead {
            None => writeln!(out, "ok     {}", example.says),
            Some(instead) => writeln!(out, "wrong  {}; it gives {instead}", example.says),
        }
        .map_err(Error::Write)?;
    }
    let total = counted(tried.len() as u64, "example");
    writeln!(out, "{}: {total}, {wrong} wrong", connector.id).map_err(Error::Write)?;
    connector.check_examples()
}

/// Says whether all pairs agree.
fn pairs(connector: &Connector, path: &std::path::Path, out: &mut dyn Write) -> Result<bool, Error> {
    let name = path.display().to_string();
    let file = File::open(path).map_err(|error| Error::read(&name, error))?;
    let checked = check_pairs(connector, &name, io::BufReader::new(file))?;
    let mut tell = || -> io::Result<()> {
        for pair in &checked.differing {
            let (raw, stored) = (visible(&pair.raw), visible(&pair.stored));
            writeln!(out, "line {}: {} `{raw}` is `{stored}` there", pair.line, pair.name)?;
            for (step, after) in &pair.changes {
                writeln!(out, "  {step} → `{}`", visible(after))?;
            }
            match pair.outcome.reason() {
                Some(reason) => writeln!(out, "  no key: {reason}")?,
                None if pair.changes.is_empty() => writeln!(out, "  no step changes it")?,
                None => {}
            }
            writeln!(out, "  {}", pair.parting)?;
        }
        let (pairs, differing) = (counted(checked.pairs, "pair"), checked.differing.len() as u64);
        writeln!(out, "{}: {pairs}, {} differing", connector.id, grouped(differing))
    };
    tell().map_err(Error::Write)?;
    Ok(checked.differing.is_empty())
}

fn tell(
    first: &Connector,
    second: &Connector,
    comparison: &Comparison,
    out: &mut dyn Write,
) -> io::Result<()> {
    let ids = [&first.id, &second.id];
    for (cell, which) in &comparison.only {
        let (has, lacks) = if *which == 0 { (ids[0], ids[1]) } else { (ids[1], ids[0]) };
        writeln!(out, "{}: {has} matches on it, {lacks} does not", cell.name())?;
    }
    for cell in &comparison.cells {
        for (at, id) in ids.into_iter().enumerate() {
            let other = ids[1 - at];
            let parting: Vec<&Parting> = comparison
                .parting
                .iter()
                .filter(|parting| parting.cell == *cell && parting.one[at])
                .collect();
            if parting.is_empty() {
                continue;
            }
            writeln!(out, "{}: one to {id}, two to {other}", cell.name())?;
            for parting in parting {
                witness(parting, ids, out)?;
            }
        }
    }
    if comparison.left_out > 0 {
        writeln!(out, "and {} more", counted(comparison.left_out, "pair"))?;
    }
    let parting = comparison.parting.len() as u64 + comparison.left_out;
    let compared = counted(comparison.compared, "pair");
    writeln!(out, "{compared} of spellings compared, the two part at {}", grouped(parting))
}

fn witness(parting: &Parting, ids: [&String; 2], out: &mut dyn Write) -> io::Result<()> {
    let [one, other] = parting.values.each_ref().map(|value| visible(value));
    match parting.what {
        Some(what) => writeln!(out, "  {what}: `{one}` and `{other}`")?,
        None => writeln!(out, "  `{one}` and `{other}`")?,
    }
    for (id, [a, b]) in ids.into_iter().zip(&parting.outcomes) {
        let told = if a == b { a.clone() } else { format!("{a} and {b}") };
        writeln!(out, "    {id}: {told}")?;
    }
    Ok(())
}
