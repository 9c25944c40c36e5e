//! Which encoding the bytes are in, by byte order mark and by content, and decoding them.

use std::borrow::Cow;
use std::io::Write;

use encoding_rs::Encoding;

use super::spool::Spool;
use super::{SAMPLE, Source};
use crate::error::Error;

/// How much of a file is read at once while it is judged or decoded, in bytes.
const BLOCK: usize = 1 << 20;

/// A character encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// UTF-8, or text that is meant to be.
    Utf8,
    /// UTF-32, little end first.
    Utf32Le,
    /// UTF-32, big end first.
    Utf32Be,
    /// One of the encodings of the WHATWG standard.
    Whatwg(&'static Encoding),
}

/// How the encoding is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Nothing speaks against UTF-8.
    None,
    /// A byte order mark.
    ByteOrderMark,
    /// The bytes look like it.
    Guessed,
    /// It was given.
    Given,
}

impl Charset {
    /// The encoding with this name or alias.
    pub fn by_name(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().replace('_', "-").as_str() {
            "utf-8" | "utf8" => Some(Self::Utf8),
            "utf-32le" => Some(Self::Utf32Le),
            "utf-32be" => Some(Self::Utf32Be),
            "macroman" | "mac-roman" => Some(Self::Whatwg(encoding_rs::MACINTOSH)),
            label => match Encoding::for_label(label.as_bytes())? {
                encoding if encoding == encoding_rs::UTF_8 => Some(Self::Utf8),
                encoding if encoding == encoding_rs::REPLACEMENT => None,
                encoding => Some(Self::Whatwg(encoding)),
            },
        }
    }

    /// Its name in the IANA register.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf32Le => "UTF-32LE",
            Self::Utf32Be => "UTF-32BE",
            Self::Whatwg(encoding) => encoding.name(),
        }
    }

    /// Whether every byte is one character.
    pub fn is_single_byte(self) -> bool {
        matches!(self, Self::Whatwg(encoding) if encoding.is_single_byte())
    }

    pub(super) fn byte_order_mark_len(self) -> u64 {
        match self {
            Self::Utf8 => 3,
            Self::Utf32Le | Self::Utf32Be => 4,
            Self::Whatwg(encoding) if is_utf16(encoding) => 2,
            Self::Whatwg(_) => 0,
        }
    }
}

fn is_utf16(encoding: &'static Encoding) -> bool {
    encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE
}

/// What the first bytes alone tell.
pub(super) fn sniff(head: &[u8]) -> Option<(Charset, Evidence)> {
    // UTF-32LE begins like UTF-16LE, so it is looked for first.
    let marks: [(&[u8], Charset); 5] = [
        (b"\xFF\xFE\0\0", Charset::Utf32Le),
        (b"\0\0\xFE\xFF", Charset::Utf32Be),
        (b"\xEF\xBB\xBF", Charset::Utf8),
        (b"\xFF\xFE", Charset::Whatwg(encoding_rs::UTF_16LE)),
        (b"\xFE\xFF", Charset::Whatwg(encoding_rs::UTF_16BE)),
    ];
    for (mark, charset) in marks {
        if head.starts_with(mark) {
            // A UTF-8 mark promises nothing about stray bytes further on.
            let evidence = if charset == Charset::Utf8 { Evidence::None } else { Evidence::ByteOrderMark };
            return Some((charset, evidence));
        }
    }
    if let Some(encoding) = utf16_by_zeros(head) {
        return Some((Charset::Whatwg(encoding), Evidence::Guessed));
    }
    let escapes: [&[u8]; 4] = [b"\x1B$B", b"\x1B$@", b"\x1B(J", b"\x1B(I"];
    if head.is_ascii() && escapes.iter().any(|escape| memchr::memmem::find(head, escape).is_some()) {
        return Some((Charset::Whatwg(encoding_rs::ISO_2022_JP), Evidence::Guessed));
    }
    None
}

