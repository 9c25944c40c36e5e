//! From files to findings: reads every file, runs the rules, finds the rows that share a key, and puts all
//! that will be shown in order.

mod again;
mod connectors;
mod kin;
mod layout;
mod plan;
mod rows;
mod scan;
mod tally;
mod tell;
mod timings;

use std::fmt::Debug;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use rayon::prelude::*;

pub use again::{Again, Read};
pub use connectors::Standing;
pub use kin::Kin;
pub use plan::Levels;
pub use scan::{Checked, Stranger};
pub use timings::{Stage, Timings};

use crate::connector::Connector;
use crate::error::Error;
use crate::format::{Format, Kind};
use crate::identity::{Entries, LONGEST_RUN, Needs, Sort, Tuning};
use crate::message::{Message, quote, visible};
use crate::rule::{Active, Check, Finding, Known, Room, Rule, Seen, Severity, Tallies};
use crate::rules::{ALL, place};
use crate::source::{Charset, FileId, Pieces, Source, Spool};
use crate::table::{Import, Table};
use scan::{Scanned, scan};

/// Files smaller than this are checked side by side, larger ones one after another with all threads each.
const SMALL: u64 = 1 << 20;

/// How many small files are checked before others are looked for.
const BATCH: usize = 256;

/// How many large files stay open; small ones do not.
const OPEN: usize = 32;

/// How many bytes of small files stay in memory, so that rows that share a key need not be read again.
const HELD: usize = 160 << 20;

/// What to check with.
#[derive(Clone, Debug)]
pub struct Options {
    /// What the files are; recognised by their header where it is not given.
    pub format: Option<&'static Format>,
    /// What columns with these headers hold, whatever the format says.
    pub columns: Vec<(String, Kind)>,
    /// The byte between cells; sniffed where it is not given.
    pub delimiter: Option<u8>,
    /// The encoding; found out where it is not given.
    pub charset: Option<Charset>,
    /// The import that is planned.
    pub import: Import,
    /// The connectors whose view of the rows is wanted.
    pub connectors: Vec<Arc<Connector>>,
    /// Which rules run, and how severe they are.
    pub levels: Levels,
    /// Findings milder than this are counted and not shown.
    pub show_from: Severity,
    /// How many findings of each rule are shown.
    pub max_per_rule: usize,
    /// Findings that are known already: neither counted nor shown.
    pub known: Option<Arc<Known>>,
    /// How files are cut up for reading. The result never depends on it.
    pub pieces: Pieces,
    /// How the index of keys works. The result never depends on it.
    pub index: Tuning,
    /// Whether cells that plainly hold what they should are told by a glance, and keys made of many at once. The result
    /// never depends on it.
    pub glance: bool,
    /// Where the time goes, if anybody wants to know.
    pub timings: Option<Arc<Timings>>,
    /// Who wants to hear of all that rows are to each other, and not only of what is shown.
    pub hearer: Option<Arc<dyn Hearer>>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            format: None,
            columns: Vec::new(),
            delimiter: None,
            charset: None,
            import: Import::default(),
            connectors: Vec::new(),
            levels: Levels::default(),
            show_from: Severity::Warning,
            max_per_rule: usize::MAX,
            known: None,
            pieces: Pieces::default(),
            index: Tuning::default(),
            glance: true,
            timings: None,
            hearer: None,
        }
    }
}

/// Where a file comes from.
#[derive(Clone, Debug)]
pub enum Origin {
    /// A path to open.
    Path(PathBuf),
    /// Standard input.
    Stdin,
    /// Bytes at hand.
    Memory(Vec<u8>),
    /// Text that was spooled: a stream, or what is to stand at this path.
    Spooled(Arc<Spool>, Option<PathBuf>),
}

/// One file to check.
#[derive(Clone, Debug)]
pub struct Input {
    /// Where it comes from.
    pub origin: Origin,
    /// How it is named in every output.
    pub name: String,
    /// Whether its rows are compared with those of other files.
    pub across_files: bool,
    /// Whether it may be passed over when it is no customer file.
    pub may_be_stranger: bool,
}

/// Hears how far the reading has come.
pub trait Progress: Sync {
    /// So many more bytes of text are done.
    fn read(&self, bytes: u64);
}

/// Hears what rows are to each other, in no settled order.
pub trait Hearer: Debug + Send + Sync {
    /// Takes note of a finding, shown or not, in a file that is this table.
    fn hear(&self, finding: &Finding, table: &Table) -> Result<(), Error>;

    /// Takes note that such a finding concerns the row at this offset of the same file too, beyond what it names.
    fn concern(&self, finding: &Finding, offset: u64) -> Result<(), Error>;
}

/// Does not care.
impl Progress for () {
    fn read(&self, _: u64) {}
}

