//! Who is who: keys of e-mail and phone, the index of all keys of a run, and what rows that share one are to
//! each other.

pub mod email;
mod index;
mod key;
pub mod phone;
mod sort;
pub mod spreadsheet;

pub use index::{At, Entries, Group, Grouping, Member, Rows, group};
pub use key::{Keys, Space};
pub use sort::{Customs, Event, Sort, classify};