/// Text in a Latin alphabet as UTF-16 has a zero in every second byte, and nothing else has.
fn utf16_by_zeros(head: &[u8]) -> Option<&'static Encoding> {
    memchr::memchr(0, head)?;
    let pairs = head.len() / 2;
    let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if pairs < 2 || head.len() % 2 == 1 && head.len() < SAMPLE {
        None
    } else if odd * 2 > pairs && even * 20 < pairs {
        Some(encoding_rs::UTF_16LE)
    } else if even * 2 > pairs && odd * 20 < pairs {
        Some(encoding_rs::UTF_16BE)
    } else {
        None
    }
}

/// How many UTF-8 byte order marks the text begins with.
pub(super) fn count_byte_order_marks(text: &[u8]) -> u32 {
    let mut rest = text;
    let mut count = 0;
    while let Some(after) = rest.strip_prefix(b"\xEF\xBB\xBF") {
        (rest, count) = (after, count + 1);
    }
    count
}

/// What a look at every byte came to.
pub(super) struct Judgement {
    pub(super) charset: Charset,
    pub(super) first_stray: Option<(u64, u8)>,
    pub(super) strays: u64,
}

/// Tells UTF-8 with a few stray bytes from text in another encoding.
pub(super) fn judge(source: &Source) -> Result<Judgement, Error> {
    let mut tally = Tally::default();
    for_each_block(source, |block, last| tally.add(block, last))?;
    let (first_stray, strays) = (tally.first_stray, tally.strays);
    // In other encodings most bytes beyond ASCII are strays, and what is valid UTF-8 by chance is rare.
    if tally.sequences >= tally.strays {
        return Ok(Judgement { charset: Charset::Utf8, first_stray, strays });
    }
    let encoding = if tally.looks_like_mac_roman() {
        encoding_rs::MACINTOSH
    } else {
        match guess(source)? {
            // The one with all characters; its decoder is the same.
            guess if guess == encoding_rs::GBK => encoding_rs::GB18030,
            // They differ in eight letters of Ukrainian.
            guess if guess == encoding_rs::KOI8_U && !tally.ukrainian => encoding_rs::KOI8_R,
            guess => guess,
        }
    };
    Ok(Judgement { charset: Charset::Whatwg(encoding), first_stray, strays })
}

/// Guesses which encoding it is that is not UTF-8. A byte takes the guesser as long as it takes all others to check
/// fifty, so of a long text it is shown lines from everywhere, those with bytes beyond ASCII.
fn guess(source: &Source) -> Result<&'static Encoding, Error> {
    /// How much it is shown, in bytes.
    const ENOUGH: u64 = 1 << 20;
    let is_long = source.len() > ENOUGH;
    let share = ENOUGH / source.len().div_ceil(BLOCK as u64).max(1);
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    // A line that the block before broke off: half a character would mislead.
    let mut carry = Vec::new();
    for_each_block(source, |block, last| {
        carry.extend_from_slice(block);
        let end = if last { None } else { memchr::memrchr2(b'\n', b'\r', &carry) };
        let rest = carry.split_off(end.map_or(carry.len(), |end| end + 1));
        let mut shown = 0;
        for line in carry.split_inclusive(|byte| matches!(byte, b'\n' | b'\r')) {
            if !is_long || shown < share && !line.is_ascii() {
                detector.feed(line, false);
                shown += line.len() as u64;
            }
        }
        carry = rest;
    })?;
    detector.feed(&[], true);
    Ok(detector.guess(None, chardetng::Utf8Detection::Deny))
}

/// The first byte that is not UTF-8, in the file as it is.
pub(super) fn first_stray(source: &Source) -> Result<Option<(u64, u8)>, Error> {
    let mut tally = Tally::default();
    let mut offset = 0;
    while offset < source.len() && tally.first_stray.is_none() {
        let block = source.read(offset, BLOCK)?;
        offset += block.len() as u64;
        tally.add(&block, offset == source.len());
    }
    Ok(tally.first_stray)
}

fn for_each_block(source: &Source, mut take: impl FnMut(&[u8], bool)) -> Result<(), Error> {
    let mut offset = 0;
    while offset < source.len() {
        let block = source.read(offset, BLOCK)?;
        offset += block.len() as u64;
        take(&block, offset == source.len());
    }
    Ok(())
}

