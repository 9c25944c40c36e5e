//! Domains that are probably a mistyped well-known provider, or cannot exist.
//!
//! Conservative on purpose: a word that differs by one letter may be somebody's company. So the first letter
//! must be right, short names and common words count only where the top-level domain is wrong, and domains
//! that are known to be real are passed over.

use super::domain::{Top, top, top_level};

/// What is probably wrong with a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slip {
    /// It is a typo away from this domain of a provider.
    Provider(String),
    /// Nothing was ever delegated under its top-level domain; the domain that was probably meant.
    TopLevel(Option<String>),
}

/// A provider: the name before the first dot and what may follow it.
struct Provider {
    name: &'static str,
    /// Whether a name one letter away is a typo; not so of short names and of words.
    distinct: bool,
    suffixes: &'static [&'static str],
}

const fn distinct(name: &'static str, suffixes: &'static [&'static str]) -> Provider {
    Provider { name, distinct: true, suffixes }
}

const fn word(name: &'static str, suffixes: &'static [&'static str]) -> Provider {
    Provider { name, distinct: false, suffixes }
}

/// Providers by the first letter of their names.
#[rustfmt::skip]
fn providers(first: u8) -> &'static [Provider] {
    match first {
        b'a' => const { &[word("aol", &["com", "co.uk", "de", "fr", "it"]), word("att", &["net"]),
            word("alice", &["it"])] },
        b'b' => const { &[distinct("btinternet", &["com"]), distinct("bigpond", &["com", "net.au"]),
            distinct("bellsouth", &["net"]), distinct("bluewin", &["ch"])] },
        b'c' => const { &[distinct("comcast", &["net"]), word("cox", &["net"])] },
        b'f' => const { &[distinct("fastmail", &["com", "fm"]), distinct("freenet", &["de"]), word("free", &["fr"])] },
        b'g' => const { &[distinct("gmail", &["com"]), distinct("googlemail", &["com"]),
            word("gmx", &["de", "net", "at", "ch", "com", "fr", "es", "us", "co.uk", "org", "eu"])] },
        b'h' => const { &[distinct("hotmail", &["com", "co.uk", "fr", "de", "it", "es", "be", "nl", "ch", "se", "no",
            "dk", "fi", "ca", "gr", "at", "pt", "co.jp", "co.th", "com.br", "com.ar", "com.mx", "com.tr", "com.au"])] },
        b'i' => const { &[distinct("icloud", &["com"])] },
        b'l' => const { &[distinct("laposte", &["net"]), word("live", &["com", "co.uk", "fr", "de", "it", "nl", "be",
            "ca", "se", "no", "dk", "at", "com.au", "com.mx", "com.ar"]), word("libero", &["it"])] },
        b'm' => const { &[word("msn", &["com"]), word("me", &["com"]), word("mac", &["com"]), word("mail", &["ru", "com"])] },
        b'n' => const { &[word("naver", &["com"])] },
        b'o' => const { &[distinct("outlook", &["com", "de", "fr", "it", "es", "pt", "be", "at", "dk", "ie", "jp", "kr",
            "in", "com.br", "com.ar", "com.au", "com.tr", "co.th"]), word("orange", &["fr"])] },
        b'p' => const { &[distinct("protonmail", &["com", "ch"]), word("proton", &["me"])] },
        b'q' => const { &[word("qq", &["com"])] },
        b'r' => const { &[distinct("rocketmail", &["com"])] },
        b's' => const { &[distinct("sbcglobal", &["net"]), distinct("seznam", &["cz"])] },
        b't' => const { &[distinct("t-online", &["de"]), distinct("telenet", &["be"])] },
        b'v' => const { &[distinct("verizon", &["net"]), distinct("virgilio", &["it"])] },
        b'w' => const { &[distinct("wanadoo", &["fr"]), word("web", &["de"])] },
        b'y' => const { &[distinct("yahoo", &["com", "co.uk", "co.jp", "fr", "de", "it", "es", "ca", "ie", "in", "co.in",
            "se", "no", "dk", "fi", "nl", "be", "at", "gr", "pl", "ro", "com.br", "com.mx", "com.ar", "com.au", "com.hk",
            "com.tw", "com.sg", "com.ph", "com.my", "com.tr", "com.vn", "com.co", "co.id", "co.nz", "co.th", "co.kr",
            "co.za"]),
            distinct("yandex", &["ru", "com", "ua", "by", "kz", "com.tr"]), word("ymail", &["com"])] },
        b'1' => const { &[word("163", &["com"]), word("126", &["com"])] },
        _ => &[],
    }
}

/// Real domains within reach of a provider's name: companies and other providers.
const REAL: [&str; 3] = ["grail.com", "gail.com", "incloud.com"];

/// The domains of most customers.
fn is_common(domain: &[u8]) -> bool {
    matches!(
        domain,
        b"gmail.com"
            | b"yahoo.com"
            | b"hotmail.com"
            | b"icloud.com"
            | b"outlook.com"
            | b"aol.com"
            | b"gmx.de"
            | b"web.de"
    )
}

/// Whether a domain is right beyond doubt; the fast way to the same answer as [`slip`] in nearly all cases.
pub fn is_settled(domain: &[u8]) -> bool {
    let top = match domain {
        [.., b'.', a, b] => top(&[*a, *b]),
        [.., b'.', a, b, c] => top(&[*a, *b, *c]),
        _ => top(domain.rsplit(|byte| *byte == b'.').next().unwrap_or_default()),
    };
    is_common(domain) || top != Top::Unknown && !may_be_a_slip(domain)
}

/// What is probably wrong with a domain in small ASCII letters, if anything.
pub fn slip(domain: &str) -> Option<Slip> {
    let last = top_level(domain);
    if is_common(domain.as_bytes()) || REAL.contains(&domain) || top(last.as_bytes()) == Top::Reserved {
        return None;
    }
    if let Some(rest) = domain.strip_prefix("www.")
        && provider_of(rest).is_some()
    {
        return Some(Slip::Provider(rest.to_owned()));
    }
    let unknown = top(last.as_bytes()) == Top::Unknown;
    let (name, suffix) = domain.split_once('.')?;
    let meant = candidates(name.as_bytes()).find_map(|provider| provider.meant_by(name, suffix, unknown));
    if let Some(meant) = meant {
        return Some(Slip::Provider(meant));
    }
    unknown.then(|| {
        let meant = only_near(last, &["com", "net", "org"]);
        let stem = domain.strip_suffix(last).unwrap_or_default();
        Slip::TopLevel(meant.map(|meant| format!("{stem}{meant}")))
    })
}

/// The provider's domain that was meant by a domain without a dot, such as `gmail` or `gmailcom`.
pub fn completed(domain: &str) -> Option<String> {
    let domain = domain.to_ascii_lowercase();
    let first = *domain.as_bytes().first()?;
    providers(first).iter().filter(|provider| provider.distinct).find_map(|provider| {
        let rest = domain.strip_prefix(provider.name)?;
        let suffix =
            provider.suffixes.iter().find(|suffix| rest.is_empty() || suffix.replace('.', "") == rest)?;
        Some(format!("{}.{suffix}", provider.name))
    })
}

/// Whether the domain is exactly one of a well-known provider.
pub(super) fn is_provider(domain: &str) -> bool {
    provider_of(domain).is_some()
}

fn provider_of(domain: &str) -> Option<&'static Provider> {
    let (name, suffix) = domain.split_once('.')?;
    let mut providers = providers(*name.as_bytes().first()?).iter();
    providers.find(|provider| provider.name == name && provider.suffixes.contains(&suffix))
}

