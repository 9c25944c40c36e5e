//! Text that somebody decoded with the wrong encoding, and what it said before.
//!
//! UTF-8 that was read as Windows-1252 shows as `Ã©` and `â€™`, read as Mac OS Roman as `√©`. A run of characters
//! beyond ASCII is such a misreading when the bytes behind it are UTF-8 and when what they say is likelier than
//! what stands there. The second half matters: `IRMÃ”` (a closing quotation mark), `« Café »` (a no-break space)
//! and `KESÄ–TALVI` have such bytes too and are genuine.

use std::sync::LazyLock;

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};

/// How many misreadings, one on top of the other, are undone.
const MOST_TIMES: u8 = 3;

/// What a misread text said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misread {
    /// The text before it was misread.
    pub text: String,
    /// How often it was misread since.
    pub times: u8,
}

/// Undoes misreadings; `None` where there was none, as far as can be told.
pub fn undo_misreading(text: &str) -> Option<Misread> {
    let mut undone: Option<Misread> = None;
    for times in 1..=MOST_TIMES {
        let now = undone.as_ref().map_or(text, |misread| &misread.text);
        let Some(text) = undo_once(now, as_windows_1252).or_else(|| undo_once(now, as_mac_roman)) else {
            break;
        };
        undone = Some(Misread { text, times });
    }
    undone
}

/// A run of characters beyond ASCII and what stands around it.
struct Run<'t> {
    before: &'t str,
    text: &'t str,
    after: Option<char>,
}

/// What the run said before, and whether it is sure enough to start with.
type Reading = fn(&Run<'_>) -> Option<(String, bool)>;

fn undo_once(text: &str, reading: Reading) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut sure) = (text, false);
    while let Some(start) = rest.find(|c: char| !c.is_ascii()) {
        let (plain, tail) = rest.split_at(start);
        let (run, after) = tail.split_at(tail.find(|c: char| c.is_ascii()).unwrap_or(tail.len()));
        out.push_str(plain);
        let before = text.get(..text.len() - tail.len()).unwrap_or_default();
        match reading(&Run { before, text: run, after: after.chars().next() }) {
            Some((said, is_sure)) => {
                sure |= is_sure;
                out.push_str(&said);
            }
            None => out.push_str(run),
        }
        rest = after;
    }
    out.push_str(rest);
    sure.then_some(out)
}

fn as_windows_1252(run: &Run<'_>) -> Option<(String, bool)> {
    static TABLE: LazyLock<[char; 128]> = LazyLock::new(|| high_half(WINDOWS_1252));
    // Latin-1 has the controls U+0080 to U+009F where Windows-1252 has letters and marks.
    let byte = |c: char| u8::try_from(c).ok().or_else(|| byte_in(&TABLE, c));
    let said = decoded(run.text, byte)?;
    let sure = is_sure(run, &said);
    Some((said, sure))
}

fn as_mac_roman(run: &Run<'_>) -> Option<(String, bool)> {
    static TABLE: LazyLock<[char; 128]> = LazyLock::new(|| high_half(MACINTOSH));
    // Of the first bytes of UTF-8 only these two are characters that nobody writes before another one.
    let said = if run.text.starts_with(['√', '‚']) {
        decoded(run.text, |c| byte_in(&TABLE, c))?
    } else {
        return None;
    };
    Some((said, true))
}

/// The characters of the bytes from 0x80.
fn high_half(encoding: &'static Encoding) -> [char; 128] {
    let mut table = ['\0'; 128];
    for (byte, c) in (0x80..=0xFF).zip(&mut table) {
        let text = encoding.decode_without_bom_handling(&[byte]).0.into_owned();
        *c = text.chars().next().unwrap_or_default();
    }
    table
}

fn byte_in(table: &[char; 128], c: char) -> Option<u8> {
    (0x80..=0xFF).zip(table).find(|(_, other)| **other == c).map(|(byte, _)| byte)
}

/// What the run says when its characters are bytes of UTF-8, if that can be meant.
fn decoded(run: &str, byte: impl Fn(char) -> Option<u8>) -> Option<String> {
    let bytes: Option<Vec<u8>> = run.chars().map(byte).collect();
    String::from_utf8(bytes?).ok().filter(|text| text.chars().all(is_plausible))
}

/// Letters, marks and pictures that customers' data have.
fn is_plausible(c: char) -> bool {
    matches!(u32::from(c),
        0xA0..=0x17F | 0x18F | 0x1A0 | 0x1A1 | 0x1AF | 0x1B0 | 0x218..=0x21B | 0x259 | 0x300..=0x52F
        | 0x531..=0x58A | 0x5D0..=0x5EA | 0x600..=0x6FF | 0x900..=0xE7F | 0x10A0..=0x10FF | 0x1E00..=0x1EFF
        | 0x200B..=0x2027 | 0x202F..=0x203A | 0x20A0..=0x20BF | 0x2116 | 0x2122 | 0x2190..=0x21FF
        | 0x2600..=0x27BF | 0x3000..=0x30FF | 0x3400..=0x9FFF | 0xAC00..=0xD7A3 | 0xFE0F | 0xFEFF
        | 0xFF00..=0xFFEF | 0xFFFD | 0x1F000..=0x1FAFF)
}

