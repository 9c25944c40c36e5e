//! `split`: a file cut into parts between records, each with the header, rows of one customer in one part.
//!
//! The file is read in order and parts are written one after another. Rows that belong to a part and stand further
//! down are fetched when it is closed, so that only what rows share is held in memory.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anstream::AutoStream;
use clap::Args;
use tempfile::{NamedTempFile, TempPath};

use crate::atomic::{beside, target};
use crate::engine::{self, Checked, Input, Kin, Levels, Options, Origin};
use crate::error::Error;
use crate::format::{Format, Region};
use crate::message::{counted, grouped, visible};
use crate::settings::{Files, Layers, Settings};
use crate::source::{Charset, Facts, Offsets, RecordReader, Source, Span, Terminator, skip_line};

/// More parts than this are a slip of the keyboard.
const MOST_PARTS: usize = 10_000;

/// How much is copied at once, in bytes.
const BLOCK: u64 = 1 << 20;

/// Arguments of `split`.
#[derive(Debug, Args)]
#[command(
    after_help = "Every row goes to exactly one part, byte for byte. The parts of customers.csv are called \
    customers.part-001.csv and so on. Rows that share an e-mail address or a phone number go to one part if they fit \
    into one."
)]
#[group(id = "limit", required = true, multiple = true, args = ["max_size", "rows"])]
pub struct Split {
    /// The file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// How large a part may be: bytes, or KB, MB, GB (powers of 1000), KiB, MiB, GiB (powers of 1024)
    #[arg(long, value_parser = size, value_name = "SIZE")]
    pub max_size: Option<u64>,
    /// How many rows a part may have; the header and blank rows do not count
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..), value_name = "N")]
    pub rows: Option<u64>,
    /// Where to write the parts instead of beside the file
    #[arg(long, value_name = "DIR")]
    pub output_dir: Option<PathBuf>,
    /// Replace files that have the name of a part
    #[arg(long)]
    pub force: bool,
    /// Settings file instead of the csv-preflight.toml that is found
    #[arg(long, value_name = "FILE", env = "CSV_PREFLIGHT_CONFIG")]
    pub config: Option<PathBuf>,
    /// No settings file
    #[arg(long, conflicts_with = "config")]
    pub isolated: bool,
    /// What the file is, instead of what its header says
    #[arg(long, value_parser = crate::cli::words::formats(), env = "CSV_PREFLIGHT_FORMAT")]
    pub format: Option<String>,
    /// The store's country, for phone numbers without `+`
    #[arg(long, value_parser = crate::cli::words::country, value_name = "CC", env = "CSV_PREFLIGHT_DEFAULT_COUNTRY")]
    pub default_country: Option<Region>,
    /// The character between cells, instead of what the header suggests: one character, or `tab`
    #[arg(long, value_parser = crate::cli::words::delimiter, value_name = "CHAR")]
    pub delimiter: Option<u8>,
    /// The encoding, instead of what the bytes suggest
    #[arg(long, value_parser = crate::cli::words::encoding, value_name = "NAME")]
    pub encoding: Option<Charset>,
}

/// How much there is of something, and how much there may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Amount {
    bytes: u64,
    rows: u64,
}

impl Amount {
    fn and(self, other: Self) -> Self {
        Self { bytes: self.bytes.saturating_add(other.bytes), rows: self.rows + other.rows }
    }

    fn fits(self, limit: Self) -> bool {
        self.bytes <= limit.bytes && self.rows <= limit.rows
    }
}

