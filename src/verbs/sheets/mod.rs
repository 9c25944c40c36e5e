//! `check --write-ready`, `--write-held` and `--annotate`: the rows of the checked file written once more, sorted by
//! whether somebody must see them, or with what was found beside them.
//!
//! The file is read again piece by piece, so however large it is, little of it is in memory. Its own bytes stay.

mod heard;
mod note;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use crate::cli::Output;
use crate::engine::{Again, Checked, Input, Origin, Outcome, Read};
use crate::error::Error;
use crate::fix::{Pending, Target};
use crate::message::{counted, visible};
use crate::report::guarded_path;
use crate::rule::{Finding, Known, Severity};
use crate::source::{Offsets, Pieces, Span};
use heard::{Sayings, Words};
use note::Note;

pub use heard::Heard;

/// What changes the file, or takes all that is found for known, does not go together with it.
const CHANGING: [&str; 4] = ["fix", "diff", "fix_only", "write_baseline"];

/// Rows of at least this severity are held.
const HELD_FROM: Severity = Severity::Warning;

/// The rows themselves, with what was found.
#[derive(Debug, Args)]
#[command(next_help_heading = "Rows")]
pub struct Sheets {
    /// Write the rows here that can be imported as they are: no error and no warning concerns them, neither by itself
    /// nor by what another row shares with them; none if an error concerns the whole file, but for its size
    #[arg(long, value_name = "PATH", conflicts_with_all = CHANGING)]
    pub write_ready: Option<PathBuf>,
    /// Write all other rows here, those that somebody must see
    #[arg(long, value_name = "PATH", conflicts_with_all = CHANGING)]
    pub write_held: Option<PathBuf>,
    /// Write all rows here, in UTF-8, behind three more columns: how bad it is, what is wrong with the row, and what to do
    #[arg(long, value_name = "PATH", conflicts_with_all = CHANGING)]
    pub annotate: Option<PathBuf>,
}

/// The files that are written, in this order everywhere.
#[derive(Clone, Copy)]
enum Sheet {
    Ready,
    Held,
    Annotated,
}

/// What is to be written where.
#[derive(Debug)]
pub struct Plan {
    /// The file that is read, as it was before, if it is a regular file.
    read: Option<Target>,
    targets: [Option<Target>; 3],
}

fn usage(message: String, advice: &str) -> Error {
    Error::Usage { message, advice: Some(advice.to_owned()) }
}

impl Sheets {
    /// What is to be written of these inputs; `None` if nothing is.
    pub fn plan(&self, inputs: &[Input], wanted: &[Output]) -> Result<Option<Plan>, Error> {
        let named = [
            ("--write-ready", &self.write_ready),
            ("--write-held", &self.write_held),
            ("--annotate", &self.annotate),
        ];
        let Some((option, _)) = named.iter().find(|(_, path)| path.is_some()) else { return Ok(None) };
        let [input] = inputs else {
            return Err(usage(format!("{option} takes one file"), "check the files one after another"));
        };
        let read = match &input.origin {
            Origin::Path(path) if path.is_file() => Some(Target::of(path)?),
            _ => None,
        };
        let mut taken: Vec<PathBuf> = read.iter().map(|read| read.path().to_owned()).collect();
        taken.extend(wanted.iter().filter_map(|output| crate::atomic::target(output.path.as_deref()?).ok()));
        let mut targets = [const { None }; 3];
        for ((option, path), target) in named.into_iter().zip(&mut targets) {
            let Some(path) = path else { continue };
            if path == Path::new("-") {
                return Err(usage(format!("{option} cannot write to standard output"), "name a file"));
            }
            let found = Target::anew(path)?;
            if taken.iter().any(|taken| taken == found.path()) {
                return Err(usage(
                    format!("{option} names a file that is read, or written by something else"),
                    "name another file",
                ));
            }
            taken.push(found.path().to_owned());
            *target = Some(found);
        }
        Ok(Some(Plan { read, targets }))
    }
}

