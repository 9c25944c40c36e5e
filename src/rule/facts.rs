//! What is known about a file once all of it was read.

use crate::source::{Source, Terminator};
use crate::table::Table;

/// What a file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// A table of customers.
    Table,
    /// Nothing, or nothing but white space.
    Empty,
    /// Something else, recognised by its first bytes; its name.
    Foreign(&'static str),
}

/// A file as rules of the whole file see it.
#[derive(Debug)]
pub struct FileFacts<'a> {
    /// The bytes.
    pub source: &'a Source,
    /// What it is.
    pub content: Content,
    /// The table, where it is one.
    pub table: Option<&'a Table>,
    /// Data records after the header; blank rows do not count.
    pub records: u64,
    /// How its lines end.
    pub line_ends: LineEnds,
    /// Where it would have to be split, where it is larger than its format allows.
    pub split: Option<Split>,
}

/// The last record that fits into a file of the largest allowed size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// Its number, from 1.
    pub record: u64,
    /// Where the next record starts.
    pub offset: u64,
}

/// How often each line end ends a record, and where it does so first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineEnds {
    /// LF, CRLF, CR: how many records end so and the offset of the first such line end.
    pub seen: [Option<(u64, u64)>; 3],
}

impl LineEnds {
    /// Their names, in the order of `seen`.
    pub const NAMES: [&'static str; 3] = ["LF", "CRLF", "CR"];

    /// Counts a record that ends at `offset`.
    pub(crate) fn count(&mut self, terminator: Terminator, offset: u64) {
        let place = match terminator {
            Terminator::Lf => 0,
            Terminator::CrLf => 1,
            Terminator::Cr => 2,
            Terminator::Eof | Terminator::Cut => return,
        };
        let (count, _) = self.seen[place].get_or_insert((0, offset));
        *count += 1;
    }

    /// Adds the counts of a later part of the file.
    pub(crate) fn add(&mut self, later: &Self) {
        for (mine, theirs) in self.seen.iter_mut().zip(later.seen) {
            if let Some((count, first)) = theirs {
                mine.get_or_insert((0, first)).0 += count;
            }
        }
    }
}

/// What the first bytes give away when they are not the start of a table.
pub(crate) fn content_of(head: &[u8]) -> Content {
    let magic: [(&[u8], &str); 8] = [
        (b"PK\x03\x04", "a zip archive, such as an Excel workbook (.xlsx)"),
        (b"PK\x05\x06", "an empty zip archive"),
        (b"\x1F\x8B", "a gzip archive"),
        (b"\xD0\xCF\x11\xE0", "an old Excel workbook (.xls)"),
        (b"%PDF-", "a PDF document"),
        (b"BZh", "a bzip2 archive"),
        (b"\x28\xB5\x2F\xFD", "a zstd archive"),
        (b"7z\xBC\xAF\x27\x1C", "a 7-zip archive"),
    ];
    if let Some((_, name)) = magic.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Content::Foreign(name);
    }
    let text = head.trim_ascii_start();
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text).trim_ascii_start();
    if text.is_empty() {
        return Content::Empty;
    }
    let starts = |word: &[u8]| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    if starts(b"<!doctype") || starts(b"<html") {
        return Content::Foreign("an HTML page, such as a login page");
    }
    if starts(b"<?xml") {
        return Content::Foreign("an XML document");
    }
    if starts(b"{\"") || starts(b"{\n") || starts(b"{\r") || starts(b"{ ") || starts(b"[{") || starts(b"[\n")
    {
        return Content::Foreign("JSON");
    }
    Content::Table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_bytes_give_other_files_away() {
        assert_eq!(content_of(b"Email,Phone\n"), Content::Table);
        assert_eq!(content_of(b" \r\n\n"), Content::Empty);
        assert_eq!(content_of(b"\xEF\xBB\xBF"), Content::Empty);
        assert_eq!(content_of(b"\n<!DOCTYPE html>"), Content::Foreign("an HTML page, such as a login page"));
        assert_eq!(content_of(b"{\"customers\": []}"), Content::Foreign("JSON"));
        assert!(matches!(content_of(b"PK\x03\x04rest"), Content::Foreign(_)));
    }
}
