//! What healthy customers are made of: names, addresses, notes and phone numbers as they stand in real stores.

use std::sync::LazyLock;

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, PhoneNumberType};

/// Names and parts of names.
#[rustfmt::skip]
pub(super) const NAMES: &[&str] = &[
    "Ann", "Neill", "Bell", "Jo", "X Æ", "Null", "True", "No", "Yes", "Nan", "Test", "St.Clair", "J.R.R.", "Wm.",
    "'t Hart", "van der Berg", "’Aisea", "Kaʻiulani", "Ní Bhriain", "Zoë 🌸", "(Frau)", "Robert \"Bob\"", "Bell, Jr.",
    "François", "L'Haÿ", "Œuvrard", "Groß", "Weiß-Öhler", "Ĳsbrand", "Łucja", "Źdźbło", "Žižková", "Őszike",
    "Çağlar", "İpek", "Işık", "Þórdís", "Ævarsdóttir", "Åse", "Ø", "Õnne", "Ķēniņš", "Ąžuolaitė", "Șerban", "Ţurcanu",
    "João", "CONCEIÇÃO", "Ângela", "Ñíguez", "Mª José", "Ánh Nguyệt", "Đỗ", "Ưng", "Olúwaṣẹ́gun", "Ngũgĩ", "!Xam",
    "Ελευθερία", "Παπαδόπουλος", "Анастасия", "Щёголева", "Їжакевич", "Ђурић", "Әбдіқалықова", "Өнөрцэцэг",
    "ნინო", "Տեր-Պետրոսյան", "לוי-כהן", "ח\u{5f3}", "יוסף\u{200f}", "مُحَمَّد", "عبد الله", "می\u{200c}خواهی", "فاطمہ",
    "आरव", "क्षितिज", "শ্রেয়া", "ਗੁਰਪ੍ਰੀਤ", "கார்த்திக்", "శ్రీలక్ష్మి", "ശ്രീജ", "ශ්\u{200d}රී", "กานต์", "ญ", "ສົມພອນ", "សុភា",
    "မောင်", "ሰላም", "王", "小明", "欧阳", "淑芬", "𠮷田", "花子", "ﾊﾅｺ", "Ｍａｒｉ", "さくら", "김", "서연", "남궁",
];

/// What people put between the parts of a name.
pub(super) const JOINTS: &[&str] = &[" ", "-", "  ", ". ", "'", "’", " de ", " & ", ", ", "/", "\u{a0}"];

/// Companies, which never are a person's name.
pub(super) const COMPANIES: &[&str] = &[
    "Moss & Fern, LLC",
    "„Zum Löwen“ GmbH & Co. KG",
    "“Corner” Shop",
    "The \"Good\" Grocer",
    "3.Stock GmbH",
    "Dot.Com.Pany",
    "株式会社みどり印刷",
    "شركة النور ذ.م.م",
    "ООО «Ромашка»",
    "@home Interiors",
    "=mc² Studio",
    "A",
];

/// Before the `@`; the number of the row is put behind it.
#[rustfmt::skip]
pub(super) const LOCALS: &[&str] = &[
    "ann", "ann.bell", "ann_bell", "o'neill", "jo+shop", "a&b", "sales/uk", "who?", "{id}", "-dash", "_", "x=y",
    "jürgen.groß", "søren", "иван", "ελένη", "ნინო", "花子", "서연", "فاطمة", "נועה", "สมชาย",
];

/// Behind the `@`.
#[rustfmt::skip]
pub(super) const DOMAINS: &[&str] = &[
    "example.com", "example.org", "example.net", "mail.example.com", "shop.uk.example.org", "9.example.com",
    "bücher.example.org", "почта.example.com", "例.example.com", "xn--bcher-kva.example.com", "qzvxkwjpfh.photography",
    "qzvxkwjpfh.co.uk", "qzvxkwjpfh.io", "вымышленный-магазин.рф", "გამოგონილი-მაღაზია.გე",
];