/// Splits a file; says on `out` what was written.
pub fn split(arguments: &Split, out: &mut impl Write) -> Result<(), Error> {
    let options = options(arguments)?;
    let name = visible(&arguments.file.display().to_string());
    let input = Input {
        origin: Origin::Path(arguments.file.clone()),
        name: name.clone(),
        across_files: false,
        may_be_stranger: false,
    };
    let outcome = engine::check(&[input], &options, &())?;
    let (Some(checked), true) = (outcome.files.first(), outcome.files.iter().all(|f| f.table.is_some()))
    else {
        return Err(usage(format!("{name} has no header and no rows"), "there is nothing to split"));
    };
    if checked.source.offsets != Offsets::Same {
        return Err(usage(
            format!("{name} is {}, and only UTF-8 can be split byte for byte", checked.source.charset.name()),
            "write it as UTF-8 first: `csv-preflight check --fix --unsafe-fixes`",
        ));
    }
    let kin = Kin::of(checked, &options)?;
    let names = Names::new(arguments)?;
    let limit =
        Amount { bytes: arguments.max_size.unwrap_or(u64::MAX), rows: arguments.rows.unwrap_or(u64::MAX) };
    let mut cutter = Cutter::new(checked, &kin, limit, &names);
    cutter.cut()?;
    checked.source.still_the_same()?;
    let Cutter { parts, apart, alone, .. } = cutter;
    let (files, amounts): (Vec<TempPath>, Vec<Amount>) = parts.into_iter().unzip();
    names.place(files)?;
    for (number, Amount { bytes, rows }) in amounts.iter().copied().enumerate() {
        let path = visible(&names.of(number).display().to_string());
        writeln!(out, "{path}: {}, {}", counted(rows, "row"), counted(bytes, "byte"))
            .map_err(Error::Write)?;
    }
    if amounts.len() == 1 {
        note(&format!("{name} fits as it is: one part"));
    }
    if apart > 0 {
        note(&format!(
            "{} of rows that share an e-mail address or a phone number would not fit into one part and may be cut \
             apart",
            counted(apart, "group")
        ));
    }
    if alone > 0 {
        note(&format!("{} larger than a part may be, each in a part of its own", counted(alone, "row")));
    }
    let next = names.of(amounts.len());
    if next.exists() {
        note(&format!("{} is there too, and none of these parts", visible(&next.display().to_string())));
    }
    Ok(())
}

fn options(arguments: &Split) -> Result<Options, Error> {
    let said = Settings {
        format: arguments.format.as_deref().and_then(Format::by_id),
        default_country: arguments.default_country,
        ..Settings::default()
    };
    let files = match (&arguments.config, arguments.isolated) {
        (_, true) => Files::None,
        (Some(path), false) => Files::This(path.clone()),
        (None, false) => Files::Found,
    };
    let settings = Layers::new(files, said).of(Some(&arguments.file))?;
    let mut options =
        Options { delimiter: arguments.delimiter, charset: arguments.encoding, ..Options::default() };
    settings.apply(&mut options);
    options.levels = Levels::none();
    Ok(options)
}

fn usage(message: String, advice: &str) -> Error {
    Error::Usage { message, advice: Some(advice.to_owned()) }
}

fn note(text: &str) {
    let mut err = AutoStream::auto(io::stderr().lock());
    // Nothing is left to be told through if standard error is closed.
    drop(writeln!(err, "note: {text}"));
}

/// What the parts are called.
struct Names {
    /// The path of the first part, links of its folder followed, up to its number.
    stem: PathBuf,
    extension: String,
    force: bool,
}

impl Names {
    fn new(arguments: &Split) -> Result<Self, Error> {
        let file = &arguments.file;
        let stem = file.file_stem().unwrap_or(file.as_os_str());
        let path = match &arguments.output_dir {
            Some(folder) => folder.join(stem),
            None => file.with_file_name(stem),
        };
        // The folder must be there before anything is read for it.
        target(&path)?;
        let extension = file.extension().map(|extension| format!(".{}", extension.to_string_lossy()));
        Ok(Self { stem: path, extension: extension.unwrap_or_default(), force: arguments.force })
    }

    /// That of a part, counted from 0.
    fn of(&self, number: usize) -> PathBuf {
        let mut name = self.stem.clone().into_os_string();
        name.push(format!(".part-{:03}{}", number + 1, self.extension));
        PathBuf::from(name)
    }

    /// That of a part, if it may be written.
    fn free(&self, number: usize) -> Result<PathBuf, Error> {
        let path = self.of(number);
        match path.symlink_metadata() {
            Ok(there) if !self.force || !there.is_file() => Err(self.taken(&path)),
            _ => Ok(path),
        }
    }

    fn taken(&self, path: &Path) -> Error {
        let message = format!("{} is there already", visible(&path.display().to_string()));
        let advice = if self.force { "it is no regular file; move it away" } else { "--force replaces it" };
        usage(message, advice)
    }

