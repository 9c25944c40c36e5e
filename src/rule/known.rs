//! Findings that are known already: those of a baseline, and those that the settings ignore.
//!
//! A finding is known again by a keyed hash of its rule, its column, what stands there as rows are compared by
//! it, and whose row it is: never by a line, a record number or a file's name. A finding that stands in no row is
//! known by its rule and column. Nobody without the key can guess what was hashed; with it anybody can try
//! addresses and numbers one by one.

use std::fmt;
use std::str::FromStr;

use hashbrown::HashMap;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::Active;
use crate::identity::Keys;
use crate::table::{Column, Row};

/// How many different findings are remembered at most. Beyond that an export is to be mended and not to be got
/// used to.
pub const MOST: usize = 1_000_000;

/// The keyed hash that a finding, or a value, is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 16]);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Fingerprint {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut bytes = [0; 16];
        if text.len() != 32 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(());
        }
        for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let digits = str::from_utf8(digits).map_err(|_| ())?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| ())?;
        }
        Ok(Self(bytes))
    }
}

/// The secret that fingerprints are made with.
#[derive(Clone)]
pub struct Secret(Hmac<Sha256>);

impl Secret {
    /// From the user's words.
    pub fn new(key: &str) -> Self {
        Self(Hmac::new_from_slice(key.as_bytes()).expect("a key may have any length"))
    }

    /// The fingerprint of these parts.
    pub fn fingerprint(&self, parts: &[&str]) -> Fingerprint {
        let mut hash = self.0.clone();
        for part in parts {
            // With its length, so that no two lists of parts run together to the same bytes.
            hash.update(&(part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        let mut fingerprint = Fingerprint([0; 16]);
        fingerprint.0.iter_mut().zip(hash.finalize().into_bytes()).for_each(|(mine, byte)| *mine = byte);
        fingerprint
    }

    /// The fingerprint of a value alone, as rows are compared by it.
    pub fn of_value(&self, value: &str) -> Fingerprint {
        self.fingerprint(&["value/v1", value])
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Findings that the settings ignore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    /// The rule, by id.
    pub rule: &'static str,
    /// Only in columns with this header.
    pub column: Option<String>,
    /// Only where this value stands.
    pub value: Option<Fingerprint>,
}

/// What is known.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The secret; without one there are neither findings nor values.
    pub secret: Option<Secret>,
    /// Findings, and how often each is known.
    pub findings: HashMap<Fingerprint, u32>,
    /// Whether every finding counts as known and is to be remembered.
    pub learns: bool,
    /// What the settings ignore.
    pub ignored: Vec<Ignored>,
}

/// What was seen of it.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Findings that are known or were learned: the rule's id, and how often.
    pub findings: HashMap<Fingerprint, (&'static str, u32)>,
    /// How many the settings ignored.
    pub ignored: u64,
    /// Whether there were more than can be remembered.
    pub too_many: bool,
}

impl Seen {
    /// Adds what was seen elsewhere.
    pub fn add(&mut self, other: &Self) {
        for (fingerprint, (rule, count)) in &other.findings {
            self.count(*fingerprint, rule, *count);
        }
        self.ignored += other.ignored;
        self.too_many |= other.too_many;
    }

    /// How many findings were known.
    pub fn hidden(&self) -> u64 {
        self.findings.values().map(|(_, count)| u64::from(*count)).sum()
    }

    fn count(&mut self, fingerprint: Fingerprint, rule: &'static str, count: u32) {
        if self.findings.len() == MOST && !self.findings.contains_key(&fingerprint) {
            self.too_many = true;
            return;
        }
        let (_, so_far) = self.findings.entry(fingerprint).or_insert((rule, 0));
        *so_far = so_far.saturating_add(count);
    }
}

impl Known {
    /// Whether a finding is known; if it is, counts it. What one connector makes of a row is another finding than
    /// what the next makes of it.
    pub(crate) fn has(
        &self,
        rule: Active,
        connector: Option<&str>,
        column: Option<&Column>,
        row: Option<&Row<'_>>,
        keys: &mut Keys,
        seen: &mut Seen,
    ) -> bool {
        let header = column.map(|column| column.name.trim()).unwrap_or_default();
        let cell = column.zip(row).and_then(|(column, row)| Some((row, row.cell_in(column)?)));
        let value = cell.map(|(row, cell)| keys.of_cell(row, &cell)).unwrap_or_default();
        let is_value = |wanted: Fingerprint| {
            self.secret.as_ref().is_some_and(|secret| secret.of_value(&value) == wanted)
        };
        let ignored = self.ignored.iter().any(|ignored| {
            ignored.rule == rule.id
                && ignored.column.as_deref().is_none_or(|column| column == header)
                && ignored.value.is_none_or(is_value)
        });
        if ignored {
            seen.ignored += 1;
            return true;
        }
        let Some(secret) = self.secret.as_ref().filter(|_| self.learns || !self.findings.is_empty()) else {
            return false;
        };
        let owner = row.map(|row| keys.owner(row)).unwrap_or_default();
        let parts = ["known/v1", rule.id, header, &value, &owner];
        let fingerprint = match connector {
            None => secret.fingerprint(&parts),
            Some(connector) => secret.fingerprint(&[&parts[..], &[connector]].concat()),
        };
        let known = self.learns || self.findings.contains_key(&fingerprint);
        if known {
            seen.count(fingerprint, rule.id, 1);
        }
        known
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_written_and_read() {
        let fingerprint = Secret::new("k").of_value("ann@example.com");
        assert_eq!(fingerprint.to_string().parse(), Ok(fingerprint));
        for other in ["", "0", "zz", &"0".repeat(31), &"g".repeat(32), &"é".repeat(16)] {
            assert_eq!(other.parse::<Fingerprint>(), Err(()), "{other}");
        }
    }

    #[test]
    fn parts_do_not_run_together_and_keys_matter() {
        let secret = Secret::new("k");
        assert_ne!(secret.fingerprint(&["ab", "c"]), secret.fingerprint(&["a", "bc"]));
        assert_ne!(secret.of_value("a"), Secret::new("l").of_value("a"));
        // RFC 2104 with SHA-256 over the lengths and the parts, by another program:
        // printf '\x08\0\0\0\0\0\0\0value/v1\x01\0\0\0\0\0\0\0a' | openssl dgst -sha256 -hmac k
        assert_eq!(secret.of_value("a").to_string(), "9263869b8858fd43cd20238169f9febf");
    }

    #[test]
    fn no_more_is_remembered_than_there_is_room_for() {
        let secret = Secret::new("k");
        let mut seen = Seen::default();
        seen.count(secret.of_value("a"), "blank-row", 2);
        let other = seen.clone();
        seen.add(&other);
        assert_eq!((seen.hidden(), seen.too_many), (4, false));
    }
}
