//! The verbs that have a file of their own: the arguments of each, and what it does.

pub mod check;
pub mod connectors;
pub mod fingerprint;
pub mod fix;
mod named;
pub mod normalize;
pub mod sheets;
pub mod split;
mod verbose;
pub mod watch;
mod witnesses;
