//! Parses arguments, runs, exits.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(csv_preflight::run::main())
}
