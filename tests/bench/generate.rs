//! Writes made-up customer files of any size, and the truth about them: `cargo run --release --example generate`.

mod customers;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use customers::{HEADER, Shape, Table, Truth};

/// Rows of each of the tiny files.
const TINY: u64 = 100;

/// Writes a file of invented customers. Equal arguments give equal bytes on every machine.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many customers
    #[arg(long, default_value_t = 1_000_000)]
    rows: u64,
    /// What is wrong with them, or how they are written
    #[arg(long, value_enum, default_value = "mixed")]
    shape: Shape,
    /// Another number gives other customers
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The file, or `-`; for tiny files the folder
    #[arg(long, value_name = "PATH", default_value = "-")]
    out: PathBuf,
    /// Where to write which rows repeat which, as JSON
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match generate(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read it has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            // Where not even that can be said there is nobody to tell.
            drop(clap::Error::raw(ErrorKind::Io, format!("{error}\n")).print());
            ExitCode::FAILURE
        }
    }
}

fn generate(arguments: &Arguments) -> io::Result<()> {
    let Arguments { rows, shape, seed, ref out, ref truth } = *arguments;
    let table = Table::new(shape, rows, seed);
    let mut truth = match truth {
        Some(path) => Truth::new(create(path)?, &table)?,
        None => Truth::new(Box::new(io::sink()), &table)?,
    };
    if shape == Shape::TinyFiles {
        std::fs::create_dir_all(out).map_err(|error| named(out, &error))?;
        for start in (0..rows).step_by(usize::try_from(TINY).expect("a hundred is a small number")) {
            let mut file = create(&out.join(format!("customers-{:07}.csv", start / TINY + 1)))?;
            file.write_all(HEADER.as_bytes())?;
            table.write(start..rows.min(start + TINY), &mut file, &mut truth)?;
            file.flush()?;
        }
    } else {
        let mut file = if out.as_os_str() == "-" { Box::new(io::stdout().lock()) } else { create(out)? };
        file.write_all(HEADER.as_bytes())?;
        table.write(0..rows, &mut file, &mut truth)?;
        file.flush()?;
    }
    truth.finish()
}

fn create(path: &Path) -> io::Result<Box<dyn Write>> {
    let file = File::create(path).map_err(|error| named(path, &error))?;
    Ok(Box::new(BufWriter::with_capacity(1 << 16, file)))
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
