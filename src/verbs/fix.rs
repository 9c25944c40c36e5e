//! `check --fix` and `check --diff`: files checked, fixed, checked again, and only then replaced.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anstream::AutoStream;
use clap::Args;

use crate::cli::{Output, OutputFormat};
use crate::edit::Applicability;
use crate::engine::{self, Input, Options, Origin, Outcome, Progress};
use crate::error::Error;
use crate::fix::{Desk, Look, Pending, Repaired, Target, converge, diff};
use crate::message::{counted, grouped, visible};
use crate::report::{FixedFile, Fixes, guarded_path};
use crate::rule::Severity;
use crate::rules::ALL;
use crate::source::{Charset, Source, Spool};

/// How many bytes of all repaired files together stay in memory; the rest is kept beside the files.
const IN_MEMORY: usize = 64 << 20;

/// What to do about what can be fixed.
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
#[derive(Debug, Args)]
#[command(next_help_heading = "Fixing")]
pub struct Fixing {
    /// Make the safe fixes in the files, and report what remains; `-` goes to standard output, its report to
    /// standard error
    #[arg(long)]
    pub fix: bool,
    /// Count fixes that need a second look among those that can be made, and make them with --fix
    #[arg(long)]
    pub unsafe_fixes: bool,
    /// Show what --fix would change, as a unified diff, and change nothing; exits with 1 if there is a change
    #[arg(long)]
    pub diff: bool,
    /// Make the fixes, and do not report what remains
    #[arg(long)]
    pub fix_only: bool,
    /// List what was fixed: how often each rule in each file
    #[arg(long)]
    pub show_fixes: bool,
    /// Write the fixed file here, and leave the one that was read as it is; `-` is standard output
    #[arg(long, value_name = "PATH")]
    pub fix_output: Option<PathBuf>,
}

/// Where a fixed file goes.
enum Goal {
    Stdout,
    File(Target),
}

/// A run that fixes.
pub struct Plan<'a> {
    fixing: &'a Fixing,
    inputs: Vec<Input>,
    goals: Vec<Goal>,
}

/// What a run that fixes came to.
pub struct Done {
    /// The check of the fixed files; of the files as they are if nothing was to be written.
    pub outcome: Outcome,
    /// What was fixed, or would be.
    pub fixes: Fixes,
}

fn usage(message: &str, advice: &str) -> Error {
    Error::Usage { message: message.to_owned(), advice: Some(advice.to_owned()) }
}

impl Fixing {
    /// Whether anything is to be fixed, or to be shown as fixed.
    pub(crate) fn is_asked_for(&self) -> bool {
        self.fix || self.fix_only || self.diff
    }

    /// Whether there is no report of what remains.
    pub fn is_quiet(&self) -> bool {
        self.fix_only || self.diff
    }

    /// How far a fix must be trusted to be made.
    pub fn upto(&self) -> Applicability {
        if self.unsafe_fixes { Applicability::Unsafe } else { Applicability::Safe }
    }

    /// What is to be done with these inputs; `None` where nothing is to be fixed. Streams are read here.
    pub fn plan(&self, inputs: &[Input], wanted: &[Output]) -> Result<Option<Plan<'_>>, Error> {
        if !self.is_asked_for() {
            return match (&self.fix_output, self.show_fixes) {
                (Some(_), _) => Err(usage("--fix-output writes what --fix makes of a file", "add --fix")),
                (None, true) => Err(usage("--show-fixes lists what --fix does", "add --fix")),
                (None, false) => Ok(None),
            };
        }
        if self.is_quiet() && wanted.iter().any(|output| output.path.is_some()) {
            let option = if self.diff { "--diff" } else { "--fix-only" };
            return Err(usage(
                &format!("{option} makes no report that could be written to a file"),
                "use --fix",
            ));
        }
        if self.fix_output.is_some() && self.diff {
            return Err(usage(
                "--diff writes no file, so there is none for --fix-output",
                "leave one of them out",
            ));
        }
        if self.fix_output.is_some() && inputs.len() != 1 {
            return Err(usage("--fix-output takes one file", "fix the files one after another"));
        }
        let goals: Vec<Goal> = inputs.iter().map(|input| self.goal(input)).collect::<Result<_, Error>>()?;
        let to_stdout = goals.iter().any(|goal| matches!(goal, Goal::Stdout));
        let of_people = |output: &Output| output.format == OutputFormat::Human || output.path.is_some();
        if to_stdout && !self.is_quiet() && !wanted.iter().all(of_people) {
            return Err(usage(
                "the fixed file and the report would both go to standard output",
                "write the report to a file with --output-file",
            ));
        }
        for (place, goal) in goals.iter().enumerate() {
            let Goal::File(target) = goal else { continue };
            let same = |output: &Output| {
                output.path.as_ref().is_some_and(|path| path.canonicalize().is_ok_and(|p| p == target.path()))
            };
            if wanted.iter().any(same) {
                return Err(usage("a report would go to a file that is fixed", "name another file"));
            }
            let read = inputs.get(place).and_then(path_of).and_then(|path| path.canonicalize().ok());
            if self.fix_output.is_some() && read.as_deref() == Some(target.path()) {
                return Err(usage(
                    "--fix-output names the file that is read",
                    "leave it out to fix it in its place",
                ));
            }
        }
        let inputs = inputs.iter().map(spooled).collect::<Result<_, Error>>()?;
        Ok(Some(Plan { fixing: self, inputs, goals }))
    }

    fn goal(&self, input: &Input) -> Result<Goal, Error> {
        match (&self.fix_output, &input.origin) {
            (Some(path), _) if path == Path::new("-") => Ok(Goal::Stdout),
            (Some(path), _) => Target::anew(path).map(Goal::File),
            (None, Origin::Path(path)) => Target::of(path).map(Goal::File),
            (None, _) => Ok(Goal::Stdout),
        }
    }
}

