//! Names of nobody: a few that are common and many that are rare, as in a real file.

use super::random::Random;

const FIRST: [&str; 60] = [
    "Ada", "Alma", "Amir", "Anaïs", "Anton", "Aoife", "Bela", "Björn", "Bruno", "Carla", "Chloé", "Dario",
    "Dewi", "Edda", "Elif", "Emeka", "Enzo", "Esra", "Fay", "Femi", "Finn", "Gia", "Gita", "Hana", "Hugo",
    "Ines", "Inès", "Ivo", "Jakub", "Joan", "Jürgen", "Kai", "Kirsti", "Lena", "Léo", "Liang", "Luca",
    "Łukasz", "Maeve", "Malik", "Marta", "Mika", "Nadia", "Nils", "Noor", "Oona", "Otto", "Paula", "Priya",
    "Quinn", "Rafael", "René", "Rosa", "Samir", "Søren", "Tara", "Tomás", "Uma", "Yusuf", "Zoë",
];

const COMMON_LAST: [&str; 30] = [
    "Abara",
    "Almgren",
    "Baxley",
    "Brandl",
    "Castell",
    "Dörfel",
    "Eastlake",
    "Farrow",
    "Gadd",
    "Hallam",
    "Ibarra",
    "Jansma",
    "Kowal",
    "Lindqvist",
    "Marchetti",
    "Nakada",
    "O'Dell",
    "Okafor",
    "Péronne",
    "Quayle",
    "Raman",
    "Sandoval",
    "Tran",
    "Ulrich",
    "Vasquez",
    "Weiß",
    "Xu",
    "Yıldız",
    "Zeller",
    "van der Poel",
];

/// Rare names are put together: 24 × 20 × 16 of them.
const START: [&str; 24] = [
    "Al", "Bar", "Ben", "Cor", "Dal", "Der", "Fal", "Gar", "Hol", "Ing", "Kal", "Kön", "Lam", "Mar", "Mor",
    "Nor", "Øst", "Pal", "Ros", "Sel", "Tor", "Ver", "Wes", "Zan",
];
const MIDDLE: [&str; 20] = [
    "a", "ba", "de", "do", "e", "ga", "i", "la", "le", "li", "ma", "mé", "na", "o", "ra", "ri", "sa", "te",
    "va", "vi",
];
const END: [&str; 16] = [
    "berg", "by", "court", "dal", "ford", "gård", "heim", "ler", "ley", "mann", "nescu", "ski", "ström",
    "ton", "wick", "zzi",
];

/// Domains that are kept free for examples: <https://www.rfc-editor.org/rfc/rfc2606>.
const DOMAINS: [&str; 6] =
    ["example.com", "example.com", "example.org", "example.net", "mail.example.com", "post.example.org"];

/// Who somebody is.
pub(super) struct Name {
    pub(super) first: String,
    pub(super) last: String,
    /// No other index has it.
    pub(super) email: String,
}

/// The person with this index.
pub(super) fn of(index: u64, random: &mut Random) -> Name {
    let first = (*random.pick(&FIRST)).to_owned();
    let last = if random.chance(50) {
        (*random.pick(&COMMON_LAST)).to_owned()
    } else {
        [*random.pick(&START), *random.pick(&MIDDLE), *random.pick(&END)].concat()
    };
    let domain = random.pick(&DOMAINS);
    // Names have no digits, so nobody else can have this address.
    let email = format!("{}.{}{index}@{domain}", plain(&first), plain(&last));
    Name { first, last, email }
}

/// The letters of a name as they stand in an e-mail address.
fn plain(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase).filter(|c| c.is_alphabetic()) {
        out.push_str(match c {
            'å' | 'á' => "a",
            'é' | 'è' | 'ë' => "e",
            'ï' | 'ı' => "i",
            'ł' => "l",
            'ö' | 'ø' => "o",
            'ß' => "ss",
            'ü' => "u",
            _ => {
                out.push(c);
                continue;
            }
        });
    }
    out
}

/// The same address with other capitals.
pub(super) fn other_case(email: &str, random: &mut Random) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    };
    let (local, domain) = email.split_once('@').expect("an address has two parts");
    match random.below(4) {
        0 => email.to_ascii_uppercase(),
        1 => format!("{local}@{}", capital(domain)),
        2 => local.split('.').map(capital).collect::<Vec<_>>().join(".") + "@" + domain,
        _ => capital(email),
    }
}
