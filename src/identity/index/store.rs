//! Entries by partition: blocks in memory, and generations of blocks in temporary files once there is no more
//! room.

use std::fs::File;
use std::io::{self, Write};
use std::sync::Arc;

use super::entry::{Entry, PARTITIONS};
use crate::source::read_exact_at;

/// So many entries become a block.
const BLOCK: usize = 4096;

/// All entries of one sort.
#[derive(Debug)]
pub(super) struct Store<E> {
    /// Not sorted yet; the partition of each beside it.
    fresh: Vec<E>,
    partitions: Vec<u8>,
    blocks: Vec<Block<E>>,
    spilled: Vec<Spilled>,
}

/// Entries sorted by partition.
#[derive(Debug)]
struct Block<E> {
    entries: Box<[E]>,
    /// Where each partition ends.
    ends: Box<[u32; PARTITIONS]>,
    /// What is to be added to the positions.
    shift: u64,
}

/// Entries in a file, sorted by partition.
#[derive(Clone, Debug)]
struct Spilled {
    file: Arc<File>,
    /// Where each partition starts in the file, and where the last one ends.
    starts: Box<[u64]>,
    shift: u64,
}

impl<E> Default for Store<E> {
    fn default() -> Self {
        Self { fresh: Vec::new(), partitions: Vec::new(), blocks: Vec::new(), spilled: Vec::new() }
    }
}

impl<E: Entry> Store<E> {
    /// Adds an entry of this partition.
    #[inline]
    pub(super) fn push(&mut self, partition: u8, entry: E) {
        self.partitions.push(partition);
        self.fresh.push(entry);
    }

    /// Makes use of the room of another, both having nothing that is not sorted.
    pub(super) fn borrow_room(&mut self, from: &mut Self) {
        std::mem::swap(&mut self.fresh, &mut from.fresh);
        std::mem::swap(&mut self.partitions, &mut from.partitions);
    }

    /// Gives it back.
    pub(super) fn return_room(&mut self, to: &mut Self) {
        let (fresh, partitions) = (self.fresh.as_slice().to_vec(), self.partitions.as_slice().to_vec());
        to.fresh = std::mem::replace(&mut self.fresh, fresh);
        to.partitions = std::mem::replace(&mut self.partitions, partitions);
        to.fresh.clear();
        to.partitions.clear();
    }

    /// Adds all of `other`, whose positions are to grow by `shift`.
    pub(super) fn append(&mut self, mut other: Self, shift: u64) {
        if self.fresh.is_empty() && shift == 0 {
            self.borrow_room(&mut other);
        }
        self.blocks.extend(other.blocks.into_iter().map(|it| Block { shift: it.shift + shift, ..it }));
        self.spilled.extend(other.spilled.into_iter().map(|it| Spilled { shift: it.shift + shift, ..it }));
        self.partitions.extend(other.partitions);
        self.fresh.extend(other.fresh.into_iter().map(|entry| entry.shifted(shift)));
        self.seal();
    }

    /// Sorts what is not sorted yet by partition, if it is much.
    pub(super) fn seal(&mut self) {
        if self.fresh.len() >= BLOCK {
            self.sort();
        }
    }

    fn sort(&mut self) {
        let mut ends = Box::new([0u32; PARTITIONS]);
        for partition in &self.partitions {
            ends[usize::from(*partition)] += 1;
        }
        let mut start = 0;
        for end in ends.iter_mut() {
            (*end, start) = (start, start + *end);
        }
        let mut entries = vec![E::default(); self.fresh.len()].into_boxed_slice();
        for (partition, entry) in self.partitions.drain(..).zip(self.fresh.drain(..)) {
            let place = &mut ends[usize::from(partition)];
            entries[*place as usize] = entry;
            *place += 1;
        }
        self.blocks.push(Block { entries, ends, shift: 0 });
    }

    /// How many bytes of memory the entries take.
    pub(super) fn bytes(&self) -> usize {
        let blocks: usize = self.blocks.iter().map(|block| block.entries.len()).sum();
        (blocks + self.fresh.capacity()) * E::BYTES + self.blocks.len() * size_of::<[u32; PARTITIONS]>()
    }

    /// Moves everything to the end of a file.
    pub(super) fn spill(&mut self, file: &Arc<File>, at: &mut u64) -> io::Result<()> {
        if !self.fresh.is_empty() {
            self.sort();
        }
        let mut starts = Vec::with_capacity(PARTITIONS + 1);
        let mut out = io::BufWriter::with_capacity(1 << 20, &**file);
        let mut bytes = Vec::new();
        for partition in 0..PARTITIONS {
            starts.push(*at);
            for block in &self.blocks {
                bytes.clear();
                for entry in block.partition(partition) {
                    entry.shifted(block.shift).write(&mut bytes);
                }
                out.write_all(&bytes)?;
                *at += bytes.len() as u64;
            }
        }
        starts.push(*at);
        out.flush()?;
        drop(out);
        self.blocks.clear();
        self.fresh.shrink_to_fit();
        self.spilled.push(Spilled { file: Arc::clone(file), starts: starts.into(), shift: 0 });
        Ok(())
    }

