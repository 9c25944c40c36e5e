//! What rows that share a key are to each other: one event for each row and key, under exactly one sort.

use std::ops::Range;

use hashbrown::HashSet;
use rayon::prelude::*;

use super::At;
use super::consent::Consent;
use super::group::{Group, Grouping, Member};
use super::key::Space;
use crate::format::Kind;

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
    /// Consent that is the contrary of what an earlier row of the same customer says.
    Consent,
    /// A phone number that rings on the line of another one.
    Line,
    /// An e-mail address or phone number under so many names that it is nobody's own, or a placeholder on several
    /// rows.
    Crowd,
}

impl Sort {
    /// All, in the order of their declaration.
    pub const ALL: [Self; 11] = [
        Self::SameEmail,
        Self::SpelledEmail,
        Self::SamePhone,
        Self::SpelledPhone,
        Self::SharedPhone,
        Self::Bridge,
        Self::Id,
        Self::Similar,
        Self::Consent,
        Self::Line,
        Self::Crowd,
    ];
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
    /// The column it is told in.
    pub column: Kind,
    /// For an e-mail that repeats together with the phone number of the same earlier row: the group of the
    /// phone number. For a bridge too.
    pub also: Option<u32>,
}

/// So many names are no family.
const CROWD: usize = 5;

/// How the formats of the files bear on it.
pub trait Customs {
    /// Whether several rows of this row's file may belong to one customer on purpose.
    fn several_rows_per_customer(&self, at: At) -> bool;

    /// Whether the phone number of this row's file is free text, so that families share one.
    fn loose_phone(&self, at: At) -> bool;
}

/// What a row's keys are to the rows before it.
#[derive(Clone, Copy, Default)]
struct Standing {
    email: Option<Repeated>,
    phone: Option<Repeated>,
    /// Whether an earlier row has both keys.
    both: bool,
    /// Whether each key is shared with a row that has not the other.
    bridge: bool,
}

/// Where a row stands in a group.
#[derive(Clone, Copy)]
struct Repeated {
    group: u32,
    /// Whether no earlier row has the key.
    first: bool,
    /// Whether an earlier row has the same spelling.
    same_spelling: bool,
    /// Whether an earlier row with the key has another e-mail address.
    other_email: bool,
}

/// So many groups or rows are looked at together. They lie all over the memory, and it is that which is waited for: so
/// where there are more, more than one thread waits.
const TOGETHER: usize = 4096;

/// All repetitions, in the order of the rows.
pub fn classify(grouping: &Grouping, customs: &(impl Customs + Sync)) -> Vec<Event> {
    let mut standings: Vec<Standing> = grouping.rows().map(|_| Standing::default()).collect();
    let mut events = Vec::new();
    for found in in_parts(grouping.len(), |groups| of_groups(grouping, groups, customs)) {
        events.extend(found.events);
        for (row, space, repeated) in found.standing {
            let Some(standing) = standings.get_mut(row as usize) else { continue };
            let key = if space == Space::Email { &mut standing.email } else { &mut standing.phone };
            *key = Some(repeated);
        }
    }
    compare_both(grouping, &mut standings);
    let of_rows = |rows: Range<usize>| {
        let standings = standings.get(rows.clone()).unwrap_or_default();
        let rows = grouping.rows().skip(rows.start).zip(standings);
        rows.flat_map(|(at, standing)| of_row(at, *standing, customs)).collect::<Vec<_>>()
    };
    events.extend(in_parts(standings.len(), of_rows).into_iter().flatten());
    events.par_sort_by_key(|event| (event.at, event.sort, event.column as usize, event.group));
    // Two customers can be alike in more than one way, and one in more than one key; once is enough.
    events.dedup_by_key(|event| match event.sort {
        Sort::Similar => (event.at, event.sort, None, 0),
        Sort::Consent => (event.at, event.sort, Some(event.column), 0),
        _ => (event.at, event.sort, None, event.group),
    });
    events
}

/// What comes of some many numbers up to `all`, in order.
fn in_parts<T: Send>(all: usize, of: impl Fn(Range<usize>) -> T + Sync) -> Vec<T> {
    let part = |part: usize| of(part * TOGETHER..all.min((part + 1) * TOGETHER));
    match all.div_ceil(TOGETHER) {
        parts @ 0..=1 => (0..parts).map(part).collect(),
        parts => (0..parts).into_par_iter().map(part).collect(),
    }
}

