//! What finds pairs that an operator may take for one, so that it is never asked of all pairs.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// How pairs are found. Never misses one that meets.
#[derive(Clone)]
pub(in crate::connector) enum Sieve {
    /// Texts that meet share a block.
    Blocks {
        /// The blocks of a text that the system has.
        stored: Of,
        /// The blocks to look in for an incoming one.
        incoming: Of,
    },
    /// The digits of one stand in the other in this order.
    Subsequence,
}

type Of = Arc<dyn Fn(&str, &mut Blocks) + Send + Sync>;

/// Blocks as hashes.
#[derive(Debug, Default)]
pub(in crate::connector) struct Blocks(pub(in crate::connector) Vec<u64>);

impl Sieve {
    pub(super) fn blocks(
        stored: impl Fn(&str, &mut Blocks) + Send + Sync + 'static,
        incoming: impl Fn(&str, &mut Blocks) + Send + Sync + 'static,
    ) -> Self {
        Self::Blocks { stored: Arc::new(stored), incoming: Arc::new(incoming) }
    }
}

impl Blocks {
    /// Adds the block with this name and these texts.
    pub(super) fn add(&mut self, name: &str, texts: &[&[char]]) {
        let mut hasher = DefaultHasher::new();
        (name, texts).hash(&mut hasher);
        self.0.push(hasher.finish());
    }
}
