//! What rows that share a key are to each other: one event for each row and key, under exactly one sort.

use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;

use super::At;
use super::group::{Group, Grouping, Member};
use super::key::Space;

/// The sort of repetition. One rule speaks for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// An e-mail address in the same spelling as on an earlier row.
    SameEmail,
    /// An e-mail address in another spelling than on any earlier row.
    SpelledEmail,
    /// A phone number in the same spelling as on an earlier row.
    SamePhone,
    /// A phone number in another spelling than on any earlier row.
    SpelledPhone,
    /// A phone number that an earlier row with another e-mail address has.
    SharedPhone,
    /// A row that shares its e-mail address with one row and its phone number with another.
    Bridge,
    /// A customer id on different customers, or a customer with two ids.
    Id,
    /// Another row that may be the same person.
    Similar,
}

/// One repetition on one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// The row.
    pub at: At,
    /// What it is.
    pub sort: Sort,
    /// The group, by index.
    pub group: u32,
    /// For an e-mail that repeats together with the phone number of the same earlier row: the group of the
    /// phone number. For a bridge too.
    pub also: Option<u32>,
}

/// How the formats of the files bear on it.
pub trait Customs {
    /// Whether several rows of this row's file may belong to one customer on purpose.
    fn several_rows_per_customer(&self, at: At) -> bool;
}

/// Where a row stands in a group.
#[derive(Clone, Copy)]
struct Membership {
    at: At,
    space: Space,
    group: u32,
    /// Whether no earlier row has the key.
    first: bool,
    /// Whether an earlier row has the same spelling.
    same_spelling: bool,
    /// Whether an earlier row with the key has another e-mail address.
    other_email: bool,
}

/// All repetitions, in the order of the rows.
pub fn classify(grouping: &Grouping, customs: &(impl Customs + Sync)) -> Vec<Event> {
    let mut memberships: Vec<Membership> = Vec::new();
    let mut events = Vec::new();
    for (index, group) in grouping.iter() {
        match group.space {
            Space::Email | Space::Phone => memberships.extend(walk(index, group)),
            Space::Id => events.extend(of_ids(index, group)),
            Space::Person | Space::Name => events.extend(of_people(index, group)),
        }
        if group.space == Space::Email {
            events.extend(ids_of_one_customer(index, group));
        }
    }
    memberships.par_sort_by_key(|membership| (membership.at, membership.space));
    let mut together: HashMap<(u32, u32), (u32, At)> = HashMap::new();
    let rows = || memberships.chunk_by(|a, b| a.at == b.at);
    for row in rows() {
        if let [email, phone] = row {
            together.entry((email.group, phone.group)).or_insert((0, email.at)).0 += 1;
        }
    }
    for row in rows() {
        match row {
            [email, phone] => {
                let (count, first) =
                    together.get(&(email.group, phone.group)).copied().unwrap_or((1, email.at));
                let size = |index: u32| grouping.get(index).map_or(0, |group| group.len());
                if first < email.at {
                    events.extend(of_email(email, customs).map(|e| Event { also: Some(phone.group), ..e }));
                } else {
                    events.extend(of_email(email, customs));
                    events.extend(of_phone(phone));
                }
                if size(email.group) > count as usize && size(phone.group) > count as usize {
                    let also = Some(phone.group);
                    events.push(Event { at: email.at, sort: Sort::Bridge, group: email.group, also });
                }
            }
            [one] if one.space == Space::Email => events.extend(of_email(one, customs)),
            [one] => events.extend(of_phone(one)),
            _ => {}
        }
    }
    events.par_sort_by_key(|event| (event.at, event.sort, event.group));
    // Two customers can be alike in more than one way; once is enough.
    events.dedup_by_key(|event| {
        (event.at, event.sort, if event.sort == Sort::Similar { 0 } else { event.group })
    });
    events
}

fn walk(index: u32, group: Group<'_>) -> impl Iterator<Item = Membership> {
    let mut spellings = Spellings::default();
    let mut email = 0;
    let mut emails_differ = false;
    group.iter().enumerate().map(move |(place, member)| {
        let same_spelling = !spellings.insert(member.spelling);
        let other_email = member.email != 0 && email != 0 && (emails_differ || email != member.email);
        if member.email != 0 {
            emails_differ |= email != 0 && email != member.email;
            email = member.email;
        }
        Membership {
            at: member.at,
            space: group.space,
            group: index,
            first: place == 0,
            same_spelling,
            other_email,
        }
    })
}

/// The spellings of a key. Nearly always there are few.
#[derive(Default)]
struct Spellings {
    few: [u64; 4],
    len: usize,
    more: HashSet<u64>,
}

impl Spellings {
    /// Says whether it is a new one.
    fn insert(&mut self, spelling: u64) -> bool {
        if self.few.iter().take(self.len).any(|seen| *seen == spelling) {
            return false;
        }
        match self.few.get_mut(self.len) {
            Some(place) => {
                *place = spelling;
                self.len += 1;
                true
            }
            None => self.more.insert(spelling),
        }
    }
}

