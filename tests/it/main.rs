//! One test binary, a module for each subject.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests show what they saw"
)]

mod baseline;
mod chunks;
mod cli;
mod connectors;
mod corpus;
mod email;
mod fixes;
mod formats;
mod generator;
mod glance;
mod healthy;
mod hostile;
mod layout;
mod lexer;
mod phone;
mod places;
mod positions;
mod readme;
mod robust;
mod rules;
mod settings;
mod sheets;
mod split;
mod symptoms;
mod watch;

use csv_preflight::engine::{self, Input, Options, Origin, Outcome};
use csv_preflight::error::Error;
use csv_preflight::format::Format;
use csv_preflight::rule::Severity;

#[test]
fn no_module_is_forgotten() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let declared = include_str!("main.rs").contains(&format!("\nmod {name};\n"));
        assert!(declared || name == "main", "tests/it/{name}.rs is not compiled");
    }
}

/// Everything is shown, and any bytes are a file of Shopify customers.
fn options() -> Options {
    Options { format: Format::by_id("shopify-customers"), show_from: Severity::Info, ..Options::default() }
}

fn input(bytes: &[u8]) -> Input {
    Input {
        origin: Origin::Memory(bytes.to_vec()),
        name: "customers.csv".into(),
        across_files: true,
        may_be_stranger: false,
    }
}

fn check(bytes: &[u8], options: &Options) -> Result<Outcome, Error> {
    engine::check(&[input(bytes)], options, &())
}
