//! Baselines: what is wrong already and shall not be told again.
//!
//! A baseline holds a keyed hash of every finding, its rule, and how often it occurs: no value, no name, no line.
//! Who has both the baseline and the key can find out whether an address or number they think of is in it, by
//! trying; who has only one of them learns nothing of the customers but how many findings each rule had.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use hashbrown::HashMap;
use serde::Deserialize;
use serde_json::Value;

use crate::engine::{Input, Origin, Outcome};
use crate::error::Error;
use crate::message::{counted, grouped, visible};
use crate::output::Pending;
use crate::rule::{Fingerprint, Ignored, Known, MOST, Secret, Seen};

/// What changes the files does not go together with what is known of them.
const FIXING: [&str; 3] = ["fix", "diff", "fix_only"];

/// What is known already.
#[derive(Debug, Args)]
#[command(next_help_heading = "Baseline")]
pub struct Baselines {
    /// Do not tell what this baseline holds; `CSV_PREFLIGHT_KEY` must be the key it was made with
    #[arg(long, value_name = "PATH", conflicts_with_all = FIXING)]
    pub baseline: Option<PathBuf>,
    /// Write down everything that is found, as keyed hashes, so that it is not told again
    #[arg(long, value_name = "PATH", conflicts_with_all = FIXING, conflicts_with_all = ["baseline", "prune_baseline"])]
    pub write_baseline: Option<PathBuf>,
    /// Take out of the baseline what is no longer found
    #[arg(long, conflicts_with_all = FIXING)]
    pub prune_baseline: bool,
}

/// The version of the files that are written and read.
const VERSION: u64 = 1;

/// What tells one key from another without giving it away.
const KEY_CHECK: &[&str] = &["key/v1"];

/// What the user wants of a baseline.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// The one to use.
    pub read: Option<&'a Path>,
    /// The one to write.
    pub write: Option<&'a Path>,
    /// Whether what is found no more is to be taken out of the one that is used.
    pub prune: bool,
    /// The key.
    pub key: Option<&'a str>,
    /// What the settings ignore.
    pub ignored: &'a [Ignored],
}

/// A baseline in use, or in the making.
#[derive(Debug)]
pub struct Baseline {
    /// What is known, before anything was checked.
    pub known: Option<Arc<Known>>,
    secret: Option<Secret>,
    /// The one in use.
    read: Option<(PathBuf, Vec<Entry>)>,
    write: Option<(PathBuf, Pending)>,
}

/// A finding of a baseline.
#[derive(Clone, Debug, Deserialize)]
struct Entry {
    rule: String,
    fingerprint: String,
    count: u32,
}

impl Baseline {
    /// Reads the baseline that is to be used and opens the one that is to be written.
    pub fn open(wanted: &Wanted<'_>, inputs: &[Input]) -> Result<Self, Error> {
        let needs_key = wanted.read.is_some()
            || wanted.write.is_some()
            || wanted.ignored.iter().any(|ignored| ignored.value.is_some());
        if needs_key && wanted.key.is_none() {
            return Err(no_key());
        }
        if wanted.prune && wanted.read.is_none() {
            return Err(usage("there is no baseline to prune", "name it with --baseline"));
        }
        let secret = wanted.key.filter(|_| needs_key).map(Secret::new);
        let read = match (wanted.read, &secret) {
            (Some(path), Some(secret)) => Some((path.to_owned(), read(path, secret)?)),
            _ => None,
        };
        let target = if wanted.prune { wanted.read } else { wanted.write };
        let write = match target {
            None => None,
            Some(path) if is_read(path, inputs) => {
                return Err(usage(
                    &format!("{} is to be checked and written to", name(path)),
                    "name another file for the baseline",
                ));
            }
            Some(path) => Some((path.to_owned(), Pending::open(path)?)),
        };
        let mut findings: HashMap<Fingerprint, u32> = HashMap::new();
        for entry in read.iter().flat_map(|(_, entries)| entries) {
            if let Ok(fingerprint) = entry.fingerprint.parse() {
                *findings.entry(fingerprint).or_default() += entry.count;
            }
        }
        let learns = wanted.write.is_some();
        let any = learns || !findings.is_empty() || !wanted.ignored.is_empty();
        let known = Known { secret: secret.clone(), findings, learns, ignored: wanted.ignored.to_vec() };
        Ok(Self { known: any.then(|| Arc::new(known)), secret, read, write })
    }

    /// Whether the inputs may have to be read twice.
    pub fn may_check_twice(&self) -> bool {
        self.read.is_some()
    }

    /// What is known when findings that occur more often than they are known are not: nobody can tell which of
    /// them are the new ones. `None` if there are no such findings.
    pub fn without_exceeded(&self, seen: &Seen) -> Option<Arc<Known>> {
        let known = self.known.as_ref().filter(|known| !known.learns)?;
        let exceeded = |fingerprint: &Fingerprint, count: u32| {
            seen.findings.get(fingerprint).is_some_and(|(_, seen)| *seen > count)
        };
        if !known.findings.iter().any(|(fingerprint, count)| exceeded(fingerprint, *count)) {
            return None;
        }
        let mut fewer = Known::clone(known);
        fewer.findings.retain(|fingerprint, count| !exceeded(fingerprint, *count));
        Some(Arc::new(fewer))
    }