/// How what was found is told.
#[derive(Clone, Debug)]
pub struct Telling {
    /// Whether values are masked in what is added.
    pub redact: bool,
    /// Milder findings are not told.
    pub show_from: Severity,
    /// What is known already, and neither holds a row nor is told.
    pub known: Option<Arc<Known>>,
    /// How the file is cut up for reading. The result never depends on it.
    pub pieces: Pieces,
}

impl Plan {
    /// Who is to hear what rows are to each other while the file is checked.
    pub fn hearer(&self, telling: &Telling) -> Arc<Heard> {
        let words = self.target(Sheet::Annotated).map(|_| Words::of(telling));
        Arc::new(Heard::new(words))
    }

    fn target(&self, sheet: Sheet) -> Option<&Target> {
        self.targets.get(sheet as usize).and_then(Option::as_ref)
    }

    /// Writes the rows of the file that was checked; says what was written, a line each.
    pub fn write(&self, outcome: &Outcome, heard: &Heard, telling: &Telling) -> Result<Vec<String>, Error> {
        let Some(checked) = outcome.files.first() else { return Ok(Vec::new()) };
        let name = guarded_path(&checked.source.name);
        let again = Again::new(checked, &checked.levels, telling.known.clone());
        let (Some(again), Some(table)) = (again, &checked.table) else {
            return Ok(vec![format!("{name} has no rows, so none were written")]);
        };
        let sorts = self.target(Sheet::Ready).is_some() || self.target(Sheet::Held).is_some();
        if sorts && checked.source.offsets != Offsets::Same {
            return Err(usage(
                format!(
                    "{name} is {}, and only rows in UTF-8 can be imported",
                    checked.source.charset.name()
                ),
                "write it as UTF-8 first: `csv-preflight check --fix --unsafe-fixes`",
            ));
        }
        // A file that is too large says nothing against its rows: what is ready can be split.
        let of_rows =
            |finding: &Finding| finding.severity == Severity::Error && finding.rule.id != "file-too-large";
        let whole = again.beginning()?.into_iter().find(of_rows);
        let sorting = Sorting {
            wanted: [Sheet::Ready, Sheet::Held, Sheet::Annotated].map(|sheet| self.target(sheet).is_some()),
            all_held: whole.is_some(),
            sayings: heard.settle(),
            words: Words::of(telling),
            delimiter: table.dialect.delimiter,
        };
        let mut files = self.begin()?;
        header(checked, &mut files)?;
        let counts = rows(&again, &sorting, checked, telling.pieces, &mut files)?;
        checked.source.still_the_same()?;
        self.read.as_ref().map_or(Ok(()), Target::still_the_same)?;
        for file in files.iter_mut().flatten() {
            file.complete()?;
        }
        for file in files.into_iter().flatten() {
            file.persist()?;
        }
        let mut notes: Vec<String> = [Sheet::Ready, Sheet::Held]
            .into_iter()
            .filter_map(|sheet| {
                let path = visible(&self.target(sheet)?.path().display().to_string());
                Some(format!("{path}: {}", counted(*counts.get(sheet as usize)?, "row")))
            })
            .collect();
        if let Some(finding) = whole.filter(|_| sorts) {
            notes.push(format!("no row is ready, since {} concerns the whole file", finding.rule.id));
        }
        Ok(notes)
    }

    fn begin(&self) -> Result<[Option<Pending<'_>>; 3], Error> {
        let mut files = [const { None }; 3];
        for (target, file) in self.targets.iter().zip(&mut files) {
            *file = target.as_ref().map(Target::begin).transpose()?;
        }
        Ok(files)
    }
}

impl Words {
    fn of(telling: &Telling) -> Self {
        Self { redact: telling.redact, from: telling.show_from }
    }
}

