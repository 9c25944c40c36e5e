//! `collate`: equality as databases have it. The folds are models of the collations' published rules; what they
//! decide is marked as such in the connector files.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{Argument, Compare, Operator, example};
use crate::identity::email::is_invisible;

pub(super) static COLLATE: Operator = Operator {
    name: "collate",
    summary: "the keys are equal in a database collation",
    argument: Some(Argument {
        summary: "the collation: MySQL's `utf8mb4_unicode_ci` (no case, no accents, `ß` is `ss`) or \
                  `utf8mb4_general_ci` (no case, no accents, `ß` is `s`), SQL Server's `CI_AS` (no case, no width, \
                  accents count), PostgreSQL's `C` (bytes)",
        words: &["mysql_unicode_ci", "mysql_general_ci", "mssql_ci_as", "pg_c"],
    }),
    examples: &[
        example("mysql_unicode_ci", "Zoë@example.com", "zoe@EXAMPLE.com", true),
        example("mysql_unicode_ci", "straße@example.com", "strasse@example.com", true),
        example("mysql_unicode_ci", "e\u{301}@example.com", "é@example.com", true),
        example("mysql_unicode_ci", "Ａ@example.com", "a@example.com", true),
        example("mysql_unicode_ci", "a@example.com ", "a@example.com", true),
        // A no-break space has the primary weight of a space.
        example("mysql_unicode_ci", "a@example.com\u{a0}", "a@example.com", true),
        example("mysql_unicode_ci", "ı@example.com", "i@example.com", false),
        example("mysql_general_ci", "straße@example.com", "strase@example.com", true),
        example("mysql_general_ci", "straße@example.com", "strasse@example.com", false),
        example("mysql_general_ci", "e\u{301}@example.com", "é@example.com", false),
        example("mysql_general_ci", "ZOË@example.com", "zoe@example.com", true),
        example("mssql_ci_as", "Zoë@example.com", "ZOË@example.com", true),
        example("mssql_ci_as", "Zoë@example.com", "zoe@example.com", false),
        example("mssql_ci_as", "Ａ@example.com", "a@example.com", true),
        example("pg_c", "Bob@example.com", "bob@example.com", false),
        example("pg_c", "bob@example.com", "bob@example.com", true),
    ],
    compile: |argument| {
        Some(Compare::Fold(match argument {
            "mysql_unicode_ci" => unicode_ci,
            "mysql_general_ci" => general_ci,
            "mssql_ci_as" => ci_as,
            "pg_c" => |key| Cow::Borrowed(key),
            _ => return None,
        }))
    },
};

/// Trailing spaces do not count (`PAD SPACE`); ASCII needs no more than lower case.
fn folded(key: &str, fold: fn(&str) -> String) -> Cow<'_, str> {
    let key = key.trim_end_matches(' ');
    if !key.is_ascii() {
        return Cow::Owned(fold(key));
    }
    if key.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(key.to_ascii_lowercase())
    } else {
        Cow::Borrowed(key)
    }
}

/// <https://dev.mysql.com/doc/refman/8.4/en/charset-unicode-sets.html>: primary weights of the Unicode Collation
/// Algorithm 4.0.
fn unicode_ci(key: &str) -> Cow<'_, str> {
    folded(key, |key| {
        let mut out = String::with_capacity(key.len());
        for c in key.nfkd().filter(|c| !is_combining_mark(*c) && !is_invisible(*c)) {
            match c {
                'ß' | 'ẞ' => out.push_str("ss"),
                'ς' => out.push('σ'),
                c => out.extend(c.to_lowercase()),
            }
        }
        out.truncate(out.trim_end_matches(' ').len());
        out
    })
}

/// The same page: character by character, no expansions, none outside the Basic Multilingual Plane told apart.
fn general_ci(key: &str) -> Cow<'_, str> {
    folded(key, |key| {
        key.chars()
            .map(|c| match c {
                'ß' => 's',
                c if u32::from(c) > 0xFFFF => '\u{fffd}',
                c => {
                    let mut parts = std::iter::once(c).nfd();
                    let base = parts.next().unwrap_or(c);
                    let base = if parts.all(is_combining_mark) { base } else { c };
                    let mut upper = base.to_uppercase();
                    match (upper.next(), upper.next()) {
                        (Some(upper), None) => upper.to_lowercase().next().unwrap_or(upper),
                        _ => base,
                    }
                }
            })
            .collect()
    })
}

/// <https://learn.microsoft.com/en-us/sql/relational-databases/collations/collation-and-unicode-support>: case,
/// width and kana do not count, accents do.
fn ci_as(key: &str) -> Cow<'_, str> {
    folded(key, |key| {
        let narrow = |c: char| match u32::from(c) {
            0xFF01..=0xFFEF => std::iter::once(c).nfkc().collect(),
            0x30A1..=0x30F6 => char::from_u32(u32::from(c) - 0x60).unwrap_or(c).to_string(),
            _ => c.to_string(),
        };
        key.chars().map(narrow).collect::<String>().to_lowercase()
    })
}
