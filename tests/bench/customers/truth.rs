//! What is true of a file: which rows repeat which, for counting what others get wrong.

use std::io::{self, Write};

use super::{Repeat, Sort, Table};

/// Written as the rows are: one JSON object with `duplicates`, each as record, repeated record (both from 1) and
/// sort, and `counts` by sort.
pub(crate) struct Truth {
    out: Box<dyn Write>,
    counts: [u64; Sort::ALL.len()],
}

impl Truth {
    /// Starts the object.
    pub(crate) fn new(mut out: Box<dyn Write>, table: &Table) -> io::Result<Self> {
        let Table { rows, seed, .. } = table;
        write!(
            out,
            "{{\"shape\":\"{}\",\"seed\":{seed},\"rows\":{rows},\"duplicates\":[",
            table.shape.name()
        )?;
        Ok(Self { out, counts: [0; Sort::ALL.len()] })
    }

    /// Adds a repetition.
    pub(crate) fn add(&mut self, Repeat { record, of, sort }: Repeat) -> io::Result<()> {
        let comma = if self.counts.iter().any(|count| *count > 0) { "," } else { "" };
        self.counts[sort as usize] += 1;
        write!(self.out, "{comma}\n[{record},{of},\"{}\"]", sort.name())
    }

    /// Ends the object.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        let counts = Sort::ALL.iter().zip(self.counts).filter(|(_, count)| *count > 0);
        let counts: Vec<_> = counts.map(|(sort, count)| format!("\"{}\":{count}", sort.name())).collect();
        write!(self.out, "\n],\"counts\":{{{}}}}}\n", counts.join(","))?;
        self.out.flush()
    }
}
