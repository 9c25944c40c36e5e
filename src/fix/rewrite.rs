//! Files written anew: repairs that would be an edit in every record.

use std::io::{self, Write};

use crate::edit::Rewrite;
use crate::error::Error;
use crate::source::{Dialect, Facts, Lexer, Record, RecordReader, Source, Spool, Terminator, skip_line};
use crate::table::{cell_bytes, encode_bytes};

use super::draft::Desk;

/// The text written anew; `None` where a record is too long to know where its cells end.
pub(super) fn rewritten(
    source: &Source,
    dialect: Dialect,
    rewrite: Rewrite,
    desk: &Desk,
) -> Result<Option<Spool>, Error> {
    let mut out = desk.spool();
    let fail = |error: io::Error| desk.fail(error);
    let marks = usize::try_from(source.text_start()).unwrap_or_default();
    out.write_all(&source.read(0, marks)?).map_err(fail)?;
    let mut at = source.text_start();
    let said = Dialect::from_sep_line(&source.read(at, 16)?).filter(|_| dialect.sep_line > 0);
    if let Some(said) = said {
        let line = source.read(at, said.sep_line as usize)?;
        at += line.len() as u64;
        match rewrite {
            Rewrite::Commas => {}
            Rewrite::LineFeeds => {
                out.write_all(line.trim_ascii_end()).and_then(|()| out.write_all(b"\n")).map_err(fail)?;
            }
            Rewrite::Utf8 => out.write_all(&line).map_err(fail)?,
        }
    }
    let mut reader = RecordReader::new(source, Lexer::new(dialect, None));
    let mut in_header = true;
    loop {
        let Some(read) = reader.read(at)? else { return Ok(Some(out)) };
        let (record, bytes) = (read.record, read.bytes);
        let next = read.next();
        let cut_off = record.terminator == Terminator::Cut;
        if cut_off && rewrite == Rewrite::Commas {
            return Ok(None);
        }
        match rewrite {
            Rewrite::Commas => push_with_commas(&mut out, bytes, record, dialect),
            Rewrite::Utf8 | Rewrite::LineFeeds => {
                out.write_all(bytes.get(record.start as usize..record.end as usize).unwrap_or_default())
            }
        }
        .map_err(fail)?;
        let line_end = bytes.get(record.end as usize..record.next as usize).unwrap_or_default();
        push_line_end(&mut out, line_end, rewrite).map_err(fail)?;
        let width = (in_header && record.facts.contains(Facts::ANY)).then_some(record.cells.len());
        at = if cut_off { push_rest(&mut out, source, next, rewrite, desk)? } else { next };
        if let Some(width) = width {
            in_header = false;
            reader = RecordReader::new(source, Lexer::new(dialect, Some(width)));
        }
    }
}

fn push_line_end(out: &mut Spool, line_end: &[u8], rewrite: Rewrite) -> io::Result<()> {
    let line_feed = rewrite == Rewrite::LineFeeds && !line_end.is_empty();
    out.write_all(if line_feed { b"\n" } else { line_end })
}

/// The rest of a line that was cut off at `start`; says where the next one starts.
fn push_rest(
    out: &mut Spool,
    source: &Source,
    start: u64,
    rewrite: Rewrite,
    desk: &Desk,
) -> Result<u64, Error> {
    const BLOCK: u64 = 1 << 20;
    let end = skip_line(source, start)?.next;
    let tail = source.read(end.saturating_sub(2).max(start), 2)?;
    let line_end = [b"\r\n".as_slice(), b"\n", b"\r"].into_iter().find(|ending| tail.ends_with(ending));
    let line_end = line_end.unwrap_or_default();
    let text_end = end - line_end.len() as u64;
    let mut at = start;
    while at < text_end {
        let block = source.read(at, usize::try_from((text_end - at).min(BLOCK)).unwrap_or_default())?;
        out.write_all(&block).map_err(|error| desk.fail(error))?;
        at += block.len() as u64;
    }
    push_line_end(out, line_end, rewrite).map_err(|error| desk.fail(error))?;
    Ok(end)
}

