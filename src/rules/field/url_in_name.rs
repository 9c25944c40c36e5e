//! A link where a name should be.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "url-in-name",
    group: Group::Field,
    summary: "a web address in a name or company",
    why: "Such customers are made by robots that send their link to others through your mails. Shopify's storefront \
          refuses names with a link; whether the import does is not known.",
    exceptions: "A company that is called like its site. Only `http://` and `https://` count there, and no \
                 `www.`.",
    severity: Severity::Warning,
    basis: Basis::Documented,
    sources: &["https://shopify.dev/docs/api/storefront/latest/enums/CustomerErrorCode"],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &[],
    check: Check::Cell { kinds: &[Kind::FirstName, Kind::LastName, Kind::Company], when: Facts::ODD, check },
    examples: &[
        Example::bad(
            b"Email,First Name,Default Address Company\n\
              a@example.com,Win at https://example.com/x,Acme\n\
              b@example.com,www.example.org,Acme\n\
              c@example.com,Cat,HTTP://example.net\n",
            &[
                "2:22 `Win at https://example.com/x` holds a web address",
                "3:15 `www.example.org` holds a web address",
                "4:19 `HTTP://example.net` holds a web address",
            ],
        ),
        Example::good(
            b"Email,First Name,Default Address Company\n\
              a@example.com,Dr. Ann B.,www.example.org\n\
              b@example.com,Bob,Example.com Ltd: Flowers\n",
        ),
    ],
};

fn check(cell: &Cell<'_>, sink: &mut Sink) {
    // What every web address has: `://`, or a dot after `www`.
    if memchr::memchr2(b':', b'.', cell.raw()).is_none() {
        return;
    }
    let text = cell.text();
    let Some(start) = link(&text, cell.column.kind) else { return };
    sink.report(RULE.severity, Some(cell.column.index), || {
        let length = text.get(start..).and_then(|rest| rest.find(char::is_whitespace));
        let end = length.map_or(text.len(), |length| start + length);
        let mut finding = Finding::on(cell, &RULE, format!("{} holds a web address", quote(&text)))
            .help("look whether the row is a customer at all");
        finding.span = cell.span_of(start, end);
        finding
    });
}

/// Where a web address starts.
fn link(text: &str, kind: Kind) -> Option<usize> {
    let lower = text.to_ascii_lowercase();
    let scheme = ["http://", "https://"].into_iter().filter_map(|scheme| lower.find(scheme)).min();
    let www = || {
        let at = lower.find("www.")?;
        let before = lower.get(..at)?.chars().next_back();
        let host = lower.get(at + 4..)?;
        let is_host = host.starts_with(|c: char| c.is_alphanumeric()) && host.contains('.');
        (kind != Kind::Company && is_host && !before.is_some_and(char::is_alphanumeric)).then_some(at)
    };
    scheme.or_else(www)
}