/// Whether nobody would have written the run, so that it must be a misreading.
fn is_sure(run: &Run<'_>, said: &str) -> bool {
    let mut letters = said.chars();
    let (Some(said), None) = (letters.next(), letters.next()) else { return true };
    let last = run.text.chars().next_back().unwrap_or_default();
    let Some(lead) = run.text.chars().next() else { return false };
    // Marks that stand after a word anyway, when no letter follows; a no-break space stands between words.
    let ends_word = last == '\u{A0}' || ends_word(last) && !run.after.is_some_and(char::is_alphabetic);
    let capitals = run.before.chars().rev().take_while(|c| c.is_uppercase()).count();
    match (lead, u32::from(said)) {
        // Three characters for one: only those that are no letter, or that have three bytes in Vietnamese.
        ('â' | 'ï', 0x2000..=0x2FFF | 0xFE00..=0xFFFF) | ('ð', _) => true,
        ('á', 0x1E00..=0x1EFF) => !ends_word,
        ('Â', _) => capitals == 0 || !ends_word,
        ('Ã', _) => match capitals {
            // After a small letter or at the start of a word the capital itself is out of place.
            0 => true,
            1 => !ends_word && last != '’',
            _ => said.is_uppercase() && !ends_word && last != '’',
        },
        ('Ä' | 'Å' | 'Æ' | 'È' | 'É' | 'Ì' | 'Í', _) => match capitals {
            0 => {
                run.before.ends_with(char::is_lowercase)
                    || !ends_word && run.after.is_some_and(char::is_alphabetic)
            }
            1 => run.after.is_some_and(char::is_lowercase),
            _ => run.after.is_some_and(char::is_uppercase) && !ends_word_or_joins(last),
        },
        _ => false,
    }
}

fn ends_word(c: char) -> bool {
    matches!(
        c,
        '\u{A0}'
            | '«'
            | '»'
            | '®'
            | '‘'
            | '’'
            | '“'
            | '”'
            | '…'
            | '–'
            | '—'
            | '™'
            | '‹'
            | '›'
            | '•'
    )
}

fn ends_word_or_joins(c: char) -> bool {
    matches!(c, '’' | '–' | '—' | '…')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn undone(text: &str) -> Option<(String, u8)> {
        undo_misreading(text).map(|misread| (misread.text, misread.times))
    }

    #[test]
    fn misreadings_are_undone() {
        for (misread, said) in [
            ("JosÃ©", "José"),
            ("CafÃ© RenÃ©e", "Café Renée"),
            ("SÃ£o Paulo", "São Paulo"),
            ("SÃO PAULO, MÃœNCHEN", "SÃO PAULO, MÜNCHEN"),
            ("SCHRÃ–DER", "SCHRÖDER"),
            ("LÃ“PEZ", "LÓPEZ"),
            ("NoÃ«l", "Noël"),
            ("CittÃ\u{A0}", "Città"),
            ("Ã\u{89}milie", "Émilie"),
            ("Oâ€™Brien", "O’Brien"),
            ("5 â‚¬", "5 €"),
            ("20Â°", "20°"),
            ("DvoÅ™Ã¡k", "Dvořák"),
            ("PetrÅ¯", "Petrů"),
            ("KÄ™dzior", "Kędzior"),
            ("Ä°stanbul", "İstanbul"),
            ("AHÄ°N", "AHİN"),
            ("SÅ“ur", "Sœur"),
            ("TimiÈ™oara", "Timișoara"),
            ("ÐŸÑ‘Ñ‚Ñ€", "Пётр"),
            ("ç”°ä¸\u{AD}", "田中"),
            ("Nguyá»…n", "Nguyễn"),
            ("ðŸŽ‰", "🎉"),
            ("Par√©", "Paré"),
            ("l‚Äôamour", "l’amour"),
            ("Josï¿½", "Jos\u{FFFD}"),
        ] {
            assert_eq!(undone(misread), Some((said.to_owned(), 1)), "{misread}");
        }
        assert_eq!(undone("JosÃƒÂ©"), Some(("José".to_owned(), 2)));
        assert_eq!(undone("Oâ€™Brien, JosÃ©"), Some(("O’Brien, José".to_owned(), 1)));
    }

    #[test]
    fn genuine_text_is_left_alone() {
        for text in [
            "José",
            "SÃO PAULO",
            "IRMÃ”",
            "IRMû",
            "«MAÇû",
            "MANHÃ\u{A0}",
            "LÃ\u{A0}100%",
            "Conceição e João",
            "« Café\u{A0}»",
            "thé\u{A0}»",
            "là\u{A0}»",
            "CAFÉ”",
            "BEAUTÉ™",
            "l’été…”",
            "fiancé…”",
            "CAFFÈ™",
            "KESÄ–TALVI",
            "SPÄ“",
            "„SPÄ“",
            "TÄMÄ…",
            "BLÅ”",
            "PÅ®",
            "MENÜ–",
            "VOLVO PÅ\u{A0}",
            "NICCOLÃ’",
            "Nguyễn Thị Ánh",
            "HÃY ĐẾN",
            "Đỗ Ã",
            "Łódź",
            "ESPAÑA",
            "Ñ”",
            "Иван",
            "Ωμέγα",
            "北京…”",
            "O’Brien",
            "№ 12",
            "naïve",
            "Øystein",
            "Þórður",
            "šé",
            "“été”",
            "‚Ärger‘",
            "√2",
            "5 € – 7 £",
        ] {
            assert_eq!(undone(text), None, "{text}");
        }
    }
}
