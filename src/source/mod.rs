//! One input's bytes, and how they become records: reading by position, encoding, dialect, lexer, lines.
//!
//! Nothing here knows what a column means.

mod dialect;
mod encoding;
mod lexer;
mod misread;
mod position;
mod span;
mod spool;
mod window;

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

pub use dialect::Dialect;
pub use encoding::{Charset, Evidence};
pub use lexer::{
    Batch, Cells, Facts, Fault, FaultKind, Head, Lexer, Looked, MAX_RECORD, Processor, RawCell, Record,
    Records, Step, Terminator,
};
pub use misread::{Misread, undo_misreading};
pub use position::{Mark, Place, Point, Resolver};
pub use span::Span;
pub use window::{Piece, Pieces, RecordReader, Reread, Stop, Window, Windows};

pub(crate) use lexer::count_line_ends;
pub(crate) use window::{count_chars, skip_line};

use crate::error::Error;
pub use spool::Spool;
pub(crate) use spool::read_exact_at;

/// How many bytes from the start are looked at to tell what a file is.
const SAMPLE: usize = 64 << 10;

/// Which file of the run: its place in the order of the inputs.
pub type FileId = u32;

/// How byte offsets of the text relate to byte offsets of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offsets {
    /// They are the same.
    Same,
    /// One byte of the file for each character of the text.
    OnePerChar,
    /// Nothing simple: the file was transcoded from a multi-byte encoding.
    Unknown,
}

/// One input: a file read in pieces by position, or text that was spooled.
#[derive(Debug)]
pub struct Source {
    /// How it is named in every output.
    pub name: String,
    /// Where it lies on disk, unless it came through a pipe.
    pub path: Option<PathBuf>,
    /// Size of the file in bytes, as it lies on disk.
    pub file_bytes: u64,
    /// How the text was encoded in the file.
    pub charset: Charset,
    /// What tells so.
    pub evidence: Evidence,
    /// How offsets into the text relate to the file's.
    pub offsets: Offsets,
    /// How many UTF-8 byte order marks the text begins with.
    pub byte_order_marks: u32,
    /// The first bytes of the file, for telling what it is; a small file is read but once. None after
    /// [`Source::forget`].
    pub head: Vec<u8>,
    /// The first byte that is not UTF-8, as it lies in the file, and its value.
    pub first_stray: Option<(u64, u8)>,
    /// How many bytes are not UTF-8, where they were counted.
    pub strays: u64,
    /// How many times bytes made no sense when the text was decoded.
    pub lost: u64,
    text: Text,
    len: u64,
}

#[derive(Debug)]
enum Text {
    /// A file, which is opened again where it was closed.
    File {
        open: Option<File>,
        modified: Option<SystemTime>,
    },
    Spool(Arc<Spool>),
}

impl Source {
    /// Opens a file. What is not a regular file (a pipe, a terminal) is spooled first.
    pub fn open(path: &Path, name: String, charset: Option<Charset>) -> Result<Self, Error> {
        let fail = |error| Error::read(&name, error);
        let file = File::open(path).map_err(fail)?;
        let metadata = file.metadata().map_err(fail)?;
        if !metadata.is_file() {
            let spool = Spool::fill(file).map_err(fail)?;
            return Self::in_spool(name, None, Arc::new(spool), charset);
        }
        let text = Text::File { open: Some(file), modified: metadata.modified().ok() };
        Self::new(name, Some(path.to_owned()), text, metadata.len(), charset)
    }

    /// Takes in a stream, such as standard input.
    pub fn spool(name: String, stream: impl Read, charset: Option<Charset>) -> Result<Self, Error> {
        let spool = Spool::fill(stream).map_err(|error| Error::read(&name, error))?;
        Self::in_spool(name, None, Arc::new(spool), charset)
    }

    /// Takes text that was spooled already, and that belongs at `path` if it is a file's.
    pub fn spooled(
        name: String,
        path: Option<PathBuf>,
        spool: &Arc<Spool>,
        charset: Option<Charset>,
    ) -> Result<Self, Error> {
        Self::in_spool(name, path, Arc::clone(spool), charset)
    }

    /// Text that lies in memory already.
    pub fn memory(name: String, bytes: Vec<u8>) -> Result<Self, Error> {
        Self::in_spool(name, None, Arc::new(Spool::from(bytes)), None)
    }

    fn in_spool(
        name: String,
        path: Option<PathBuf>,
        spool: Arc<Spool>,
        charset: Option<Charset>,
    ) -> Result<Self, Error> {
        let len = spool.len();
        Self::new(name, path, Text::Spool(spool), len, charset)
    }

