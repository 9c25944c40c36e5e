//! Who is who: keys of e-mail and phone, the index of all keys of a run, and what rows that share one are to
//! each other.

mod at;
mod consent;
pub mod email;
mod fit;
mod group;
mod index;
mod key;
pub mod phone;
mod sort;
pub mod spreadsheet;

pub use at::At;
pub use consent::Consent;
pub use fit::{fit, is_email};
pub use group::{Group, Grouping, Member};
pub use index::{Entries, LONGEST_RUN, Rows, SharedKeys, Tuning};
pub use key::{Keys, Needs, Seeming, Space};
pub use sort::{Customs, Event, Sort, classify};