/// A cell keeps the quotes it has; one that a comma would split gets quotes.
fn push_with_commas(out: &mut Spool, text: &[u8], record: &Record, dialect: Dialect) -> io::Result<()> {
    for (index, cell) in (0u32..).zip(&record.cells) {
        if index > 0 {
            out.write_all(b",")?;
        }
        let raw = text.get(cell.start as usize..cell.end as usize).unwrap_or_default();
        let sound = !record.faults.iter().any(|fault| fault.cell == index);
        let quoted = cell.facts.contains(Facts::QUOTED) && sound;
        if quoted || dialect.delimiter == b',' || !raw.contains(&b',') {
            out.write_all(raw)?;
        } else {
            out.write_all(&encode_bytes(&cell_bytes(text, *cell), Dialect::default(), true))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewrite_all(text: &str, delimiter: u8, rewrites: &[Rewrite]) -> String {
        let said = Dialect::from_sep_line(text.as_bytes());
        let dialect = Dialect { delimiter, sep_line: said.map_or(0, |said| said.sep_line) };
        let [rewrite] = rewrites else { panic!("one at a time") };
        let source = Source::memory("x".into(), text.as_bytes().to_vec()).unwrap();
        let written =
            rewritten(&source, dialect, *rewrite, &Desk { memory: 100, folder: None }).unwrap().unwrap();
        let mut out = Vec::new();
        written.copy_to(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn commas_keep_quotes_and_add_those_that_are_needed() {
        assert_eq!(
            rewrite_all("a;b;c\r\n1,5;\"2;x\";\"3,\"\"y\"\"\"\r\n;\"\";z\n", b';', &[Rewrite::Commas]),
            "a,b,c\r\n\"1,5\",\"2;x\",\"3,\"\"y\"\"\"\r\n,\"\",z\n"
        );
    }

    #[test]
    fn commas_drop_the_sep_line_and_keep_the_mark() {
        assert_eq!(rewrite_all("sep=;\r\na;b\r\n1;2", b';', &[Rewrite::Commas]), "a,b\r\n1,2");
        assert_eq!(rewrite_all("\u{FEFF}a\tb\n", b'\t', &[Rewrite::Commas]), "\u{FEFF}a,b\n");
    }

    #[test]
    fn commas_in_cells_at_fault_do_not_split_them() {
        // Text after a quote, a quote inside, a quote that is never closed.
        assert_eq!(
            rewrite_all("a;b\n\"x\"y,z;1\nx\"y,z;2\n\"o,pen;3\n", b';', &[Rewrite::Commas]),
            "a,b\n\"xy,z\",1\n\"x\"\"y,z\",2\n\"o,pen\",3\n"
        );
    }

    #[test]
    fn line_feeds_end_records_and_leave_cells_alone() {
        assert_eq!(
            rewrite_all("a,b\r\n\r\n\"1\r\n2\",\"3\r4\"\r5,6\n7,8", b',', &[Rewrite::LineFeeds]),
            "a,b\n\n\"1\r\n2\",\"3\r4\"\n5,6\n7,8"
        );
        assert_eq!(rewrite_all("sep=,\r\na,b\r\n", b',', &[Rewrite::LineFeeds]), "sep=,\na,b\n");
    }

    #[test]
    fn line_feeds_reach_behind_a_record_that_was_cut_off() {
        let long = "x".repeat(crate::source::MAX_RECORD + 10);
        let after = rewrite_all(&format!("a,b\r\n\"1\r\n2\",{long}\r\n3,4\r\n"), b',', &[Rewrite::LineFeeds]);
        assert!(after == format!("a,b\n\"1\r\n2\",{long}\n3,4\n"));
    }

    #[test]
    fn commas_are_not_put_into_a_record_of_unknown_end() {
        let text = format!("a;b\n{};2\n", "x".repeat(crate::source::MAX_RECORD));
        let source = Source::memory("x".into(), text.into_bytes()).unwrap();
        let dialect = Dialect { delimiter: b';', sep_line: 0 };
        assert!(rewritten(&source, dialect, Rewrite::Commas, &Desk::default()).unwrap().is_none());
    }
}