fn path_of(input: &Input) -> Option<&Path> {
    match &input.origin {
        Origin::Path(path) => Some(path),
        _ => None,
    }
}

/// An input that can be read more than once.
fn spooled(input: &Input) -> Result<Input, Error> {
    let mut input = input.clone();
    let fail = |error| Error::read(&input.name, error);
    match &input.origin {
        Origin::Stdin => {
            let text = Spool::fill(io::stdin().lock()).map_err(fail)?;
            input.origin = Origin::Spooled(Arc::new(text), None);
        }
        Origin::Path(path) if path.metadata().is_ok_and(|there| !there.is_file()) => {
            let text = std::fs::File::open(path).and_then(Spool::fill).map_err(fail)?;
            input.origin = Origin::Spooled(Arc::new(text), None);
        }
        _ => {}
    }
    Ok(input)
}

impl Plan<'_> {
    /// Whether a fixed file goes to standard output, so that nothing else may.
    pub fn fills_stdout(&self) -> bool {
        self.fixing.diff || self.goals.iter().any(|goal| matches!(goal, Goal::Stdout))
    }

    /// Checks, fixes, checks again and writes. `redact` says whether a diff masks what stands in cells.
    pub fn run(
        &self,
        each: &[Options],
        options: &Options,
        redact: bool,
        progress: &dyn Progress,
    ) -> Result<Done, Error> {
        let together: Vec<_> = self.inputs.iter().zip(each).collect();
        let before = engine::check_each(&together, options, progress)?;
        let repaired = self.repair(&before, each)?;
        let fixes = fixes(&before, &repaired, self.fixing.show_fixes);
        if self.fixing.diff {
            show(&before, &repaired, redact)?;
            return Ok(Done { outcome: before, fixes });
        }
        let after = self.check_again(&before, &repaired, each, options, progress)?;
        if let Some(after) = &after {
            announce(&before, after);
        }
        self.write(&before, &repaired)?;
        Ok(Done { outcome: after.unwrap_or(before), fixes })
    }

    fn repair(&self, before: &Outcome, each: &[Options]) -> Result<Vec<Repaired>, Error> {
        let mut memory = IN_MEMORY;
        let mut all = Vec::with_capacity(before.files.len());
        for checked in &before.files {
            let folder = match self.goals.get(checked.input) {
                Some(Goal::File(target)) if !self.fixing.diff => target.folder(),
                _ => None,
            };
            let options = each.get(checked.input).expect("each input has options");
            let repaired = converge(checked, options, self.fixing.upto(), &Desk { memory, folder })?;
            let name = guarded_path(&checked.source.name);
            if repaired.waits {
                let charset = checked.source.charset.name();
                note(&format!(
                    "{name} is left as it is: it would have to become UTF-8, and not-utf8 is off or cannot be \
                     sure that it is {charset} (--encoding says so, --unsafe-fixes trusts it)"
                ));
            }
            if !repaired.settled {
                note(&format!("{name} was fixed {} times and is not settled", repaired.rounds));
            }
            memory -=
                repaired.text.as_ref().and_then(|text| text.memory()).map_or(0, <[u8]>::len).min(memory);
            all.push(repaired);
        }
        Ok(all)
    }

    /// Checks what the files become; `None` if none becomes another one.
    fn check_again(
        &self,
        before: &Outcome,
        repaired: &[Repaired],
        each: &[Options],
        options: &Options,
        progress: &dyn Progress,
    ) -> Result<Option<Outcome>, Error> {
        if repaired.iter().all(|repaired| repaired.text.is_none()) {
            return Ok(None);
        }
        let (mut inputs, mut each) = (self.inputs.clone(), each.to_vec());
        for (checked, repaired) in before.files.iter().zip(repaired) {
            let place = checked.input;
            if let (Some(origin), Some(input), Some(options)) =
                (repaired.origin(checked.source.path.clone()), inputs.get_mut(place), each.get_mut(place))
            {
                input.origin = origin;
                // What was a customer file is one still.
                options.clone_from(&repaired.options);
            }
        }
        let together: Vec<_> = inputs.iter().zip(&each).collect();
        engine::check_each(&together, options, progress).map(Some)
    }

    /// Writes what has changed, and what was asked for at another place: everything is prepared before the first
    /// file is replaced.
    fn write(&self, before: &Outcome, repaired: &[Repaired]) -> Result<(), Error> {
        let mut pending: Vec<Pending<'_>> = Vec::new();
        let mut to_stdout = Vec::new();
        for (place, goal) in self.goals.iter().enumerate() {
            let found = before.files.iter().zip(repaired).find(|(checked, _)| checked.input == place);
            let new = found.and_then(|(_, repaired)| repaired.text.clone());
            match goal {
                Goal::Stdout => to_stdout.push(self.text(place, new)?),
                Goal::File(target) => {
                    if let Some(new) = new {
                        pending.push(target.prepare(&new)?);
                        if target.has_other_names() {
                            let name = visible(&target.path().display().to_string());
                            note(&format!(
                                "{name} has other names (hard links), which keep the file as it was"
                            ));
                        }
                    } else if self.fixing.fix_output.is_some() {
                        pending.push(target.prepare(&*self.text(place, None)?)?);
                    }
                }
            }
        }
        for file in &pending {
            file.target().still_the_same()?;
        }
        for file in pending {
            file.persist()?;
        }
        let mut out = io::stdout().lock();
        for text in to_stdout {
            text.copy_to(&mut out).and_then(|()| out.flush()).map_err(Error::Write)?;
        }
        Ok(())
    }

    /// What an input becomes, or its own bytes.
    fn text(&self, place: usize, new: Option<Arc<Spool>>) -> Result<Arc<Spool>, Error> {
        if let Some(new) = new {
            return Ok(new);
        }
        let input = self.inputs.get(place).expect("each goal has an input");
        match &input.origin {
            Origin::Spooled(text, _) => Ok(Arc::clone(text)),
            Origin::Path(path) => {
                let text = std::fs::File::open(path).and_then(Spool::fill);
                text.map(Arc::new).map_err(|error| Error::read(&input.name, error))
            }
            Origin::Stdin | Origin::Memory(_) => unreachable!("streams were spooled"),
        }
    }
}

