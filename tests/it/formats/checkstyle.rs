//! Checkstyle, read back by a parser of XML. Columns in UTF-16 code units, from 1.

use csv_preflight::report::Manner;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::{CLEAN, SAMPLE, corpus, told};

/// The attributes of every element, after the XML was found well-formed.
pub(crate) fn elements(xml: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut reader = Reader::from_str(xml);
    let mut out = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) => {
                let attributes = tag.attributes().map(|attribute| {
                    let attribute = attribute.unwrap();
                    let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).unwrap();
                    assert!(value.chars().all(is_xml), "{value:?}");
                    (String::from_utf8(attribute.key.as_ref().to_vec()).unwrap(), value.into_owned())
                });
                out.push((String::from_utf8(tag.name().as_ref().to_vec()).unwrap(), attributes.collect()));
            }
            Event::Text(text) => assert!(text.decode().unwrap().chars().all(is_xml), "{xml}"),
            Event::Eof => return out,
            _ => {}
        }
    }
}

/// What XML 1.0 may hold: <https://www.w3.org/TR/xml/#charsets>.
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

#[test]
fn one_position() {
    let elements = elements(&told("checkstyle", SAMPLE, &Manner::default()));
    let names: Vec<&str> = elements.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["checkstyle", "file", "error"]);
    assert_eq!(elements[1].1, [("name".to_owned(), "customers.csv".to_owned())]);
    let error: Vec<(&str, &str)> = elements[2].1.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(error[..3], [("line", "2"), ("column", "24"), ("severity", "warning")]);
    assert!(error[3].1.starts_with("`jose@example.com ` has white space at the end (Email, record 1); "));
    assert_eq!(error[4], ("source", "csv-preflight.email-whitespace"));
}

#[test]
fn it_is_xml_whatever_stands_in_a_cell() {
    for bytes in corpus() {
        let found = elements(&told("checkstyle", &bytes, &Manner::default()));
        let outcome = crate::check(&bytes, &crate::options()).unwrap();
        let errors: Vec<_> = found.iter().filter(|(name, _)| name == "error").collect();
        assert_eq!(errors.len(), outcome.findings.len());
        for (_, attributes) in errors {
            for number in &attributes[..2] {
                assert!(number.1.parse::<u64>().unwrap() >= 1, "{attributes:?}");
            }
        }
    }
}

#[test]
fn a_clean_file_is_named() {
    let elements = elements(&told("checkstyle", CLEAN, &Manner::default()));
    assert_eq!(elements.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["checkstyle", "file"]);
}
