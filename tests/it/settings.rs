//! Settings as users meet them: which file holds, what is stronger, and what `config` says of it.

use serde_json::Value;

use crate::cli::Shell;

const BRITISH: &str = "Email,Phone\nann@example.com,020 7946 0958\n";

/// The message of the only finding.
fn told(report: &Value) -> String {
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "{report}");
    findings[0]["message"].as_str().unwrap().to_owned()
}

#[test]
fn the_command_line_is_over_the_environment_over_the_file_over_the_default() {
    let shell = Shell::new();
    shell.file("a.csv", BRITISH);
    let undecided = "there is no country to read it in";
    assert!(told(&shell.json(&["a.csv"])).contains(undecided));
    shell.file("csv-preflight.toml", "default-country = 'GB'\n");
    assert!(told(&shell.json(&["a.csv"])).contains("country GB"));
    let run = |arguments: &[&str]| {
        let mut command = shell.command(&[&["check", "--output-format=json", "a.csv"], arguments].concat());
        let out = command.env("CSV_PREFLIGHT_DEFAULT_COUNTRY", "US").output().unwrap().stdout;
        told(&serde_json::from_slice(&out).unwrap())
    };
    assert!(run(&[]).contains("country US"));
    assert!(run(&["--default-country=FR"]).contains("country FR"));
    assert!(told(&shell.json(&["--isolated", "a.csv"])).contains(undecided));
}

#[test]
fn a_settings_file_builds_on_another_one() {
    let shell = Shell::new();
    shell.file("base.toml", "default-country = 'GB'\nignore = ['phone-without-country']\n");
    shell.file("shop/csv-preflight.toml", "extend = '../base.toml'\nignore = []\n");
    shell.file("shop/a.csv", BRITISH);
    assert!(told(&shell.json(&["shop/a.csv"])).contains("country GB"));
    shell.file("base.toml", "extend = 'shop/csv-preflight.toml'\n");
    let run = shell.run(&["check", "shop/a.csv"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("extends"), "{}", run.err);
    shell.file("base.toml", "defalt-country = 'GB'\n");
    let run = shell.run(&["check", "shop/a.csv"]);
    assert!(
        run.code == 2 && run.err.contains("base.toml") && run.err.contains("did you mean"),
        "{}",
        run.err
    );
}

#[test]
fn some_files_can_have_other_settings() {
    let shell = Shell::new();
    shell.file(
        "csv-preflight.toml",
        "default-country = 'US'\n[[overrides]]\nfiles = ['uk/*.csv']\ndefault-country = 'GB'\nrules = { phone-without-country = 'error' }\n",
    );
    shell.file("uk/a.csv", BRITISH);
    shell.file("us/a.csv", BRITISH);
    assert!(told(&shell.json(&["us/a.csv"])).contains("country US"));
    let report = shell.json(&["uk/a.csv"]);
    assert!(told(&report).contains("country GB"));
    assert_eq!(report["findings"][0]["severity"], "error");
}

#[test]
fn each_file_has_the_settings_closest_to_it() {
    let shell = Shell::new();
    for (folder, country) in [("uk", "GB"), ("fr", "FR")] {
        shell.file(&format!("{folder}/csv-preflight.toml"), format!("default-country = '{country}'\n"));
        shell.file(&format!("{folder}/a.csv"), BRITISH);
    }
    let report = shell.json(&["--scope=file", "uk/a.csv", "fr/a.csv"]);
    let told: Vec<&str> =
        report["findings"].as_array().unwrap().iter().map(|f| f["message"].as_str().unwrap()).collect();
    assert!(told[0].contains("country GB") && told[1].contains("country FR"), "{told:?}");
}

#[test]
fn rules_are_selected_by_id_and_group() {
    let shell = Shell::new();
    shell.file("a.csv", "Email,Phone\nann@example,call me\n");
    let ids = |arguments: &[&str]| -> Vec<String> {
        let report = shell.json(&[arguments, &["a.csv"]].concat());
        let findings = report["findings"].as_array().unwrap().clone();
        findings.iter().map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&[]), ["invalid-email", "invalid-phone"]);
    assert_eq!(ids(&["--select=phone"]), ["invalid-phone"]);
    assert_eq!(ids(&["--ignore=phone"]), ["invalid-email"]);
    assert_eq!(ids(&["--select=invalid-email,phone", "--ignore=invalid-phone"]), ["invalid-email"]);
    let run = shell.run(&["check", "--select=phones", "a.csv"]);
    assert!(run.code == 2 && run.err.contains("did you mean `phone`?"), "{}", run.err);
}

