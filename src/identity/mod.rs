//! Who is who: keys of e-mail and phone, the index of all keys of a run, and what rows that share one are to
//! each other.

pub mod email;
mod fit;
mod index;
mod key;
pub mod phone;
mod sort;

pub use fit::{fit, is_email};
pub use index::{At, Entries, Group, Grouping, Member, Rows, group};
pub use key::{Keys, Space};
pub use sort::{Customs, Event, Sort, classify};
