//! What the surroundings of a run say: variables and the terminal.

/// The variable that holds the secret of fingerprints.
pub(crate) const KEY: &str = "CSV_PREFLIGHT_KEY";

/// A variable, if it is set to anything.
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Whether this is a run of continuous integration, whose logs many can read.
pub(crate) fn in_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

/// How many characters a line of the terminal has, within reason.
pub(crate) fn terminal_width() -> usize {
    let width = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    width.unwrap_or(100).clamp(40, 160)
}
