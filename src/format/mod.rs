//! What an import file is supposed to look like: header generations, column kinds, limits. Formats are data,
//! one TOML file each in `builtin/`; a header is recognised by comparing it with them.

mod kind;
mod place;

use std::sync::{LazyLock, OnceLock};

use hashbrown::HashMap;
use serde::Deserialize;

use crate::message::nearest;

pub use kind::Kind;
pub use place::{Country, Meant, ProvinceCode, Region, Zip};

/// One kind of import file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Format {
    /// Kebab-case name, as given to `--format`.
    pub id: String,
    /// What a person calls it.
    pub title: String,
    /// URLs of what is stated here.
    pub sources: Vec<String>,
    /// The delimiter the importer expects; none where it does not mind.
    pub delimiter: Option<char>,
    /// The largest file the importer takes.
    pub max_size: Option<MaxSize>,
    /// Headers that must be there.
    #[serde(default)]
    pub required: Vec<String>,
    /// Whether columns that are not listed are refused.
    pub strict_header: bool,
    /// What the importer does with rows of one customer, where that does not depend on how the import is made.
    pub duplicates: Option<String>,
    /// Which cells tell one customer from another, most telling first.
    pub identified_by: Vec<Kind>,
    /// Header generations, newest first.
    #[serde(default, rename = "generation")]
    pub generations: Vec<Generation>,
    /// All columns the importer knows.
    #[serde(default, rename = "column")]
    pub columns: Vec<ColumnSpec>,
    /// Headers of custom fields: what stands before the name and after it.
    #[serde(default, rename = "custom-field")]
    pub custom_fields: Vec<CustomField>,
    /// Rows of the vendor's own sample, to be recognised when somebody forgot to delete them.
    #[serde(default, rename = "sample")]
    pub samples: Vec<Sample>,
    /// The places of the columns by their headers in lower case.
    #[serde(skip)]
    by_header: OnceLock<HashMap<String, usize>>,
}

/// A limit on the size of a file, in bytes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MaxSize {
    /// As the vendor puts it.
    pub stated: String,
    /// The smallest size it can mean: from here on the file may be refused.
    pub from: u64,
    /// The largest size it can mean: above it the file is refused.
    pub upto: u64,
}

/// One state of the header over the years, in the order of its columns.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Generation {
    /// Kebab-case name.
    pub id: String,
    /// What a person calls it.
    pub title: String,
    /// Whether several rows may belong to one customer on purpose.
    #[serde(default)]
    pub several_rows_per_customer: bool,
    /// Whether the column `Phone` behaved like an address phone in exports of this generation.
    #[serde(default)]
    pub loose_phone: bool,
    /// The headers, in order.
    pub columns: Vec<String>,
}

/// One column that an importer knows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ColumnSpec {
    /// The exact header.
    pub header: String,
    /// What it holds.
    pub kind: Kind,
    /// Set for a name that today's importer no longer documents.
    pub legacy: Option<Legacy>,
    /// Whether the importer is said never to read it.
    #[serde(default)]
    pub ignored: bool,
}

/// What became of an old header.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Legacy {
    /// Today's header for the same content.
    pub now: Option<String>,
    /// What to do when there is none.
    pub instead: Option<String>,
}

/// Headers of custom fields.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CustomField {
    /// What the header contains, with the name before it.
    pub contains: String,
    /// What the header ends with.
    #[serde(default)]
    pub ends: String,
}

/// A row of the vendor's sample file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Sample {
    /// First name of the invented customer.
    pub first_name: String,
    /// Last name of the invented customer.
    pub last_name: String,
    /// The other cells that give the sample away; one of them must be there.
    pub any_of: Vec<String>,
}

