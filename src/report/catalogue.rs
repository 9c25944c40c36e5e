//! The rules themselves: as a table, in Markdown, in JSON, and one at a time.

use std::io::{self, Write};

use serde::Serialize;

use crate::rule::{Example, Group, Rule, Severity};
use crate::rules::ALL;

/// All rules, one a line.
pub fn table(out: &mut dyn Write) -> io::Result<()> {
    let widest = ALL.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
    for group in Group::ALL {
        writeln!(out, "{}", group.name())?;
        for rule in ALL.iter().filter(|rule| rule.group == group) {
            let (id, severity, fix) = (rule.id, rule.severity, rule.fix.name());
            writeln!(out, "  {id:widest$}  {severity:7}  {fix:14}  {}", rule.summary)?;
        }
    }
    writeln!(out, "\nexplain one with: csv-preflight explain RULE")
}

/// All rules as a table in Markdown, each with an anchor that findings link to.
pub fn markdown() -> String {
    let mut out = String::from("| rule | severity | finds | fix |\n|---|---|---|---|\n");
    for group in Group::ALL {
        out.push_str(&format!("| **{}** | | | |\n", group.name()));
        for rule in ALL.iter().filter(|rule| rule.group == group) {
            let fix = match rule.fix {
                crate::rule::FixAvailability::Never => "",
                other => other.name(),
            };
            let (id, severity) = (rule.id, rule.severity);
            out.push_str(&format!("| <a id=\"{id}\"></a>`{id}` | {severity} | {} | {fix} |\n", rule.summary));
        }
    }
    out
}

/// A rule as JSON.
#[derive(Serialize)]
struct Described {
    id: &'static str,
    group: Group,
    severity: Severity,
    summary: &'static str,
    why: &'static str,
    exceptions: &'static str,
    basis: &'static str,
    sources: &'static [&'static str],
    fix: &'static str,
    since: &'static str,
    options: &'static [&'static str],
    url: String,
    examples: Vec<DescribedExample>,
}

/// An example as JSON: a file, or how it begins and what follows how often. Null where the bytes are no text.
#[derive(Serialize)]
struct DescribedExample {
    csv: Option<&'static str>,
    then: Option<(Option<&'static str>, usize)>,
    settings: &'static str,
    finds: &'static [&'static str],
    fixed: Option<&'static str>,
}

impl From<&'static Rule> for Described {
    fn from(rule: &'static Rule) -> Self {
        let text = |bytes: &'static [u8]| std::str::from_utf8(bytes).ok();
        let described = |example: &'static Example| DescribedExample {
            csv: text(example.csv),
            then: example.then.map(|(bytes, times)| (text(bytes), times)),
            settings: example.settings,
            finds: example.finds,
            fixed: example.fixed.and_then(text),
        };
        Self {
            id: rule.id,
            group: rule.group,
            severity: rule.severity,
            summary: rule.summary,
            why: rule.why,
            exceptions: rule.exceptions,
            basis: rule.basis.name(),
            sources: rule.sources,
            fix: rule.fix.name(),
            since: rule.since,
            options: rule.options,
            url: rule.url(),
            examples: rule.examples.iter().map(described).collect(),
        }
    }
}

/// All rules as a JSON array, in the order of the catalogue.
pub fn json(out: &mut dyn Write) -> io::Result<()> {
    let all: Vec<Described> = ALL.iter().copied().map(Described::from).collect();
    super::harmless::pretty(&all, out)
}

/// Everything about one rule as a JSON object.
pub fn explain_json(rule: &'static Rule, out: &mut dyn Write) -> io::Result<()> {
    super::harmless::pretty(&Described::from(rule), out)
}

/// Everything about one rule.
pub fn explain(rule: &Rule, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{} ({}, {})\n", rule.id, rule.severity, rule.group.name())?;
    writeln!(out, "{}\n", rule.summary)?;
    writeln!(out, "Why\n  {}\n", rule.why)?;
    writeln!(out, "When to ignore\n  {}\n", rule.exceptions)?;
    writeln!(out, "How we know\n  {}", rule.basis.name())?;
    for source in rule.sources {
        writeln!(out, "  {source}")?;
    }
    writeln!(out, "\nFix: {}; since {}", rule.fix.name(), rule.since)?;
    if !rule.options.is_empty() {
        writeln!(out, "Settings: {}", rule.options.join(", "))?;
    }
    if let Some(bad) = rule.examples.iter().find(|example| !example.finds.is_empty()) {
        writeln!(out, "\nProblematic")?;
        show(bad, out)?;
        for message in bad.finds {
            writeln!(out, "  → {message}")?;
        }
    }
    if let Some(good) = rule.examples.iter().find(|example| example.finds.is_empty()) {
        writeln!(out, "\nCorrect")?;
        show(good, out)?;
    }
    Ok(())
}

/// Everything about one rule, in Markdown.
pub fn explain_markdown(rule: &Rule) -> String {
    let mut out = format!("{}.\n\n{}\n\n", sentence(rule.summary), rule.why);
    out.push_str(&format!("**When to ignore:** {}\n\n", rule.exceptions));
    let sources: Vec<String> = rule.sources.iter().map(|source| format!("<{source}>")).collect();
    out.push_str(&format!("**How we know:** {}: {}\n\n", rule.basis.name(), sources.join(", ")));
    out.push_str(&format!("**Fix:** {}\n", rule.fix.name()));
    for (title, wanted) in [("Problematic", true), ("Correct", false)] {
        let example = rule.examples.iter().find(|example| example.finds.is_empty() != wanted);
        if let Some(example) = example {
            // Indented code can hold backticks.
            let code: String = lines(example).iter().flat_map(|line| ["    ", line, "\n"]).collect();
            out.push_str(&format!("\n**{title}**\n\n{code}"));
        }
    }
    out
}

/// With a capital letter.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn show(example: &Example, out: &mut dyn Write) -> io::Result<()> {
    lines(example).iter().try_for_each(|line| writeln!(out, "  {line}"))
}

/// An example as it may be shown.
fn lines(example: &Example) -> Vec<String> {
    let mut lines = Vec::new();
    if !example.settings.is_empty() {
        lines.push(format!("# with {}", example.settings));
    }
    for line in example.csv.split_inclusive(|byte| *byte == b'\n').take(8) {
        let mut shown = super::legible(line.strip_suffix(b"\n").unwrap_or(line), false);
        if shown.chars().count() > 200 {
            shown = shown.chars().take(200).chain(['…']).collect();
        }
        lines.push(shown);
    }
    if let Some((bytes, times)) = example.then {
        lines.push(format!("… and {} bytes more", bytes.len() * times));
    }
    lines
}
