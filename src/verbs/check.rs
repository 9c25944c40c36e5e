//! `check`: from arguments to a report and an exit code.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anstream::AutoStream;
use clap::ArgMatches;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{fix, sheets, verbose};
use crate::baseline::{Baseline, Wanted};
use crate::cli::{CLEAN, Check, FINDINGS, Output, OutputFormat, TimingsFormat};
use crate::connector::Connector;
use crate::engine::{self, Hearer, Input, Options, Origin, Outcome, Progress, Stage, Timings};
use crate::environment::{KEY, in_ci, terminal_width, variable};
use crate::error::Error;
use crate::inputs;
use crate::output::{self, Outputs, Telling};
use crate::report::{self, Manner, Report};
use crate::rule::Known;
use crate::settings::{FailOn, Settings};

/// How many findings of each rule people are shown, and machines, unless the user says otherwise.
const FOR_PEOPLE: usize = 20;
const FOR_MACHINES: usize = 1000;
/// Only runs that take longer than this to read have a progress bar, in bytes.
const WORTH_A_BAR: u64 = 64 << 20;
/// Checks the files and tells what was found; the exit code says how bad it is.
pub fn check(arguments: &Check, matches: &ArgMatches) -> Result<u8, Error> {
    let started = Instant::now();
    let mut layers = arguments.set.layers(matches);
    let first = arguments.paths.iter().find(|path| *path != "-").map(Path::new);
    let settings = layers.of(first)?;
    let redact = settings.redact.unwrap_or_else(in_ci);
    let scope = settings.scope;
    let wanted = output::wanted(arguments, matches)?;
    let mut chosen = Chosen::default();
    let mut options = options(arguments, &settings, &wanted, &mut chosen)?;
    let mut inputs = inputs::expand(&arguments.paths, arguments.stdin_filename.as_deref(), scope)?;
    if arguments.allow_no_files {
        for input in &mut inputs {
            input.may_be_stranger = true;
        }
    }
    let key = variable(KEY).or_else(|| settings.fingerprint_key.clone());
    let (said, of_settings) = (&arguments.known, settings.baseline.as_deref());
    let baseline = Baseline::open(
        &Wanted {
            // One that is written anew is not used beside.
            read: said
                .baseline
                .as_deref()
                .or(of_settings)
                .filter(|_| said.write_baseline.is_none() && !arguments.fixing.is_asked_for()),
            write: said.write_baseline.as_deref(),
            prune: said.prune_baseline,
            key: key.as_deref(),
            ignored: &settings.ignored,
        },
        &inputs,
    )?;
    options.known.clone_from(&baseline.known);
    let outputs = Outputs::open(&wanted, &inputs)?;
    let fixing = arguments.fixing.plan(&inputs, &wanted)?;
    let sheets = arguments.sheets.plan(&inputs, &wanted)?;
    if let Some(threads) = arguments.threads {
        // It is too late only if there is a pool already, and nothing before this makes one.
        drop(rayon::ThreadPoolBuilder::new().num_threads(threads).use_current_thread().build_global());
    }
    let each = inputs
        .iter()
        .map(|input| {
            let path = if let Origin::Path(path) = &input.origin { Some(path.as_path()) } else { None };
            // How much is shown and what is measured concern the run as a whole.
            let (show_from, timings) = (options.show_from, options.timings.clone());
            let options = self::options(arguments, &layers.of_file(path)?, &wanted, &mut chosen)?;
            Ok(Options { show_from, timings, ..options })
        })
        .collect::<Result<Vec<Options>, Error>>()?;
    if baseline.may_check_twice() {
        inputs::hold(&mut inputs)?;
    }
    let engine = |known: Option<Arc<Known>>| {
        let (show_from, pieces) = (options.show_from, options.pieces);
        let telling = sheets::Telling { redact, show_from, known: known.clone(), pieces };
        let heard = sheets.as_ref().map(|plan| plan.hearer(&telling));
        let hearer = heard.clone().map(|heard| heard as Arc<dyn Hearer>);
        let with =
            |options: &Options| Options { known: known.clone(), hearer: hearer.clone(), ..options.clone() };
        let each: Vec<Options> = each.iter().map(with).collect();
        let bar = Bar::new(&inputs, arguments.no_progress);
        let together: Vec<_> = inputs.iter().zip(&each).collect();
        let done = match &fixing {
            Some(plan) => plan
                .run(&each, &with(&options), redact, &bar)
                .map(|done| (done.outcome, Some(done.fixes), None)),
            None => engine::check_each(&together, &with(&options), &bar)
                .map(|outcome| (outcome, None, heard.map(|heard| (heard, telling)))),
        };
        bar.finish();
        done.map_err(|error| if redact { error.redacted() } else { error })
    };
    let (mut outcome, fixes, mut heard) = engine(options.known.clone())?;
    let seen = outcome.seen.clone();
    if let Some(fewer) = baseline.without_exceeded(&seen) {
        (outcome, _, heard) = engine(Some(fewer))?;
    }
    if !arguments.quiet {
        note_strangers(&outcome);
    }
    if arguments.verbose {
        verbose::tell(&layers, &outcome, redact);
    }
    if outcome.files.is_empty() && !arguments.allow_no_files {
        let message = "nothing was checked: there is no customer file among them".to_owned();
        let advice = Some("name their format with --format if there should be one".to_owned());
        return Err(Error::Usage { message, advice });
    }
    if let (Some(plan), Some((heard, telling))) = (&sheets, &heard) {
        for written in plan.write(&outcome, heard, telling)? {
            if !arguments.quiet {
                note(&written);
            }
        }
    }
    let reporting = Instant::now();
    if let Some(fixes) = fixes.as_ref().filter(|_| arguments.fixing.is_quiet()) {
        fix::tell(&arguments.fixing, fixes);
        return Ok(if arguments.fixing.diff && fixes.count() > 0 { FINDINGS } else { CLEAN });
    }
    let mut report = Report::new(&outcome, options.show_from)?;
    report.fixes = fixes;
    report.unsafe_fixes = arguments.fixing.unsafe_fixes;
    let exit_code = match settings.fail_on.unwrap_or(FailOn::Error).severity() {
        Some(severity) if report.has(severity) => FINDINGS,
        _ => CLEAN,
    };
    let manner = Manner {
        redact,
        key,
        root: report::ROOTS.iter().find_map(|name| variable(name)).map(PathBuf::from),
        subject: arguments.paths.first().filter(|path| arguments.paths.len() == 1 && *path != "-").cloned(),
        exit_code,
        levels: options.levels.clone(),
    };
    let telling = Telling {
        manner,
        width: terminal_width(),
        colour: arguments.color,
        statistics: arguments.statistics,
        quiet: arguments.quiet,
        at_most: arguments.max_per_rule.unwrap_or(FOR_PEOPLE),
        aside: fixing.is_some_and(|plan| plan.fills_stdout()),
        summary: variable("GITHUB_STEP_SUMMARY").map(PathBuf::from),
    };
    outputs.write(&report, &telling, started)?;
    for note in baseline.finish(&seen, &outcome)? {
        self::note(&note);
    }
    if let (Some(format), Some(timings)) = (arguments.timings, &options.timings) {
        timings.add(Stage::Report, reporting.elapsed());
        tell_timings(timings, format, started.elapsed());
    }
    Ok(exit_code)
}

