//! Which rows a connector takes for one customer: all rows of a run, in order, each looked up among those before
//! it, as [`super::resolve::simulate`] does for a handful, but with an index for every key.
//!
//! Keys are hashed with a seed that nobody knows, 128 bits of each, and what several connectors make alike is made
//! once. Knows nothing of files.

mod finder;
mod plan;
mod simulate;

pub use plan::{Cells, Looked, Part, Plan, System};
pub use simulate::{Batch, Crossing, Hit, Resolved};
