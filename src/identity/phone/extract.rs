//! The part of a text that may be a phone number, its shape, and its extension: libphonenumber's
//! `buildNationalNumberForParsing`, `isViablePhoneNumber` and `maybeStripExtension`
//! (<https://github.com/google/libphonenumber/blob/master/java/libphonenumber/src/com/google/i18n/phonenumbers/PhoneNumberUtil.java>).
//! Knows nothing of countries.

use std::borrow::Cow;

use super::tables::{decimal, is_letter};

const CONTEXT: &str = ";phone-context=";
const PREFIX: &str = "tel:";
const SUBADDRESS: &str = ";isub=";

/// `+`, full-width too.
pub(super) fn is_plus(c: char) -> bool {
    matches!(c, '+' | '＋')
}

/// Cuts a possible number out of a text; `None` where nothing can begin one.
pub(super) fn possible_number(text: &str) -> Option<Cow<'_, str>> {
    // Parameters are rare.
    if !text.contains(';') {
        return cut(text).map(Cow::Borrowed);
    }
    let mut number = match text.split_once(CONTEXT) {
        Some((before, after)) => Cow::Owned(with_context(before, text, after)?),
        None => Cow::Borrowed(cut(text)?),
    };
    if let Some(at) = number.find(SUBADDRESS).filter(|at| *at > 0) {
        number = Cow::Owned(number.get(..at)?.to_owned());
    }
    Some(number)
}

/// RFC 3966: a local number and the context that it is local to. A domain as context says nothing.
fn with_context(before: &str, text: &str, after: &str) -> Option<String> {
    let context = after.split(';').next().unwrap_or_default();
    let global = context.strip_prefix('+').is_some_and(|digits| {
        let visual = |c| matches!(c, '-' | '.' | '(' | ')');
        digits.contains(|c| decimal(c).is_some()) && digits.chars().all(|c| visual(c) || decimal(c).is_some())
    });
    if !global && !is_domain(context) {
        return None;
    }
    // A `tel:` behind the context leaves nothing between the two.
    let start = text.find(PREFIX).map_or(0, |at| at + PREFIX.len());
    let local = before.get(start..)?;
    Some(if global { format!("{context}{local}") } else { local.to_owned() })
}

fn is_domain(context: &str) -> bool {
    let alphanumeric = |c: char| c.is_ascii_alphabetic() || decimal(c).is_some();
    let is_label = |label: &str| {
        label.starts_with(alphanumeric)
            && label.ends_with(alphanumeric)
            && label.chars().all(|c| c == '-' || alphanumeric(c))
    };
    let labels = context.strip_suffix('.').unwrap_or(context);
    let top = labels.rsplit('.').next().unwrap_or_default();
    labels.split('.').all(is_label) && top.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// From the first `+` or digit, without what cannot end a number, and without a second one.
fn cut(text: &str) -> Option<&str> {
    let start = text.find(|c| is_plus(c) || decimal(c).is_some())?;
    let number = text.get(start..)?.trim_end_matches(|c: char| c != '#' && !c.is_numeric() && !is_letter(c));
    // `(530) 583-6985 x302/x2303` is two numbers.
    let second = number.match_indices(['/', '\\']).find(|(at, slash)| {
        let after = number.get(at + slash.len()..).unwrap_or_default();
        after.trim_start_matches(' ').starts_with('x')
    });
    match second {
        Some((at, _)) => number.get(..at),
        None => Some(number),
    }
}

/// Marks that may stand inside a number; `x` stands for a carrier code.
fn is_punctuation(c: char) -> bool {
    matches!(
        c,
        '-' | 'x'
            | 'X'
            | '\u{2010}'..='\u{2015}'
            | '\u{2212}'
            | '\u{30fc}'
            | '\u{ff0d}'..='\u{ff0f}'
            | ' '
            | '\u{a0}'
            | '\u{ad}'
            | '\u{200b}'
            | '\u{2060}'
            | '\u{3000}'
            | '('
            | ')'
            | '\u{ff08}'
            | '\u{ff09}'
            | '\u{ff3b}'
            | '\u{ff3d}'
            | '.'
            | '['
            | ']'
            | '/'
            | '~'
            | '\u{2053}'
            | '\u{223c}'
            | '\u{ff5e}'
    )
}

/// Letters, and the two others that are letters when case is ignored.
fn is_alpha(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, 'ſ' | '\u{212a}')
}

/// Whether the text has the form of a number: two digits, or three and more among punctuation, then letters
/// too, then perhaps an extension.
pub(super) fn is_viable(text: &str) -> bool {
    let mut chars = text.char_indices().skip_while(|(_, c)| is_plus(*c));
    let mut digits = 0;
    let after_third = loop {
        match chars.next() {
            Some((at, c)) if decimal(c).is_some() => {
                digits += 1;
                if digits == 3 {
                    break at + c.len_utf8();
                }
            }
            Some((_, c)) if c == '*' || is_punctuation(c) => {}
            Some(_) => return false,
            None => return text.chars().count() == 2 && text.chars().all(|c| decimal(c).is_some()),
        }
    };
    let foreign =
        chars.find(|(_, c)| *c != '*' && decimal(*c).is_none() && !is_punctuation(*c) && !is_alpha(*c));
    match foreign {
        None => true,
        // What does not belong to a number has to belong to an extension that begins before it or there.
        Some((at, _)) => Tail::of(text).is_some_and(|tail| {
            tail.starts(text).any(|start| (after_third..=at).contains(&start) && tail.begins_at(text, start))
        }),
    }
}

