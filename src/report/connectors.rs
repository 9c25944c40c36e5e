//! How many customers Shopify and each chosen connector would end up with, and which of them disagree on it.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::engine::Standing;
use crate::message::{counted, grouped, visible};

/// Shopify's own name among connectors. The connector of this name is the same pipeline without the settings of
/// the run.
const ITSELF: &str = "Shopify";

fn name(standing: &Standing) -> String {
    standing.connector.as_deref().map_or_else(|| ITSELF.to_owned(), visible)
}

/// The pairs that end up with other numbers of customers.
fn disagreeing(standings: &[Standing]) -> Vec<(&Standing, &Standing)> {
    let mut pairs = Vec::new();
    for (index, one) in standings.iter().enumerate() {
        let later = standings.iter().skip(index + 1);
        let differ =
            |other: &&Standing| one.customers.zip(other.customers).is_some_and(|(one, other)| one != other);
        pairs.extend(later.filter(differ).map(|other| (one, other)));
    }
    pairs
}

/// What there is to say of one, beside how many customers it would have.
fn notes(standing: &Standing) -> Vec<String> {
    let mut notes = Vec::new();
    if standing.customers.is_none() {
        notes.push("looks customers up by nothing that is in a customer file".to_owned());
    }
    let parts = [
        (standing.split, "split, more than Shopify has"),
        (standing.merged, "merged, that Shopify tells apart"),
    ];
    for (count, what) in parts {
        if count > 0 {
            notes.push(format!("{} {what}", grouped(count)));
        }
    }
    if standing.conflicts > 0 {
        notes.push(format!("{} of two customers", counted(standing.conflicts, "row")));
    }
    if standing.without_key > 0 {
        notes.push(format!("{} without a key", counted(standing.without_key, "row")));
    }
    if standing.inferred {
        notes.push("inferred".to_owned());
    }
    notes
}

fn number(standing: &Standing) -> String {
    standing.customers.map_or_else(|| "?".to_owned(), grouped)
}

/// The pairs that disagree in words; `None` where none do.
fn disagreement(standings: &[Standing]) -> Option<String> {
    const PAIRS: usize = 10;
    let pairs = disagreeing(standings);
    let told = pairs.iter().take(PAIRS).map(|(one, other)| format!("{} and {}", name(one), name(other)));
    let told = told.collect::<Vec<_>>().join(", ");
    match pairs.len().saturating_sub(PAIRS) {
        _ if pairs.is_empty() => None,
        0 => Some(told),
        more => Some(format!("{told}, and {}", counted(more as u64, "more pair"))),
    }
}

/// Writes one line for each, and the pairs that disagree; nothing where no connector was chosen.
pub(super) fn write(standings: &[Standing], out: &mut dyn Write) -> io::Result<()> {
    if standings.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nCustomers that each would end up with")?;
    let longest = standings.iter().map(|standing| name(standing).len()).max().unwrap_or_default();
    let widest = standings.iter().map(|standing| number(standing).len()).max().unwrap_or_default();
    for standing in standings {
        let line = format!(
            "  {:longest$}  {:>widest$}  {}",
            name(standing),
            number(standing),
            notes(standing).join("; ")
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    if let Some(pairs) = disagreement(standings) {
        writeln!(out, "  not the same number: {pairs}")?;
    }
    Ok(())
}

/// The same as a Markdown table; `escaped` makes text of what could be markup.
pub(super) fn markdown(standings: &[Standing], escaped: impl Fn(&str) -> String) -> String {
    if standings.is_empty() {
        return String::new();
    }
    let mut out = String::from("| system | customers it would end up with | |\n|---|---:|---|\n");
    for standing in standings {
        let notes = escaped(&notes(standing).join("; "));
        out.push_str(&format!("| {} | {} | {notes} |\n", escaped(&name(standing)), number(standing)));
    }
    if let Some(pairs) = disagreement(standings) {
        out.push_str(&format!("\nNot the same number: {}.\n", escaped(&pairs)));
    }
    out.push('\n');
    out
}

/// The same as JSON; `None` where no connector was chosen.
pub(super) fn json(standings: &[Standing]) -> Option<Value> {
    if standings.is_empty() {
        return None;
    }
    // `null` is Shopify itself.
    let id = |standing: &Standing| standing.connector.as_deref().map(str::to_owned);
    let each = standings.iter().map(|standing| {
        json!({
            "connector": id(standing),
            "customers": standing.customers,
            "rows_without_key": standing.without_key,
            "split": standing.split,
            "merged": standing.merged,
            "conflicts": standing.conflicts,
            "inferred": standing.inferred,
        })
    });
    let pairs = disagreeing(standings).into_iter().map(|(one, other)| json!([id(one), id(other)]));
    Some(json!({ "customers": each.collect::<Vec<_>>(), "disagree": pairs.collect::<Vec<_>>() }))
}
