//! Who is who: keys of e-mail and phone, the index of all keys of a run, and what rows that share one are to
//! each other.

mod address;
mod at;
mod consent;
pub mod email;
mod fit;
mod folded;
mod glance;
mod group;
mod index;
mod key;
mod none;
pub mod phone;
mod sort;
pub mod spreadsheet;

pub use address::Address;
pub use at::At;
pub use consent::Consent;
pub use fit::{Shape, is_email, stray_email, swapped_places};
pub use glance::{Glance, Judged, Memory, Misspelled, Spelled};
pub use group::{Group, Grouping, Member};
pub use index::{Entries, LONGEST_RUN, Left, Places, Rows, SharedKeys, Spare, Tuning, Workspace};
pub use key::{Keys, Needs, Seeming, Space};
pub use sort::{Customs, Event, Sort, classify};
