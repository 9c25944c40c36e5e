//! Where the time goes.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A part of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// From disk to memory.
    Read,
    /// From bytes to rows.
    Lex,
    /// The rules of rows and cells.
    Rules,
    /// Keys, their index, and the rows that share them.
    Identity,
    /// Places in lines and columns, and writing.
    Report,
}

impl Stage {
    /// All, in the order they come in.
    pub const ALL: [Self; 5] = [Self::Read, Self::Lex, Self::Rules, Self::Identity, Self::Report];

    /// The word in every output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Lex => "lex",
            Self::Rules => "rules",
            Self::Identity => "identity",
            Self::Report => "report",
        }
    }
}

/// Time by stage, of all threads together.
#[derive(Debug, Default)]
pub struct Timings {
    nanos: [AtomicU64; Stage::ALL.len()],
}

impl Timings {
    /// Adds time that a thread spent.
    pub fn add(&self, stage: Stage, time: Duration) {
        let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.nanos[stage as usize].fetch_add(nanos, Ordering::Relaxed);
    }

    /// In one line for people; `wall` is the time that passed.
    pub fn describe(&self, wall: Duration) -> String {
        let ms = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1000.0);
        let stages: Vec<String> =
            Stage::ALL.iter().map(|stage| format!("{} {}", stage.name(), ms(self.of(*stage)))).collect();
        format!("timings: {}, all threads together; {} in all", stages.join(", "), ms(wall))
    }

    /// As a JSON object, in seconds; `wall` is the time that passed.
    pub fn to_json(&self, wall: Duration) -> serde_json::Value {
        let stages: serde_json::Map<String, serde_json::Value> = Stage::ALL
            .iter()
            .map(|stage| (stage.name().to_owned(), self.of(*stage).as_secs_f64().into()))
            .collect();
        serde_json::json!({ "stages": stages, "wall": wall.as_secs_f64() })
    }

    /// The time of a stage.
    pub fn of(&self, stage: Stage) -> Duration {
        Duration::from_nanos(self.nanos[stage as usize].load(Ordering::Relaxed))
    }
}

/// Measures the stages of a piece. Without anybody who wants to know it never looks at the clock.
pub(super) struct Watch<'t> {
    timings: Option<&'t Timings>,
    last: Option<Instant>,
    spent: [Duration; Stage::ALL.len()],
}

impl<'t> Watch<'t> {
    pub(super) fn start(timings: Option<&'t Timings>) -> Self {
        Self { timings, last: timings.map(|_| Instant::now()), spent: Default::default() }
    }

    /// What was done since the last time belongs to this stage.
    #[inline]
    pub(super) fn lap(&mut self, stage: Stage) {
        if let Some(last) = self.last {
            let now = Instant::now();
            self.spent[stage as usize] += now - last;
            self.last = Some(now);
        }
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        let Some(timings) = self.timings else { return };
        for (stage, spent) in Stage::ALL.into_iter().zip(self.spent) {
            timings.add(stage, spent);
        }
    }
}
