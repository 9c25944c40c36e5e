//! All plans together, as the tables of the run time in Rust source.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use phonenumber::metadata::DATABASE;
use regex_syntax::hir::{Class, Hir, HirKind};

use crate::diagram::{DEAD, Id, Node, Store};
use crate::pattern::{self, Programs};
use crate::plan::Plan;

/// Numbers per state: ten successors and the label.
const STRIDE: usize = 11;

/// One calling code: its territories stand one after another, the main one first.
struct CallingCode {
    code: u16,
    main: usize,
    territories: usize,
    start: Id,
}

pub(crate) fn source() -> String {
    let mut store = Store::new();
    let mut plans = Vec::new();
    let mut codes = Vec::new();
    for code in 1..1000u16 {
        // The main country stands first.
        let Some(all) = DATABASE.by_code(&code) else { continue };
        let main = plans.len();
        plans.extend(all.into_iter().map(|metadata| Plan::new(&mut store, metadata)));
        let start = verdicts(&mut store, &plans[main..], main);
        codes.push(CallingCode { code, main, territories: plans.len() - main, start });
    }
    let root = root(&mut store, &codes);
    let at_home: Vec<AtHome> = plans
        .iter()
        .map(|plan| {
            let code = codes.iter().find(|code| code.code == plan.calling_code).expect("its own code");
            AtHome::new(&mut store, plan, code.start)
        })
        .collect();

    let mut states = States::new(&store);
    let root = states.add(root);
    let mut out = format!("pub(super) const ROOT: u16 = {root};\n");
    let mut programs = Programs::default();
    let mut known = BTreeMap::new();
    let mut prefix = |pattern: &Option<String>| {
        let pattern = pattern.as_deref()?;
        let start =
            *known.entry(pattern.to_owned()).or_insert_with(|| programs.add(&pattern::parse(pattern)));
        let groups = pattern::parse(pattern).properties().explicit_captures_len();
        Some((start, programs.first_digits(start), groups))
    };
    let mut territories = String::new();
    for (plan, at_home) in plans.iter().zip(&at_home) {
        let general = states.add(plan.general);
        let (bare, after_trunk) = (states.add(at_home.bare), states.add(at_home.after_trunk));
        let prefixes = [prefix(&plan.international_prefix), prefix(&plan.national_prefix)].map(|prefix| {
            // A program that no number begins with is never run.
            let (start, first, groups) = prefix.unwrap_or((0, 0, 0));
            format!("Prefix {{ start: {start}, first: {first}, groups: {groups} }}")
        });
        let [idd, national] = prefixes;
        let code = codes.iter().position(|code| code.code == plan.calling_code).expect("its own code");
        writeln!(
            territories,
            "Territory {{ region: {:?}, calling_code: {}, code: {code}, general: {general}, lengths: {}, local_lengths: {}, \
             international_prefix: {idd}, national_prefix: {national}, transform: b{:?}, bare: {bare}, \
             trunk: b{:?}, after_trunk: {after_trunk} }},",
            plan.region, plan.calling_code, plan.lengths, plan.local_lengths, plan.transform, at_home.trunk
        )
        .expect("writing to a string");
    }
    let mut of_codes = String::new();
    for code in &codes {
        let start = states.add(code.start);
        writeln!(
            of_codes,
            "CallingCode {{ code: {0}, digits: b\"{0}\", main: {1}, shared: {2}, start: {start} }},",
            code.code,
            code.main,
            code.territories > 1
        )
        .expect("writing to a string");
    }
    array(&mut out, "TERRITORIES", "Territory", plans.len(), &territories);
    array(&mut out, "CODES", "CallingCode", codes.len(), &of_codes);
    let by_code = index(1000, codes.iter().enumerate().map(|(at, code)| (usize::from(code.code), at)));
    array(&mut out, "BY_CODE", "u8", 1000, &by_code);
    let regions = plans.iter().enumerate().filter_map(|(at, plan)| Some((letters(&plan.region)?, at)));
    array(&mut out, "BY_REGION", "u8", 26 * 26, &index(26 * 26, regions));
    array(&mut out, "STATES", "u16", states.rows.len() * STRIDE, &states.source());
    out.push_str(&programs.source());
    out.push_str(&ranges("DECIMALS", r"\p{Nd}"));
    out.push_str(&ranges("LETTERS", r"\p{L}"));
    out
}