/// What a check came to.
#[derive(Debug)]
pub struct Outcome {
    /// The files that were checked. A finding's file is the index here.
    pub files: Vec<Checked>,
    /// The files that were passed over.
    pub strangers: Vec<Stranger>,
    /// The findings to show: by file, place and rule.
    pub findings: Vec<Finding>,
    /// Exact counts over all files.
    pub tallies: Tallies,
    /// What was known.
    pub seen: Seen,
    /// How many customers Shopify and each chosen connector would end up with; empty where none was chosen.
    pub connectors: Vec<Standing>,
}

/// Checks files, all with the same options.
pub fn check(inputs: &[Input], options: &Options, progress: &dyn Progress) -> Result<Outcome, Error> {
    let inputs: Vec<_> = inputs.iter().map(|input| (input, options)).collect();
    check_each(&inputs, options, progress)
}

/// Checks files, each with options of its own. What concerns the run as a whole, how much is shown and how keys
/// are compared, is that of `options`.
pub fn check_each(
    inputs: &[(&Input, &Options)],
    options: &Options,
    progress: &dyn Progress,
) -> Result<Outcome, Error> {
    let all_needs = inputs.iter().fold(Needs::empty(), |all, (_, options)| all | needs(options));
    let mut run = Run {
        files: Vec::new(),
        strangers: Vec::new(),
        connectors: Vec::new(),
        findings: Vec::new(),
        entries: Entries::new(all_needs, options.index),
        starts: Vec::new(),
        end: 0,
        open: 0,
        held: 0,
        room: Room::new(ALL.len(), options.max_per_rule),
    };
    let mut rest = inputs;
    while let Some((first, its_options)) = rest.first() {
        let count = rest.iter().take(BATCH).take_while(|(input, _)| is_small(input)).count();
        if count == 0 {
            run.take(first, its_options, run.scan(first, run.next_file(), its_options, progress)?)?;
            rest = rest.get(1..).unwrap_or_default();
            continue;
        }
        let (batch, later) = rest.split_at(count);
        let next = run.next_file();
        // Files that turn out to be strangers leave gaps, so ids are given out when results are taken.
        let numbered = || batch.iter().zip(next..);
        let scan = |((input, options), file): (&(&Input, &Options), FileId)| {
            run.scan(input, file, options, progress)
        };
        let scanned = if count == 1 {
            numbered().map(scan).collect::<Result<Vec<_>, Error>>()?
        } else {
            let numbered: Vec<_> = numbered().collect();
            numbered.into_par_iter().map(scan).collect::<Result<Vec<_>, Error>>()?
        };
        for ((input, options), scanned) in batch.iter().zip(scanned) {
            run.take(input, options, scanned)?;
        }
        rest = later;
    }
    run.finish(options)
}

fn is_small(input: &Input) -> bool {
    match &input.origin {
        Origin::Path(path) => std::fs::metadata(path).is_ok_and(|m| m.is_file() && m.len() < SMALL),
        Origin::Stdin => false,
        Origin::Memory(bytes) => (bytes.len() as u64) < SMALL,
        Origin::Spooled(text, _) => text.len() < SMALL,
    }
}

struct Run {
    files: Vec<Option<Checked>>,
    strangers: Vec<Stranger>,
    /// The connectors chosen for each file.
    connectors: Vec<Vec<Arc<Connector>>>,
    findings: Vec<Finding>,
    entries: Entries,
    /// Where each file begins among the texts of the run, one behind the other.
    starts: Vec<u64>,
    /// Where the next one will.
    end: u64,
    /// How many large ones were left open.
    open: usize,
    /// How many bytes of them are in memory.
    held: usize,
    room: Room,
}

impl Run {
    fn next_file(&self) -> FileId {
        u32::try_from(self.files.len()).expect("a run has fewer than four billion files")
    }

    fn scan(
        &self,
        input: &Input,
        file: FileId,
        options: &Options,
        progress: &dyn Progress,
    ) -> Result<Scanned, Error> {
        let name = input.name.clone();
        let source = match &input.origin {
            Origin::Path(path) => Source::open(path, name, options.charset)?,
            Origin::Stdin => Source::spool(name, std::io::stdin().lock(), options.charset)?,
            Origin::Memory(bytes) => Source::spool(name, bytes.as_slice(), options.charset)?,
            Origin::Spooled(text, path) => Source::spooled(name, path.clone(), text, options.charset)?,
        };
        scan(source, file, options, &self.room, &self.entries, progress)
    }

