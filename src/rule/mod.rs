//! What a rule is: one static declaration that says what it finds, why, how we know, and on what it runs.
//!
//! Everything that speaks of rules derives from these declarations: the README's table, `explain`, the
//! settings, the reports and the tests.

use std::borrow::Cow;
mod disagreement;
mod facts;
mod finding;
mod known;
mod repeat;
mod sink;

use std::fmt;

pub use disagreement::{Disagreement, Parting};
pub use facts::{Content, FileFacts, LineEnds, Split};
pub use finding::{Finding, MAX_RELATED, Related};
pub use known::{Fingerprint, Ignored, Known, MOST, Secret, Seen};
pub use repeat::{End, Fate, Other, Repeat, Shared, email_of, id_of, phone_of, told_of};
pub use sink::{Active, Level, Room, Sink, Tallies, Tally, TallyKey};

pub(crate) use facts::content_of;

use serde::{Deserialize, Serialize};

use crate::format::Kind;
use crate::identity::Sort;
use crate::identity::phone::{Class, Reading};
use crate::source::Facts;
use crate::table::{Cell, Row, RowFacts, Table};

/// How bad a finding is. It follows what the importer does, not taste.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Hygiene. Counted; shown on request.
    Info,
    /// Likely damage.
    Warning,
    /// Refused, lost, merged with somebody else, or split in two.
    Error,
}

impl Severity {
    /// All, from mild to bad.
    pub const ALL: [Self; 3] = [Self::Info, Self::Warning, Self::Error];

    /// The word in every output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Where something was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// Through the Admin API.
    Api,
    /// At the CSV importer itself, or on files that it wrote.
    Importer,
}

/// How we know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The vendor's own words.
    Documented,
    /// Somebody tried it.
    Measured(Where),
    /// A third party says so.
    Reported,
    /// Our own judgement of what is safe.
    Policy,
}

impl Basis {
    /// The word in every output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Measured(Where::Api) => "measured at the API",
            Self::Measured(Where::Importer) => "measured at the importer",
            Self::Reported => "reported",
            Self::Policy => "policy",
        }
    }
}

/// Which repairs a rule can offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FixAvailability {
    /// None.
    Never,
    /// Only safe ones.
    Safe,
    /// Only ones that must be asked for.
    Unsafe,
    /// Safe or unsafe, depending on the case.
    Mixed,
}

impl FixAvailability {
    /// The word in every output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Never => "none",
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
            Self::Mixed => "safe or unsafe",
        }
    }
}

/// The part of the catalogue that a rule stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// The bytes and the table.
    File,
    /// The first record.
    Header,
    /// E-mail addresses.
    Email,
    /// Phone numbers.
    Phone,
    /// Who is who.
    Identity,
    /// Marketing consent and other yes/no cells.
    Consent,
    /// Names, tags, notes and custom fields.
    Field,
    /// Countries, provinces and postal codes.
    Address,
}

impl Group {
    /// All, in the order of the catalogue.
    pub const ALL: [Self; 8] = [
        Self::File,
        Self::Header,
        Self::Email,
        Self::Phone,
        Self::Identity,
        Self::Consent,
        Self::Field,
        Self::Address,
    ];

    /// The heading in every output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Header => "Header",
            Self::Email => "E-mail",
            Self::Phone => "Phone",
            Self::Identity => "Identity",
            Self::Consent => "Consent",
            Self::Field => "Text and tags",
            Self::Address => "Address",
        }
    }

    /// Whether its rules judge what a cell says by what its column holds, so that a cell under the wrong header
    /// is theirs to misjudge.
    pub const fn is_of_content(self) -> bool {
        matches!(self, Self::Email | Self::Phone | Self::Consent | Self::Address)
    }

    /// The word in settings.
    pub const fn word(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Header => "header",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Identity => "identity",
            Self::Consent => "consent",
            Self::Field => "field",
            Self::Address => "address",
        }
    }
}

