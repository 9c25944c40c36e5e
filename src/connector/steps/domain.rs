//! `domain`: what is done to the part behind the last `@`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::arguments::optional;
use super::{Arguments, Compiled, Effect, Gives, Step, Takes, example};
use crate::connector::value::Value;

pub(super) static DOMAIN: Step = Step {
    name: "domain",
    summary: "rewrites the domain: international names as ASCII, other names of one provider, sub-domains",
    parameters: &[
        optional(
            "idna",
            Takes::Word(&["none", "ascii2003", "uts46"]),
            "writes an international name in ASCII; `ascii2003` maps ß to ss first. A name that cannot be \
             written so has no key",
        ),
        optional("alias", Takes::Map, "domains and what they are replaced with"),
        optional("drop_subdomains", Takes::Flag, "keeps the last two labels only"),
    ],
    examples: &[
        example("idna = 'uts46'", "a@faß.example.com", "a@xn--fa-hia.example.com"),
        example("idna = 'ascii2003'", "a@faß.example.com", "a@fass.example.com"),
        example("idna = 'uts46'", "a@exam\u{200b}ple.com", "a@example.com"),
        example("idna = 'uts46'", "a@exam\u{ad}ple.com", "a@example.com"),
        // The first letter is Cyrillic.
        example("idna = 'uts46'", "a@еxample.com", "a@xn--xample-2of.com"),
        example("idna = 'uts46'", "a@Ａ.example.com", "a@a.example.com"),
        super::Example { arguments: "idna = 'uts46'", input: "a@xn--\u{2070e}.com", gives: Gives::NoKey },
        example("idna = 'none'", "a@faß.example.com", "a@faß.example.com"),
        example("alias = { 'googlemail.com' = 'gmail.com' }", "x@googlemail.com", "x@gmail.com"),
        example("drop_subdomains = true", "a@us.mail.example.com", "a@example.com"),
        example("drop_subdomains = true", "a@example.com", "a@example.com"),
        example("drop_subdomains = true", "nothing", "nothing"),
    ],
    compile: |arguments| Ok(compile(arguments)),
};

#[derive(Clone, Copy)]
enum Idna {
    None,
    Ascii2003,
    Uts46,
}

fn compile(arguments: &Arguments<'_>) -> Compiled {
    let (idna, mut words) = match arguments.text("idna") {
        Some("uts46") => (Idna::Uts46, vec!["write the domain in ASCII (UTS 46)".to_owned()]),
        Some("ascii2003") => (Idna::Ascii2003, vec!["write the domain in ASCII (IDNA 2003)".to_owned()]),
        _ => (Idna::None, Vec::new()),
    };
    let mut alias = BTreeMap::new();
    for (from, to) in arguments.table("alias").into_iter().flatten() {
        if let Value::Text(to) = to.get_ref() {
            words.push(format!("`{}` for `{}`", crate::message::visible(to), from.get_ref()));
            alias.insert(from.get_ref().clone(), to.clone());
        }
    }
    let drops = arguments.flag("drop_subdomains");
    if drops {
        words.push("drop sub-domains".to_owned());
    }
    Compiled::new(words.join(", "), move |text| {
        let Some((local, domain)) = text.rsplit_once('@') else { return Effect::Same };
        let Some(mut now) = encoded(domain, idna) else {
            return Effect::NoKey("its domain cannot be written in ASCII".into());
        };
        if let Some(to) = alias.get(now.as_ref()) {
            now = Cow::Owned(to.clone());
        }
        let labels: Vec<&str> = now.rsplitn(3, '.').collect();
        if let (true, [top, name, _]) = (drops, labels.as_slice()) {
            now = Cow::Owned(format!("{name}.{top}"));
        }
        if now == domain { Effect::Same } else { Effect::Text(format!("{local}@{now}").into()) }
    })
}

fn encoded(domain: &str, idna: Idna) -> Option<Cow<'_, str>> {
    let mapped = match idna {
        Idna::None => return Some(Cow::Borrowed(domain)),
        Idna::Uts46 => Cow::Borrowed(domain),
        // The four characters that the two versions treat differently.
        Idna::Ascii2003 => {
            Cow::Owned(domain.replace('ß', "ss").replace('ς', "σ").replace(['\u{200c}', '\u{200d}'], ""))
        }
    };
    let ascii = idna::domain_to_ascii_cow(mapped.as_bytes(), idna::AsciiDenyList::EMPTY).ok()?;
    Some(if ascii == domain { Cow::Borrowed(domain) } else { Cow::Owned(ascii.into_owned()) })
}