/// What every national number of one calling code is: the label holds territory, type and whether it may begin
/// with a national prefix, as `identity::phone::tables::Verdict` reads it.
fn verdicts(store: &mut Store, plans: &[Plan], main: usize) -> Id {
    let shared = plans.len() > 1;
    let mut all = DEAD;
    for (index, plan) in plans.iter().enumerate() {
        let territory = u16::try_from(main + index + 1).expect("few territories");
        assert!(territory < 256, "more territories than fit a byte");
        // A territory with leading digits is known by them alone, even where the number is no valid one
        // (`getRegionCodeForNumberFromRegionList`).
        let here = match plan.leading {
            Some(leading) if shared => store.apply(leading, plan.typed, &|leading, kind| {
                if leading == 0 { 0 } else { territory << 5 | kind << 1 }
            }),
            _ => store
                .apply(plan.typed, DEAD, &|kind, _| if kind == 0 { 0 } else { territory << 5 | kind << 1 }),
        };
        all = store.apply(all, here, &|seen, here| if seen == 0 { here } else { seen });
    }
    let prefix = plans[0].national_prefix.as_deref().map_or(DEAD, |prefix| {
        let id = pattern::diagram(store, &pattern::parse(prefix));
        let id = store.not_empty(id);
        store.beginning_with(id)
    });
    store.apply(all, prefix, &|label, prefixed| if label != 0 && prefixed == 0 { label | 1 } else { label })
}

/// The numbers as dialled inside a territory about which nothing is doubtful, so that one walk tells what they
/// are: valid ones that cannot be taken for a call abroad, or for one that begins with the territory's own
/// calling code, and whose national prefix is absent or plainly there.
struct AtHome {
    /// Without a national prefix.
    bare: Id,
    /// The national prefix where it is always the same digits and always dropped; else empty.
    trunk: String,
    /// What may follow it.
    after_trunk: Id,
}

impl AtHome {
    /// `numbers` are the verdicts of the calling code.
    fn new(store: &mut Store, plan: &Plan, numbers: Id) -> Self {
        let valid = store.apply(numbers, DEAD, &|label, _| if label & 0x1e == 0 { 0 } else { label });
        let beginning = |store: &mut Store, pattern: Option<&str>| {
            pattern.map_or(DEAD, |pattern| {
                let id = pattern::diagram(store, &pattern::parse(pattern));
                let id = store.not_empty(id);
                store.beginning_with(id)
            })
        };
        let abroad = beginning(store, plan.international_prefix.as_deref());
        let own_code = beginning(store, Some(&plan.calling_code.to_string()));
        let doubtful = store.union(abroad, own_code);
        let prefixed = beginning(store, plan.national_prefix.as_deref());
        let not_bare = store.union(doubtful, prefixed);
        let bare = store.without(valid, not_bare);

        let trunk = plan.national_prefix.as_deref().and_then(|prefix| plain_prefix(store, prefix));
        let trunk = trunk.unwrap_or_default();
        let after_trunk = if trunk.is_empty() {
            DEAD
        } else {
            let doubtful =
                trunk.bytes().fold(doubtful, |id, byte| store.get(id).next[usize::from(byte - b'0')]);
            // What is left has to be a number of the territory, not only of its calling code.
            let own =
                store.apply(valid, plan.general, &|label, general| if general == 0 { 0 } else { label });
            let of_its_length = store.of_length(own, plan.lengths & !plan.local_lengths);
            store.without(of_its_length, doubtful)
        };
        Self { bare, trunk, after_trunk }
    }
}