    fn new(
        name: String,
        path: Option<PathBuf>,
        text: Text,
        len: u64,
        charset: Option<Charset>,
    ) -> Result<Self, Error> {
        let mut source = Self {
            name,
            path,
            file_bytes: len,
            charset: Charset::Utf8,
            evidence: Evidence::None,
            offsets: Offsets::Same,
            byte_order_marks: 0,
            head: Vec::new(),
            first_stray: None,
            strays: 0,
            lost: 0,
            text,
            len,
        };
        source.head = source.first(SAMPLE)?;
        let found = match charset {
            Some(charset) => Some((charset, Evidence::Given)),
            None => encoding::sniff(&source.head),
        };
        match found {
            Some((charset, evidence)) if charset != Charset::Utf8 => source.transcode(charset, evidence)?,
            Some((_, evidence)) => source.evidence = evidence,
            None => {}
        }
        source.byte_order_marks = encoding::count_byte_order_marks(&source.read(0, SAMPLE)?);
        Ok(source)
    }

    /// Length of the text in bytes.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Where the table begins: after the byte order marks.
    pub fn text_start(&self) -> u64 {
        u64::from(self.byte_order_marks) * 3
    }

    /// Up to `length` bytes of the text from `offset`; fewer only where the text ends.
    pub fn read(&self, offset: u64, length: usize) -> Result<Cow<'_, [u8]>, Error> {
        let left = usize::try_from(self.len.saturating_sub(offset)).unwrap_or(usize::MAX);
        let length = length.min(left);
        if let Some(bytes) = self.at_hand(offset, length) {
            return Ok(Cow::Borrowed(bytes));
        }
        let mut buffer = vec![0; length];
        self.read_exact(offset, &mut buffer)?;
        Ok(Cow::Owned(buffer))
    }

    /// Up to `length` bytes from the start, when nothing was read yet.
    fn first(&self, length: usize) -> Result<Vec<u8>, Error> {
        let Text::File { open: Some(file), .. } = &self.text else {
            return Ok(self.read(0, length)?.into_owned());
        };
        let length = length.min(usize::try_from(self.len).unwrap_or(usize::MAX));
        let mut bytes = Vec::with_capacity(length);
        let read = file.take(length as u64).read_to_end(&mut bytes);
        match read.map_err(|error| Error::read(&self.name, error))? {
            read if read < length => Err(Error::changed(&self.name)),
            _ => Ok(bytes),
        }
    }

    /// So many bytes of the text from `offset`, where they are in memory.
    pub fn at_hand(&self, offset: u64, length: usize) -> Option<&[u8]> {
        let memory = match &self.text {
            Text::File { .. } => &self.head,
            Text::Spool(spool) => spool.memory()?,
        };
        let start = usize::try_from(offset).ok()?;
        memory.get(start..start.checked_add(length)?)
    }

    /// Fills `buffer` from `offset`. A file that is shorter by now than it was is an error.
    pub fn read_exact(&self, offset: u64, buffer: &mut [u8]) -> Result<(), Error> {
        let fail = |error: io::Error| {
            if error.kind() == io::ErrorKind::UnexpectedEof {
                Error::changed(&self.name)
            } else {
                Error::read(&self.name, error)
            }
        };
        if let Some(bytes) = self.at_hand(offset, buffer.len()) {
            buffer.copy_from_slice(bytes);
            return Ok(());
        }
        match &self.text {
            Text::File { open: Some(file), .. } => read_exact_at(file, offset, buffer).map_err(fail),
            Text::File { open: None, .. } => read_exact_at(&self.reopened()?, offset, buffer).map_err(fail),
            Text::Spool(spool) => spool.read_exact(offset, buffer).map_err(fail),
        }
    }

    /// Fails if the file has another length than when it was opened, or where it was closed, was changed since.
    pub fn still_the_same(&self) -> Result<(), Error> {
        match &self.text {
            Text::File { open: Some(file), .. } => {
                let metadata = file.metadata().map_err(|error| Error::read(&self.name, error))?;
                if metadata.len() == self.len { Ok(()) } else { Err(Error::changed(&self.name)) }
            }
            Text::File { open: None, .. } => self.reopened().map(drop),
            Text::Spool(_) => Ok(()),
        }
    }

    /// The file that was closed, if it is still what it was.
    fn reopened(&self) -> Result<File, Error> {
        let fail = |error| Error::read(&self.name, error);
        let file = File::open(self.path.as_deref().unwrap_or(Path::new(&self.name))).map_err(fail)?;
        let metadata = file.metadata().map_err(fail)?;
        let Text::File { modified, .. } = &self.text else { return Ok(file) };
        let is_same = metadata.len() == self.len && metadata.modified().ok() == *modified;
        if is_same { Ok(file) } else { Err(Error::changed(&self.name)) }
    }

    /// Closes the file until it is read again: systems let a program have few open at once.
    pub fn close(&mut self) {
        if let Text::File { open, .. } = &mut self.text {
            *open = None;
        }
    }

    /// Lets go of what is in memory of the file.
    pub fn forget(&mut self) {
        self.head = Vec::new();
    }

    /// Whether nothing new about the encoding would come of bytes that are not UTF-8.
    pub fn is_settled(&self) -> bool {
        match self.evidence {
            Evidence::None => false,
            Evidence::Given => self.charset != Charset::Utf8 || self.first_stray.is_some(),
            Evidence::ByteOrderMark | Evidence::Guessed => true,
        }
    }

    /// Where the text has what was the byte at `offset` of the file; `None` where that cannot be told.
    pub fn span_of_byte(&self, offset: u64) -> Result<Option<Span>, Error> {
        match self.offsets {
            Offsets::Same => Ok(Some(Span::new(offset, offset + 1))),
            Offsets::OnePerChar => self.span_of_char(offset),
            Offsets::Unknown => Ok(None),
        }
    }

    /// The character that has `before` characters before it.
    fn span_of_char(&self, before: u64) -> Result<Option<Span>, Error> {
        const BLOCK: usize = 1 << 16;
        let (mut at, mut left) = (0, before);
        while at < self.len {
            let block = self.read(at, BLOCK)?;
            let here = count_chars(&block);
            let mut starts = block.iter().zip(at..).filter(|(byte, _)| **byte & 0xC0 != 0x80);
            if left < here {
                let (first, start) = starts.nth(usize::try_from(left).unwrap_or(0)).unwrap_or((&0, at));
                let length = u64::from(first.leading_ones()).clamp(1, 4);
                return Ok(Some(Span::new(start, (start + length).min(self.len))));
            }
            (at, left) = (at + block.len() as u64, left - here);
        }
        Ok(None)
    }

    /// Looks at the whole file to tell its encoding, because bytes were seen that are not UTF-8, and decodes
    /// it if it is not UTF-8 with a few strays. Says whether the text is another one now.
    pub fn settle_encoding(&mut self) -> Result<bool, Error> {
        if self.is_settled() {
            return Ok(false);
        }
        let judgement = encoding::judge(self)?;
        self.first_stray = judgement.first_stray;
        self.strays = judgement.strays;
        if self.evidence == Evidence::Given {
            return Ok(false);
        }
        // A file that was joined from two keeps the encoding that its mark announces.
        if judgement.charset == Charset::Utf8 || self.byte_order_marks > 0 {
            self.evidence = Evidence::Guessed;
            return Ok(false);
        }
        self.transcode(judgement.charset, Evidence::Guessed)?;
        Ok(true)
    }

    fn transcode(&mut self, charset: Charset, evidence: Evidence) -> Result<(), Error> {
        let skip = if evidence == Evidence::ByteOrderMark { charset.byte_order_mark_len() } else { 0 };
        if self.first_stray.is_none() {
            self.first_stray = encoding::first_stray(self)?;
        }
        let (spool, lost) = encoding::decode(self, charset, skip)?;
        self.lost = lost;
        self.len = spool.len();
        self.text = Text::Spool(Arc::new(spool));
        self.charset = charset;
        self.evidence = evidence;
        self.offsets = if charset.is_single_byte() { Offsets::OnePerChar } else { Offsets::Unknown };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_closed_file_is_opened_again_unless_it_changed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let text = "Email\n".repeat(20_000);
        let write = |text: &str| File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
        write(&text);
        let mut source = Source::open(&path, "a.csv".into(), None).unwrap();
        assert_eq!(source.at_hand(3, 5), Some(&b"il\nEm"[..]));
        source.close();
        source.forget();
        assert_eq!(source.at_hand(3, 5), None);
        assert_eq!(&*source.read(3, 5).unwrap(), b"il\nEm");
        assert_eq!(source.read(text.len() as u64 - 2, 9).unwrap().len(), 2);
        source.still_the_same().unwrap();
        write(&(text.replace("Email", "email") + "x"));
        assert!(source.read(3, 5).is_err() && source.still_the_same().is_err());
        std::fs::remove_file(&path).unwrap();
        assert!(source.read(3, 5).is_err());
    }
}
