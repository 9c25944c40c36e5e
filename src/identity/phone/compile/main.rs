//! The build script: compiles the numbering plans that the `phonenumber` crate carries (Google's own metadata)
//! into static tables, which `identity::phone::tables` includes.
//!
//! Nothing of the crate is left at run time: no regular expression, no start-up.

mod diagram;
mod pattern;
mod plan;
mod tables;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

#[expect(clippy::print_stdout, reason = "how a build script speaks to cargo")]
fn main() {
    println!("cargo::rerun-if-changed=src/identity/phone/compile");
    println!("cargo::rerun-if-changed=Cargo.lock");
    println!("cargo::rustc-env=LIBPHONENUMBER_METADATA={}", metadata_version());
    let source = tables::source();
    let path = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("phone.rs");
    let mut file = fs::File::create(&path).expect("OUT_DIR is writable");
    file.write_all(source.as_bytes()).expect("OUT_DIR is writable");
}

/// The metadata's version is the build part of the crate's: `0.3.10+9.0.33`. The crate does not say it in code,
/// so it is read where cargo has resolved it.
fn metadata_version() -> String {
    let manifest = env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let lock =
        Path::new(&manifest).ancestors().find_map(|dir| fs::read_to_string(dir.join("Cargo.lock")).ok());
    let lock = lock.expect("a Cargo.lock beside the manifest or above it");
    let (_, package) = lock.split_once("name = \"phonenumber\"").expect("phonenumber in Cargo.lock");
    let version = package.split('"').nth(1).expect("a version in Cargo.lock");
    version.split_once('+').expect("phonenumber's version names that of its metadata").1.to_owned()
}
