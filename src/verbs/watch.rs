//! `check --watch`: a check, and another one whenever a file or the settings change, until somebody stops it.
//!
//! Folders are watched, since editors put a new file in the place of the old one. What counts is whether a file that
//! would be read is another one than before: whatever else happens in the folder changes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::{Duration, SystemTime};

use clap::ArgMatches;
use notify_debouncer_mini::new_debouncer;
use notify_debouncer_mini::notify::{self, RecursiveMode};

use super::check::check;
use crate::cli::{Check, OutputFormat};
use crate::engine::Origin;
use crate::error::Error;
use crate::inputs;
use crate::output;
use crate::settings::{FILE_NAMES, discover};

/// What editors wait for: between the two lines stands what was found.
/// <https://code.visualstudio.com/docs/debugtest/tasks#_background-watching-tasks>
const BEGINS: &str = "csv-preflight: checking";
const ENDS: &str = "csv-preflight: watching";

/// Changes closer together than this are one.
const TOGETHER: Duration = Duration::from_millis(150);

/// What tells a file from what it was before; `None` where there is none.
type Stamp = Option<(u64, Option<SystemTime>)>;

/// Checks until stopped; an error while a file is being written is told by `complain`, and watching goes on.
pub fn watch(
    arguments: &Check,
    matches: &ArgMatches,
    out: &mut impl Write,
    complain: impl Fn(&Error),
) -> Result<u8, Error> {
    refuse_what_cannot_be_repeated(arguments, matches)?;
    let (sender, changes) = mpsc::channel();
    let mut debouncer = new_debouncer(TOGETHER, sender).map_err(failed)?;
    for (folder, is_deep) in folders(arguments) {
        let mode = if is_deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
        debouncer.watcher().watch(&folder, mode).map_err(failed)?;
    }
    loop {
        // What changes while it is read is read again.
        let before = stamps(arguments);
        say(out, BEGINS)?;
        match check(arguments, matches) {
            // Nobody reads any more.
            Err(Error::Write(error)) => return Err(Error::Write(error)),
            Err(error) => complain(&error),
            Ok(_) => {}
        }
        say(out, ENDS)?;
        while stamps(arguments) == before {
            match changes.recv() {
                Ok(Ok(_)) => {}
                Ok(Err(error)) => return Err(failed(error)),
                Err(mpsc::RecvError) => {
                    return Err(failed(notify::Error::generic("nothing watches any more")));
                }
            }
        }
    }
}

fn say(out: &mut impl Write, line: &str) -> Result<(), Error> {
    writeln!(out, "{line}").and_then(|()| out.flush()).map_err(Error::Write)
}

fn failed(error: notify::Error) -> Error {
    let name = error.paths.first().map(|path| path.display().to_string());
    let error = match error.kind {
        notify::ErrorKind::Io(error) => error,
        other => std::io::Error::other(notify::Error::new(other)),
    };
    Error::read(name.as_deref().unwrap_or("a folder that is watched"), error)
}

fn refuse_what_cannot_be_repeated(arguments: &Check, matches: &ArgMatches) -> Result<(), Error> {
    let usage = |message: &str, advice: &str| {
        Err(Error::Usage { message: message.to_owned(), advice: Some(advice.to_owned()) })
    };
    if arguments.paths.iter().any(|path| path == "-") {
        return usage("standard input can be read only once, and not watched", "name a file");
    }
    let lines = |format| matches!(format, OutputFormat::Human | OutputFormat::Compact);
    let whole = |output: &crate::cli::Output| output.path.is_none() && !lines(output.format);
    if output::wanted(arguments, matches)?.iter().any(whole) {
        return usage(
            "--watch writes report after report to standard output, and this format is one document",
            "use -f compact, or write the report to a file with -o",
        );
    }
    Ok(())
}

/// The folders in which something may change that matters, and whether those below them count too.
fn folders(arguments: &Check) -> BTreeMap<PathBuf, bool> {
    let mut folders = BTreeMap::new();
    let mut add = |folder: &Path, deep: bool| {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        *folders.entry(folder.to_owned()).or_default() |= deep;
    };
    for word in &arguments.paths {
        let path = Path::new(word);
        if path.is_dir() {
            add(path, true);
        } else if !path.exists() && word.contains(['*', '?', '[', '{']) {
            let plain = |folder: &&Path| !folder.to_string_lossy().contains(['*', '?', '[', '{']);
            add(path.ancestors().find(plain).unwrap_or(Path::new("")), true);
        } else {
            add(path.parent().unwrap_or(path), false);
        }
    }
    for file in settings(arguments) {
        add(file.parent().unwrap_or(Path::new("")), false);
    }
    folders
}

/// The settings files there are, and the one that could come to be beside an input.
fn settings(arguments: &Check) -> Vec<PathBuf> {
    match (&arguments.set.config, arguments.set.isolated) {
        (_, true) => Vec::new(),
        (Some(path), false) => vec![path.clone()],
        (None, false) => {
            let above = arguments.paths.iter().map(Path::new);
            let above = above.map(|path| if path.is_dir() { path } else { path.parent().unwrap_or(path) });
            let above =
                above.map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
            let both = above.flat_map(|folder| {
                let beside = FILE_NAMES.iter().map(move |name| folder.join(name));
                discover(folder).into_iter().chain(beside)
            });
            both.collect()
        }
    }
}

/// The files that would be read now, and what each is like.
fn stamps(arguments: &Check) -> BTreeSet<(PathBuf, Stamp)> {
    let inputs = inputs::expand(&arguments.paths, None, None).unwrap_or_default();
    let inputs = inputs.into_iter().filter_map(|input| match input.origin {
        Origin::Path(path) => Some(path),
        _ => None,
    });
    let known = [arguments.known.baseline.clone()].into_iter().flatten();
    let stamp = |path: PathBuf| {
        let there = std::fs::metadata(&path).ok();
        let stamp = there.map(|there| (there.len(), there.modified().ok()));
        (path, stamp)
    };
    inputs.chain(settings(arguments)).chain(known).map(stamp).collect()
}
