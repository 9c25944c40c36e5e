//! A repetition with all that is needed to tell it: who the other rows are and which of them survives.

use crate::identity::Sort;
use crate::message::{Message, counted, quote};
use crate::source::{FileId, Span};
use crate::table::{Import, ImportPath, Row};

use super::Related;

/// A row that repeats a key, ready to be put into words.
#[derive(Debug)]
pub struct Repeat<'a> {
    /// The sort of repetition.
    pub sort: Sort,
    /// The row that a person can act on.
    pub row: Row<'a>,
    /// What this row says of the customer.
    pub me: Other,
    /// The key that is shared: a lower-case address, a number in E.164, an id, a name.
    pub key: String,
    /// Other rows with the key: the one the message is about first, then in order.
    pub others: Vec<Other>,
    /// How many more there are.
    pub left_out: u64,
    /// How many different names the rows have.
    pub names: u64,
    /// The phone number that is shared too, in E.164.
    pub also: Option<Shared>,
    /// What happens to these rows.
    pub fate: Fate,
}

/// A second key that the rows share.
#[derive(Debug)]
pub struct Shared {
    /// The phone number in E.164.
    pub key: String,
    /// A row that has it: the same as the first of the others, or for a bridge one that has nothing else in
    /// common.
    pub with: Other,
}

/// A row and what it says of the customer.
#[derive(Clone, Debug, Default)]
pub struct Other {
    /// Its file.
    pub file: FileId,
    /// The file's name where it is another than the finding's.
    pub file_name: Option<String>,
    /// Its number among the data records, from 1.
    pub record: u64,
    /// The whole row.
    pub span: Span,
    /// The e-mail cell and where it stands.
    pub email: (String, Span),
    /// The phone cell and where it stands.
    pub phone: (String, Span),
    /// The id cell and where it stands.
    pub id: (String, Span),
    /// The cell of the column that the finding is told in, and where it stands.
    pub told: (String, Span),
    /// The name, for showing.
    pub name: String,
}

impl Other {
    /// Which row it is, in words.
    pub fn place(&self) -> String {
        place(self.record, self.file_name.as_deref())
    }
}

fn place(record: u64, file_name: Option<&str>) -> String {
    match file_name {
        None => format!("record {record}"),
        Some(name) => format!("record {record} of {}", crate::message::visible(name)),
    }
}

/// One end of a group.
#[derive(Clone, Debug, Default)]
pub struct End {
    /// Its number among the data records, from 1.
    pub record: u64,
    /// Its file's name where the group spans several.
    pub file_name: Option<String>,
}

impl End {
    /// Which row it is, in words.
    pub fn place(&self) -> String {
        place(self.record, self.file_name.as_deref())
    }
}

/// Which row of a group survives its import.
#[derive(Clone, Debug, Default)]
pub struct Fate {
    /// The import that is planned.
    pub import: Import,
    /// The first row of the group.
    pub first: End,
    /// Its last row in the first file.
    pub last_of_first_file: End,
    /// Its last row.
    pub last: End,
    /// Whether its rows stand in several files.
    pub several_files: bool,
    /// What the format says happens, whatever the import.
    pub stated: Option<&'static str>,
}

impl Fate {
    /// In words.
    pub fn describe(&self) -> String {
        if let Some(stated) = self.stated {
            return stated.to_owned();
        }
        let place = |end: &End| place(end.record, end.file_name.as_deref());
        if self.import.path == ImportPath::Api {
            let first = place(&self.first);
            return format!(
                "an import through the API creates {first} and refuses the others as already taken"
            );
        }
        if !self.several_files {
            let last = place(&self.last);
            return format!(
                "of these rows the admin import keeps only the last, {last}, and skips the others"
            );
        }
        let (first, last) = (place(&self.last_of_first_file), place(&self.last));
        match self.import.overwrite {
            Some(true) => format!("overwriting is on: {last}, imported last, replaces what came before it"),
            Some(false) => format!(
                "overwriting is off: {first}, imported first, stays and later files' rows are skipped"
            ),
            None => format!(
                "with \"Overwrite existing customers\" ticked {last} is what remains, without it {first} \
                 (--overwrite yes|no says which)"
            ),
        }
    }
}

impl Repeat<'_> {
    /// The row the message is about.
    pub fn other(&self) -> &Other {
        // A repetition has another row by definition; an empty one would only make a poor message.
        static NOBODY: std::sync::LazyLock<Other> = std::sync::LazyLock::new(Other::default);
        self.others.first().unwrap_or(&NOBODY)
    }

    /// "and 3 more rows", or nothing.
    pub fn and_more(&self) -> String {
        match self.others.len() as u64 - 1 + self.left_out {
            0 => String::new(),
            more => format!(", and on {}", counted(more, "more row")),
        }
    }

    /// What has to be said of a phone number in a file whose phone column was free text.
    pub fn loose_phone_note(&self) -> &'static str {
        if self.row.table.loose_phone() {
            " (taking `Phone` of this older export for the customer's own number)"
        } else {
            ""
        }
    }

    /// The other rows as related places; `cell` picks what is shown of each.
    pub fn related(&self, cell: impl Fn(&Other) -> (&str, Span)) -> Vec<Related> {
        self.others.iter().map(|other| self.related_one(other, &cell)).collect()
    }

    /// One row as a related place; `cell` picks what is shown of it.
    pub fn related_one(&self, other: &Other, cell: impl Fn(&Other) -> (&str, Span)) -> Related {
        let (text, span) = cell(other);
        let message = Message::from(format!("{}: {}", other.place(), quote(text)));
        Related { file: other.file, span: if text.is_empty() { other.span } else { span }, message }
    }
}

/// The e-mail cell.
pub fn email_of(other: &Other) -> (&str, Span) {
    (&other.email.0, other.email.1)
}

/// The phone cell.
pub fn phone_of(other: &Other) -> (&str, Span) {
    (&other.phone.0, other.phone.1)
}

/// The id cell.
pub fn id_of(other: &Other) -> (&str, Span) {
    (&other.id.0, other.id.1)
}

/// The cell of the column that the finding is told in.
pub fn told_of(other: &Other) -> (&str, Span) {
    (&other.told.0, other.told.1)
}
