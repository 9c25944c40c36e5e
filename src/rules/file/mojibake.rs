//! Text that was decoded with the wrong encoding on its way here.

use crate::rules::prelude::*;
use crate::source::undo_misreading;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "mojibake",
    group: Group::File,
    summary: "text that was decoded wrongly, such as `JosÃ©`",
    why: "The customer gets parcels and mails for somebody called that, and a search for the right name finds \
          nothing. Once imported it has to be corrected by hand.",
    exceptions: "Text that is about encodings.",
    severity: Severity::Warning,
    basis: Basis::Policy,
    sources: &[
        "https://encoding.spec.whatwg.org/",
        "https://www.w3.org/International/questions/qa-what-is-encoding",
    ],
    fix: FixAvailability::Unsafe,
    since: "0.1.0",
    options: &[],
    check: Check::Cell { kinds: &[], when: Facts::STRANGE, check },
    examples: &[
        Example::bad(
            "Email,First Name,Last Name\n\
             jose@example.com,JosÃ©,\"Oâ€™Hara\"\n\
             rene@example.com,RenÃƒÂ©,Par√©\n\
             zoe@example.com,Zo\u{FFFD},Smith\n"
                .as_bytes(),
            &[
                "2:18 `JosÃ©` looks like `José` decoded wrongly",
                "2:25 `Oâ€™Hara` looks like `O’Hara` decoded wrongly",
                "3:18 `RenÃƒÂ©` looks like `René` decoded wrongly 2 times",
                "3:26 `Par√©` looks like `Paré` decoded wrongly",
                "4:19 a character of `Zo\u{FFFD}` was lost when it was decoded",
            ],
        )
        .fixed(
            "Email,First Name,Last Name\n\
             jose@example.com,José,\"O’Hara\"\n\
             rene@example.com,René,Paré\n\
             zoe@example.com,Zo\u{FFFD},Smith\n"
                .as_bytes(),
        ),
        Example::good(
            "Email,First Name,Default Address City,Note\n\
             jose@example.com,José,SÃO PAULO,« Café\u{A0}» 20 °C – 5 €\n\
             anh@example.com,Ánh Nguyễn,HÀ NỘI,“KESÄ–TALVI”\n"
                .as_bytes(),
        ),
    ],
};

fn check(cell: &Cell<'_>, sink: &mut Sink) {
    if !is_suspect(cell.raw()) || !cell.is_text() {
        return;
    }
    let text = cell.text();
    let undone = undo_misreading(&text);
    let lost = |text: &str| text.find(char::REPLACEMENT_CHARACTER);
    if undone.is_none() && lost(&text).is_none() {
        return;
    }
    sink.report(RULE.severity, Some(cell.column.index), || match undone {
        Some(misread) if lost(&misread.text).is_none() => {
            let often = if misread.times > 1 { format!(" {} times", misread.times) } else { String::new() };
            let message =
                format!("{} looks like {} decoded wrongly{often}", quote(&text), quote(&misread.text));
            Finding::on(cell, &RULE, message).help("export it again as UTF-8, or look over the repair").fix(
                Fix::edits("decode it again", Applicability::Unsafe, vec![cell.rewritten(&misread.text)]),
            )
        }
        _ => {
            let message = format!("a character of {} was lost when it was decoded", quote(&text));
            let mut finding =
                Finding::on(cell, &RULE, message).help("take the text from where it comes from again");
            if let Some(at) = lost(&text) {
                finding.span = cell.span_of(at, at + char::REPLACEMENT_CHARACTER.len_utf8());
            }
            finding
        }
    });
}

/// Whether there are bytes without which no text is misread: a character from U+00C0 to U+00FF that has
/// another one beyond ASCII after it (C3 xx and more), `√` likewise (E2 88 9A), or U+FFFD (EF BF BD).
fn is_suspect(raw: &[u8]) -> bool {
    memchr::memchr3_iter(0xC3, 0xE2, 0xEF, raw).any(|at| {
        let rest = raw.get(at..).unwrap_or_default();
        match rest {
            [0xC3, _, next, ..] | [0xE2, 0x88, 0x9A, next, ..] => !next.is_ascii(),
            [0xEF, 0xBF, 0xBD, ..] => true,
            _ => false,
        }
    })
}
