//! The numbering plan of one territory, from the crate's metadata, as libphonenumber's own build step derives
//! it (`BuildMetadataFromXml`).

use std::collections::BTreeSet;

use phonenumber::Metadata;
use phonenumber::metadata::Descriptor;

use crate::diagram::{ANY_LENGTH, DEAD, Id, Store};
use crate::pattern;

/// How the run time numbers the types: `identity::phone::NumberType`.
mod types {
    pub(super) const FIXED_LINE: u16 = 1;
    pub(super) const MOBILE: u16 = 2;
    pub(super) const FIXED_LINE_OR_MOBILE: u16 = 3;
    pub(super) const TOLL_FREE: u16 = 4;
    pub(super) const PREMIUM_RATE: u16 = 5;
    pub(super) const SHARED_COST: u16 = 6;
    pub(super) const VOIP: u16 = 7;
    pub(super) const PERSONAL: u16 = 8;
    pub(super) const PAGER: u16 = 9;
    pub(super) const UAN: u16 = 10;
    pub(super) const VOICEMAIL: u16 = 11;
}

/// One territory.
pub(crate) struct Plan {
    /// Two letters, or `001` for a calling code of no country.
    pub region: String,
    pub calling_code: u16,
    /// The general description, whatever the length.
    pub general: Id,
    /// Valid numbers; the label is the type.
    pub typed: Id,
    /// Numbers that begin with the territory's leading digits, if it has any.
    pub leading: Option<Id>,
    /// Possible lengths in digits, as bit sets: of whole numbers, and of those dialled only locally.
    pub lengths: u32,
    pub local_lengths: u32,
    pub international_prefix: Option<String>,
    pub national_prefix: Option<String>,
    pub transform: String,
}

impl Plan {
    pub(crate) fn new(store: &mut Store, metadata: &Metadata) -> Self {
        let all = metadata.descriptors();
        let kinds = [
            all.fixed_line(),
            all.mobile(),
            all.toll_free(),
            all.premium_rate(),
            all.shared_cost(),
            all.personal_number(),
            all.voip(),
            all.pager(),
            all.uan(),
            all.voicemail(),
        ];
        // The general description leaves its lengths out; they are those of all types together.
        let of_all =
            |of: &dyn Fn(&Descriptor) -> u32| kinds.iter().flatten().map(|d| of(d)).fold(0, |a, b| a | b);
        let lengths = of_all(&|kind| bits(kind.possible_length()));
        let local_lengths = of_all(&|kind| bits(kind.possible_local_length())) & !lengths;
        assert!(lengths & !ANY_LENGTH == 0, "{}: numbers longer than ever before", metadata.id());
        assert!(all.general().possible_length().is_empty(), "{}: general lengths", metadata.id());

        let general = whole(store, all.general());
        let typed = typed(store, metadata, general);
        let leading = metadata.leading_digits().map(|leading| {
            let id = pattern::diagram(store, &pattern::parse(leading.as_str()));
            store.beginning_with(id)
        });
        // Where only the national prefix is given, it is the one for parsing too.
        let national_prefix = metadata.national_prefix_for_parsing().map(|prefix| prefix.as_str().to_owned());
        let national_prefix = national_prefix.or_else(|| metadata.national_prefix().map(str::to_owned));
        Self {
            region: metadata.id().to_owned(),
            calling_code: metadata.country_code(),
            general,
            typed,
            leading,
            lengths,
            local_lengths,
            international_prefix: metadata.international_prefix().map(|prefix| prefix.as_str().to_owned()),
            national_prefix: national_prefix.filter(|prefix| !prefix.is_empty()),
            transform: metadata.national_prefix_transform_rule().unwrap_or_default().to_owned(),
        }
    }
}

/// Valid numbers, labelled with their type in libphonenumber's order (`getNumberTypeHelper`).
fn typed(store: &mut Store, metadata: &Metadata, general: Id) -> Id {
    let all = metadata.descriptors();
    let in_order = [
        (all.premium_rate(), types::PREMIUM_RATE),
        (all.toll_free(), types::TOLL_FREE),
        (all.shared_cost(), types::SHARED_COST),
        (all.voip(), types::VOIP),
        (all.personal_number(), types::PERSONAL),
        (all.pager(), types::PAGER),
        (all.uan(), types::UAN),
        (all.voicemail(), types::VOICEMAIL),
    ];
    let mut typed = DEAD;
    for (descriptor, kind) in in_order {
        let numbers = descriptor.map_or(DEAD, |descriptor| numbers(store, descriptor));
        typed = store.apply(typed, numbers, &|seen, here| if seen == 0 { here * kind } else { seen });
    }
    // Where both have one pattern, fixed line and mobile are not told apart, and the lengths of fixed line decide.
    let source = |descriptor: Option<&Descriptor>| {
        descriptor.map(|d| d.national_number().as_str().split_whitespace().collect::<String>())
    };
    let same = source(all.fixed_line()) == source(all.mobile());
    let fixed = all.fixed_line().map_or(DEAD, |descriptor| numbers(store, descriptor));
    let mobile =
        if same { fixed } else { all.mobile().map_or(DEAD, |descriptor| numbers(store, descriptor)) };
    let either = store.apply(fixed, mobile, &|fixed, mobile| match (fixed, mobile) {
        (0, 0) => 0,
        (_, 0) => types::FIXED_LINE,
        (0, _) => types::MOBILE,
        _ => types::FIXED_LINE_OR_MOBILE,
    });
    typed = store.apply(typed, either, &|seen, here| if seen == 0 { here } else { seen });
    store.apply(typed, general, &|typed, general| typed * general)
}

/// What the descriptor's pattern matches, whatever the length.
fn whole(store: &mut Store, descriptor: &Descriptor) -> Id {
    let id = pattern::diagram(store, &pattern::parse(descriptor.national_number().as_str()));
    let within = store.of_length(id, ANY_LENGTH);
    assert!(id == within, "a pattern of the metadata matches numbers longer than ever before");
    id
}

/// The numbers of one type.
fn numbers(store: &mut Store, descriptor: &Descriptor) -> Id {
    let lengths = bits(descriptor.possible_length());
    assert!(lengths != 0, "a type of number without lengths");
    let id = whole(store, descriptor);
    store.of_length(id, lengths)
}

fn bits(lengths: &[u16]) -> u32 {
    lengths.iter().collect::<BTreeSet<_>>().into_iter().map(|length| 1 << length).sum()
}
