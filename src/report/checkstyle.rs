//! Checkstyle's XML, which reviewdog, Jenkins and many editors read. The column counts UTF-16 code units,
//! from 1.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, Event};

use super::{Manner, Report, guarded};
use crate::message::visible;

/// Writes every file with its findings, files without any too.
pub fn write(report: &Report<'_>, manner: &Manner, out: &mut dyn Write) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(&mut *out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.write_event(Event::Start(BytesStart::new("checkstyle").with_attributes([("version", "4.3")])))?;
    let mut rest = report.shown.as_slice();
    for (index, path) in manner.paths(report).iter().enumerate() {
        let count = rest.iter().take_while(|shown| shown.finding.file as usize == index).count();
        let (findings, later) = rest.split_at(count);
        rest = later;
        let file = BytesStart::new("file").with_attributes([("name", guarded(&visible(path)).as_str())]);
        if findings.is_empty() {
            xml.write_event(Event::Empty(file))?;
            continue;
        }
        xml.write_event(Event::Start(file))?;
        for shown in findings {
            let (start, rule) = (shown.place.start, shown.finding.rule);
            let message = [&[shown.told(manner.redact)], &shown.advice(manner.redact)[..]].concat();
            xml.write_event(Event::Empty(BytesStart::new("error").with_attributes([
                ("line", start.line.to_string().as_str()),
                ("column", start.column_utf16.to_string().as_str()),
                ("severity", shown.finding.severity.name()),
                ("message", guarded(&message.join("; ")).as_str()),
                ("source", format!("{}.{}", env!("CARGO_PKG_NAME"), rule.id).as_str()),
            ])))?;
        }
        xml.write_event(Event::End(BytesEnd::new("file")))?;
    }
    xml.write_event(Event::End(BytesEnd::new("checkstyle")))?;
    writeln!(out)
}