/// Takes the extension off: the number before it, and its digits as written.
pub(super) fn split_extension(text: &str) -> (&str, Option<&str>) {
    let found = Tail::of(text).and_then(|tail| {
        let start = tail.starts(text).find(|start| tail.begins_at(text, *start))?;
        let number = text.get(..start).filter(|number| is_viable(number))?;
        Some((number, text.get(tail.start..tail.end)?))
    });
    found.map_or((text, None), |(number, extension)| (number, Some(extension)))
}

/// The digits at the end of a text that may be an extension, and whether `#` follows.
struct Tail {
    start: usize,
    end: usize,
    digits: usize,
    hash: bool,
}

impl Tail {
    fn of(text: &str) -> Option<Self> {
        let body = text.strip_suffix('#').unwrap_or(text);
        let before = body.trim_end_matches(|c| decimal(c).is_some());
        let digits = body.get(before.len()..)?.chars().count();
        (1..=20).contains(&digits).then_some(Self {
            start: before.len(),
            end: body.len(),
            digits,
            hash: body.len() < text.len(),
        })
    }

    /// Where a label may begin: behind the last digit before the extension, for no label has a digit in it.
    fn starts<'t>(&self, text: &'t str) -> impl Iterator<Item = usize> + use<'t> {
        let before = text.get(..self.start).unwrap_or_default();
        let first = before.rfind(|c| decimal(c).is_some()).unwrap_or_default();
        before.get(first..).unwrap_or_default().char_indices().map(move |(at, _)| first + at)
    }

    /// Whether an extension's label begins at a place and ends where the digits begin. The vaguer the label, the
    /// fewer digits may follow.
    fn begins_at(&self, text: &str, start: usize) -> bool {
        let Some(label) = text.get(start..self.start).filter(|label| !label.is_empty()) else { return false };
        let is_space = |c| matches!(c, ' ' | '\u{a0}' | '\t');
        if !self.hash && take(label, ";ext=") == Some("") {
            return true;
        }
        if self.hash && self.digits <= 6 && label.chars().all(|c| matches!(c, '-' | ' ')) {
            return true;
        }
        let word = label.trim_start_matches(|c| is_space(c) || c == ',');
        if explicit(word).is_some_and(may_follow)
            || self.digits <= 9 && ambiguous(word).is_some_and(may_follow)
        {
            return true;
        }
        let sign = label.trim_start_matches(is_space);
        let dialled = sign.strip_prefix(",,").or_else(|| sign.strip_prefix(';'));
        self.digits <= 15 && dialled.is_some_and(may_follow)
            || self.digits <= 9 && sign.starts_with(',') && may_follow(sign.trim_start_matches(','))
    }
}

/// Whether all of the text may stand between a label and the digits.
fn may_follow(text: &str) -> bool {
    let text = text.strip_prefix([':', '.', '\u{ff0e}']).unwrap_or(text);
    text.chars().all(|c| matches!(c, ' ' | '\u{a0}' | '\t' | ',' | '-'))
}

/// What follows an explicit label: `ext`, `xtn`, `extensión`, `доб`, `anexo`.
fn explicit(text: &str) -> Option<&str> {
    if let Some(rest) = take(take(text, "e").unwrap_or(text), "xt") {
        let long = take(rest, "ensi").and_then(|rest| match take(rest, "o") {
            Some(rest) => Some(rest.strip_prefix('\u{301}').unwrap_or(rest)),
            None => take(rest, "ó"),
        });
        let rest = long.unwrap_or(rest);
        return Some(take(rest, "n").unwrap_or(rest));
    }
    if let Some(rest) = take(take(text, "ｅ").unwrap_or(text), "ｘｔ") {
        return Some(take(rest, "ｎ").unwrap_or(rest));
    }
    take(text, "доб").or_else(|| take(text, "anexo"))
}

/// What follows an ambiguous label: `x`, `#`, `~`, `int`.
fn ambiguous(text: &str) -> Option<&str> {
    ["x", "ｘ", "#", "＃", "~", "～", "int", "ｉｎｔ"].iter().find_map(|label| take(text, label))
}

/// What follows a label in any case.
fn take<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    let mut chars = text.chars();
    let found = label.chars().all(|expected| chars.next().is_some_and(|c| fold(c) == expected));
    found.then_some(chars.as_str())
}

/// Simple case folding, as far as labels need it.
fn fold(c: char) -> char {
    match c {
        'ſ' => 's',
        '\u{1c81}' => 'д',
        '\u{1c82}' => 'о',
        _ => {
            let mut lower = c.to_lowercase();
            if lower.len() == 1 { lower.next().unwrap_or(c) } else { c }
        }
    }
}