    /// The entries of partitions that lie side by side, in no order, each partition's into its own of `into`. What stands
    /// side by side in a block is fetched in one go.
    pub(super) fn gather(&self, partitions: &[u8], into: &mut [Vec<E>]) -> io::Result<()> {
        // About as many as there are.
        let each = self.len() / PARTITIONS;
        for (partition, all) in partitions.iter().zip(&mut *into) {
            all.reserve(each + each / 16);
            self.gather_loose(usize::from(*partition), all)?;
        }
        for block in &self.blocks {
            for (partition, all) in partitions.iter().zip(&mut *into) {
                let entries = block.partition(usize::from(*partition));
                match block.shift {
                    0 => all.extend_from_slice(entries),
                    shift => all.extend(entries.iter().map(|entry| entry.shifted(shift))),
                }
            }
        }
        Ok(())
    }

    /// Those of a partition that lie in files or are not sorted yet.
    fn gather_loose(&self, partition: usize, all: &mut Vec<E>) -> io::Result<()> {
        all.clear();
        for spilled in &self.spilled {
            let &[start, end] = spilled.starts.get(partition..partition + 2).unwrap_or_default() else {
                continue;
            };
            let mut bytes = vec![0; usize::try_from(end - start).unwrap_or(usize::MAX)];
            read_exact_at(&spilled.file, start, &mut bytes)?;
            all.extend(bytes.chunks_exact(E::BYTES).map(|bytes| E::read(bytes).shifted(spilled.shift)));
        }
        let fresh = self.partitions.iter().zip(&self.fresh);
        all.extend(fresh.filter(|(of, _)| usize::from(**of) == partition).map(|(_, entry)| *entry));
        Ok(())
    }

    /// How many entries there are.
    pub(super) fn len(&self) -> usize {
        let blocks: usize = self.blocks.iter().map(|block| block.entries.len()).sum();
        let bytes =
            |it: &Spilled| it.starts.last().zip(it.starts.first()).map_or(0, |(end, start)| end - start);
        let spilled: u64 = self.spilled.iter().map(bytes).sum();
        self.fresh.len() + blocks + usize::try_from(spilled).unwrap_or(usize::MAX) / E::BYTES
    }

    /// Sorts the rest, so that gathering does not look at it for every partition.
    pub(super) fn settle(&mut self) {
        if self.fresh.len() > 64 {
            self.sort();
        }
    }
}

/// Which of some entries' digits were seen, and which of them again; several digits share a place.
#[derive(Debug, Default)]
pub(super) struct Digits {
    /// Bits of places that were seen, and of those that were seen again.
    places: Vec<[u64; 2]>,
    shift: u32,
}

impl Digits {
    /// So many places for each entry.
    const PLACES: usize = 16;

    /// Drops most of the entries whose hash no other one has.
    pub(super) fn drop_single<E: Entry>(&mut self, all: &mut Vec<E>) {
        self.clear(all.len());
        for entry in &*all {
            self.add(*entry);
        }
        all.retain(|entry| self.is_shared(*entry));
    }

    /// Forgets all; as many entries will be added.
    fn clear(&mut self, entries: usize) {
        let places = (entries * Self::PLACES).next_power_of_two().clamp(64, 1 << 24);
        self.shift = 24 - places.trailing_zeros();
        self.places.clear();
        self.places.resize(places / 64, [0; 2]);
    }

    fn place<E: Entry>(&self, entry: E) -> (usize, u64) {
        let place = entry.digits() >> self.shift;
        (place as usize / 64, 1 << (place % 64))
    }

    fn add<E: Entry>(&mut self, entry: E) {
        let (word, bit) = self.place(entry);
        let [seen, again] = &mut self.places[word];
        *again |= *seen & bit;
        *seen |= bit;
    }

    /// Whether digits like those of this entry were seen at least twice.
    fn is_shared<E: Entry>(&self, entry: E) -> bool {
        let (word, bit) = self.place(entry);
        self.places[word][1] & bit != 0
    }
}

impl<E> Block<E> {
    fn partition(&self, partition: usize) -> &[E] {
        let end = |index: usize| self.ends.get(index).map_or(0, |end| *end as usize);
        let start = partition.checked_sub(1).map_or(0, end);
        self.entries.get(start..end(partition)).unwrap_or_default()
    }
}