/// How a header cell relates to a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known<'f> {
    /// Exactly one of the format's headers.
    Exactly(&'f str),
    /// One of them but for case or space at the edges; the right spelling.
    Nearly(&'f str),
    /// The header of a custom field.
    CustomField,
    /// Not among them.
    No,
}

static BUILTIN: LazyLock<Vec<Format>> = LazyLock::new(|| {
    [
        include_str!("builtin/shopify-customers.toml"),
        include_str!("builtin/matrixify-customers.toml"),
        include_str!("builtin/generic.toml"),
    ]
    .into_iter()
    .map(|text| toml::from_str(text).expect("a built-in format is valid: a test reads each of them"))
    .collect()
});

/// The id of the format whose columns come from the settings alone.
pub const GENERIC: &str = "generic";

impl Format {
    /// All formats, the most usual first.
    pub fn all() -> &'static [Self] {
        &BUILTIN
    }

    /// The format with this id.
    pub fn by_id(id: &str) -> Option<&'static Self> {
        Self::all().iter().find(|format| format.id == id)
    }

    /// The column with exactly this header.
    pub fn column(&self, header: &str) -> Option<&ColumnSpec> {
        self.nearly(header).filter(|column| column.header == header)
    }

    /// The column with this header, in whatever case.
    fn nearly(&self, header: &str) -> Option<&ColumnSpec> {
        let by_header = self.by_header.get_or_init(|| {
            let headers = self.columns.iter().map(|column| column.header.to_ascii_lowercase());
            headers.zip(0..).collect()
        });
        let lower = if header.is_ascii() {
            header.to_ascii_lowercase()
        } else {
            header.chars().flat_map(char::to_lowercase).collect()
        };
        self.columns.get(*by_header.get(&lower)?)
    }

    /// What this format makes of a header cell.
    pub fn knows(&self, header: &str) -> Known<'_> {
        if let Some(column) = self.column(header) {
            return Known::Exactly(&column.header);
        }
        let bare = header.trim();
        if let Some(column) = self.nearly(bare) {
            return Known::Nearly(&column.header);
        }
        let custom = |field: &CustomField| {
            bare.find(&field.contains).is_some_and(|at| at > 0 || field.ends.is_empty())
                && bare.ends_with(&field.ends)
        };
        if self.custom_fields.iter().any(custom) { Known::CustomField } else { Known::No }
    }

    /// The known header that is closest to `header` in spelling, if any is close.
    pub fn nearest(&self, header: &str) -> Option<&str> {
        let names = self.columns.iter().filter(|c| c.legacy.is_none()).map(|c| c.header.as_str());
        nearest(header, names)
    }

    /// The generation that shares most columns with `headers`; the newest of those that share equally many.
    pub fn generation(&self, headers: &[String]) -> Option<&Generation> {
        let score = |generation: &Generation| {
            let shared = generation.columns.iter().filter(|c| headers.contains(c)).count();
            // What a generation has and the file lacks tells as much as what both have.
            let missing = generation.columns.len() - shared;
            (std::cmp::Reverse(missing), shared)
        };
        self.generations.iter().rev().max_by_key(|generation| score(generation))
    }

    /// How well `headers` fit this format: the number of known headers, or `None` when they do not look like
    /// it at all. A customer file has an e-mail column and little else that is unknown, or nearly everything
    /// but the e-mail column.
    pub fn recognise(&self, headers: &[String]) -> Option<usize> {
        let known = headers.iter().filter(|h| !matches!(self.knows(h), Known::No)).count();
        let total = headers.iter().filter(|h| !h.trim().is_empty()).count();
        let email = headers
            .iter()
            .any(|header| self.nearly(header.trim()).is_some_and(|column| column.kind == Kind::Email));
        // A misspelt header of the e-mail column is still a sign of one.
        let misspelt = || {
            let unknown = headers.iter().filter(|header| matches!(self.knows(header), Known::No));
            let near = unknown.filter_map(|header| self.column(self.nearest(header)?));
            near.into_iter().any(|column| column.kind == Kind::Email)
        };
        let fits = if email {
            known * 4 >= total && (known > 1 || total <= 2)
        } else if known > 1 && misspelt() {
            known * 2 >= total
        } else {
            known > 2 && known * 2 > total && (known > 3 || known * 4 >= 3 * total)
        };
        fits.then_some(known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builtin_formats_are_consistent() {
        for format in Format::all() {
            assert_eq!(Some(format.id.as_str()), Format::by_id(&format.id).map(|f| f.id.as_str()));
            assert!(format.sources.iter().all(|s| s.starts_with("https://")), "{}", format.id);
            for header in format.generations.iter().flat_map(|g| &g.columns).chain(&format.required) {
                assert!(format.column(header).is_some(), "{}: {header} has no [[column]]", format.id);
            }
            for column in &format.columns {
                assert!(column.header.is_ascii(), "{}: {}", format.id, column.header);
                let found = format.column(&column.header).unwrap();
                assert!(std::ptr::eq(found, column), "{}: {} twice", format.id, column.header);
                if let Some(now) = column.legacy.as_ref().and_then(|l| l.now.as_ref()) {
                    assert!(format.column(now).is_some_and(|c| c.kind == column.kind), "{now}");
                }
            }
        }
    }

    fn headers(text: &str) -> Vec<String> {
        text.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn a_header_is_recognised_or_not() {
        let shopify = Format::by_id("shopify-customers").unwrap();
        assert!(shopify.recognise(&headers("Email")).is_some());
        assert!(shopify.recognise(&headers("First Name,Last Name,email ,Nonsense")).is_some());
        assert!(shopify.recognise(&headers("First Name,Last Name,E-mail,Phone,Tags")).is_some());
        assert!(shopify.recognise(&headers("E-mail,First Name,Last Name")).is_some());
        assert!(shopify.recognise(&headers("First Name,Last Name,Phone")).is_some());
        assert!(shopify.recognise(&headers("Email,Foo")).is_some());
        assert!(shopify.recognise(&headers("Email,Date,Amount,Currency,Invoice,Status")).is_none());
        assert!(shopify.recognise(&headers("First Name,Last Name,Department,Desk,Badge")).is_none());
        assert!(shopify.recognise(&headers("Handle,Title,Body (HTML),Vendor,Type,Tags,Published")).is_none());
        let orders = "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,\
            Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,\
            Lineitem quantity,Lineitem name,Lineitem price,Phone,Tags";
        assert!(shopify.recognise(&headers(orders)).is_none());
    }

    #[test]
    fn generations_are_told_apart() {
        let shopify = Format::by_id("shopify-customers").unwrap();
        for generation in &shopify.generations {
            assert_eq!(shopify.generation(&generation.columns).unwrap().id, generation.id);
        }
    }
}
