//! What stops the tool: files that cannot be read, settings and usage. Bad data is never an error; it is a
//! finding.

use std::io;
use std::ops::Range;
use std::path::Path;

use miette::{Diagnostic, NamedSource, SourceSpan};
use thiserror::Error;

use crate::message::{Message, is_hazard, nearest, visible};

/// Why there is no report. The exit code is 2.
#[derive(Debug, Error, Diagnostic)]
pub enum Error {
    /// A file or stream could not be read.
    #[error("cannot read {name}: {reason}")]
    Read {
        /// The file, as it was named.
        name: String,
        /// What the system said.
        reason: String,
    },
    /// A file became shorter or longer while it was read.
    #[error("{name} changed while it was read")]
    #[diagnostic(help("check it again when nothing writes to it"))]
    Changed {
        /// The file, as it was named.
        name: String,
    },
    /// The report could not be written.
    #[error("cannot write the report: {0}")]
    Write(io::Error),
    /// There is no room for temporary files.
    #[error("cannot write temporary files: {0}")]
    #[diagnostic(help("make room where TMPDIR points, or allow more memory with --max-memory"))]
    Spill(io::Error),
    /// A file that was to be written could not be.
    #[error("cannot write {name}: {reason}")]
    WriteFile {
        /// The file, as it was named.
        name: String,
        /// What the system said.
        reason: String,
    },
    /// A file's header belongs to no known format.
    #[error("{name} does not look like a customer file")]
    UnknownFormat {
        /// The file, as it was named.
        name: String,
        /// What was seen and what to do, as shown.
        #[help]
        advice: String,
        /// The same with the file's own words marked.
        seen: Message,
    },
    /// The command line asks for something that there is not.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What to do.
        #[help]
        advice: Option<String>,
    },
    /// A settings or connector file is wrong.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Settings(Box<SettingsError>),
}

/// What is wrong with a settings or connector file, and where.
#[derive(Debug, Error, Diagnostic)]
#[error("{message}")]
pub struct SettingsError {
    /// What is wrong.
    pub message: String,
    /// What to do.
    #[help]
    pub advice: Option<String>,
    /// The file.
    #[source_code]
    pub text: NamedSource<String>,
    /// Where in it.
    #[label("here")]
    pub span: Option<SourceSpan>,
}

impl SettingsError {
    /// Something wrong at a place of a file. What could act on a terminal is masked in the text that is shown.
    pub fn at(
        name: &str,
        text: &str,
        message: String,
        advice: Option<String>,
        span: Option<Range<usize>>,
    ) -> Error {
        let text = NamedSource::new(visible(name), harmless(text)).with_language("TOML");
        Error::Settings(Box::new(Self { message, advice, text, span: span.map(Into::into) }))
    }

    /// What the parser says, in our words; `field` is what a key of the file is called.
    pub fn from_toml(name: &str, text: &str, problem: &toml::de::Error, field: &str) -> Error {
        let (message, advice) = explain(problem.message(), field);
        Self::at(name, text, message, advice, problem.span())
    }
}

/// The text of a settings file as it may be shown: what could act on a terminal is masked, byte for byte, so
/// that places in it stay.
fn harmless(text: &str) -> String {
    let shown = |c: char| match c {
        '\n' | '\t' | '\r' => c.to_string(),
        c if is_hazard(c) => "?".repeat(c.len_utf8()),
        c => c.to_string(),
    };
    text.chars().map(shown).collect()
}

/// The parser's message in our words: it names the wrong word first and then those it expected.
fn explain(message: &str, field: &str) -> (String, Option<String>) {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let what = match message.split_once(" `") {
        Some(("unknown field", _)) => field,
        Some(("unknown variant", _)) => "value",
        _ => return (visible(message.trim_end()), None),
    };
    let Some(wrong) = quoted.next() else { return (visible(message), None) };
    let allowed: Vec<&str> = quoted.collect();
    let advice = match nearest(wrong, allowed.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known: {}", allowed.join(", ")),
    };
    (format!("there is no {what} `{}`", visible(wrong)), Some(advice))
}

impl Error {
    /// A file that could not be read.
    #[expect(clippy::needless_pass_by_value, reason = "it is handed over by map_err")]
    pub fn read(name: &str, error: io::Error) -> Self {
        Self::Read { name: visible(name), reason: reason(&error) }
    }

    /// A file that could not be written.
    #[expect(clippy::needless_pass_by_value, reason = "it is handed over by map_err")]
    pub fn write(path: &Path, error: io::Error) -> Self {
        Self::WriteFile { name: visible(&path.display().to_string()), reason: reason(&error) }
    }

    /// A file that is another one by now than it was.
    pub fn changed(name: &str) -> Self {
        Self::Changed { name: visible(name) }
    }

    /// The same without anything that stands in a file.
    #[must_use]
    pub fn redacted(self) -> Self {
        match self {
            Self::UnknownFormat { name, seen, .. } => {
                Self::UnknownFormat { name, advice: seen.render(true), seen }
            }
            other => other,
        }
    }

    /// A word that is none of those allowed, with the nearest one.
    pub fn unknown<'a>(what: &str, word: &str, allowed: impl IntoIterator<Item = &'a str> + Clone) -> Self {
        let advice = match nearest(word, allowed.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known: {}", allowed.into_iter().collect::<Vec<_>>().join(", ")),
        };
        let shown = visible(word);
        Self::Usage { message: format!("there is no {what} `{shown}`"), advice: Some(advice) }
    }
}

/// What the system said, in few words where they are common.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}
