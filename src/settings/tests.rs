use super::*;

fn wrong(text: &str) -> (String, String, String) {
    match Settings::parse("csv-preflight.toml", text) {
        Err(Error::Settings(error)) => {
            let span = error.span.unwrap();
            let place = span.offset()..span.offset() + span.len();
            (error.message, error.advice.unwrap_or_default(), text.get(place).unwrap().to_owned())
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn settings_are_read() {
    let settings = Settings::parse(
        "x",
        "default-country = 'gb'\nimport-path = 'api'\nscope = 'file'\n[columns]\nMail = 'email'\n[rules]\nblank-row = 'off'\n",
    );
    let settings = settings.unwrap();
    assert_eq!(settings.default_country, Region::from_code("GB"));
    assert_eq!(settings.import_path, Some(ImportPath::Api));
    assert_eq!(settings.columns, BTreeMap::from([("Mail".to_owned(), Kind::Email)]));
    assert_eq!(settings.rules, BTreeMap::from([("blank-row", Level::Off)]));
}

#[test]
fn what_is_wrong_is_shown_with_the_nearest_word() {
    let (message, advice, at) = wrong("defalt-country = 'GB'\n");
    assert_eq!(message, "there is no setting `defalt-country`");
    assert_eq!((advice.as_str(), at.as_str()), ("did you mean `default-country`?", "defalt-country"));
    let (message, advice, at) = wrong("[rules]\nduplicate-mail = 'off'\n");
    assert_eq!(message, "there is no rule `duplicate-mail`");
    assert_eq!((advice.as_str(), at.as_str()), ("did you mean `duplicate-email`?", "duplicate-mail"));
    let (message, advice, at) = wrong("import-path = 'adnim'\n");
    assert_eq!(message, "there is no value `adnim`");
    assert_eq!((advice.as_str(), at.as_str()), ("did you mean `admin`?", "'adnim'"));
    let (_, advice, at) = wrong("default-country = 'UK'\n");
    assert_eq!((advice.as_str(), at.as_str()), ("did you mean `GB`?", "'UK'"));
}

fn levels(text: &str) -> Vec<(&'static str, Level)> {
    let mut options = Options::default();
    Settings::parse("x", text).unwrap().apply(&mut options);
    options.levels.active().map(|(active, rule)| (rule.id, active.level)).collect()
}

#[test]
fn the_closer_word_decides_which_rules_are_on() {
    let all = crate::rules::ALL.len();
    assert_eq!(levels("").len(), all);
    assert_eq!(levels("ignore = ['blank-row']").len(), all - 1);
    let on = levels("select = ['header']\nextend-select = ['blank-row']\nignore = ['template-row']");
    assert!(on.iter().any(|(id, _)| *id == "blank-row") && on.iter().any(|(id, _)| *id == "missing-header"));
    assert!(on.iter().all(|(id, _)| *id != "template-row" && *id != "duplicate-email"));
    // A rule that is named stays on in a group that is off.
    let on = levels("select = ['all', 'duplicate-email']\nignore = ['identity']");
    assert!(on.iter().any(|(id, _)| *id == "duplicate-email"));
    assert!(on.iter().all(|(id, _)| *id != "duplicate-phone"));
    let on = levels("select = ['blank-row']\n[rules]\nblank-row = 'error'");
    assert_eq!(on, [("blank-row", Level::Always(Severity::Error))]);
}

#[test]
fn wrong_words_of_lists_and_overrides_are_shown() {
    let (message, advice, at) = wrong("select = ['all', 'phon']\n");
    assert_eq!(message, "there is no rule or group `phon`");
    assert_eq!((advice.as_str(), at.as_str()), ("did you mean `phone`?", "'phon'"));
    let (message, _, at) = wrong("[[overrides]]\nfiles = ['a[']\n");
    assert_eq!((message.as_str(), at.as_str()), ("unclosed character class; missing ']'", "'a['"));
    let (message, advice, _) = wrong("[[overrides]]\nfiles = ['x']\nscope = 'file'\n");
    assert_eq!(message, "there is no setting `scope`");
    assert!(advice.starts_with("known: ") || advice.starts_with("did you mean"), "{advice}");
}

#[test]
fn stronger_settings_win_and_lists_grow() {
    let strong = Settings::parse(
        "a.toml",
        "default-country = 'GB'\nextend-ignore = ['phone']\n[rules]\nblank-row = 'off'\n",
    );
    let weak = Settings::parse(
        "b.toml",
        "default-country = 'US'\noverwrite = true\nextend-ignore = ['email']\n[rules]\nblank-row = 'error'\nno-rows = 'info'\n",
    );
    let settings = strong.unwrap().over(weak.unwrap());
    assert_eq!((settings.default_country, settings.overwrite), (Region::from_code("GB"), Some(true)));
    assert_eq!(settings.extend_ignore.len(), 2);
    assert_eq!(settings.rules["blank-row"], Level::Off);
    assert_eq!(settings.rules["no-rows"], Level::Always(Severity::Info));
    assert_eq!(settings.origins["default-country"], "a.toml:1");
    assert_eq!(settings.origins["overwrite"], "b.toml:2");
    assert_eq!(settings.origins["rules.no-rows"], "b.toml:6");
}

#[test]
fn what_is_written_is_read_again() {
    let text = "default-country = 'GB'\nselect = ['phone', 'no-rows']\n[columns]\n'E Mail' = 'email'\n[rules]\nblank-row = 'off'\n";
    let settings = Settings::parse("x", text).unwrap();
    let mut written = Vec::new();
    settings.write(&mut written).unwrap();
    let again = Settings::parse("y", std::str::from_utf8(&written).unwrap()).unwrap();
    assert_eq!(again.entries(), settings.entries());
}

/// Every key that the schema knows is taken, and what it forbids is refused.
#[test]
fn the_schema_is_true() {
    let schema = Settings::schema();
    let properties = schema["properties"].as_object().unwrap();
    let example = |key: &str| match key {
        "extend" => "'x.toml'",
        "connectors" => "['klaviyo']",
        "connectors-dir" => "'connectors'",
        "baseline" => "'known.json'",
        "fingerprint-key" => "'secret'",
        "ignore-findings" => "[{ rule = 'invalid-email', column = 'Email', reason = 'x' }]",
        "format" => "'shopify-customers'",
        "default-country" => "'GB'",
        "phone-region" => "'address'",
        "import-path" => "'api'",
        "overwrite" | "redact" => "true",
        "scope" => "'run'",
        "severity" | "fail-on" => "'info'",
        "select" | "ignore" | "extend-select" | "extend-ignore" => "['phone']",
        "columns" => "{ Mail = 'email' }",
        "rules" => "{ blank-row = 'off' }",
        "overrides" => "[{ files = ['x'] }]",
        other => panic!("no example of `{other}`"),
    };
    for key in properties.keys() {
        Settings::parse("x", &format!("{key} = {}\n", example(key))).unwrap();
    }
    assert_eq!(schema["additionalProperties"], false);
    let levels = schema.to_string();
    for word in crate::rules::ALL.iter().map(|rule| rule.id).chain(["shopify-customers", "off", "identity"]) {
        assert!(levels.contains(&format!("\"{word}\"")), "{word}");
    }
}