    /// Gives all parts their names; if one cannot have it, none that is new stays.
    fn place(&self, files: Vec<TempPath>) -> Result<(), Error> {
        let mut placed: Vec<PathBuf> = Vec::new();
        for (number, file) in files.into_iter().enumerate() {
            let path = self.of(number);
            // What came to be meanwhile stays.
            let done = if self.force { file.persist(&path) } else { file.persist_noclobber(&path) };
            if let Err(error) = done {
                for path in placed.iter().filter(|_| !self.force) {
                    drop(std::fs::remove_file(path));
                }
                return Err(match error.error.kind() {
                    io::ErrorKind::AlreadyExists => self.taken(&path),
                    _ => Error::write(&path, error.error),
                });
            }
            placed.push(path);
        }
        Ok(())
    }
}

/// A part that is being written.
struct Open {
    file: NamedTempFile,
    name: PathBuf,
    /// What of the text is to be copied next.
    pending: Span,
    /// With the rows that are still to be fetched.
    amount: Amount,
    /// Where rows start that belong to it and stand further down.
    awaited: BTreeSet<u64>,
}

struct Cutter<'c> {
    source: &'c Source,
    kin: &'c Kin,
    names: &'c Names,
    limit: Amount,
    /// Everything above the first row.
    header: Span,
    /// Reads row after row.
    reader: RecordReader<'c>,
    /// Reads rows that stand further down.
    elsewhere: RecordReader<'c>,
    /// Which families have a part.
    kept: Vec<bool>,
    /// Which have been told to be too large for one.
    torn: Vec<bool>,
    /// Files that have not their names yet; one is gone if it never gets it.
    parts: Vec<(TempPath, Amount)>,
    /// How many families are too large for a part.
    apart: u64,
    /// How many rows are.
    alone: u64,
}

impl<'c> Cutter<'c> {
    fn new(checked: &'c Checked, kin: &'c Kin, limit: Amount, names: &'c Names) -> Self {
        let source = &checked.source;
        let data = checked.table.as_ref().map_or(0, |table| table.data);
        let reader = || RecordReader::new(source, checked.lexer());
        Self {
            source,
            kin,
            names,
            limit,
            header: Span::new(0, data),
            reader: reader(),
            elsewhere: reader(),
            kept: vec![false; kin.len()],
            torn: vec![false; kin.len()],
            parts: Vec::new(),
            apart: 0,
            alone: 0,
        }
    }

    fn cut(&mut self) -> Result<(), Error> {
        let header = Amount { bytes: self.header.end, rows: 0 };
        let mut open = self.open()?;
        let mut at = header.bytes;
        while let Some((end, row)) = extent(self.source, &mut self.reader, at)? {
            let start = std::mem::replace(&mut at, end);
            let family = self.kin.family(start);
            if family.is_some_and(|family| self.kept[family as usize]) {
                // One that belongs to a part before is there already.
                if open.awaited.remove(&start) {
                    open.copy(self.source, Span::new(start, end))?;
                }
                continue;
            }
            let mut needed = row;
            let together = match family {
                Some(family) if !self.torn[family as usize] => {
                    needed = self.all_of(family)?;
                    let fit = header.and(needed).fits(self.limit);
                    if !fit {
                        self.torn[family as usize] = true;
                        self.apart += 1;
                        needed = row;
                    }
                    fit.then_some(family)
                }
                _ => None,
            };
            if !open.amount.and(needed).fits(self.limit) && open.amount != header {
                self.close(open)?;
                open = self.open()?;
            }
            self.alone += u64::from(!open.amount.and(needed).fits(self.limit));
            open.amount = open.amount.and(needed);
            open.copy(self.source, Span::new(start, end))?;
            if let Some(family) = together {
                self.kept[family as usize] = true;
                open.awaited.extend(self.kin.members(family).iter().filter(|member| **member > start));
            }
        }
        self.close(open)
    }

    /// How much the rows of a family are together.
    fn all_of(&mut self, family: u32) -> Result<Amount, Error> {
        let mut all = Amount::default();
        for start in self.kin.members(family) {
            let (_, row) = extent(self.source, &mut self.elsewhere, *start)?
                .ok_or_else(|| Error::changed(&self.source.name))?;
            all = all.and(row);
            // More than fits need not be known.
            if !all.fits(self.limit) {
                break;
            }
        }
        Ok(all)
    }