/// The digits that are always the whole of a national prefix once a number begins with the first of them: a pattern of
/// digits alone, or such a branch of one, where no other branch begins so or may be empty. It captures nothing, so nothing is put in its
/// place.
fn plain_prefix(store: &mut Store, pattern: &str) -> Option<String> {
    let pattern = pattern::parse(pattern);
    let branches = match pattern.kind() {
        HirKind::Alternation(branches) => branches.as_slice(),
        _ => std::slice::from_ref(&pattern),
    };
    let mut plain = branches.iter().filter_map(|branch| match branch.kind() {
        HirKind::Literal(digits) => Some((branch, str::from_utf8(&digits.0).ok()?)),
        _ => None,
    });
    plain.find_map(|(branch, digits)| {
        let first = digits.bytes().next()? - b'0';
        let begins_so = |other: &Hir| {
            let id = pattern::diagram(store, other);
            let node = store.get(id);
            node.label != 0 || node.next[usize::from(first)] != DEAD
        };
        let mut others = branches.iter().filter(|other| !std::ptr::eq(*other, branch));
        (!others.any(begins_so)).then(|| digits.to_owned())
    })
}

/// All calling codes as one automaton that begins with the code.
fn root(store: &mut Store, codes: &[CallingCode]) -> Id {
    let mut root = DEAD;
    for code in codes {
        let mut id = code.start;
        for byte in code.code.to_string().bytes().rev() {
            let mut node = Node { label: 0, next: [DEAD; 10] };
            node.next[usize::from(byte - b'0')] = id;
            id = store.node(node);
        }
        root = store.apply(root, id, &|a, b| a.max(b));
    }
    root
}

/// The nodes in use, renumbered; 0 stays dead.
struct States<'a> {
    store: &'a Store,
    numbers: BTreeMap<Id, u16>,
    rows: Vec<Node>,
}

impl<'a> States<'a> {
    fn new(store: &'a Store) -> Self {
        Self { store, numbers: BTreeMap::from([(DEAD, 0)]), rows: vec![store.get(DEAD)] }
    }

    fn add(&mut self, id: Id) -> u16 {
        if let Some(&number) = self.numbers.get(&id) {
            return number;
        }
        let number = u16::try_from(self.rows.len()).expect("fewer than 65536 states");
        self.numbers.insert(id, number);
        let node = self.store.get(id);
        self.rows.push(node);
        let next = node.next.map(|next| Id::from(self.add(next)));
        self.rows[usize::from(number)].next = next;
        number
    }

    fn source(&self) -> String {
        let mut out = String::new();
        for row in &self.rows {
            for number in row.next {
                write!(out, "{number},").expect("writing to a string");
            }
            writeln!(out, "{},", row.label).expect("writing to a string");
        }
        out
    }
}

/// Writes a static array.
fn array(out: &mut String, name: &str, of: &str, len: usize, content: &str) {
    writeln!(out, "pub(super) static {name}: [{of}; {len}] = [\n{content}];").expect("writing to a string");
}

/// An array of bytes that is 255 where nothing stands.
fn index(len: usize, places: impl Iterator<Item = (usize, usize)>) -> String {
    let mut index = vec![u8::MAX; len];
    for (place, value) in places {
        index[place] = u8::try_from(value).expect("fewer than 255 of them");
    }
    index.iter().fold(String::new(), |out, value| out + &format!("{value},"))
}

/// Where a two-letter region stands in the index of regions.
fn letters(region: &str) -> Option<usize> {
    let &[a @ b'A'..=b'Z', b @ b'A'..=b'Z'] = region.as_bytes() else { return None };
    Some(usize::from(a - b'A') * 26 + usize::from(b - b'A'))
}

/// A Unicode class as sorted, inclusive ranges.
fn ranges(name: &str, class: &str) -> String {
    let hir = regex_syntax::parse(class).expect("a class");
    let HirKind::Class(Class::Unicode(class)) = hir.kind() else { panic!("a class of characters") };
    let mut content = String::new();
    for range in class.ranges() {
        writeln!(content, "('{}', '{}'),", range.start().escape_unicode(), range.end().escape_unicode())
            .expect("writing to a string");
    }
    let mut out = String::new();
    array(&mut out, name, "(char, char)", class.ranges().len(), &content);
    out
}
