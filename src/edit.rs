//! Repairs as data. Applying them is the business of [`crate::fix`].

use crate::source::Span;

/// How far a repair may be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applicability {
    /// Exactly what the importer would store anyway, or no change of meaning at all.
    Safe,
    /// Probably right, but it could make the row another customer, grant consent or drop a row.
    Unsafe,
}

/// One replacement of bytes. An empty `text` deletes, an empty span inserts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// What stands there afterwards, quoting included.
    pub text: String,
}

/// A repair that concerns the file as a whole and would be an edit in every record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rewrite {
    /// Write the decoded text as UTF-8.
    Utf8,
    /// Separate cells by commas, quoting the cells that contain one; drop a `sep=` line.
    Commas,
    /// End every record with LF; line breaks inside quoted cells stay.
    LineFeeds,
}

/// A repair of one finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an order: "remove the space at the end".
    pub title: &'static str,
    /// How far it may be trusted.
    pub applicability: Applicability,
    /// The replacements, ascending and not overlapping; empty for a rewrite of the whole file.
    pub edits: Vec<Edit>,
    /// The rewrite of the whole file, if it is one.
    pub rewrite: Option<Rewrite>,
}

impl Fix {
    /// A repair by one replacement.
    pub fn replace(title: &'static str, applicability: Applicability, span: Span, text: String) -> Self {
        Self::edits(title, applicability, vec![Edit { span, text }])
    }

    /// A repair by several replacements, ascending and not overlapping.
    pub fn edits(title: &'static str, applicability: Applicability, edits: Vec<Edit>) -> Self {
        Self { title, applicability, edits, rewrite: None }
    }

    /// A repair of the file as a whole.
    pub fn rewrite(title: &'static str, applicability: Applicability, rewrite: Rewrite) -> Self {
        Self { title, applicability, edits: Vec::new(), rewrite: Some(rewrite) }
    }
}
