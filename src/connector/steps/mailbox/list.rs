//! Address lists of RFC 5322 with its obsolete forms, read as leniently as Python's `email.utils.getaddresses`
//! reads them, and Odoo's second try with names that are not set apart from the address
//! (<https://github.com/odoo/odoo/blob/002d20f8324b7fa34597083c3b43bd56205fc761/odoo/tools/mail.py>).

/// The addresses in a text. What is no address is left out.
pub(super) fn addresses(text: &str) -> Vec<String> {
    let is_address = |address: &String| address.find('@').is_some_and(|at| at > 0);
    let mut found: Vec<String> = parse(text).into_iter().filter(is_address).collect();
    for address in &mut found {
        if address.contains(' ') {
            let parts = parse(&address.replace(' ', ","));
            if let Some(part) = parts.into_iter().rfind(|part| part.contains('@')) {
                *address = part;
            }
        }
    }
    found
}

fn parse(text: &str) -> Vec<String> {
    let mut reader = Reader { rest: text };
    let mut found = Vec::new();
    while !reader.rest.is_empty() {
        reader.mailbox(&mut found);
    }
    found
}

struct Reader<'t> {
    rest: &'t str,
}

/// What ends an atom.
fn is_delimiter(c: char) -> bool {
    matches!(c, '(' | ')' | '<' | '>' | '@' | ',' | ':' | ';' | '.' | '"' | '[' | ']') || is_space(c)
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn bump(&mut self) {
        let mut chars = self.rest.chars();
        chars.next();
        self.rest = chars.as_str();
    }

    /// Takes characters as long as they fit.
    fn run(&mut self, fits: impl Fn(char) -> bool) -> &'t str {
        let end = self.rest.find(|c| !fits(c)).unwrap_or(self.rest.len());
        let (run, rest) = self.rest.split_at(end);
        self.rest = rest;
        run
    }

    /// Passes over white space and comments; gives back the white space but for line ends.
    fn gap(&mut self) -> String {
        let mut space = String::new();
        loop {
            space.extend(self.run(is_space).chars().filter(|c| !matches!(c, '\r' | '\n')));
            if self.peek() != Some('(') {
                return space;
            }
            self.comment();
        }
    }

    /// A comment, which may hold others.
    fn comment(&mut self) {
        let mut depth = 0_u32;
        while let Some(c) = self.peek() {
            self.bump();
            match c {
                '(' => depth += 1,
                ')' => depth -= 1,
                '\\' => self.bump(),
                _ => {}
            }
            if depth == 0 {
                return;
            }
        }
    }

    /// A quoted text or domain literal, with its delimiters.
    fn delimited(&mut self, close: char) -> &'t str {
        let start = self.rest;
        self.bump();
        while let Some(c) = self.peek() {
            self.bump();
            match c {
                '\\' => self.bump(),
                c if c == close || c == '\r' => break,
                _ => {}
            }
        }
        start.get(..start.len() - self.rest.len()).unwrap_or_default()
    }

    /// One mailbox or group.
    fn mailbox(&mut self, found: &mut Vec<String>) {
        self.gap();
        let start = self.rest;
        let first = self.phrase();
        match self.peek() {
            Some('.' | '@') => {
                self.rest = start;
                let address = self.address();
                found.push(address);
            }
            Some(':') => {
                self.bump();
                loop {
                    self.gap();
                    match self.peek() {
                        None => break,
                        Some(';') => {
                            self.bump();
                            break;
                        }
                        Some(_) => self.mailbox(found),
                    }
                }
            }
            Some('<') => {
                let address = self.in_angles();
                found.push(address);
            }
            _ => match first {
                Some(word) => found.push(word),
                // Something that nothing begins with.
                None => self.bump(),
            },
        }
        self.gap();
        if self.peek() == Some(',') {
            self.bump();
        }
    }

    /// Words before an address; the first of them.
    fn phrase(&mut self) -> Option<String> {
        let mut first = None;
        loop {
            self.gap();
            let word = match self.peek() {
                None => return first,
                Some('"') => {
                    let quoted = self.delimited('"').trim_matches('"');
                    quoted.replace('\\', "")
                }
                Some(c) if c != '.' && is_delimiter(c) => return first,
                // A dot ends nothing inside a phrase.
                Some(_) => self.run(|c| c == '.' || !is_delimiter(c)).to_owned(),
            };
            first.get_or_insert(word);
        }
    }

    /// What stands between `<` and `>`; a route before it is passed over.
    fn in_angles(&mut self) -> String {
        self.bump();
        self.gap();
        while let Some(c) = self.peek() {
            match c {
                '>' => {
                    self.bump();
                    return String::new();
                }
                '@' => {
                    self.bump();
                    self.domain();
                }
                ':' => self.bump(),
                _ => {
                    let address = self.address();
                    self.bump();
                    return address;
                }
            }
            self.gap();
        }
        String::new()
    }

    fn address(&mut self) -> String {
        let mut local = String::new();
        self.gap();
        while let Some(c) = self.peek() {
            match c {
                '.' => {
                    local.truncate(local.trim_end_matches([' ', '\t']).len());
                    local.push('.');
                    self.bump();
                    self.gap();
                    continue;
                }
                '"' => local.push_str(self.delimited('"')),
                c if is_delimiter(c) => break,
                _ => local.push_str(self.run(|c| !is_delimiter(c))),
            }
            local.push_str(&self.gap());
        }
        local.truncate(local.trim_end_matches([' ', '\t']).len());
        if self.peek() != Some('@') {
            return local;
        }
        self.bump();
        self.gap();
        match self.domain() {
            Some(domain) if !domain.is_empty() => format!("{local}@{domain}"),
            _ => String::new(),
        }
    }

    /// A domain; `None` where another `@` follows.
    fn domain(&mut self) -> Option<String> {
        let mut domain = String::new();
        while let Some(c) = self.peek() {
            match c {
                ' ' | '\t' => self.bump(),
                '(' => self.comment(),
                '[' => domain.push_str(self.delimited(']')),
                '.' => {
                    domain.push('.');
                    self.bump();
                }
                '@' => return None,
                c if is_delimiter(c) => break,
                _ => domain.push_str(self.run(|c| !is_delimiter(c))),
            }
        }
        Some(domain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `email.utils.getaddresses` of Python 3.11 reads them, of which only texts with something on both sides
    /// of an `@` are kept.
    #[test]
    fn lists_are_read_as_python_reads_them() {
        let table: &[(&str, &[&str])] = &[
            ("a@example.com", &["a@example.com"]),
            ("Bob <a@example.com>", &["a@example.com"]),
            ("\"Roy, Bob\" <a@example.com>", &["a@example.com"]),
            ("a@example.com, b@example.com", &["a@example.com", "b@example.com"]),
            ("a@example.com;b@example.com", &["a@example.com", "b@example.com"]),
            ("a @example.com", &["a@example.com"]),
            ("a@ example.com", &["a@example.com"]),
            ("<a@example.com>", &["a@example.com"]),
            ("a@example.com (home)", &["a@example.com"]),
            ("(c) a@example.com", &["a@example.com"]),
            ("Group: a@example.com, b@example.com;", &["a@example.com", "b@example.com"]),
            ("Group: a@example.com;", &["a@example.com"]),
            ("a@b@example.com", &[]),
            ("@example.com", &[]),
            ("a@", &[]),
            ("a", &[]),
            ("", &[]),
            ("  a@example.com  ", &["a@example.com"]),
            ("a@example.com>", &["a@example.com"]),
            ("<a@example.com", &["a@example.com"]),
            ("a@example.com,", &["a@example.com"]),
            ("\"a@b\"@example.com", &["\"a@b\"@example.com"]),
            ("\"a\\\"b\"@example.com", &["\"a\\\"b\"@example.com"]),
            ("a.b.@example.com", &["a.b.@example.com"]),
            (".a@example.com", &[".a@example.com"]),
            ("a@[192.0.2.1]", &["a@[192.0.2.1]"]),
            ("Bob <a@example.com> x", &["a@example.com"]),
            ("a@example.com b@example.com", &[]),
            ("Jörg <jörg@exämple.com>", &["jörg@exämple.com"]),
            ("a@example.com\u{a0}", &["a@example.com\u{a0}"]),
            ("Bob <<a@example.com>>", &["a@example.com"]),
            ("<@x.com:a@example.com>", &["a@example.com"]),
            ("mailto:a@example.com", &["a@example.com"]),
            ("a@example.com\r\n", &["a@example.com"]),
            ("'a@example.com'", &["'a@example.com'"]),
            ("Bob \"Bobby\" Roy <a@example.com>", &["a@example.com"]),
            ("Bob. R <a@example.com>", &["a@example.com"]),
            ("a@exa mple.com", &["a@example.com"]),
            ("a(b)c@example.com", &["ac@example.com"]),
            ("a@example(com).com", &["a@example.com"]),
            ("[a@example.com]", &["a@example.com"]),
            ("a\\b@example.com", &["a\\b@example.com"]),
            ("a@example.com <b@example.com>", &["a@example.com", "b@example.com"]),
            ("a:b@example.com", &["b@example.com"]),
            ("<>", &[]),
            ("undisclosed:;", &[]),
            ("\"a@example.com\"", &["a@example.com"]),
            // Odoo's second try.
            ("Bob a@example.com", &["a@example.com"]),
            ("Bob Roy a@example.com", &["a@example.com"]),
            ("a b@example.com", &["b@example.com"]),
        ];
        for (text, expected) in table {
            assert_eq!(addresses(text), *expected, "{text:?}");
        }
    }

    #[test]
    fn nothing_makes_it_stumble() {
        for text in ["(", "\"", "[", "\\", "(\\", "a@[", "<a@", ":::;", "((((", "a\"", "<@", "()()", ")"] {
            addresses(text);
        }
    }
}