fn of_email(row: &Membership, customs: &impl Customs) -> Option<Event> {
    let sort = if row.same_spelling { Sort::SameEmail } else { Sort::SpelledEmail };
    let meant = row.same_spelling && customs.several_rows_per_customer(row.at);
    (!row.first && !meant).then_some(Event { at: row.at, sort, group: row.group, also: None })
}

fn of_phone(row: &Membership) -> Option<Event> {
    let sort = match (row.other_email, row.same_spelling) {
        (true, _) => Sort::SharedPhone,
        (_, true) => Sort::SamePhone,
        _ => Sort::SpelledPhone,
    };
    (!row.first).then_some(Event { at: row.at, sort, group: row.group, also: None })
}

/// One id on rows that are different customers by e-mail, or by phone where there is no e-mail.
fn of_ids(index: u32, group: Group<'_>) -> impl Iterator<Item = Event> {
    let mut seen: Option<Member> = None;
    group.iter().filter_map(move |member| {
        let first = *seen.get_or_insert(member);
        let differ = |a: u64, b: u64| a != 0 && b != 0 && a != b;
        let other = differ(first.email, member.email)
            || (first.email == 0 || member.email == 0) && differ(first.phone, member.phone);
        other.then_some(Event { at: member.at, sort: Sort::Id, group: index, also: None })
    })
}

/// One e-mail address under different ids.
fn ids_of_one_customer(index: u32, group: Group<'_>) -> impl Iterator<Item = Event> {
    let mut id = 0;
    group.iter().filter_map(move |member| {
        let differs = id != 0 && member.id != 0 && member.id != id;
        if id == 0 {
            id = member.id;
        }
        differs.then_some(Event { at: member.at, sort: Sort::Id, group: index, also: None })
    })
}

/// Rows of one name and address with different e-mail addresses, or with addresses one typing error apart.
fn of_people(index: u32, group: Group<'_>) -> impl Iterator<Item = Event> {
    let first = group.first().map_or(0, |member| member.email);
    group.iter().filter_map(move |member| {
        let other = first != 0 && member.email != 0 && member.email != first;
        other.then_some(Event { at: member.at, sort: Sort::Similar, group: index, also: None })
    })
}

#[cfg(test)]
mod tests {
    use super::super::group::RowKeys;
    use super::*;

    struct Plain;
    impl Customs for Plain {
        fn several_rows_per_customer(&self, _: At) -> bool {
            false
        }
    }

    /// Rows as `(e-mail key, phone key, spelling of both)`, keys 0 for none.
    fn sorts(rows: &[(u64, u64, u64)]) -> Vec<(u64, Sort)> {
        let keys = (0u64..).zip(rows).map(|(at, (email, phone, spelling))| RowKeys {
            at: At::new(0, at),
            email: *email,
            phone: *phone,
            id: 0,
            email_spelling: *spelling,
            phone_spelling: *spelling,
        });
        let mut grouping = Grouping::new(keys.collect());
        for space in [Space::Email, Space::Phone] {
            let key = |row: &(u64, u64, u64)| if space == Space::Email { row.0 } else { row.1 };
            for wanted in 1..10 {
                let members = (0u32..).zip(rows).filter(|(_, row)| key(row) == wanted);
                let members: Vec<u32> = members.map(|(at, _)| at).collect();
                if members.len() > 1 {
                    grouping.push(space, members);
                }
            }
        }
        classify(&grouping, &Plain).iter().map(|event| (event.at.offset(), event.sort)).collect()
    }

    #[test]
    fn same_and_other_spellings() {
        assert_eq!(
            sorts(&[(1, 0, 7), (1, 0, 8), (1, 0, 7)]),
            [(1, Sort::SpelledEmail), (2, Sort::SameEmail)]
        );
        assert_eq!(
            sorts(&[(0, 1, 7), (0, 1, 7), (0, 1, 9)]),
            [(1, Sort::SamePhone), (2, Sort::SpelledPhone)]
        );
    }

    #[test]
    fn both_keys_of_one_earlier_row_are_one_event() {
        assert_eq!(sorts(&[(1, 1, 7), (1, 1, 7)]), [(1, Sort::SameEmail)]);
    }

    #[test]
    fn a_phone_with_other_emails_is_shared() {
        assert_eq!(sorts(&[(1, 1, 7), (2, 1, 7), (0, 1, 7)]), [(1, Sort::SharedPhone), (2, Sort::SamePhone)]);
    }

    #[test]
    fn a_row_between_two_people_is_a_bridge_wherever_it_stands() {
        assert_eq!(
            sorts(&[(1, 1, 7), (2, 2, 7), (1, 2, 7)]),
            [(2, Sort::SameEmail), (2, Sort::SharedPhone), (2, Sort::Bridge)]
        );
        assert_eq!(
            sorts(&[(1, 2, 7), (1, 1, 7), (2, 2, 7)]),
            [(0, Sort::Bridge), (1, Sort::SameEmail), (2, Sort::SharedPhone)]
        );
        // The third row has both keys of the first and so joins nobody.
        assert!(!sorts(&[(1, 1, 7), (2, 1, 7), (1, 1, 7)]).contains(&(2, Sort::Bridge)));
    }
}
