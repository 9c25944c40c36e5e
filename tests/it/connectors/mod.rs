//! Connectors: their files are right, their keys are what was measured and stated, and nothing makes them stumble.

mod agree;
mod clean;
mod commands;
mod vectors;

use csv_preflight::connector::{Connector, Countries, Identity, Library, schema};

/// The built-in connector and its key of this name.
fn identity(connector: &str, name: &str) -> &'static Identity {
    let connector = Library::builtin().find(connector).unwrap_or_else(|| panic!("{connector}"));
    connector.identity(name).unwrap_or_else(|| panic!("{} has no {name}", connector.id))
}

fn key(identity: &Identity, text: &str, countries: Countries) -> Option<String> {
    identity.run(text, countries).key().map(std::borrow::Cow::into_owned)
}

#[test]
fn examples_of_every_builtin_hold() {
    for connector in Library::builtin().all() {
        let tried = connector.try_examples();
        assert!(!tried.is_empty(), "{} shows nothing", connector.id);
        for example in tried {
            assert_eq!(example.instead, None, "{}: {}", connector.id, example.says);
        }
    }
}

#[test]
fn every_key_of_every_builtin_is_shown_in_an_example() {
    for connector in Library::builtin().all() {
        let shown: Vec<String> = connector.try_examples().into_iter().map(|tried| tried.says).collect();
        for Identity { name, steps, .. } in &connector.identities {
            let own = connector.id == "shopify" || !inherits(connector, name);
            let about =
                |says: &String| says.starts_with(&format!("{name} ")) || says.contains(&format!("{name} `"));
            assert!(!own || steps.steps.is_empty() || shown.iter().any(about), "{}: {name}", connector.id);
        }
    }
}

fn file(connector: &Connector) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/connector/builtin/");
    std::fs::read_to_string(format!("{folder}{}.toml", connector.id)).unwrap()
}

fn inherits(connector: &Connector, name: &str) -> bool {
    let text = file(connector);
    !text.contains(&format!("[{name}]")) && !text.contains(&format!("[keys.{name}]"))
}

#[test]
fn every_file_is_a_connector_and_every_statement_has_a_source() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/connector/builtin");
    let files = std::fs::read_dir(folder).unwrap().count();
    assert_eq!(files, Library::builtin().all().count());
    for connector in Library::builtin().all() {
        let is_inferred = |identity: &Identity| identity.confidence.words() == "inferred";
        for identity in &connector.identities {
            assert!(is_inferred(identity) || !identity.sources.is_empty(), "{}", connector.id);
            assert!(identity.sources.iter().all(|url| url.starts_with("https://")), "{}", connector.id);
            // What is assumed is told as well.
            assert!(
                !is_inferred(identity)
                    || !connector.unknown.is_empty()
                    || inherits(connector, &identity.name)
            );
        }
        assert!(connector.resolve.sources.iter().all(|url| url.starts_with("https://")));
    }
}

#[test]
fn the_schema_describes_every_builtin_and_no_nonsense() {
    let schema = schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for connector in Library::builtin().all() {
        let value: serde_json::Value = toml::from_str(&file(connector)).unwrap();
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", connector.id);
    }
    let head = "id = 'a'\ntitle = 'T'\nabout = 'A'\n";
    let email = |rest: &str| format!("{head}[email]\nconfidence = 'inferred'\n{rest}");
    for wrong in [
        "title = 'T'\nabout = 'A'".to_owned(),
        head.replace("'a'", "'A b'"),
        format!("{head}colour = 'red'"),
        email("steps = [{ trm = { ws = 'js' } }]"),
        email("steps = [{ trim = { ws = 'jss' } }]"),
        email("steps = [{ trim = {} }]"),
        email("steps = [{ truncate = { n = 0, unit = 'char' } }]"),
        email("steps = []\nmatch = 'lke'"),
        email("steps = [{ trim = { ws = 'js' }, confidence = 'sure' }]"),
        format!("{head}[resolve]\non_many = 'fist'"),
    ] {
        let value: serde_json::Value = toml::from_str(&wrong).unwrap();
        assert!(!validator.is_valid(&value), "{wrong}");
    }
}
