//! From a connector file to a connector: inheritance, steps, operators, examples, and what is wrong with them.

use std::ops::Range;

use toml::Spanned;

use super::example::Example;
use super::matching::Matching;
use super::pipeline::{Pipeline, Stage};
use super::resolve::{COMMANDS, Resolve};
use super::steps::{ALL, Step};
use super::value::{Fault, Value};
use super::written::{Cell, Confidence, Written, WrittenFurther, WrittenIdentity, WrittenResolve};
use super::{Connector, Identity};
use crate::error::{Error, SettingsError};

/// A file that was read, before it is known what it inherits.
#[derive(Debug)]
pub(super) struct Draft {
    /// What the file is called in messages.
    pub(super) name: String,
    pub(super) text: String,
    pub(super) written: Written,
}

impl Draft {
    pub(super) fn parse(name: &str, text: &str) -> Result<Self, Error> {
        let written: Written = toml::from_str(text)
            .map_err(|problem| SettingsError::from_toml(name, text, &problem, "field"))?;
        let draft = Self { name: name.to_owned(), text: text.to_owned(), written };
        draft.check_names().map_err(|fault| draft.error(fault))?;
        Ok(draft)
    }

    /// Its id and aliases.
    pub(super) fn names(&self) -> impl Iterator<Item = &Spanned<String>> {
        std::iter::once(&self.written.id).chain(&self.written.aliases)
    }

    pub(super) fn id(&self) -> &str {
        self.written.id.get_ref()
    }

    /// A fault of this file as what stops the tool.
    pub(super) fn error(&self, fault: Fault) -> Error {
        SettingsError::at(&self.name, &self.text, fault.message, fault.advice, Some(fault.span))
    }

    fn check_names(&self) -> Result<(), Fault> {
        for name in self.names() {
            let word = name.get_ref();
            let kebab = !word.is_empty()
                && word.split('-').all(|part| {
                    !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
                });
            if !kebab {
                let message = format!("`{}` is no name for a connector", crate::message::visible(word));
                let advice = "small letters and digits, with single hyphens between";
                return Err(Fault::new(message, name.span()).advise(advice));
            }
        }
        Ok(())
    }

    /// Makes the connector; `parent` is what it inherits.
    pub(super) fn finish(&self, parent: Option<&Connector>) -> Result<Connector, Error> {
        self.compile(parent).map_err(|fault| self.error(fault))
    }

    fn compile(&self, parent: Option<&Connector>) -> Result<Connector, Fault> {
        let written = &self.written;
        let mut identities = Vec::new();
        for cell in Cell::ALL {
            let own = match cell {
                Cell::Email => &written.email,
                Cell::Phone => &written.phone,
            };
            match own {
                Some(own) => identities.push(self.identity(cell, own)?),
                None => identities.extend(parent.and_then(|parent| parent.identity(cell.name())).cloned()),
            }
        }
        for (name, key) in &written.keys {
            identities.push(self.further(name, key)?);
        }
        for identity in parent.into_iter().flat_map(|parent| &parent.identities) {
            if !identities.iter().any(|known: &Identity| known.name == identity.name) {
                identities.push(identity.clone());
            }
        }
        let mut connector = Connector {
            id: self.id().to_owned(),
            title: written.title.clone(),
            about: written.about.clone(),
            direction: written.direction.or(parent.and_then(|parent| parent.direction)),
            aliases: written.aliases.iter().map(|alias| alias.get_ref().clone()).collect(),
            writes: match parent {
                Some(parent) if written.writes.is_empty() => parent.writes.clone(),
                _ => written.writes.clone(),
            },
            unknown: written.unknown.clone(),
            resolve: self.resolve(&identities, parent)?,
            identities,
            examples: Vec::new(),
            file: (self.name.clone(), self.text.clone()),
        };
        for example in &written.examples {
            connector.examples.push(Example::read(&connector, example)?);
        }
        Ok(connector)
    }

    fn identity(&self, cell: Cell, own: &WrittenIdentity) -> Result<Identity, Fault> {
        let pipeline = |steps: &[Spanned<Value>]| {
            Ok::<_, Fault>(Pipeline { passthrough: own.passthrough_if_hex.clone(), ..self.pipeline(steps)? })
        };
        Ok(Identity {
            name: cell.name().to_owned(),
            of: cell,
            confidence: own.confidence,
            sources: own.sources.clone(),
            note: own.note.clone(),
            steps: pipeline(&own.steps)?,
            stored_steps: own.stored_steps.as_deref().map(pipeline).transpose()?,
            write_steps: own.write_steps.as_deref().map(|steps| self.pipeline(steps)).transpose()?,
            matching: matching(own.matching.as_ref())?,
            hash: own.hash,
            idempotent: own.idempotent,
        })
    }

    fn further(&self, name: &str, key: &WrittenFurther) -> Result<Identity, Fault> {
        Ok(Identity {
            name: name.to_owned(),
            of: key.of,
            confidence: key.confidence,
            sources: key.sources.clone(),
            note: key.note.clone(),
            steps: self.pipeline(&key.steps)?,
            stored_steps: None,
            write_steps: None,
            matching: matching(key.matching.as_ref())?,
            hash: None,
            idempotent: true,
        })
    }

    fn pipeline(&self, steps: &[Spanned<Value>]) -> Result<Pipeline, Fault> {
        let steps = steps.iter().map(|step| self.stage(step)).collect::<Result<_, _>>()?;
        Ok(Pipeline { steps, passthrough: Vec::new() })
    }