/// Whether under a top-level domain that exists the domain may be a slip away from a provider's: only a distinct name
/// is, of about the same length, of which the first letters allow for it.
fn may_be_a_slip(domain: &[u8]) -> bool {
    let [first, second, third, ..] = *domain else { return true };
    let length = domain.iter().position(|byte| *byte == b'.').unwrap_or(domain.len());
    let alike = |provider: &Provider| provider.distinct && provider.name.len().abs_diff(length) <= 1;
    // Of the second and third letter one is right and in place, or one place off.
    let begins = |provider: &Provider| match *provider.name.as_bytes() {
        [_, two, three, ..] => second == two || third == two || second == three || third == three,
        _ => true,
    };
    let swapped = |provider: &Provider| provider.name.as_bytes().get(1) == Some(&first);
    providers(first).iter().any(|provider| alike(provider) && begins(provider))
        || providers(second).iter().any(|provider| alike(provider) && swapped(provider))
        || domain.starts_with(b"www.")
}

/// Providers whose name is `name` or one slip away from it.
fn candidates(name: &[u8]) -> impl Iterator<Item = &'static Provider> {
    let (first, second) = (name.first().copied().unwrap_or(0), name.get(1).copied().unwrap_or(0));
    // With the first two letters swapped the name stands under the second.
    let swapped = providers(second)
        .iter()
        .filter(move |provider| first != second && provider.name.as_bytes().get(1) == Some(&first));
    providers(first).iter().chain(swapped).filter(move |provider| provider.resembles(name))
}