/// Writes the header, and everything above it.
fn header(checked: &Checked, files: &mut [Option<Pending<'_>>; 3]) -> Result<(), Error> {
    let Some(table) = &checked.table else { return Ok(()) };
    let read = |span: Span| {
        let length = usize::try_from(span.end - span.start).unwrap_or(usize::MAX);
        checked.source.read(span.start, length)
    };
    let above = read(Span::new(0, table.header.start))?;
    let header = read(Span::new(table.header.start, table.data))?;
    let delimiter = char::from(table.dialect.delimiter);
    let added: String = note::COLUMNS.iter().flat_map(|name| name.chars().chain([delimiter])).collect();
    for (place, file) in files.iter_mut().enumerate() {
        let Some(file) = file else { continue };
        file.write(&above)?;
        if place == Sheet::Annotated as usize {
            file.write(added.as_bytes())?;
        }
        file.write(&header)?;
    }
    Ok(())
}

/// What decides about a row.
struct Sorting {
    wanted: [bool; 3],
    /// Whether an error concerns the whole file.
    all_held: bool,
    sayings: Sayings,
    words: Words,
    delimiter: u8,
}

/// What became of a piece of the file.
#[derive(Default)]
struct Part {
    /// What is to be written to each file.
    texts: [Vec<u8>; 3],
    /// How many rows are ready, and how many held.
    rows: [u64; 2],
    /// Where the last of them went.
    last: usize,
    failed: Option<io::Error>,
}

impl Sorting {
    fn row(&self, part: &mut Part, read: &Read<'_>) {
        let own = read.findings.iter().map(|finding| finding.severity).max();
        let held = self.all_held || own.max(self.sayings.worst(read.span)) >= Some(HELD_FROM);
        let sheet = if held { Sheet::Held } else { Sheet::Ready };
        part.last = sheet as usize;
        if let Some(rows) = part.rows.get_mut(part.last) {
            *rows += 1;
        }
        for (place, (text, wanted)) in part.texts.iter_mut().zip(self.wanted).enumerate() {
            if wanted && place == Sheet::Annotated as usize {
                match self.notes(read) {
                    Ok(notes) => note::write(notes, self.delimiter, text),
                    Err(error) => part.failed = Some(error),
                }
                text.extend(read.line);
            } else if wanted && place == part.last {
                text.extend(read.line);
            }
        }
    }

    fn notes(&self, read: &Read<'_>) -> io::Result<Vec<Note>> {
        let told = read.findings.iter().filter(|finding| finding.severity >= self.words.from);
        let mut notes: Vec<Note> =
            told.map(|finding| Note::of(finding, read.row.table, self.words.redact)).collect();
        notes.extend(self.sayings.notes(read.span)?);
        Ok(notes)
    }
}

/// Writes all rows; says how many went where.
fn rows(
    again: &Again<'_>,
    sorting: &Sorting,
    checked: &Checked,
    pieces: Pieces,
    files: &mut [Option<Pending<'_>>; 3],
) -> Result<[u64; 2], Error> {
    let source = &checked.source;
    let mut counts = [0; 2];
    let mut at = checked.table.as_ref().map_or(0, |table| table.data);
    let mut last = Sheet::Ready as usize;
    again.rows(
        pieces,
        |part: &mut Part, read| sorting.row(part, &read),
        |part, span, _| {
            if let Some(error) = part.failed {
                return Err(Error::Spill(error));
            }
            rest_of_line(checked, Span::new(at, span.start), last, files)?;
            at = span.end;
            last = part.last;
            for (all, one) in counts.iter_mut().zip(part.rows) {
                *all += one;
            }
            for (file, text) in files.iter_mut().zip(&part.texts) {
                if let Some(file) = file {
                    file.write(text)?;
                }
            }
            Ok(())
        },
    )?;
    rest_of_line(checked, Span::new(at, source.len()), last, files)?;
    Ok(counts)
}

/// Writes what is left of a line whose row was cut off, where the row went.
fn rest_of_line(
    checked: &Checked,
    rest: Span,
    went: usize,
    files: &mut [Option<Pending<'_>>; 3],
) -> Result<(), Error> {
    const BLOCK: u64 = 1 << 20;
    let mut at = rest.start;
    while at < rest.end {
        let block =
            checked.source.read(at, usize::try_from((rest.end - at).min(BLOCK)).unwrap_or_default())?;
        at += block.len() as u64;
        for (place, file) in files.iter_mut().enumerate() {
            if let Some(file) = file
                && (place == went || place == Sheet::Annotated as usize)
            {
                file.write(&block)?;
            }
        }
    }
    Ok(())
}