    fn open(&self) -> Result<Open, Error> {
        if self.parts.len() == MOST_PARTS {
            let message = format!("there would be more than {} parts", grouped(MOST_PARTS as u64));
            return Err(usage(message, "allow larger ones"));
        }
        let name = self.names.free(self.parts.len())?;
        let file = beside(&target(&name)?).map_err(|error| Error::write(&name, error))?;
        let amount = Amount { bytes: self.header.end, rows: 0 };
        Ok(Open { file, name, pending: self.header, amount, awaited: BTreeSet::new() })
    }

    /// Fetches what still belongs to a part.
    fn close(&mut self, mut open: Open) -> Result<(), Error> {
        for start in std::mem::take(&mut open.awaited) {
            let (end, _) = extent(self.source, &mut self.elsewhere, start)?
                .ok_or_else(|| Error::changed(&self.source.name))?;
            open.copy(self.source, Span::new(start, end))?;
        }
        open.flush(self.source)?;
        let Open { file, name, amount, .. } = open;
        file.as_file().sync_all().map_err(|error| Error::write(&name, error))?;
        self.parts.push((file.into_temp_path(), amount));
        Ok(())
    }
}

impl Open {
    /// Copies bytes of the text; those that follow each other at once.
    fn copy(&mut self, source: &Source, bytes: Span) -> Result<(), Error> {
        if bytes.start != self.pending.end || bytes.start - self.pending.start > BLOCK {
            self.flush(source)?;
            self.pending = Span::at(bytes.start);
        }
        self.pending.end = bytes.end;
        Ok(())
    }

    fn flush(&mut self, source: &Source) -> Result<(), Error> {
        let Span { start: mut at, end } = self.pending;
        while at < end {
            let block = source.read(at, usize::try_from((end - at).min(BLOCK)).unwrap_or_default())?;
            self.file.write_all(&block).map_err(|error| Error::write(&self.name, error))?;
            at += block.len() as u64;
        }
        self.pending.start = end;
        Ok(())
    }
}

/// Where the row at `start` ends, line end included, and how much it is; `None` at the end of the text. The rest of a
/// line that is longer than a record may be belongs to the row.
fn extent(
    source: &Source,
    reader: &mut RecordReader<'_>,
    start: u64,
) -> Result<Option<(u64, Amount)>, Error> {
    let Some(read) = reader.read(start)? else { return Ok(None) };
    let rows = u64::from(read.record.facts.contains(Facts::ANY));
    let end = match read.record.terminator {
        Terminator::Cut => skip_line(source, read.next())?.next,
        _ => read.next(),
    };
    Ok(Some((end, Amount { bytes: end - start, rows })))
}

/// Bytes; importers that say MB may mean the smaller one, so it is that.
fn size(word: &str) -> Result<u64, String> {
    let advice =
        || "give a number of bytes, or one with KB, MB, GB, KiB, MiB or GiB, such as 15MB".to_owned();
    let lower = word.trim().to_ascii_lowercase();
    let units = [
        ("kib", 1 << 10),
        ("mib", 1 << 20),
        ("gib", 1 << 30),
        ("kb", 1000),
        ("mb", 1_000_000),
        ("gb", 1_000_000_000),
    ];
    let short = [("k", 1000), ("m", 1_000_000), ("g", 1_000_000_000), ("b", 1), ("", 1)];
    let mut units = units.into_iter().chain(short);
    let found = units.find_map(|(unit, factor)| Some((lower.strip_suffix(unit)?, factor)));
    let (number, factor) = found.ok_or_else(advice)?;
    let number: u64 = number.trim().parse().map_err(|_| advice())?;
    number.checked_mul(factor).filter(|size| *size > 0).ok_or_else(advice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read() {
        assert_eq!(size("15MB"), Ok(15_000_000));
        assert_eq!(size("15 MiB"), Ok(15 << 20));
        assert_eq!(size("3k"), Ok(3000));
        assert_eq!((size("200"), size("200B")), (Ok(200), Ok(200)));
        for wrong in ["", "0", "MB", "-1", "1.5G", "99999999999999GB"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }
}