/// Counts over all bytes of a file.
#[derive(Default)]
struct Tally {
    seen: u64,
    /// Valid sequences of more than one byte.
    sequences: u64,
    /// Bytes that belong to no valid sequence.
    strays: u64,
    first_stray: Option<(u64, u8)>,
    /// Bytes 0x80..=0x9F and 0xC0..=0xFF between or after ASCII letters.
    letters_low: u64,
    letters_high: u64,
    /// Whether a byte stands for a Ukrainian letter in KOI8-U and for a line drawing in KOI8-R.
    ukrainian: bool,
    /// The byte before the carry.
    before: u8,
    /// The tail of the last block that may be the start of a sequence.
    carry: Vec<u8>,
}

impl Tally {
    /// Counts the next block; `last` says that the file ends with it.
    fn add(&mut self, block: &[u8], last: bool) {
        let joined: Cow<'_, [u8]> = if self.carry.is_empty() {
            Cow::Borrowed(block)
        } else {
            Cow::Owned([self.carry.as_slice(), block].concat())
        };
        self.carry.clear();
        let mut at = 0;
        for chunk in joined.utf8_chunks() {
            let valid = chunk.valid().as_bytes();
            if !valid.is_ascii() {
                self.sequences += valid.iter().filter(|byte| **byte >= 0xC0).count() as u64;
            }
            at += valid.len();
            self.before = valid.last().copied().unwrap_or(self.before);
            let invalid = chunk.invalid();
            // What the block breaks off may go on in the next one; at the end of the file nothing follows.
            if !last && at + invalid.len() == joined.len() {
                self.carry.extend_from_slice(invalid);
                break;
            }
            self.ukrainian |= invalid
                .iter()
                .any(|byte| matches!(byte, 0xA4 | 0xA6 | 0xA7 | 0xAD | 0xB4 | 0xB6 | 0xB7 | 0xBD));
            if let Some(first) = invalid.first() {
                self.stray(*first, self.seen + at as u64, invalid.len() as u64);
                if self.before.is_ascii_alphabetic() {
                    match first {
                        0x80..=0x9F => self.letters_low += 1,
                        0xC0..=0xFF => self.letters_high += 1,
                        _ => {}
                    }
                }
            }
            at += invalid.len();
            self.before = invalid.last().copied().unwrap_or(self.before);
        }
        self.seen += at as u64;
    }

    fn stray(&mut self, byte: u8, at: u64, count: u64) {
        self.strays += count;
        self.first_stray.get_or_insert((at, byte));
    }

    /// In Mac OS Roman the accented letters of western Europe lie where Windows-1252 has quotes and dashes,
    /// which seldom follow a letter in a name.
    fn looks_like_mac_roman(&self) -> bool {
        self.letters_low > 4 * self.letters_high && self.letters_low * 2 > self.strays
    }
}

/// The text of `source` as UTF-8, and how many times bytes made no sense and became U+FFFD.
pub(super) fn decode(source: &Source, charset: Charset, skip: u64) -> Result<(Spool, u64), Error> {
    let mut spool = Spool::new();
    let mut unreadable = 0;
    let mut decoder = Decoder::new(charset);
    let mut offset = skip;
    loop {
        let block = source.read(offset, BLOCK)?;
        offset += block.len() as u64;
        let last = offset >= source.len();
        let text = decoder.decode(&block, last);
        unreadable += text.matches(char::REPLACEMENT_CHARACTER).count() as u64;
        spool.write_all(text.as_bytes()).map_err(|error| Error::read(&source.name, error))?;
        if last {
            return Ok((spool, unreadable));
        }
    }
}

enum Decoder {
    Whatwg(encoding_rs::Decoder),
    Utf32 { big_endian: bool, carry: Vec<u8> },
}

impl Decoder {
    fn new(charset: Charset) -> Self {
        match charset {
            Charset::Utf8 => Self::Whatwg(encoding_rs::UTF_8.new_decoder_without_bom_handling()),
            Charset::Whatwg(encoding) => Self::Whatwg(encoding.new_decoder_without_bom_handling()),
            Charset::Utf32Le => Self::Utf32 { big_endian: false, carry: Vec::new() },
            Charset::Utf32Be => Self::Utf32 { big_endian: true, carry: Vec::new() },
        }
    }