impl Provider {
    fn resembles(&self, name: &[u8]) -> bool {
        let own = self.name.as_bytes();
        own.len().abs_diff(name.len()) <= 1 && (own == name || self.distinct && is_one_slip(name, own))
    }

    /// The provider's domain that is meant by `name` (which resembles the provider's) and `suffix`. `None`
    /// where the domain is right, or may well be somebody else's.
    fn meant_by(&self, name: &str, suffix: &str, unknown: bool) -> Option<String> {
        let listed = self.suffixes.iter().find(|listed| **listed == suffix);
        let right = name == self.name;
        let suffix = match listed {
            Some(_) if right => return None,
            Some(listed) => *listed,
            // `.co`, `.cm` and `.om` exist, but these providers are not there.
            None if right && self.distinct && matches!(suffix, "co" | "cm" | "om") => {
                self.suffixes.iter().copied().find(|suffix| *suffix == "com")?
            }
            None if unknown => only_near(suffix, self.suffixes)?,
            None => return None,
        };
        Some(format!("{}.{suffix}", self.name))
    }
}

/// The one of `candidates` that is a slip away; `com` goes before others.
fn only_near<'c>(text: &str, candidates: &[&'c str]) -> Option<&'c str> {
    let mut near =
        candidates.iter().copied().filter(|candidate| is_one_slip(text.as_bytes(), candidate.as_bytes()));
    let first = near.next()?;
    (first == "com" || near.next().is_none()).then_some(first)
}