    /// One step: its name and arguments, and perhaps how we know that it is done.
    fn stage(&self, step: &Spanned<Value>) -> Result<Stage, Fault> {
        let span = step.span();
        let Value::Table(table) = step.get_ref() else {
            let message = format!(
                "a step is a table such as {{ trim = {{ ws = \"js\" }} }}, and this is {}",
                step.get_ref().kind()
            );
            return Err(Fault::new(message, span));
        };
        let (mut confidence, mut source, mut found) = (None, None, None);
        for (name, value) in table {
            match (name.get_ref().as_str(), value.get_ref()) {
                ("confidence", Value::Text(word)) => {
                    confidence = Some(confidence_of(word, value.span())?);
                }
                ("source", Value::Text(url)) => source = Some(url.clone()),
                ("confidence" | "source", other) => {
                    let message = format!("`{}` takes a text, and this is {}", name.get_ref(), other.kind());
                    return Err(Fault::new(message, value.span()));
                }
                (word, arguments) => {
                    let names = ALL.iter().map(|step| step.name);
                    let Some(step) = Step::by_name(word) else {
                        return Err(Fault::unknown("step", word, name.span(), names));
                    };
                    let Value::Table(arguments) = arguments else {
                        let message = format!("`{word}` takes a table, and this is {}", arguments.kind());
                        return Err(Fault::new(message, value.span()));
                    };
                    if found.replace((step, step.compile(arguments, value.span())?)).is_some() {
                        let message = "there are two steps in one table";
                        return Err(Fault::new(message, name.span()).advise("one table for each step"));
                    }
                }
            }
        }
        let written = self.text.get(span.clone()).unwrap_or_default();
        let Some((step, compiled)) = found else {
            return Err(Fault::new("there is no step in this table", span));
        };
        let written = written.split_whitespace().collect::<Vec<_>>().join(" ");
        Ok(Stage {
            name: step.name,
            words: compiled.words,
            confidence,
            source,
            written,
            apply: compiled.apply,
        })
    }

    fn resolve(&self, identities: &[Identity], parent: Option<&Connector>) -> Result<Resolve, Fault> {
        let mut resolve = parent.map(|parent| parent.resolve.clone()).unwrap_or_default();
        if let Some(own) = &self.written.resolve {
            overlay(&mut resolve, own, identities)?;
        }
        if resolve.keys.is_empty() {
            let cells = Cell::ALL.map(Cell::name);
            let known = |cell: &&str| identities.iter().any(|identity| identity.name == *cell);
            resolve.keys = cells.iter().filter(|cell| known(cell)).map(|&cell| cell.to_owned()).collect();
        }
        Ok(resolve)
    }
}

/// Puts what a file says over what it inherits.
fn overlay(resolve: &mut Resolve, own: &WrittenResolve, identities: &[Identity]) -> Result<(), Fault> {
    if let Some(keys) = &own.keys {
        for key in keys {
            let undefined = |part: &&str| {
                let is_cell = Cell::ALL.iter().any(|cell| cell.name() == *part);
                is_cell && !identities.iter().any(|identity| identity.name == *part)
            };
            if let Some(part) = key.get_ref().split('+').find(undefined) {
                let message =
                    format!("records are looked up by `{part}`, and there is no [{part}] that says how");
                return Err(Fault::new(message, key.span()));
            }
        }
        resolve.keys = keys.iter().map(|key| key.get_ref().clone()).collect();
    }
    for (command, does) in &own.commands {
        let word = does.get_ref().as_str();
        let known =
            if command == "default" { own.commands.contains_key(word) } else { COMMANDS.contains(&word) };
        if !known {
            let allowed: Vec<&str> = if command == "default" {
                own.commands.keys().map(String::as_str).filter(|name| *name != "default").collect()
            } else {
                COMMANDS.to_vec()
            };
            return Err(Fault::unknown("command", word, does.span(), allowed.iter().copied()));
        }
    }
    if !own.commands.is_empty() {
        let commands = own.commands.iter();
        resolve.commands = commands.map(|(name, does)| (name.clone(), does.get_ref().clone())).collect();
    }
    resolve.confidence = own.confidence.or(resolve.confidence);
    if !own.sources.is_empty() {
        resolve.sources.clone_from(&own.sources);
    }
    resolve.note = own.note.clone().or(resolve.note.take());
    resolve.next_when = own.next_when.or(resolve.next_when);
    resolve.on_many = own.on_many.or(resolve.on_many);
    resolve.on_split = own.on_split.or(resolve.on_split);
    resolve.in_file = own.in_file.or(resolve.in_file);
    Ok(())
}

fn confidence_of(word: &str, span: Range<usize>) -> Result<Confidence, Fault> {
    use serde::Deserialize;
    use serde::de::IntoDeserializer;
    use serde::de::value::{Error, StrDeserializer};
    let words = ["read-in-code", "measured", "documented", "third-party", "inferred"];
    let reader: StrDeserializer<'_, Error> = word.into_deserializer();
    Confidence::deserialize(reader).map_err(|_| Fault::unknown("confidence", word, span, words))
}

fn matching(written: Option<&Spanned<String>>) -> Result<Matching, Fault> {
    let parse = |written: &str, span: Range<usize>| {
        Matching::parse(written).map_err(|(message, words)| {
            let last = written.rsplit(':').next().unwrap_or(written);
            let near = crate::message::nearest(last, words.iter().copied());
            let advice = near.map_or_else(
                || format!("known: {}", words.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            Fault::new(message, span).advise(advice)
        })
    };
    match written {
        Some(written) => parse(written.get_ref(), written.span()),
        None => parse("eq", 0..0),
    }
}
