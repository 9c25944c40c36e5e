//! The verbs: from arguments to output and exit code.

use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};
use clap::{ArgMatches, CommandFactory, FromArgMatches};

use crate::cli::{
    CLEAN, Cli, Command, Config, Explain, ExplainFormat, FAILED, FINDINGS, RulesFormat, SchemaOf,
};
use crate::connector;
use crate::environment::{KEY, in_ci, terminal_width, variable};
use crate::error::Error;
use crate::report::human::Look;
use crate::report::{self, catalogue};
use crate::rules;
use crate::settings::Settings;
use crate::verbs;

/// Runs the program with the arguments it was started with and returns its exit code.
pub fn main() -> u8 {
    let parsed = Cli::command().try_get_matches();
    let parsed = parsed.and_then(|matches| Ok((Cli::from_arg_matches(&matches)?, matches)));
    let (cli, matches) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            // clap says what is wrong, to the right stream, and help is no failure.
            let code = if error.use_stderr() { FAILED } else { CLEAN };
            return if error.print().is_ok() { code } else { FAILED };
        }
    };
    match run(&cli, &matches) {
        Ok(code) => code,
        Err(Error::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => CLEAN,
        Err(error) => {
            complain(&error);
            FAILED
        }
    }
}

fn run(cli: &Cli, matches: &ArgMatches) -> Result<u8, Error> {
    let mut out = AutoStream::auto(io::stdout().lock());
    let matches = matches.subcommand().map_or(matches, |(_, of_command)| of_command);
    match &cli.command {
        Command::Check(arguments) if arguments.watch => {
            verbs::watch::watch(arguments, matches, &mut out, complain)
        }
        Command::Check(arguments) => verbs::check::check(arguments, matches),
        Command::Split(arguments) => {
            verbs::split::split(arguments, &mut out)?;
            Ok(CLEAN)
        }
        Command::Rules(arguments) => {
            match arguments.format {
                RulesFormat::Table => catalogue::table(&mut out),
                RulesFormat::Markdown => out.write_all(catalogue::markdown().as_bytes()),
                RulesFormat::Json => catalogue::json(&mut out),
            }
            .map_err(Error::Write)?;
            Ok(CLEAN)
        }
        Command::Explain(Explain { rule, output_format }) => {
            let known = rules::by_id(rule);
            let rule =
                known.ok_or_else(|| Error::unknown("rule", rule, rules::ALL.iter().map(|rule| rule.id)))?;
            match output_format {
                ExplainFormat::Text => catalogue::explain(rule, &mut out),
                ExplainFormat::Json => catalogue::explain_json(rule, &mut out),
            }
            .map_err(Error::Write)?;
            Ok(CLEAN)
        }
        Command::Connectors(arguments) => {
            let clean = verbs::connectors::connectors(arguments, &mut out)?;
            Ok(if clean { CLEAN } else { FINDINGS })
        }
        Command::Normalize(arguments) => {
            // Past the stream that takes escape sequences out: it takes characters of values with them.
            verbs::normalize::normalize(arguments, &mut io::stdout().lock())?;
            Ok(CLEAN)
        }
        Command::Fingerprint(arguments) => {
            verbs::fingerprint::fingerprint(arguments, variable(KEY), &mut out)?;
            Ok(CLEAN)
        }
        Command::Config(arguments) => {
            config(arguments, matches, &mut out)?;
            Ok(CLEAN)
        }
        Command::Schema { of } => {
            let schema = match of {
                SchemaOf::Settings => Settings::schema(),
                SchemaOf::Connector => connector::schema(),
            };
            let schema = serde_json::to_string_pretty(&schema).map_err(io::Error::other);
            schema.and_then(|schema| writeln!(out, "{schema}")).map_err(Error::Write)?;
            Ok(CLEAN)
        }
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), env!("CARGO_PKG_NAME"), &mut script);
            out.write_all(&script).map_err(Error::Write)?;
            Ok(CLEAN)
        }
        Command::Man { command } => {
            clap_mangen::Man::new(manual(command.as_deref())?).render(&mut out).map_err(Error::Write)?;
            Ok(CLEAN)
        }
    }
}

/// What a manual page is written from: the whole program, or one of its commands.
fn manual(command: Option<&str>) -> Result<clap::Command, Error> {
    let mut whole = Cli::command();
    whole.build();
    let Some(name) = command else { return Ok(whole) };
    let names: Vec<String> = whole.get_subcommands().map(|known| known.get_name().to_owned()).collect();
    let found = whole.find_subcommand(name).cloned();
    found.ok_or_else(|| Error::unknown("command", name, names.iter().map(String::as_str)))
}

/// Tells on standard error why there is no report.
fn complain(error: &Error) {
    let mut err = AutoStream::auto(io::stderr().lock());
    let colour = err.current_choice() != ColorChoice::Never;
    let mut text = String::new();
    let handler =
        report::human::handler(Look { width: terminal_width(), colour, redact: false, quiet: false });
    let told = handler.with_context_lines(1).render_report(&mut text, error).map_err(io::Error::other);
    let written = told.and_then(|()| writeln!(err, "{}", report::guarded(text.trim_matches('\n'))));
    // Nothing is left to be told through if standard error is closed; the exit code still says it.
    drop(written);
}

/// Shows what holds for a file.
fn config(arguments: &Config, matches: &ArgMatches, out: &mut impl Write) -> Result<(), Error> {
    let mut defaults = Settings::defaults();
    if in_ci() {
        defaults.redact = Some(true);
        defaults.origins.insert("redact".to_owned(), "CI is set".to_owned());
    }
    let settings = arguments.set.layers(matches).of(arguments.path.as_deref())?.over(defaults);
    settings.write(out).map_err(Error::Write)
}
