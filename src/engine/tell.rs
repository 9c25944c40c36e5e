//! Repetitions put into words: all are counted, and those that will be shown are read again.

use hashbrown::{HashMap, HashSet};

use crate::error::Error;
use crate::format::Kind;
use crate::identity::{
    At, Consent, Customs, Event, Group, Grouping, Keys, Member, Rows, Sort, Space, classify,
};
use crate::rule::{
    Check, End, Fate, Finding, MAX_RELATED, Other, Repeat, Room, Seen, Severity, Shared, Tallies,
};
use crate::source::{FileId, RecordReader, Resolver, Span};
use crate::table::{Cell, Row};

use super::scan::Checked;
use super::{Options, rule_for};

/// The files of a run, one behind the other; strangers are gaps.
pub(super) struct Files<'f> {
    files: &'f [Option<Checked>],
    /// The position at which each file begins.
    starts: &'f [u64],
}

impl<'f> Files<'f> {
    /// Files that begin at these positions.
    pub(super) fn new(files: &'f [Option<Checked>], starts: &'f [u64]) -> Self {
        Self { files, starts }
    }

    /// Where a row of a file stands in the run.
    pub(super) fn position(&self, file: FileId, offset: u64) -> u64 {
        self.starts.get(file as usize).copied().unwrap_or_default() + offset
    }

    /// The files that were checked.
    pub(super) fn checked(&self) -> impl Iterator<Item = (FileId, &'f Checked)> {
        (0..).zip(self.files).filter_map(|(id, file)| Some((id, file.as_ref()?)))
    }

    pub(super) fn get(&self, file: FileId) -> Option<&'f Checked> {
        self.files.get(file as usize).and_then(Option::as_ref)
    }
}

impl<'f> Rows for Files<'f> {
    type Reader = HashMap<FileId, RecordReader<'f>>;

    fn reader(&self) -> Self::Reader {
        HashMap::new()
    }

    fn at(&self, position: u64) -> At {
        // A file without text begins where the next one does, and has no rows.
        let file = self.starts.partition_point(|start| *start <= position).saturating_sub(1);
        let start = self.starts.get(file).copied().unwrap_or_default();
        At::new(FileId::try_from(file).expect("files have ids"), position - start)
    }

    fn with<T>(
        &self,
        readers: &mut Self::Reader,
        at: At,
        with: impl FnOnce(&Row<'_>) -> T,
    ) -> Result<T, Error> {
        let file = self.get(at.file()).expect("only files with rows have keys");
        let table = file.table.as_ref().expect("only tables have rows");
        let reader =
            readers.entry(at.file()).or_insert_with(|| RecordReader::new(&file.source, file.lexer()));
        let read = reader.read(at.offset())?.ok_or_else(|| self.changed(at.file()))?;
        Ok(with(&Row::new(table, read.bytes, read.base, read.record)))
    }

    fn changed(&self, file: FileId) -> Error {
        Error::changed(self.get(file).map_or("a file", |file| &file.source.name))
    }

    fn across_files(&self, file: FileId) -> bool {
        self.get(file).is_some_and(|file| file.across_files)
    }
}

impl Customs for Files<'_> {
    fn several_rows_per_customer(&self, at: At) -> bool {
        let table = self.get(at.file()).and_then(|file| file.table.as_ref());
        table.is_some_and(crate::table::Table::several_rows_per_customer)
    }

    fn loose_phone(&self, at: At) -> bool {
        let table = self.get(at.file()).and_then(|file| file.table.as_ref());
        table.is_some_and(crate::table::Table::loose_phone)
    }
}

