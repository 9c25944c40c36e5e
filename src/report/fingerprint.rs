//! By what a finding is known again in the next run, however the rows have moved.
//!
//! It is a hash of the rule, the file, the column, the value as rows are compared by it, and which occurrence
//! of all these it is; never of a line or record number. A phone number can be guessed from its hash, by trying
//! them all. So where values are masked, only what the mask leaves is hashed, and two findings whose masked
//! values look alike are told apart by their order. With a key the whole value is hashed; nobody can guess it
//! who has not got the key.

use hashbrown::HashMap;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::value::Values;
use super::{Manner, Report, header_name, legible};
use crate::error::Error;

/// Set where no secret is given: hashes are then as public as the values beside them.
const PUBLIC: &str = "csv-preflight";

/// How many bytes of a hash are kept: enough that two of a million findings never meet.
const KEPT: usize = 16;

/// The fingerprint of every finding that is shown, in that order: a hash in hexadecimal, a colon, and a number
/// that counts up where the hash repeats. `paths` name the files.
pub(super) fn all(report: &Report<'_>, manner: &Manner, paths: &[String]) -> Result<Vec<String>, Error> {
    let masked = manner.redact && manner.key.is_none();
    let key = manner.key.as_deref().unwrap_or(PUBLIC).as_bytes();
    let fresh = Hmac::<Sha256>::new_from_slice(key).expect("a key may have any length");
    let mut values = Values::new(report.outcome);
    let mut seen: HashMap<String, u64> = HashMap::new();
    let mut out = Vec::with_capacity(report.shown.len());
    for shown in &report.shown {
        let path = paths.get(shown.finding.file as usize).map(String::as_str).unwrap_or_default();
        let column = shown.column.map(|c| header_name(&c.name, c.kind, masked)).unwrap_or_default();
        let value = values.key(shown)?;
        let value = if masked { legible(value.as_bytes(), true) } else { value };
        let mut hash = fresh.clone();
        for part in ["finding/v1", shown.finding.rule.id, path, &column, &value] {
            // With its length, so that no two lists of parts run together to the same bytes.
            hash.update(&(part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        let mut text = String::with_capacity(2 * KEPT);
        for byte in hash.finalize().into_bytes().iter().take(KEPT) {
            text.push_str(&format!("{byte:02x}"));
        }
        let times = seen.entry(text.clone()).or_default();
        *times += 1;
        out.push(format!("{text}:{times}"));
    }
    Ok(out)
}
