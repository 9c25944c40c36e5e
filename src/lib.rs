//! `bytes → Source → Table → chunks → Row → findings + identity keys → Index → Report → emitter`
//!
//! csv-preflight reads customer CSV files in parallel, normalises e-mail and phone as the importing system
//! does, and says before anything is imported which rows will be refused, merged, split or silently lost.
//!
//! Knowledge runs one way: `{message, text} ← format ← source ← table ← identity ← connector ← rule ← rules ← engine
//! ← {report, fix, settings, baseline} ← run`.

mod atomic;
pub mod baseline;
pub mod cli;
pub mod connector;
pub mod edit;
pub mod engine;
mod environment;
pub mod error;
pub mod fix;
pub mod format;
pub mod identity;
pub mod inputs;
pub mod message;
pub mod output;
pub mod report;
pub mod rule;
pub mod rules;
pub mod run;
pub mod settings;
pub mod source;
pub mod table;
mod text;
pub mod verbs;