/// Counts all repetitions and tells those there is room for.
pub(super) fn tell(
    files: &Files<'_>,
    grouping: &Grouping,
    options: &Options,
    room: &mut Room,
    tallies: &mut [Tallies],
    seen: &mut Seen,
) -> Result<Vec<Finding>, Error> {
    let mut teller = Teller::new(files, grouping);
    let mut found = Vec::new();
    let mut keys = Keys::default();
    let mut whole = HashSet::new();
    // Events come file by file.
    let mut rules = None;
    for event in classify(grouping, files) {
        let Some(file) = files.get(event.at.file()) else { continue };
        let Some(table) = &file.table else { continue };
        let of_file = Some(event.at.file());
        if rules.as_ref().map(|(of, _)| *of) != of_file {
            rules = of_file.zip(Some(Sort::ALL.map(|sort| rule_for(&file.levels, sort))));
        }
        let rule = rules.as_ref().and_then(|(_, rules)| rules[event.sort as usize]);
        let Some((active, rule)) = rule else { continue };
        // Where `Phone` was free text nothing certain follows from a repeated number.
        let loose = table.loose_phone() && is_about_phone(event);
        let usual = if loose { Severity::Warning.min(rule.severity) } else { rule.severity };
        // It tells of the rows that are lost, which no other rule does then.
        let placeholder =
            event.sort == Sort::Crowd && grouping.get(event.group).is_some_and(|g| g.is_placeholder());
        let usual = if placeholder && !loose { Severity::Error } else { usual };
        let severity = active.severity(usual);
        let in_table = table.column(event.column);
        let column = in_table.map(|column| column.index);
        if severity >= options.show_from
            && let Some(known) = &options.known
            && files.with(&mut teller.readers, event.at, |row| {
                known.has(active, None, in_table, Some(row), &mut keys, seen)
            })?
        {
            continue;
        }
        let Some(tallies) = tallies.get_mut(event.at.file() as usize) else { continue };
        let tally = tallies.0.entry((active.place, column, severity)).or_default();
        tally.findings += 1;
        tally.records += 1;
        let is_shown = severity >= options.show_from && room.take(active.place);
        if !is_shown && options.hearer.is_none() {
            continue;
        }
        let Check::Repeat { tell, .. } = rule.check else { continue };
        let mut finding = teller.finding(event, tell)?;
        finding.severity = severity;
        finding.column = column;
        finding.file = event.at.file();
        if let Some(hearer) = &options.hearer {
            hearer.hear(&finding, table)?;
            // Of a large group only some are named.
            if finding.related_left_out > 0 && whole.insert((event.group, active.place)) {
                let here = |member: &Member| member.at.file() == finding.file && member.at != event.at;
                for member in teller.group(event.group).iter().filter(here) {
                    hearer.concern(&finding, member.at.offset())?;
                }
            }
        }
        if is_shown {
            found.push(finding);
        }
    }
    Ok(found)
}

fn is_about_phone(event: Event) -> bool {
    event.sort == Sort::Bridge || event.column == Kind::Phone
}

/// Reads rows again to put them into words.
pub(super) struct Teller<'f> {
    files: &'f Files<'f>,
    readers: HashMap<FileId, RecordReader<'f>>,
    resolvers: HashMap<FileId, Resolver<'f>>,
    grouping: &'f Grouping,
    /// How many names there are in the large groups that were told of.
    names: HashMap<u32, u64>,
}

impl<'f> Teller<'f> {
    pub(super) fn new(files: &'f Files<'f>, grouping: &'f Grouping) -> Self {
        let (resolvers, names) = (HashMap::new(), HashMap::new());
        Self { files, readers: files.reader(), resolvers, grouping, names }
    }

    /// Calls `with` on the row at `at`.
    pub(super) fn with<T>(&mut self, at: At, with: impl FnOnce(&Row<'_>) -> T) -> Result<T, Error> {
        self.files.with(&mut self.readers, at, with)
    }

    fn group(&self, index: u32) -> Group<'f> {
        self.grouping.get(index).expect("events name groups of the same grouping")
    }

    /// How many different names the rows of a group have; counted once for all findings of a large one.
    fn names(&mut self, index: u32) -> u64 {
        const LARGE: usize = 64;
        let group = self.group(index);
        let count = || group.names() as u64;
        if group.len() < LARGE { count() } else { *self.names.entry(index).or_insert_with(count) }
    }

    fn record(&mut self, at: At) -> Result<u64, Error> {
        let file = self.files.get(at.file()).expect("only files with rows have keys");
        let resolver = self
            .resolvers
            .entry(at.file())
            .or_insert_with(|| Resolver::new(&file.source, file.lexer(), &file.marks));
        Ok(resolver.place(Span::at(at.offset()))?.record.unwrap_or_default())
    }

    fn name(&self, file: FileId) -> Option<String> {
        self.files.get(file).map(|file| file.source.name.clone())
    }

    pub(super) fn other(&mut self, at: At, than: At, column: Kind) -> Result<Other, Error> {
        let record = self.record(at)?;
        let file_name = if at.file() == than.file() { None } else { self.name(at.file()) };
        self.files.with(&mut self.readers, at, |row| {
            let cell = |kind| {
                let cell: Option<Cell<'_>> = row.cell(kind);
                cell.map_or((String::new(), row.span()), |cell| (cell.text().into_owned(), cell.span()))
            };
            let name = format!("{} {}", row.text(Kind::FirstName), row.text(Kind::LastName));
            Other {
                file: at.file(),
                file_name,
                record,
                span: row.span(),
                email: cell(Kind::Email),
                phone: cell(Kind::Phone),
                id: cell(Kind::CustomerId),
                told: cell(column),
                name: name.trim().to_owned(),
            }
        })
    }

