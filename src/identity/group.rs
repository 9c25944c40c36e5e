//! Rows that share a key: the rows once, with what tells them apart, and groups of them as numbers.

use super::At;
use super::consent::Consent;
use super::key::Space;

/// A row of a group and what tells it from the others. Hashes are 0 where there is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// The row.
    pub at: At,
    /// Hash of the cell's own spelling.
    pub spelling: u64,
    /// Hash of the e-mail key.
    pub email: u64,
    /// Hash of the phone key.
    pub phone: u64,
    /// Hash of the customer id.
    pub id: u64,
    /// Hash of the full name.
    pub name: u64,
    /// Whether the key that is shared is a placeholder, and so nobody's.
    pub placeholder: bool,
    /// What the row says of consent.
    pub consent: Consent,
}

/// A row that is in some group, with the hashes of its keys and of the cells they come from; 0 for none.
#[derive(Clone, Copy, Debug)]
pub(super) struct RowKeys {
    pub(super) at: At,
    pub(super) email: u64,
    pub(super) phone: u64,
    pub(super) id: u64,
    pub(super) email_spelling: u64,
    pub(super) phone_spelling: u64,
    pub(super) name: u64,
    pub(super) placeholder_email: bool,
    pub(super) placeholder_phone: bool,
    pub(super) consent: Consent,
}

/// All groups of a run.
#[derive(Clone, Debug, Default)]
pub struct Grouping {
    /// Ascending.
    rows: Vec<RowKeys>,
    /// Indexes of `rows`, group by group.
    members: Vec<u32>,
    /// What each group shares and where its members end.
    groups: Vec<(Space, u32)>,
}

/// Rows that share one key, in order, two at least.
#[derive(Clone, Copy, Debug)]
pub struct Group<'g> {
    /// What they share.
    pub space: Space,
    rows: &'g [RowKeys],
    members: &'g [u32],
}

impl Grouping {
    /// Without groups yet, of these rows in their order.
    pub(super) fn new(rows: Vec<RowKeys>) -> Self {
        Self { rows, members: Vec::new(), groups: Vec::new() }
    }

    /// Adds a group of these rows.
    pub(super) fn push(&mut self, space: Space, members: impl IntoIterator<Item = u32>) {
        self.members.extend(members);
        let end = u32::try_from(self.members.len()).expect("fewer than four billion members");
        self.groups.push((space, end));
    }

    /// How many groups there are.
    pub fn len(&self) -> usize {
        self.groups.len()
    }

    /// Whether no rows share a key.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// The group at `index`, if there are so many.
    pub fn get(&self, index: u32) -> Option<Group<'_>> {
        let index = index as usize;
        let start =
            index.checked_sub(1).and_then(|before| self.groups.get(before)).map_or(0, |(_, end)| *end);
        let (space, end) = *self.groups.get(index)?;
        let members = self.members.get(start as usize..end as usize)?;
        Some(Group { space, rows: &self.rows, members })
    }

    /// Where all rows of groups stand, ascending.
    pub(super) fn rows(&self) -> impl Iterator<Item = At> {
        self.rows.iter().map(|row| row.at)
    }

    /// All groups in order: by space and first row.
    pub fn iter(&self) -> impl Iterator<Item = (u32, Group<'_>)> {
        (0..).map_while(|index| Some((index, self.get(index)?)))
    }
}

impl<'g> Group<'g> {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Never.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The rows in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Member> + use<'g> {
        let Self { space, rows, members } = *self;
        members.iter().filter_map(move |index| rows.get(*index as usize)).map(move |row| row.in_space(space))
    }

    /// How many different names the rows have.
    pub fn names(&self) -> usize {
        let mut names: Vec<u64> = self.iter().map(|member| member.name).filter(|name| *name != 0).collect();
        names.sort_unstable();
        names.dedup();
        names.len()
    }

    /// Whether what the rows share is a placeholder.
    pub fn is_placeholder(&self) -> bool {
        self.first().is_some_and(|member| member.placeholder)
    }

    /// The numbers of the rows among all rows of groups, in order.
    pub(super) fn numbers(&self) -> impl Iterator<Item = u32> + use<'g> {
        self.members.iter().copied()
    }

    /// The first row.
    pub fn first(&self) -> Option<Member> {
        self.iter().next()
    }

    /// The last row.
    pub fn last(&self) -> Option<Member> {
        self.iter().next_back()
    }

    /// The row at `at`, if it is one of them.
    pub fn member(&self, at: At) -> Option<Member> {
        let place = |index: &u32| self.rows.get(*index as usize).map(|row| row.at);
        let place = self.members.binary_search_by(|index| place(index).cmp(&Some(at))).ok()?;
        let row = self.rows.get(*self.members.get(place)? as usize)?;
        Some(row.in_space(self.space))
    }
}

impl RowKeys {
    fn in_space(&self, space: Space) -> Member {
        let spelling = match space {
            Space::Email => self.email_spelling,
            Space::Phone => self.phone_spelling,
            Space::Line | Space::Id | Space::Person | Space::Name => 0,
        };
        let placeholder = match space {
            Space::Email => self.placeholder_email,
            Space::Phone => self.placeholder_phone,
            Space::Line | Space::Id | Space::Person | Space::Name => false,
        };
        let Self { at, email, phone, id, name, consent, .. } = *self;
        Member { at, spelling, email, phone, id, name, placeholder, consent }
    }
}
