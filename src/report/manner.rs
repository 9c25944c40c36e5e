//! How a report is told, whatever the format: what may be seen of the data, and how files are named.

use std::path::{Path, PathBuf};

use super::Report;
use crate::engine::Levels;
use crate::source::Source;

/// Where CI systems say that the repository lies.
pub const ROOTS: [&str; 3] = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR", "BUILD_SOURCESDIRECTORY"];

/// How a report is told.
#[derive(Clone, Debug, Default)]
pub struct Manner {
    /// Whether to mask what stands in cells.
    pub redact: bool,
    /// The secret that fingerprints are made with; without one they hold nothing that the report does not
    /// show.
    pub key: Option<String>,
    /// The folder that CI systems name files from. Without one, files are called what they were called.
    pub root: Option<PathBuf>,
    /// What the user asked to be checked, where that is one thing: tells one report of a commit from another.
    pub subject: Option<String>,
    /// The exit code of the run.
    pub exit_code: u8,
    /// Which rules were on.
    pub levels: Levels,
}

impl Manner {
    /// How CI systems want every file of the run named, in the order of the files: from the root, with
    /// forward slashes.
    pub(super) fn paths(&self, report: &Report<'_>) -> Vec<String> {
        let root = self.root.as_ref().and_then(|root| root.canonicalize().ok());
        report.outcome.files.iter().map(|file| from_root(&file.source, root.as_deref())).collect()
    }
}

fn from_root(source: &Source, root: Option<&Path>) -> String {
    let below = |root: &Path| {
        let path = source.path.as_ref()?.canonicalize().ok()?;
        Some(path.strip_prefix(root).ok()?.to_string_lossy().into_owned())
    };
    let name = root.and_then(below).unwrap_or_else(|| source.name.clone());
    let name = if cfg!(windows) { name.replace('\\', "/") } else { name };
    name.strip_prefix("./").map(str::to_owned).unwrap_or(name)
}