/// What a rule looks at, and so when it runs. The engine sorts rules by it once per file; a cell or a row
/// that has none of the facts asked for costs the rule nothing.
#[derive(Clone, Copy)]
pub enum Check {
    /// The file as a whole, once, after everything else was read.
    File(fn(&FileFacts<'_>, &mut Sink)),
    /// The header, once.
    Header(fn(&Table, &mut Sink)),
    /// Each row that has at least one of the facts in `when`.
    Row {
        /// Facts of a row, any of which wakes the rule.
        when: RowFacts,
        /// The check.
        check: fn(&Row<'_>, &mut Sink),
    },
    /// Each cell that is not empty, has at least one of the facts in `when`, and stands in a column of one
    /// of `kinds` (no kinds: any column).
    Cell {
        /// What the column must hold.
        kinds: &'static [Kind],
        /// Facts of a cell, any of which wakes the rule.
        when: Facts,
        /// The check.
        check: fn(&Cell<'_>, &mut Sink),
    },
    /// Each phone cell that is what the rule speaks of. The cell is read once for all of them; what was vouched
    /// for by a glance, nobody speaks of. What is found is counted without its row where nobody asks for more.
    Phone {
        /// What there is to say of the cell.
        class: Class,
        /// How severe that is in this table.
        severity: fn(&Table, &Reading) -> Severity,
        /// Says it.
        tell: fn(&Cell<'_>, &Reading) -> Finding,
    },
    /// Each cell of a column of [`Kind::YES_NO`] that says neither `yes` nor `no`. What is found is counted without its
    /// row where nobody asks for more.
    Word {
        /// How severe that is in this table, if it is anything.
        severity: fn(&Table) -> Option<Severity>,
        /// Says it.
        tell: fn(&Cell<'_>) -> Finding,
    },
    /// As `Cell`, and each empty cell of a column of `gaps` too.
    CellOrGap {
        /// What the column must hold.
        kinds: &'static [Kind],
        /// Facts of a cell, any of which wakes the rule.
        when: Facts,
        /// Columns whose empty cells wake the rule, in rows of which some cell has one of these facts.
        gaps: &'static [Kind],
        /// These facts.
        among: Facts,
        /// The check.
        check: fn(&Cell<'_>, &mut Sink),
    },
    /// Rows that share a key with other rows: the identity layer says which sort of repetition each is, and
    /// exactly one rule speaks for each sort.
    Repeat {
        /// The sort of repetition this rule speaks for.
        of: Sort,
        /// Puts it into words. Called only for findings that will be shown.
        tell: fn(&Repeat<'_>) -> Finding,
    },
    /// Rows that a chosen connector takes for other customers than Shopify does. Exactly one rule speaks for each
    /// way to part.
    Connector {
        /// The way to part this rule speaks for.
        of: Parting,
        /// Puts it into words. Called only for findings that will be shown.
        tell: fn(&Disagreement<'_>) -> Finding,
    },
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::File(_) => "File",
            Self::Header(_) => "Header",
            Self::Row { .. } => "Row",
            Self::Cell { .. } => "Cell",
            Self::Phone { .. } => "Phone",
            Self::Word { .. } => "Word",
            Self::CellOrGap { .. } => "CellOrGap",
            Self::Repeat { .. } => "Repeat",
            Self::Connector { .. } => "Connector",
        })
    }
}

/// A file in miniature that shows a rule at work, executed by the tests.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// The bytes of the file, or how it begins.
    pub csv: &'static [u8],
    /// How it goes on: these bytes, so many times.
    pub then: Option<(&'static [u8], usize)>,
    /// Settings it is checked with, in the syntax of the settings file.
    pub settings: &'static str,
    /// What the rule must find: `LINE:COLUMN message`, columns in characters. Empty for a good example, on
    /// which no rule at all may report an error or a warning.
    pub finds: &'static [&'static str],
    /// The file after the rule's fixes were applied; `None` where it offers none.
    pub fixed: Option<&'static [u8]>,
}

impl Example {
    /// A file in which the rule finds exactly this.
    pub const fn bad(csv: &'static [u8], finds: &'static [&'static str]) -> Self {
        Self { csv, then: None, settings: "", finds, fixed: None }
    }

    /// A file in which no rule finds anything worse than an info.
    pub const fn good(csv: &'static [u8]) -> Self {
        Self { csv, then: None, settings: "", finds: &[], fixed: None }
    }

    /// Going on with `bytes`, `times` times: a file too large to be written down.
    #[must_use]
    pub const fn then(mut self, bytes: &'static [u8], times: usize) -> Self {
        self.then = Some((bytes, times));
        self
    }

    /// The whole file.
    pub fn bytes(&self) -> Cow<'static, [u8]> {
        match self.then {
            None => Cow::Borrowed(self.csv),
            Some((bytes, times)) => Cow::Owned([self.csv, &bytes.repeat(times)].concat()),
        }
    }

    /// Checked with these settings.
    #[must_use]
    pub const fn with(mut self, settings: &'static str) -> Self {
        self.settings = settings;
        self
    }

    /// What the fixes make of it.
    #[must_use]
    pub const fn fixed(mut self, csv: &'static [u8]) -> Self {
        self.fixed = Some(csv);
        self
    }
}

/// One rule. Every field is required, so that the compiler is the checklist.
#[derive(Debug)]
pub struct Rule {
    /// Kebab-case; names the defect and reads well after "allow".
    pub id: &'static str,
    /// The part of the catalogue.
    pub group: Group,
    /// One line, lower case, no full stop, at most 80 characters.
    pub summary: &'static str,
    /// What happens to the customer's data, in a sentence or two.
    pub why: &'static str,
    /// When it is right to ignore it.
    pub exceptions: &'static str,
    /// The usual severity for the `shopify-customers` format.
    pub severity: Severity,
    /// How we know.
    pub basis: Basis,
    /// URLs of what it rests on.
    pub sources: &'static [&'static str],
    /// Which repairs it offers.
    pub fix: FixAvailability,
    /// The version it first appeared in.
    pub since: &'static str,
    /// The settings it reads.
    pub options: &'static [&'static str],
    /// On what it runs, and the check itself.
    pub check: Check,
    /// The proof.
    pub examples: &'static [Example],
}

impl Rule {
    /// Where its documentation stands.
    pub fn url(&self) -> String {
        format!("{}#{}", env!("CARGO_PKG_HOMEPAGE"), self.id)
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}