/// What some groups come to, each for itself.
#[derive(Default)]
struct Found {
    events: Vec<Event>,
    /// Which rows stand where in groups that share an e-mail address or a phone number.
    standing: Vec<(u32, Space, Repeated)>,
}

fn of_groups(grouping: &Grouping, groups: Range<usize>, customs: &impl Customs) -> Found {
    let Found { mut events, mut standing } = Found::default();
    for index in groups.filter_map(|index| u32::try_from(index).ok()) {
        let Some(group) = grouping.get(index) else { break };
        if group.is_placeholder() {
            // Nobody is known by it, so it makes nobody a duplicate; once told, it explains all of them.
            events.extend(of_crowd(index, group));
            continue;
        }
        match group.space {
            Space::Email | Space::Phone => {
                let repeated = group.numbers().zip(walk(index, group));
                standing.extend(repeated.map(|(row, repeated)| (row, group.space, repeated)));
            }
            Space::Line => events.extend(of_lines(index, group)),
            Space::Id => events.extend(of_ids(index, group)),
            Space::Person | Space::Name => events.extend(of_people(index, group)),
        }
        if group.space == Space::Email {
            events.extend(ids_of_one_customer(index, group));
        }
        if matches!(group.space, Space::Email | Space::Phone) {
            events.extend(of_consent(index, group, customs));
            events.extend(of_crowd(index, group));
        }
    }
    Found { events, standing }
}

/// What there is to say of a row by all of its keys.
fn of_row(at: At, standing: Standing, customs: &impl Customs) -> impl Iterator<Item = Event> {
    let email = standing.email.and_then(|email| of_email(at, email, customs));
    let phone = standing.phone.and_then(|phone| of_phone(at, phone));
    let also = standing.phone.map(|phone| phone.group);
    let repeated =
        if standing.both { [email.map(|event| Event { also, ..event }), None] } else { [email, phone] };
    let bridge = standing.email.filter(|_| standing.bridge && also.is_some());
    let bridge = bridge.map(|email| Event { also, ..Event::new(at, Sort::Bridge, email.group, Kind::Email) });
    repeated.into_iter().flatten().chain(bridge)
}

/// Finds out which rows have both keys of an earlier row, and which stand between two customers.
fn compare_both(grouping: &Grouping, standings: &mut [Standing]) {
    let size = |index: u32| grouping.get(index).map_or(0, |group| group.len());
    let mut both: Vec<(u32, u32, u32)> = (0u32..)
        .zip(standings.iter())
        .filter_map(|(row, standing)| Some((standing.email?.group, standing.phone?.group, row)))
        .collect();
    both.par_sort_unstable();
    for together in both.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        for (place, (email, phone, row)) in together.iter().enumerate() {
            let Some(standing) = standings.get_mut(*row as usize) else { continue };
            standing.both = place > 0;
            standing.bridge = size(*email) > together.len() && size(*phone) > together.len();
        }
    }
}