/// Country, province, zip and city.
#[rustfmt::skip]
pub(super) const PLACES: &[[&str; 4]] = &[
    ["US", "ME", "04101", "Portland"], ["US", "NY", "10001-4405", "New York"], ["US", "PR", "00907", "San Juan"],
    ["US", "AE", "09012", "APO"], ["CA", "QC", "H2X 1Y4", "Montréal"], ["CA", "ON", "K1A0B1", "OTTAWA"],
    ["GB", "ENG", "SW1A 1AA", "London"], ["GB", "BFP", "BF1 2AU", "BFPO 57"], ["IE", "D", "D02 X285", "Dublin 2"],
    ["FR", "", "94240", "L'Haÿ-les-Roses"], ["RE", "", "97400", "Saint-Denis"], ["DE", "", "01069", "Dresden"],
    ["AT", "", "1010", "Wien"], ["CH", "", "1201", "Genève"], ["NL", "", "5211 AB", "'s-Hertogenbosch"],
    ["BE", "", "2000", "Antwerpen"], ["ES", "SS", "20001", "Donostia"], ["PT", "PT-11", "1000-001", "Lisboa"],
    ["IT", "OT", "07026", "Olbia"], ["RO", "B", "010011", "București"], ["GR", "", "105 57", "Αθήνα"],
    ["TR", "", "34347", "Beşiktaş"], ["PL", "", "00-950", "Warszawa"], ["CZ", "", "110 00", "Praha 1"],
    ["SE", "", "114 55", "Stockholm"], ["IS", "", "101", "Reykjavík"], ["LV", "", "LV-1010", "Rīga"],
    ["RU", "MOW", "101000", "Москва"], ["UA", "", "01001", "Київ"], ["GE", "", "0105", "თბილისი"],
    ["IL", "", "6100005", "תל אביב-יפו"], ["AE", "DU", "", "دبي"], ["SA", "", "12211-1234", "الرياض"],
    ["KW", "KW-HA", "32001", "حولي"], ["EG", "C", "11511", "القاهرة"], ["IR", "", "1193653471", "تهران"],
    ["IN", "OR", "751001", "ଭୁବନେଶ୍ୱର"], ["IN", "KA", "560 001", "Bengaluru"], ["LK", "", "00700", "Colombo 07"],
    ["TH", "TH-S", "20150", "เมืองพัทยา"], ["VN", "", "700000", "Quận 1"], ["ID", "JK", "12190", "Jakarta Selatan"],
    ["MY", "KUL", "50000", "Kuala Lumpur"], ["PH", "PH-00", "1100", "Quezon City"], ["SG", "", "018956", "Singapore"],
    ["CN", "YZ", "850000", "拉萨市"], ["HK", "KL", "", "旺角"], ["TW", "", "106", "台北市大安區"],
    ["JP", "JP-13", "154-0001", "世田谷区"], ["KR", "KR-11", "04001", "서울특별시 마포구"], ["AU", "NT", "0870", "Alice Springs"],
    ["NZ", "AUK", "1010", "Auckland"], ["BR", "SP", "01310-100", "SÃO PAULO"], ["AR", "C", "C1425ABC", "CABA"],
    ["CL", "RM", "7750000", "Ñuñoa"], ["CO", "DC", "110111", "Bogotá D.C."], ["MX", "Q ROO", "77500", "Cancún"],
    ["GT", "GUA", "01010", "Guatemala"], ["PE", "PE-LMA", "15074", "Miraflores"], ["UY", "UY-MO", "11000", "Montevideo"],
    ["ZA", "NL", "4001", "eThekwini"], ["NG", "LA", "100001", "Ikeja"], ["KE", "", "00100", "Nairobi"],
    ["XK", "", "10000", "Prishtinë"], ["", "", "", ""],
];

/// The line above the city.
pub(super) const STREETS: &[&str] = &[
    "12 Main St",
    "221",
    "3/2, c/o \"Front Desk\"",
    "ул. 8 Марта, д. 76",
    "旭町１丁目２－３",
    "'t Hofje 4",
    "شارع النيل 4، شقة ١٢",
    "#12, 2nd Cross",
    "P.O. Box 4417",
    "",
];

/// Address phones, which nobody checks.
pub(super) const ADDRESS_PHONES: &[&str] = &[
    "",
    "(212) 555-0100",
    "2125550100",
    "+12125550100",
    "'+1 212-555-0100",
    "020 7946 0100 x12",
    "ask reception",
    "0000000000",
];

/// What notes are made of.
#[rustfmt::skip]
pub(super) const NOTES: &[&str] = &[
    "Leave in porch", "<p>Tor 3, <b>Rampe</b></p>", "\n", "\r\n", "\t", "\"", "\"\"", ",", ";", " ", "'", "\\", "👨‍👩‍👧",
    "🎄", "“curly” – quotes…", "„Abend“", "« Café\u{a0}»", "配送メモ：", "اترك الطلب", "jo@example.com, +12125550100", "NULL",
    "=SUM(A1)", "{\"a\": [1, \"b\"]}", "{{ name | upcase }}", "Email,First Name\n", "SÃO", "20 °C", "5\u{202f}€", "no", "0",
];

/// Tags without the commas that separate them.
pub(super) const TAGS: &[&str] = &[
    "VIP",
    "vip",
    "b2b",
    "yes",
    "size: M",
    "\"quoted\"",
    "été",
    "卸売",
    "🎄 2025",
    "login with shop",
    "100%",
    "",
];

/// A valid number of every region and a stem of it, to which two digits are put: `(region, stem)`.
static STEMS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let util = &*PHONE_NUMBER_UTIL;
    let mut regions: Vec<_> = util.get_supported_regions().collect();
    regions.sort_by_key(|region| region.as_region_str().to_string());
    let kinds = [PhoneNumberType::Mobile, PhoneNumberType::FixedLine];
    let numbers = regions.iter().flat_map(|region| {
        let of_kind = |kind| util.get_example_number_for_type_and_region(*region, kind).ok();
        kinds.into_iter().filter_map(of_kind).map(|number| (region.as_region_str().to_string(), number))
    });
    let stem = |e164: &str| e164.chars().take(e164.len() - 2).collect();
    numbers.map(|(region, number)| (region, stem(&util.format(&number, PhoneNumberFormat::E164)))).collect()
});

/// The regions that have numbers.
pub(super) fn regions() -> Vec<String> {
    let mut regions: Vec<String> = STEMS.iter().map(|(region, _)| region.clone()).collect();
    regions.dedup();
    regions
}

/// How a number is written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Spelling {
    E164,
    International,
    Guarded,
}

/// The `of`-th sort of number with the last two digits given: in E.164 and in a spelling. `None` where there is
/// no such number in the plan: two versions of the metadata must agree that there is, neither of them ours.
pub(super) fn phone(of: usize, last: u8, spelling: Spelling) -> Option<(String, String)> {
    let util = &*PHONE_NUMBER_UTIL;
    let e164 = format!("{}{last:02}", STEMS[of % STEMS.len()].1);
    let number = util.parse(&e164, None).ok().filter(|number| util.is_valid_number(number))?;
    phonenumber::parse(None, &e164).ok().filter(phonenumber::PhoneNumber::is_valid)?;
    let written = match spelling {
        Spelling::E164 => e164.clone(),
        Spelling::International => util.format(&number, PhoneNumberFormat::International).into_owned(),
        Spelling::Guarded => format!("'{e164}"),
    };
    Some((e164, written))
}
