//! One row of the import template: the cells, and how they are written.

/// The columns of the current import template.
#[derive(Clone, Copy)]
pub(super) enum Column {
    FirstName,
    LastName,
    Email,
    EmailConsent,
    Company,
    Address1,
    Address2,
    City,
    Province,
    Country,
    Zip,
    AddressPhone,
    Phone,
    SmsConsent,
    Tags,
    Note,
    TaxExempt,
}

/// The line that names them.
pub(crate) const HEADER: &str = "First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,\
    Default Address Address1,Default Address Address2,Default Address City,Default Address Province Code,\
    Default Address Country Code,Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Tags,\
    Note,Tax Exempt\n";

/// A customer.
#[derive(Default)]
pub(super) struct Row {
    cells: [String; 17],
    /// A cell whose quotes are not doubled and that is not quoted itself.
    pub(super) unquoted: Option<Column>,
    /// A cell too many.
    pub(super) extra: bool,
}

impl Row {
    pub(super) fn set(&mut self, column: Column, text: impl Into<String>) {
        *self.cell(column) = text.into();
    }

    pub(super) fn cell(&mut self, column: Column) -> &mut String {
        self.cells.get_mut(column as usize).expect("as many cells as columns")
    }

    /// The line that it is, with quotes around all cells or those that need them.
    pub(super) fn line(&self, quote_all: bool) -> Vec<u8> {
        let mut line = Vec::with_capacity(256);
        for (index, cell) in self.cells.iter().enumerate() {
            if index > 0 {
                line.push(b',');
            }
            let bare = self.unquoted.is_some_and(|column| column as usize == index);
            if !bare && (quote_all || cell.contains(['"', ',', '\n', '\r'])) {
                line.push(b'"');
                line.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
                line.push(b'"');
            } else {
                line.extend_from_slice(cell.as_bytes());
            }
        }
        if self.extra {
            line.extend_from_slice(b",and another");
        }
        line.push(b'\n');
        line
    }
}