/// What was fixed, for telling.
fn fixes(before: &Outcome, repaired: &[Repaired], listed: bool) -> Fixes {
    let files = before.files.iter().zip(repaired).filter(|(_, repaired)| repaired.text.is_some());
    let files = files.map(|(checked, repaired)| FixedFile {
        name: checked.source.name.clone(),
        rules: repaired
            .applied
            .iter()
            .filter_map(|(rule, count)| Some((ALL.get(usize::from(*rule))?.id, *count)))
            .collect(),
    });
    Fixes { files: files.collect(), listed }
}

/// Writes the differences to standard output.
fn show(before: &Outcome, repaired: &[Repaired], redact: bool) -> Result<(), Error> {
    use std::io::IsTerminal;
    let stdout = io::stdout().lock();
    let look = Look { legible: stdout.is_terminal(), redact };
    let mut out = io::BufWriter::new(stdout);
    for (checked, repaired) in before.files.iter().zip(repaired) {
        let Some(text) = &repaired.text else { continue };
        let new = Source::spooled(checked.source.name.clone(), None, text, Some(Charset::Utf8))?;
        diff(&checked.source, &new, look, &mut out)?;
    }
    out.flush().map_err(Error::Write)
}

/// Says which errors the files will have that they did not have before: those that a cleaned value reveals.
fn announce(before: &Outcome, after: &Outcome) {
    for (place, rule) in (0u16..).zip(ALL) {
        let of = |outcome: &Outcome| -> u64 {
            let errors = outcome.tallies.0.iter();
            let errors = errors.filter(|((of, _, severity), _)| *of == place && *severity == Severity::Error);
            errors.map(|(_, tally)| tally.findings).sum()
        };
        let (was, is) = (of(before), of(after));
        if is > was {
            note(&format!("the fixes reveal {} more: {}", grouped(is - was), rule.id));
        }
    }
}

fn note(text: &str) {
    let mut err = AutoStream::auto(io::stderr().lock());
    // Nothing is left to be told through if standard error is closed.
    drop(writeln!(err, "note: {text}"));
}

/// Says on standard error what was done, or would be, where there is no report to say it.
pub fn tell(fixing: &Fixing, fixes: &Fixes) {
    let mut err = AutoStream::auto(io::stderr().lock());
    let count = counted(fixes.count(), "finding");
    let line = match (fixing.diff, fixes.count()) {
        (true, 0) => "nothing to fix".to_owned(),
        (true, _) => format!("would fix {count}"),
        (false, _) => format!("fixed {count}"),
    };
    drop(writeln!(err, "{line}").and_then(|()| fixes.list(&mut err)));
}
