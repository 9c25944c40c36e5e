//! The JSON schema of connector files, made of the types that read them and of the tables of steps and operators.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::matching;
use super::steps::{self, Parameter, Step, Takes};
use super::written::{Confidence, Written};

/// The schema (JSON Schema 2020-12).
pub fn schema() -> Value {
    let mut schema = schemars::schema_for!(Written).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("$id".to_owned(), json!("https://docs.rs/csv-preflight/latest/connector.schema.json"));
    }
    schema
}

/// A pipeline.
pub(super) fn steps(generator: &mut SchemaGenerator) -> Schema {
    let confidence = generator.subschema_for::<Confidence>();
    let each: Vec<Value> = steps::ALL.iter().map(|step| one_step(step, &confidence)).collect();
    json_schema!({ "type": "array", "items": { "oneOf": each } })
}

/// An operator, with its argument.
pub(super) fn operator(_: &mut SchemaGenerator) -> Schema {
    let each: Vec<Value> = matching::ALL
        .iter()
        .map(|operator| match &operator.argument {
            None => json!({ "const": operator.name, "description": operator.summary }),
            Some(_) => json!({
                "type": "string",
                "pattern": format!("^{}:.+$", operator.name),
                "description": operator.summary,
            }),
        })
        .collect();
    json_schema!({ "oneOf": each })
}

fn one_step(step: &Step, confidence: &Schema) -> Value {
    let mut parameters = Map::new();
    for parameter in step.parameters {
        parameters.insert(parameter.name.to_owned(), one_parameter(parameter));
    }
    let required: Vec<&str> = step.parameters.iter().filter(|p| p.required).map(|p| p.name).collect();
    let arguments = json!({
        "type": "object",
        "description": step.summary,
        "properties": parameters,
        "required": required,
        "additionalProperties": false,
    });
    json!({
        "type": "object",
        "properties": {
            step.name: arguments,
            "confidence": confidence,
            "source": { "type": "string", "description": "Where the step is stated." },
        },
        "required": [step.name],
        "additionalProperties": false,
    })
}

fn one_parameter(parameter: &Parameter) -> Value {
    let text = json!({ "type": "string" });
    let mut value = match parameter.takes {
        Takes::Word(words) => one_of(words),
        Takes::Words(words) => json!({ "type": "array", "items": one_of(words) }),
        Takes::Classes => json!({ "type": "array", "items": one_of(parameter.takes.allowed()) }),
        Takes::Text => json!({ "type": "string", "minLength": 1 }),
        Takes::Texts => json!({ "type": "array", "items": text }),
        Takes::Number => json!({ "type": "integer", "minimum": 1 }),
        Takes::Flag => json!({ "type": "boolean" }),
        Takes::Map => json!({ "type": "object", "additionalProperties": text }),
        Takes::Domains => {
            let list = json!({ "type": "array", "items": text, "minItems": 1 });
            json!({ "oneOf": [
                { "const": "*" },
                {
                    "type": "object",
                    "properties": { "exact": list, "suffix": list, "contains": list, "prefix_re": text },
                    "minProperties": 1,
                    "maxProperties": 1,
                    "additionalProperties": false,
                },
            ] })
        }
    };
    if let Some(object) = value.as_object_mut() {
        object.insert("description".to_owned(), json!(parameter.summary));
    }
    value
}

/// Words, those with a free part as a pattern.
fn one_of(words: &[&str]) -> Value {
    let (free, fixed): (Vec<&str>, Vec<&str>) = words.iter().partition(|word| word.contains('…'));
    if free.is_empty() {
        return json!({ "enum": fixed });
    }
    let patterns = free.iter().map(|word| {
        let (before, after) = word.split_once('…').unwrap_or((word, ""));
        json!({ "type": "string", "pattern": format!("^{before}.+{after}$") })
    });
    json!({ "anyOf": std::iter::once(json!({ "enum": fixed })).chain(patterns).collect::<Vec<_>>() })
}