/// Whether one letter too many, one too few, one wrong, or two swapped make `text` of `meant`.
fn is_one_slip(text: &[u8], meant: &[u8]) -> bool {
    let (short, long) = if text.len() < meant.len() { (text, meant) } else { (meant, text) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let head = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let (short, long) = (short.get(head..).unwrap_or_default(), long.get(head..).unwrap_or_default());
    match (short, long) {
        ([a, b, short @ ..], [c, d, long @ ..]) if a == d && b == c && short == long => true,
        ([_, short @ ..], [_, long @ ..]) if short.len() == long.len() => short == long,
        (short, [_, long @ ..]) => short == long,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typos_of_providers_are_told() {
        for (typo, meant) in [
            ("gmial.com", "gmail.com"),
            ("gmai.com", "gmail.com"),
            ("gmal.com", "gmail.com"),
            ("gnail.com", "gmail.com"),
            ("gmaill.com", "gmail.com"),
            ("ggmail.com", "gmail.com"),
            ("mgail.com", "gmail.com"),
            ("gmail.con", "gmail.com"),
            ("gmail.cmo", "gmail.com"),
            ("gmail.comm", "gmail.com"),
            ("gmail.co", "gmail.com"),
            ("gmail.cm", "gmail.com"),
            ("gmial.con", "gmail.com"),
            ("www.gmail.com", "gmail.com"),
            ("hotmial.com", "hotmail.com"),
            ("hotmal.co.uk", "hotmail.co.uk"),
            ("hotmail.con", "hotmail.com"),
            ("yaho.com", "yahoo.com"),
            ("yahooo.co.uk", "yahoo.co.uk"),
            ("yahoo.co.ukk", "yahoo.co.uk"),
            ("outlok.com", "outlook.com"),
            ("outloook.de", "outlook.de"),
            ("iclod.com", "icloud.com"),
            ("gogglemail.com", "googlemail.com"),
            ("tonline.de", "t-online.de"),
            ("wandoo.fr", "wanadoo.fr"),
            ("web.dee", "web.de"),
            ("aol.con", "aol.com"),
        ] {
            assert_eq!(slip(typo), Some(Slip::Provider(meant.to_owned())), "{typo}");
            assert!(!is_settled(typo.as_bytes()), "{typo}");
        }
    }

    #[test]
    fn real_domains_are_passed_over() {
        for real in [
            "mail.com",
            "email.com",
            "gmx.com",
            "gmx.net",
            "ymail.com",
            "live.co.uk",
            "aol.de",
            "hotmail.co.uk",
            "yahoo.co.jp",
            "outlook.de",
            "mail.ru",
            "yandex.ru",
            "ya.ru",
            "yahoo.ca",
            "yahoo.cn",
            "hotmail.es",
            "grail.com",
            "gail.com",
            "incloud.com",
            "cloud.com",
            "me.com",
            "he.com",
            "love.com",
            "line.com",
            "web.com",
            "wed.de",
            "libera.it",
            "never.com",
            "oranges.fr",
            "fmail.co.uk",
            "hmail.com",
            "gmx.ru",
            "mail.ee",
            "mail.de",
            "proton.com",
            "free.com",
            "laposte.fr",
            "outlook.sa",
            "qq.com",
            "163.com",
            "example.com",
            "example.co",
            "shop.example",
            "anything.test",
            "gmail.example",
            "company.cm",
            "mail.gmail.com",
            "freenet.am",
            "comcast.com",
            "verizon.com",
            "g.com",
            "xn--exmple-cua.com",
        ] {
            assert_eq!(slip(real), None, "{real}");
        }
    }

    #[test]
    fn unknown_top_level_domains() {
        let some = |meant: &str| Some(Slip::TopLevel(Some(meant.to_owned())));
        assert_eq!(slip("acme.con"), some("acme.com"));
        assert_eq!(slip("shop.acme.cim"), some("shop.acme.com"));
        assert_eq!(slip("acme.ner"), some("acme.net"));
        assert_eq!(slip("acme.ogr"), some("acme.org"));
        assert_eq!(slip("acme.local"), Some(Slip::TopLevel(None)));
        assert_eq!(slip("acme.c"), Some(Slip::TopLevel(None)));
    }

    #[test]
    fn domains_without_a_dot_are_completed() {
        assert_eq!(completed("gmail").as_deref(), Some("gmail.com"));
        assert_eq!(completed("GmailCom").as_deref(), Some("gmail.com"));
        assert_eq!(completed("hotmailcouk").as_deref(), Some("hotmail.co.uk"));
        assert_eq!((completed("mail"), completed("localhost"), completed("")), (None, None, None));
    }

    #[test]
    fn one_slip_is_an_optimal_alignment_of_one() {
        let words = [
            "", "a", "ab", "ba", "abc", "acb", "bac", "abcd", "abdc", "acbd", "gmail", "gmial", "mgail",
            "aab",
        ];
        for a in words {
            for b in words {
                assert_eq!(
                    is_one_slip(a.as_bytes(), b.as_bytes()),
                    strsim::osa_distance(a, b) == 1,
                    "{a} {b}"
                );
            }
        }
    }

    #[test]
    fn every_provider_is_right_as_it_stands() {
        for first in b'0'..=b'z' {
            for provider in providers(first) {
                assert_eq!(provider.name.as_bytes()[0], first);
                assert!(!provider.distinct || provider.name.len() >= 5, "{}", provider.name);
                for suffix in provider.suffixes {
                    let domain = format!("{}.{suffix}", provider.name);
                    assert_eq!(slip(&domain), None, "{domain}");
                    assert!(is_provider(&domain));
                }
            }
        }
    }
}