fn walk(index: u32, group: Group<'_>) -> impl Iterator<Item = Repeated> {
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
        Repeated { group: index, first: place == 0, same_spelling, other_email }
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

fn of_email(at: At, row: Repeated, customs: &impl Customs) -> Option<Event> {
    let sort = if row.same_spelling { Sort::SameEmail } else { Sort::SpelledEmail };
    let meant = row.same_spelling && customs.several_rows_per_customer(at);
    (!row.first && !meant).then_some(Event::new(at, sort, row.group, Kind::Email))
}

fn of_phone(at: At, row: Repeated) -> Option<Event> {
    let sort = match (row.other_email, row.same_spelling) {
        (true, _) => Sort::SharedPhone,
        (_, true) => Sort::SamePhone,
        _ => Sort::SpelledPhone,
    };
    (!row.first).then_some(Event::new(at, sort, row.group, Kind::Phone))
}

/// One id on rows that are different customers by e-mail, or by phone where there is no e-mail.
fn of_ids(index: u32, group: Group<'_>) -> impl Iterator<Item = Event> {
    let mut seen: Option<Member> = None;
    group.iter().filter_map(move |member| {
        let first = *seen.get_or_insert(member);
        let differ = |a: u64, b: u64| a != 0 && b != 0 && a != b;
        let other = differ(first.email, member.email)
            || (first.email == 0 || member.email == 0) && differ(first.phone, member.phone);
        other.then_some(Event::new(member.at, Sort::Id, index, Kind::CustomerId))
    })
}

/// Numbers of one line that differ from the first.
fn of_lines(index: u32, group: Group<'_>) -> impl Iterator<Item = Event> {
    let first = group.first().map_or(0, |member| member.phone);
    let others = group.iter().filter(move |member| member.phone != first);
    others.map(move |member| Event::new(member.at, Sort::Line, index, Kind::Phone))
}

/// One e-mail address under different ids.
fn ids_of_one_customer(index: u32, group: Group<'_>) -> impl Iterator<Item = Event> {
    let mut id = 0;
    group.iter().filter_map(move |member| {
        let differs = id != 0 && member.id != 0 && member.id != id;
        if id == 0 {
            id = member.id;
        }
        differs.then_some(Event::new(member.at, Sort::Id, index, Kind::CustomerId))
    })
}

/// Rows of one name and address with different e-mail addresses, or with addresses one typing error apart.
fn of_people(index: u32, group: Group<'_>) -> impl Iterator<Item = Event> {
    let first = group.first().map_or(0, |member| member.email);
    let column = if group.space == Space::Person { Kind::LastName } else { Kind::Email };
    group.iter().filter_map(move |member| {
        let other = first != 0 && member.email != 0 && member.email != first;
        other.then_some(Event::new(member.at, Sort::Similar, index, column))
    })
}

/// Rows of one customer of which the first that says anything of a channel says the contrary.
fn of_consent<'g, C: Customs>(
    index: u32,
    group: Group<'g>,
    customs: &'g C,
) -> impl Iterator<Item = Event> + use<'g, C> {
    let channels = Consent::CHANNELS.into_iter().enumerate();
    channels.flat_map(move |(channel, column)| {
        let mut first: Option<(bool, Member)> = None;
        group.iter().filter_map(move |member| {
            let says = member.consent.to(channel)?;
            let (said, first) = *first.get_or_insert((says, member));
            // Two people may share a phone; that is told as such.
            let two_people = member.email != first.email && member.email != 0 && first.email != 0;
            let loose = group.space == Space::Phone && customs.loose_phone(member.at);
            let contrary = said != says && !two_people && !loose;
            contrary.then_some(Event::new(member.at, Sort::Consent, index, column))
        })
    })
}

/// One key under many names, told on its first row.
fn of_crowd(index: u32, group: Group<'_>) -> Option<Event> {
    let column = if group.space == Space::Phone { Kind::Phone } else { Kind::Email };
    let crowded = group.is_placeholder() || group.len() >= CROWD && group.names() >= CROWD;
    group.first().filter(|_| crowded).map(|first| Event::new(first.at, Sort::Crowd, index, column))
}

impl Event {
    const fn new(at: At, sort: Sort, group: u32, column: Kind) -> Self {
        Self { at, sort, group, column, also: None }
    }
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

        fn loose_phone(&self, _: At) -> bool {
            false
        }
    }

    /// The phone key that is a placeholder.
    const PLACEHOLDER: u64 = 9;

    /// Rows as `(e-mail key, phone key, spelling of both)`, keys 0 for none.
    fn sorts(rows: &[(u64, u64, u64)]) -> Vec<(u64, Sort)> {
        let keys = (0u64..).zip(rows).map(|(at, (email, phone, spelling))| RowKeys {
            at: At::new(0, at),
            email: *email,
            phone: *phone,
            id: 0,
            email_spelling: *spelling,
            phone_spelling: *spelling,
            name: 0,
            placeholder_email: false,
            placeholder_phone: *phone == PLACEHOLDER,
            consent: Consent::default(),
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
    fn a_placeholder_makes_nobody_a_duplicate() {
        assert_eq!(
            sorts(&[(1, PLACEHOLDER, 7), (2, PLACEHOLDER, 7), (2, 0, 7)]),
            [(0, Sort::Crowd), (2, Sort::SameEmail)]
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
