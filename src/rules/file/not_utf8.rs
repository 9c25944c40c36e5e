//! Text in another encoding than UTF-8, or bytes that no encoding explains.

use crate::rules::prelude::*;
use crate::source::Source;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "not-utf8",
    group: Group::File,
    summary: "text that is not UTF-8",
    why: "Shopify reads UTF-8 only. A file in another encoding is refused, or every name with an accent is \
          stored as rubbish.",
    exceptions: "None for Shopify; another importer may ask for the encoding and take any.",
    severity: Severity::Error,
    basis: Basis::Documented,
    sources: &[
        "https://help.shopify.com/de/manual/customers/import-export-customers",
        "https://docs.shopify.com/manual/your-store/customers/customer-csv",
    ],
    fix: FixAvailability::Mixed,
    since: "0.1.0",
    options: &[],
    check: Check::File(check),
    examples: &[
        Example::bad(
            b"First Name,Last Name,Email\nJos\xE9,M\xFCller,jose@example.com\n",
            &["2:4 the file is not UTF-8 but looks like windows-1252; the first byte that shows it is 0xE9"],
        )
        .fixed("First Name,Last Name,Email\nJosé,Müller,jose@example.com\n".as_bytes()),
        Example::bad(
            b"\xFF\xFEE\0m\0a\0i\0l\0\n\0a\0n\0n\0@\0e\0x\0a\0m\0p\0l\0e\0.\0c\0o\0m\0\n\0",
            &["1:1 the file is UTF-16LE, as its byte order mark says, not UTF-8"],
        )
        .fixed(b"Email\nann@example.com\n"),
        Example::bad(
            b"First Name,Email\nJos\xC3\xA9,jose@example.com\nZo\xC3\xAB,zoe@example.com\n\
              Ren\xC3\xA9,rene@example.com\n\xC3\x96zil,oezil@example.com\nNo\xEBl,noel@example.com\n",
            &["6:3 the byte 0xEB is not UTF-8, which the rest of the file is"],
        ),
        Example::good("First Name,Email\nJosé,jose@example.com\n".as_bytes()),
    ],
};

fn check(facts: &FileFacts<'_>, sink: &mut Sink) {
    let source = facts.source;
    if facts.content != Content::Table {
        return;
    }
    if source.charset != Charset::Utf8 {
        sink.report(RULE.severity, None, || other_encoding(source));
    } else if let Some(first) = source.first_stray {
        sink.report(RULE.severity, None, || strays(source, first));
    }
}

fn other_encoding(source: &Source) -> Finding {
    let name = source.charset.name();
    let (message, applicability) = match source.evidence {
        Evidence::ByteOrderMark => {
            (format!("the file is {name}, as its byte order mark says, not UTF-8"), Applicability::Safe)
        }
        Evidence::Given => {
            (format!("the file is {name}, as `--encoding` says, not UTF-8"), Applicability::Safe)
        }
        Evidence::None | Evidence::Guessed => {
            let shows = match source.first_stray {
                Some((_, byte)) => format!("; the first byte that shows it is 0x{byte:02X}"),
                None => String::new(),
            };
            (format!("the file is not UTF-8 but looks like {name}{shows}"), Applicability::Unsafe)
        }
    };
    // What could not be read would be lost for good.
    let applicability = if source.lost == 0 { applicability } else { Applicability::Unsafe };
    let span = match (source.evidence, source.first_stray) {
        (Evidence::ByteOrderMark, _) | (_, None) => None,
        (_, Some((offset, _))) => source.span_of_byte(offset).ok().flatten(),
    };
    let span = span.unwrap_or(Span::at(source.text_start()));
    Finding::new(&RULE, span, message)
        .help("save the file as \"CSV UTF-8\", or look over the names after the repair")
        .fix(Fix::rewrite("write the file as UTF-8", applicability, Rewrite::Utf8))
}

fn strays(source: &Source, (offset, byte): (u64, u8)) -> Finding {
    let message = match source.strays {
        0 | 1 => format!("the byte 0x{byte:02X} is not UTF-8, which the rest of the file is"),
        2 => format!("the byte 0x{byte:02X} is not UTF-8, nor is one more byte further on"),
        all => format!("the byte 0x{byte:02X} is not UTF-8, nor are {} more bytes further on", all - 1),
    };
    Finding::new(&RULE, Span::new(offset, offset + 1), message).help(format!(
        "correct the text around it, {offset} bytes into the file: it may come from a file in another encoding \
         that was joined to this one"
    ))
}