/// The connectors that were chosen, by the folder of connector files and the names.
#[derive(Default)]
struct Chosen(BTreeMap<Wish, Vec<Arc<Connector>>>);

/// A folder of connector files, and the names of connectors.
type Wish = (Option<PathBuf>, Option<Vec<String>>);

impl Chosen {
    fn of(&mut self, settings: &Settings) -> Result<Vec<Arc<Connector>>, Error> {
        let key = (settings.connectors_dir.clone(), settings.connectors.clone());
        if let Some(known) = self.0.get(&key) {
            return Ok(known.clone());
        }
        let chosen = settings.choose_connectors()?;
        self.0.insert(key, chosen.clone());
        Ok(chosen)
    }
}

/// What to check with.
fn options(
    arguments: &Check,
    settings: &Settings,
    wanted: &[Output],
    chosen: &mut Chosen,
) -> Result<Options, Error> {
    let mut options =
        Options { delimiter: arguments.delimiter, charset: arguments.encoding, ..Options::default() };
    settings.apply(&mut options);
    options.connectors = chosen.of(settings)?;
    options.index.memory = arguments.max_memory;
    options.timings = arguments.timings.map(|_| Arc::default());
    let only_people = wanted.iter().all(|output| output.format == OutputFormat::Human);
    let usual = if only_people { FOR_PEOPLE } else { FOR_MACHINES };
    options.max_per_rule = arguments.max_per_rule.unwrap_or(usual);
    Ok(options)
}

/// Says on standard error where the time went.
fn tell_timings(timings: &Timings, format: TimingsFormat, wall: Duration) {
    let mut err = AutoStream::auto(io::stderr().lock());
    let line = match format {
        TimingsFormat::Text => timings.describe(wall),
        TimingsFormat::Json => timings.to_json(wall).to_string(),
    };
    drop(writeln!(err, "{line}"));
}

/// Says something on standard error.
fn note(text: &str) {
    drop(writeln!(AutoStream::auto(io::stderr().lock()), "note: {text}"));
}

/// Says on standard error which files were passed over.
fn note_strangers(outcome: &Outcome) {
    const NAMED: usize = 10;
    let strangers = &outcome.strangers;
    for stranger in strangers.iter().take(NAMED) {
        note(&format!("skipped {}: not a customer file", report::guarded_path(&stranger.name)));
    }
    if strangers.len() > NAMED {
        note(&format!("skipped {} more files: not customer files", strangers.len() - NAMED));
    }
}

/// How far the reading has come, on standard error, where somebody looks and it takes a while.
struct Bar(Option<ProgressBar>);

impl Bar {
    fn new(inputs: &[Input], unwanted: bool) -> Self {
        if unwanted || !io::stderr().is_terminal() {
            return Self(None);
        }
        let total: u64 = inputs
            .iter()
            .filter_map(|input| match &input.origin {
                Origin::Path(path) => std::fs::metadata(path).ok().map(|metadata| metadata.len()),
                _ => None,
            })
            .sum();
        if total < WORTH_A_BAR {
            return Self(None);
        }
        let template = "{bar:40} {bytes}/{total_bytes} {eta}";
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(10));
        Self(Some(bar.with_style(style)))
    }

    fn finish(&self) {
        if let Self(Some(bar)) = self {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bar {
    fn read(&self, bytes: u64) {
        if let Self(Some(bar)) = self {
            bar.inc(bytes);
        }
    }
}