    /// Writes what is to be written, and says what was hidden and what is no longer found. `first` is what was
    /// seen before findings were left out that occur too often.
    pub fn finish(self, first: &Seen, outcome: &Outcome) -> Result<Vec<String>, Error> {
        let mut notes = Vec::new();
        if first.too_many {
            return Err(usage(
                &format!("there are more than {} different findings", grouped(MOST as u64)),
                "mend the export first; so many are no baseline",
            ));
        }
        let ignored = outcome.seen.ignored;
        if ignored > 0 {
            notes.push(format!("{} ignored by the settings", counted(ignored, "finding")));
        }
        let Some(secret) = &self.secret else { return Ok(notes) };
        if let Some((path, entries)) = &self.read {
            let hidden = outcome.seen.hidden();
            notes.push(format!("{} hidden by {}", counted(hidden, "known finding"), name(path)));
            let kept: Vec<Entry> = entries.iter().filter_map(|entry| still_found(entry, first)).collect();
            let stale = total(entries) - total(&kept);
            if stale > 0 {
                let what = counted(stale, "finding");
                notes.push(if self.write.is_some() {
                    format!("{what} of {} no longer found and taken out", name(path))
                } else {
                    format!("{what} of {} no longer found (--prune-baseline takes them out)", name(path))
                });
            }
            if let Some((_, pending)) = self.write {
                pending.write(text(&kept, secret).as_bytes())?;
            }
        } else if let Some((path, pending)) = self.write {
            let mut entries: Vec<Entry> = first
                .findings
                .iter()
                .map(|(fingerprint, (rule, count))| Entry {
                    rule: (*rule).to_owned(),
                    fingerprint: fingerprint.to_string(),
                    count: *count,
                })
                .collect();
            entries.sort_unstable_by(|a, b| (&a.rule, &a.fingerprint).cmp(&(&b.rule, &b.fingerprint)));
            pending.write(text(&entries, secret).as_bytes())?;
            notes.push(format!("wrote {} to {}", counted(total(&entries), "finding"), name(&path)));
        }
        Ok(notes)
    }
}

/// What is said where fingerprints are wanted and there is no key.
pub(crate) fn no_key() -> Error {
    usage(
        "fingerprints need a key, without which anybody could guess what was hashed",
        "set CSV_PREFLIGHT_KEY, or fingerprint-key in the settings, to a long random word and keep it secret",
    )
}

fn total(entries: &[Entry]) -> u64 {
    entries.iter().map(|entry| u64::from(entry.count)).sum()
}

fn still_found(entry: &Entry, seen: &Seen) -> Option<Entry> {
    let (_, count) = seen.findings.get(&entry.fingerprint.parse::<Fingerprint>().ok()?)?;
    Some(Entry { count: entry.count.min(*count), ..entry.clone() })
}

/// A line for each finding, in order, so that a change can be read.
fn text(entries: &[Entry], secret: &Secret) -> String {
    let tool = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"));
    let key = secret.fingerprint(KEY_CHECK);
    let mut text = format!(
        "{{\n  \"baseline\": {VERSION},\n  \"tool\": \"{tool}\",\n  \"key\": \"{key}\",\n  \"findings\": ["
    );
    for (index, Entry { rule, fingerprint, count }) in entries.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let rule = Value::from(rule.as_str());
        text.push_str(&format!(
            "{comma}\n    {{\"rule\": {rule}, \"fingerprint\": \"{fingerprint}\", \"count\": {count}}}"
        ));
    }
    text.push_str(if entries.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
    text
}

fn read(path: &Path, secret: &Secret) -> Result<Vec<Entry>, Error> {
    let bytes = std::fs::read(path).map_err(|error| Error::read(&path.display().to_string(), error))?;
    let again = "write it anew with --write-baseline";
    let wrong = |what: &str| usage(&format!("{} {what}", name(path)), again);
    let value: Value = serde_json::from_slice(&bytes).map_err(|_| wrong("is not a baseline"))?;
    match value.get("baseline") {
        None => return Err(wrong("is not a baseline")),
        Some(version) if version.as_u64() != Some(VERSION) => {
            return Err(wrong("is a baseline of another version of csv-preflight"));
        }
        Some(_) => {}
    }
    if value.get("key").and_then(Value::as_str) != Some(&secret.fingerprint(KEY_CHECK).to_string()) {
        return Err(usage(
            &format!("{} was made with another key", name(path)),
            "set CSV_PREFLIGHT_KEY to the key it was made with, or write it anew with --write-baseline",
        ));
    }
    let findings = value.get("findings").cloned().unwrap_or_default();
    let entries: Vec<Entry> = serde_json::from_value(findings).map_err(|_| wrong("is damaged"))?;
    if entries.iter().any(|entry| entry.fingerprint.parse::<Fingerprint>().is_err()) {
        return Err(wrong("is damaged"));
    }
    Ok(entries)
}

fn is_read(path: &Path, inputs: &[Input]) -> bool {
    let Ok(path) = path.canonicalize() else { return false };
    inputs.iter().any(|input| match &input.origin {
        Origin::Path(read) => read.canonicalize().is_ok_and(|read| read == path),
        Origin::Stdin | Origin::Memory(_) | Origin::Spooled(..) => false,
    })
}

fn name(path: &Path) -> String {
    visible(&path.display().to_string())
}

fn usage(message: &str, advice: &str) -> Error {
    Error::Usage { message: message.to_owned(), advice: Some(advice.to_owned()) }
}