    fn take(&mut self, input: &Input, options: &Options, scanned: Scanned) -> Result<(), Error> {
        let start = self.end;
        self.starts.push(start);
        self.connectors.push(options.connectors.clone());
        match scanned {
            Scanned::Checked(scanned) => {
                let (mut checked, findings, entries) = *scanned;
                checked.across_files = input.across_files;
                checked.input = self.files.len();
                let end = start + checked.source.len();
                if end > LONGEST_RUN {
                    let message = "the files are larger than 1 TiB together".to_owned();
                    let advice = Some("check them in several runs".to_owned());
                    return Err(Error::Usage { message, advice });
                }
                self.end = end;
                self.findings.extend(findings.into_iter().filter(|f| self.room.take(place(f.rule))));
                self.entries.append(entries, start);
                self.entries.bound(0)?;
                self.hold(&mut checked.source);
                self.files.push(Some(checked));
            }
            Scanned::Stranger(stranger) if input.may_be_stranger => {
                self.files.push(None);
                self.strangers.push(stranger);
            }
            Scanned::Stranger(stranger) => return Err(stranger.into_error()),
        }
        Ok(())
    }

    /// Keeps of a source at hand what there is room for.
    fn hold(&mut self, source: &mut Source) {
        if self.open < OPEN {
            self.open += usize::from(source.len() >= SMALL);
        } else {
            source.close();
        }
        if self.held + source.head.len() > HELD {
            source.forget();
        }
        self.held += source.head.len();
    }

    fn finish(mut self, options: &Options) -> Result<Outcome, Error> {
        let started = Instant::now();
        let mut repeats = vec![Tallies::default(); self.files.len()];
        let files = tell::Files::new(&self.files, &self.starts);
        let grouping = self.entries.group(&files)?;
        let mut seen = Seen::default();
        let told = tell::tell(&files, &grouping, options, &mut self.room, &mut repeats, &mut seen)?;
        drop(grouping);
        let (disagreements, connectors) =
            connectors::tell(&files, &self.connectors, options, &mut self.room, &mut repeats, &mut seen)?;
        if let Some(timings) = &options.timings {
            timings.add(Stage::Identity, started.elapsed());
        }
        self.findings.extend(told);
        self.findings.extend(disagreements);
        let mut tallies = Tallies::default();
        for (file, repeats) in self.files.iter_mut().zip(repeats) {
            let Some(file) = file else { continue };
            file.repeats = repeats;
            tallies.add(&file.tallies);
            tallies.add(&file.repeats);
            seen.add(&file.seen);
        }
        // Strangers left gaps in the numbering.
        let mut ids = Vec::with_capacity(self.files.len());
        let mut next = 0;
        for file in &self.files {
            ids.push(next);
            next += FileId::from(file.is_some());
        }
        let id = |old: FileId| ids.get(old as usize).copied().unwrap_or(old);
        for finding in &mut self.findings {
            finding.file = id(finding.file);
            for related in &mut finding.related {
                related.file = id(related.file);
            }
        }
        self.findings.sort_by_key(|f| (f.file, f.span.start, f.span.end, place(f.rule)));
        Ok(Outcome {
            files: self.files.into_iter().flatten().collect(),
            strangers: self.strangers,
            findings: self.findings,
            tallies,
            seen,
            connectors,
        })
    }
}

impl Stranger {
    /// As an error, for a file that was asked for by name.
    pub fn into_error(self) -> Error {
        let mut seen: Vec<String> =
            self.headers.iter().take(6).map(|header| quote(header).to_string()).collect();
        if self.headers.len() > 6 {
            seen.push(format!("and {} more columns", self.headers.len() - 6));
        }
        let formats: Vec<&str> = Format::all().iter().map(|format| format.id.as_str()).collect();
        let seen = Message::from(format!(
            "its header is {}; name its format with --format {}, or map its columns in csv-preflight.toml",
            if seen.is_empty() { "empty".to_owned() } else { seen.join(", ") },
            formats.join("|"),
        ));
        Error::UnknownFormat { name: visible(&self.name), advice: seen.render(false), seen }
    }
}

/// The rule that speaks for a sort of repetition, if it is on.
fn rule_for(levels: &Levels, sort: Sort) -> Option<(Active, &'static Rule)> {
    levels.active().find(|(_, rule)| matches!(rule.check, Check::Repeat { of, .. } if of == sort))
}

/// Which keys the rules need that are on.
fn needs(options: &Options) -> Needs {
    let mut needs = Needs::empty();
    for (_, rule) in options.levels.active() {
        let Check::Repeat { of, .. } = rule.check else { continue };
        needs |= match of {
            // What repeats by one of them is told otherwise where it repeats by both.
            Sort::SameEmail
            | Sort::SpelledEmail
            | Sort::SamePhone
            | Sort::SpelledPhone
            | Sort::SharedPhone
            | Sort::Bridge
            | Sort::Consent
            | Sort::Line
            | Sort::Crowd => Needs::EMAIL | Needs::PHONE,
            Sort::Id => Needs::ID | Needs::EMAIL,
            Sort::Similar => Needs::PEOPLE,
        };
    }
    needs
}