#[test]
fn config_says_what_holds_and_why() {
    let shell = Shell::new();
    shell.file("csv-preflight.toml", "scope = 'file'\n[rules]\nblank-row = 'off'\n");
    let run = shell.run(&["config", "--default-country", "GB"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let line = |key: &str| {
        let found = run.out.lines().find(|line| line.starts_with(key));
        found.unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(line("default-country"), "default-country = \"GB\" # --default-country");
    assert_eq!(line("scope"), "scope = \"file\" # csv-preflight.toml:1");
    assert_eq!(line("import-path"), "import-path = \"admin\" # default");
    assert_eq!(line("blank-row"), "blank-row = \"off\" # csv-preflight.toml:3");
    // What it prints is a settings file again.
    shell.file("again.toml", &run.out);
    assert_eq!(shell.run(&["config", "--config=again.toml"]).code, 0);
}

#[test]
fn the_schema_of_settings_is_printed() {
    let schema: Value = serde_json::from_str(&Shell::new().run(&["schema", "settings"]).out).unwrap();
    assert_eq!(schema["title"], "csv-preflight.toml");
}

#[test]
fn completions_and_manual_pages_are_printed() {
    let shell = Shell::new();
    for name in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = shell.run(&["completions", name]);
        assert!(run.code == 0 && run.out.contains("default-country"), "{name}");
    }
    let page = shell.run(&["man", "check"]).out;
    assert!(page.contains(".TH csv-preflight-check 1") && page.contains(r"default\-country"), "{page}");
    assert!(shell.run(&["man"]).out.contains(".TH csv-preflight 1"));
    let run = shell.run(&["man", "chek"]);
    assert!(run.code == 2 && run.err.contains("did you mean `check`?"), "{}", run.err);
}

#[test]
fn hooks_may_be_given_any_csv_file() {
    let shell = Shell::new();
    shell.file("cities.csv", "City,Country\nParis,FR\n");
    assert_eq!(shell.run(&["check", "cities.csv"]).code, 2);
    let run = shell.run(&["check", "--allow-no-files", "cities.csv"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains("skipped cities.csv"), "{}", run.err);
}

#[test]
fn connectors_of_the_command_line_are_over_those_of_the_settings() {
    let shell = Shell::new();
    shell.file("a.csv", "Email,First Name\nBob@example.com,Bob\nbob@example.com,Bob\n");
    let names = |arguments: &[&str]| {
        let report = shell.json(&[&["a.csv"], arguments].concat());
        let each = report["summary"]["connectors"]["customers"].as_array().cloned().unwrap_or_default();
        each.iter().map(|one| one["connector"].as_str().unwrap_or("-").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&[]), [""; 0]);
    shell.file("csv-preflight.toml", "connectors = ['mailchimp', 'hubspot']\n");
    assert_eq!(names(&[]), ["-", "mailchimp", "hubspot"]);
    assert_eq!(names(&["--connector=zendesk"]), ["-", "zendesk"]);
    assert_eq!(names(&["--isolated"]), [""; 0]);
}

#[test]
fn connectors_that_cannot_be_used_are_refused() {
    let shell = Shell::new();
    shell.file("a.csv", "Email,First Name\nbob@example.com,Bob\n");
    shell.run(&["check", "a.csv", "--connector=klavyo"]).failed_with(&["klavyo", "did you mean `klaviyo`?"]);
    shell.file("csv-preflight.toml", "scope = 'file'\nconnectors = ['mailchimp', 'klavyo']\n");
    shell.run(&["check", "a.csv"]).failed_with(&[
        "there is no connector `klavyo`",
        "did you mean `klaviyo`?",
        "csv-preflight.toml:2:28",
    ]);
    let own = "id = 'own'\ntitle = 'Own'\nabout = 'Ours.'\n[email]\nconfidence = 'inferred'\n\
               steps = [{ trim = { ws = 'phx' } }]\n[resolve]\nkeys = ['email']\n";
    shell.file("systems/own.toml", own);
    shell.file("csv-preflight.toml", "connectors = ['./systems/own.toml']\n");
    for arguments in [&["check", "a.csv"][..], &["check", "a.csv", "--connector=systems/own.toml"]] {
        shell.run(arguments).failed_with(&["there is no `ws` `phx`", "did you mean `php`?", "own.toml:6"]);
    }
    shell.file("systems/own.toml", own.replace("phx", "php"));
    assert_eq!(shell.run(&["check", "a.csv"]).code, 0);
}