    fn fate(&mut self, group: Group<'_>) -> Result<Fate, Error> {
        let (Some(first), Some(last)) = (group.first(), group.last()) else {
            return Ok(Fate::default());
        };
        let several_files = first.at.file() != last.at.file();
        let in_first_file = |member: &Member| member.at.file() == first.at.file();
        let last_of_first_file =
            if several_files { group.iter().take_while(in_first_file).last() } else { Some(last) };
        let last_of_first_file = last_of_first_file.unwrap_or(first);
        let table = self.files.get(first.at.file()).and_then(|file| file.table.as_ref());
        let import = table.map(|table| table.import);
        let stated = table.and_then(|table| match &table.format.duplicates {
            Some(stated) => Some(stated.as_str()),
            None => table.several_rows_per_customer().then_some("spell it alike on all rows of one customer"),
        });
        let mut end = |at: At| {
            let file_name = if several_files { self.name(at.file()) } else { None };
            Ok::<_, Error>(End { record: self.record(at)?, file_name })
        };
        Ok(Fate {
            first: end(first.at)?,
            last_of_first_file: end(last_of_first_file.at)?,
            last: end(last.at)?,
            import: import.unwrap_or_default(),
            several_files,
            stated,
        })
    }

    fn finding(&mut self, event: Event, tell: fn(&Repeat<'_>) -> Finding) -> Result<Finding, Error> {
        let group = self.group(event.group);
        let me = group.member(event.at).expect("an event's row is a member of its group");
        let main = main_other(event, group, me);
        let rest = group.iter().filter(|m| m.at != me.at && m.at != main.at).take(MAX_RELATED - 1);
        let listed: Vec<At> = std::iter::once(main.at).chain(rest.map(|member| member.at)).collect();
        let left_out = (group.len() - 1 - listed.len()) as u64;
        let others =
            listed.iter().map(|at| self.other(*at, me.at, event.column)).collect::<Result<Vec<_>, _>>()?;
        let also = match event.also {
            None => None,
            Some(index) => {
                let phones = self.group(index);
                let with = match event.sort {
                    Sort::Bridge => phones.iter().find(|m| m.at != me.at && m.email != me.email),
                    _ => phones.iter().find(|m| m.at == main.at),
                };
                let with = with.or_else(|| phones.iter().find(|m| m.at != me.at));
                match with {
                    None => None,
                    Some(with) => {
                        let with = self.other(with.at, me.at, event.column)?;
                        let key = self.key(me.at, Space::Phone)?;
                        Some(Shared { key, with })
                    }
                }
            }
        };
        let fate = self.fate(group)?;
        let names = self.names(event.group);
        let key = self.key(me.at, group.space)?;
        let myself = self.other(me.at, me.at, event.column)?;
        self.files.with(&mut self.readers, me.at, |row| {
            let repeat =
                Repeat { sort: event.sort, row: *row, me: myself, key, others, left_out, names, also, fate };
            let mut finding = tell(&repeat);
            // A bridge names a row of its second group too.
            let dropped = finding.related.len().saturating_sub(MAX_RELATED);
            finding.related.truncate(MAX_RELATED);
            finding.related_left_out = repeat.left_out + dropped as u64;
            finding
        })
    }

    fn key(&mut self, at: At, space: Space) -> Result<String, Error> {
        let mut keys = Keys::default();
        self.files.with(&mut self.readers, at, |row| keys.key(row, space).unwrap_or_default().to_owned())
    }
}

/// The other row that makes the repetition what it is.
fn main_other(event: Event, group: Group<'_>, me: Member) -> Member {
    let others = || group.iter().filter(|member| member.at != me.at);
    let wanted = match event.sort {
        // The one earlier row that has both keys, spelled alike if there is one.
        Sort::SameEmail | Sort::SpelledEmail if event.also.is_some() => {
            let both = || others().filter(|m| m.at < me.at && m.phone == me.phone);
            both().find(|m| m.spelling == me.spelling).or_else(|| both().next())
        }
        Sort::SameEmail | Sort::SamePhone => others().find(|m| m.spelling == me.spelling),
        Sort::SharedPhone => others().find(|m| m.email != 0 && m.email != me.email),
        Sort::Similar => others().find(|m| m.email != 0 && m.email != me.email),
        Sort::Id if group.space == Space::Id => others().find(|m| m.email != me.email || m.phone != me.phone),
        Sort::Id => others().find(|m| m.id != 0 && m.id != me.id),
        Sort::Bridge => others().find(|m| m.phone != me.phone),
        Sort::Consent => {
            let channel = Consent::CHANNELS.iter().position(|channel| *channel == event.column);
            let says = |member: &Member| channel.and_then(|channel| member.consent.to(channel));
            others().find(|m| says(m).is_some() && says(m) != says(&me))
        }
        Sort::Line => others().find(|m| m.phone != me.phone),
        Sort::Crowd => others().find(|m| m.name != 0 && m.name != me.name),
        Sort::SpelledEmail | Sort::SpelledPhone => None,
    };
    wanted.or_else(|| others().next()).unwrap_or(me)
}
