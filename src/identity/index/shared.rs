//! Rows that may share a key which somebody else makes: connectors have as many ways to make one as there are
//! systems, and here it only counts whether two rows have a hash in common.

use super::entry::{Entry, Identifier, partition};
use super::runs::each_run;
use super::{Hashing, Store, Tuning, hash};
use crate::error::Error;

/// Keys of rows, whatever they identify.
#[derive(Debug)]
pub struct SharedKeys {
    hashing: Hashing,
    memory: usize,
    store: Store<Identifier>,
}

impl SharedKeys {
    /// None yet.
    pub fn new(tuning: Tuning) -> Self {
        Self { hashing: Hashing::new(tuning), memory: tuning.memory, store: Store::default() }
    }

    /// None yet, to be appended to these.
    #[must_use]
    pub fn another(&self) -> Self {
        Self { store: Store::default(), ..*self }
    }

    /// The hash of a key.
    pub fn hash(key: &str) -> u64 {
        hash(key.as_bytes())
    }

    /// Adds a key of the row at this position of the run.
    pub fn add(&mut self, hash: u64, position: u64) {
        let hash = self.hashing.cut(hash);
        self.store.push(partition(hash), Identifier::new(hash, position));
    }

    /// Adds all of `other`.
    pub fn append(&mut self, other: Self) -> Result<(), Error> {
        self.store.append(other.store, 0);
        if self.store.bytes() > self.memory {
            let file = std::sync::Arc::new(tempfile::tempfile().map_err(Error::Spill)?);
            self.store.spill(&file, &mut 0).map_err(Error::Spill)?;
        }
        Ok(())
    }

    /// The positions of all rows that may have a key in common with another, ascending.
    pub fn rows(self) -> Result<Vec<u64>, Error> {
        let found = each_run(self.store, |run, rows: &mut Vec<u64>| {
            let positions = run.iter().map(|entry| entry.position());
            // One row may have a key in several ways.
            if positions.clone().any(|position| position != run[0].position()) {
                rows.extend(positions);
            }
        });
        let mut rows = found.map_err(Error::Spill)?.concat();
        rows.sort_unstable();
        rows.dedup();
        Ok(rows)
    }
}