    fn decode(&mut self, block: &[u8], last: bool) -> String {
        match self {
            Self::Whatwg(decoder) => {
                let longest = decoder.max_utf8_buffer_length(block.len()).unwrap_or(4 * block.len() + 16);
                let mut text = String::with_capacity(longest);
                // The capacity holds the longest result, so one call takes the whole block; whether strays
                // were replaced shows in the text.
                let (result, ..) = decoder.decode_to_string(block, &mut text, last);
                debug_assert_eq!(result, encoding_rs::CoderResult::InputEmpty);
                text
            }
            Self::Utf32 { big_endian, carry } => {
                carry.extend_from_slice(block);
                let mut text = String::with_capacity(carry.len());
                let mut units = carry.chunks_exact(4);
                for unit in &mut units {
                    let unit = [unit[0], unit[1], unit[2], unit[3]];
                    let code = if *big_endian { u32::from_be_bytes(unit) } else { u32::from_le_bytes(unit) };
                    text.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                let rest = units.remainder().to_vec();
                *carry = rest;
                if last && !carry.is_empty() {
                    text.push(char::REPLACEMENT_CHARACTER);
                }
                text
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "First Name,Last Name,Email\nJosé,Müller,jose@example.com\nÀdela,Núñez,adela@example.com\n";

    fn judged(bytes: Vec<u8>) -> &'static str {
        let mut source = Source::memory("x".into(), bytes).unwrap();
        source.settle_encoding().unwrap();
        source.charset.name()
    }

    fn encoded(encoding: &'static Encoding, text: &str) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    #[test]
    fn encodings_without_a_mark_are_told_by_their_bytes() {
        assert_eq!(judged(TEXT.into()), "UTF-8");
        assert_eq!(judged(encoded(encoding_rs::WINDOWS_1252, TEXT)), "windows-1252");
        assert_eq!(
            judged(encoded(encoding_rs::WINDOWS_1251, "Имя,Email\nИван Петров,ivan@example.com\n")),
            "windows-1251"
        );
        assert_eq!(
            judged(encoded(encoding_rs::SHIFT_JIS, "名前,Email\n田中太郎カタカナ,taro@example.com\n")),
            "Shift_JIS"
        );
        assert_eq!(
            judged(encoded(encoding_rs::EUC_JP, "名前,Email\nひらがなの田中さん,taro@example.com\n")),
            "EUC-JP"
        );
        assert_eq!(
            judged(encoded(encoding_rs::EUC_KR, "이름,Email\n김철수 서울특별시 강남구,kim@example.com\n")),
            "EUC-KR"
        );
        assert_eq!(
            judged(encoded(encoding_rs::BIG5, "姓名,Email\n陳大文 香港九龍尖沙咀,chan@example.com\n")),
            "Big5"
        );
        assert_eq!(
            judged(encoded(encoding_rs::ISO_2022_JP, "名前,Email\n田中,taro@example.com\n")),
            "ISO-2022-JP"
        );
        assert_eq!(judged(mac_roman()), "macintosh");
    }

    #[test]
    fn of_a_long_text_some_lines_are_enough() {
        let ascii = "Ann,Lee,ann@example.com\n".repeat(30_000);
        for (encoding, line) in [
            (encoding_rs::WINDOWS_1252, "José,Müller,jose@example.com\n"),
            (encoding_rs::WINDOWS_1250, "Jiří,Dvořák Žižka,jiri@example.com\n"),
            (encoding_rs::WINDOWS_1251, "Иван,Петров Сидорович,ivan@example.com\n"),
            (encoding_rs::SHIFT_JIS, "田中,太郎カタカナひらがな,taro@example.com\n"),
            (encoding_rs::EUC_KR, "김철수,서울특별시 강남구,kim@example.com\n"),
            (encoding_rs::BIG5, "陳大文,香港九龍尖沙咀,chan@example.com\n"),
            (encoding_rs::GB18030, "张伟,北京市朝阳区建国路,zhang@example.com\n"),
        ] {
            // Blocks of one MiB break lines at every place; what tells comes late, or is among much that does not.
            let often = format!("{line}{}", "Ann,Lee,ann@example.com\n".repeat(3)).repeat(40_000);
            let late = format!("{ascii}{ascii}{}", line.repeat(300));
            for text in [often, late] {
                assert!(text.len() > 1 << 20);
                assert_eq!(judged(encoded(encoding, &text)).to_lowercase(), encoding.name().to_lowercase());
            }
        }
    }

    /// `TEXT` as Mac OS Roman, which `encoding_rs` decodes and does not encode.
    fn mac_roman() -> Vec<u8> {
        let table = [('é', 0x8E), ('ü', 0x9F), ('À', 0xCB), ('ú', 0x9C), ('ñ', 0x96)];
        TEXT.chars()
            .map(|c| {
                table
                    .iter()
                    .find(|(letter, _)| *letter == c)
                    .map_or_else(|| u8::try_from(c).unwrap(), |(_, byte)| *byte)
            })
            .collect()
    }

    #[test]
    fn utf16_and_utf32_are_told_and_decoded() {
        let utf16: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let utf32: Vec<u8> =
            "\u{FEFF}".chars().chain(TEXT.chars()).flat_map(|c| (c as u32).to_be_bytes()).collect();
        for (bytes, name) in [(utf16, "UTF-16LE"), (utf32, "UTF-32BE")] {
            let source = Source::memory("x".into(), bytes).unwrap();
            assert_eq!(source.charset.name(), name);
            assert_eq!(source.read(0, 1000).unwrap(), TEXT.as_bytes());
        }
    }

    #[test]
    fn a_stray_byte_does_not_make_a_file_latin() {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes.extend_from_slice(b"Zo\xEB,Smith,zoe@example.com\n");
        let mut source = Source::memory("x".into(), bytes).unwrap();
        assert!(!source.settle_encoding().unwrap());
        assert_eq!(source.charset, Charset::Utf8);
        assert_eq!(source.first_stray, Some((TEXT.len() as u64 + 2, 0xEB)));
    }

    fn tally(text: &[u8], block: usize) -> Tally {
        let mut tally = Tally::default();
        let blocks = text.len().div_ceil(block);
        for (index, piece) in text.chunks(block).enumerate() {
            tally.add(piece, index + 1 == blocks);
        }
        tally
    }

    #[test]
    fn sequences_across_blocks_count_once() {
        for block in 1..=TEXT.len() {
            let tally = tally(TEXT.as_bytes(), block);
            assert_eq!((tally.strays, tally.sequences), (0, 5), "{block}");
        }
    }

    #[test]
    fn strays_across_blocks_count_once() {
        // A lone lead byte, two of three bytes, and a byte that never occurs, each after an ASCII letter.
        let text = b"Jos\xE9,a\xE2\x82,b\xFFc";
        for block in 1..=text.len() {
            let tally = tally(text, block);
            assert_eq!((tally.strays, tally.sequences, tally.letters_high), (4, 0, 3), "{block}");
            assert_eq!(tally.first_stray, Some((3, 0xE9)), "{block}");
        }
    }

    #[test]
    fn a_sequence_that_the_end_of_the_file_breaks_off_is_stray() {
        for block in 1..=4 {
            let tally = tally(b"ab\xE2\x82", block);
            assert_eq!((tally.strays, tally.first_stray), (2, Some((2, 0xE2))), "{block}");
        }
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes.push(0xC3);
        let mut source = Source::memory("x".into(), bytes).unwrap();
        assert!(!source.settle_encoding().unwrap());
        assert_eq!(source.first_stray, Some((TEXT.len() as u64, 0xC3)));
    }

    #[test]
    fn a_byte_order_mark_is_a_promise() {
        let mut bytes = b"\xEF\xBB\xBFFirst Name,Email\n".to_vec();
        bytes.extend_from_slice(b"Jos\xE9,jose@example.com\nM\xFCller,m@example.com\n");
        let mut source = Source::memory("x".into(), bytes).unwrap();
        assert!(!source.settle_encoding().unwrap());
        assert_eq!((source.charset, source.text_start()), (Charset::Utf8, 3));
        // The mark is 3 bytes, the header 17, `Jos` 3.
        assert_eq!(source.first_stray, Some((23, 0xE9)));
    }
}
