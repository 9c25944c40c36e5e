//! What is known of each country: data alone, laid out by the compiler, so that nothing is read at start-up.
//!
//! Codes: <https://github.com/Shopify/worldwide>, `data/regions`, at 2514b31c of August 2026. The country codes
//! are the `CountryCode` values of the Admin API, `ZZ` ("unknown") included. Names of countries and provinces come
//! from ISO 3166; here stand those that ISO does not have: of provinces that are Shopify's own, and what people
//! write in the place of a formal name.

use super::Country;
use super::province::listed;
use super::zip::ZipCodes;

/// Every code that Shopify accepts, in alphabetical order.
pub(super) const ACCEPTED: &str = "\
    AC AD AE AF AG AI AL AM AN AO AR AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT \
    BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH \
    ER ES ET FI FJ FK FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GW GY HK HM HN HR HT HU ID \
    IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU \
    LV LY MA MC MD ME MF MG MK ML MM MN MO MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR \
    NU NZ OM PA PE PF PG PH PK PL PM PN PS PT PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM \
    SN SO SR SS ST SV SX SY SZ TA TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA \
    VC VE VG VN VU WF WS XK YE YT ZA ZM ZW ZZ";

/// What people and Shopify's older exports write where ISO's register has a formal name.
#[rustfmt::skip]
pub(super) const NAMES: &[(&str, &str)] = &[
    ("England", "GB"), ("Scotland", "GB"), ("Wales", "GB"), ("Northern Ireland", "GB"), ("Holland", "NL"),
    ("U.S.", "US"), ("U.S.A.", "US"),
    ("UK", "GB"), ("United Kingdom", "GB"), ("Great Britain", "GB"), ("USA", "US"), ("United States", "US"),
    ("Ascension Island", "AC"), ("British Virgin Islands", "VG"), ("Brunei", "BN"), ("Burma", "MM"),
    ("Cape Verde", "CV"), ("Caribbean Netherlands", "BQ"), ("Congo - Brazzaville", "CG"),
    ("Congo - Kinshasa", "CD"), ("Czech Republic", "CZ"), ("East Timor", "TL"), ("Hong Kong SAR", "HK"),
    ("Iran, Islamic Republic of", "IR"), ("Ivory Coast", "CI"),
    ("Korea, Democratic People's Republic of", "KP"), ("Korea, Republic of", "KR"), ("Kosovo", "XK"),
    ("Laos", "LA"), ("Libyan Arab Jamahiriya", "LY"), ("Macao SAR", "MO"), ("Macau", "MO"),
    ("Macedonia", "MK"), ("Moldova, Republic of", "MD"), ("Myanmar (Burma)", "MM"),
    ("Netherlands Antilles", "AN"), ("North Korea", "KP"), ("Palestinian Territories", "PS"),
    ("Russia", "RU"), ("South Georgia & South Sandwich Islands", "GS"), ("South Korea", "KR"),
    ("St. Helena", "SH"), ("Swaziland", "SZ"), ("Syria", "SY"), ("Tanzania, United Republic of", "TZ"),
    ("The Netherlands", "NL"), ("Tristan da Cunha", "TA"), ("Turkey", "TR"), ("U.S. Outlying Islands", "UM"),
    ("U.S. Virgin Islands", "VI"), ("Vatican City", "VA"), ("Vietnam", "VN"),
];

/// Each country that has provinces or postal codes to speak of, in the order of [`ACCEPTED`]; every other one
/// takes no province. Of each
///
/// - `provinces`: all codes that Shopify takes, in alphabetical order;
/// - `also`: other codes that Shopify understands in addresses, with its own code;
/// - `names`: names beside those of ISO 3166-2, with the code;
/// - `zip`: shapes, the most usual first (`9` a digit, `A` a letter, `X` either, the rest as it stands), and how
///   those codes begin that start with a zero.
#[rustfmt::skip]
pub(super) const DESCRIBED: &[Country] = &[
    Country { zip: ZipCodes { shapes: &["AD999"], leading_zeros: &[] }, ..Country::bare(*b"AD") },
    Country {
        provinces: listed!("AJ,AZ,DU,FU,RK,SH,UQ"),
        names: &[
            ("Abu Dhabi", "AZ"), ("Ajman", "AJ"), ("Dubai", "DU"), ("Fujairah", "FU"),
            ("Ras al-Khaimah", "RK"), ("Sharjah", "SH"), ("Umm al-Quwain", "UQ"),
        ],
        ..Country::bare(*b"AE")
    },
    Country {
        provinces: listed!("A,B,C,D,E,F,G,H,J,K,L,M,N,P,Q,R,S,T,U,V,W,X,Y,Z"),
        zip: ZipCodes { shapes: &["9999", "A9999AAA"], leading_zeros: &[] },
        ..Country::bare(*b"AR")
    },
    Country { zip: ZipCodes { shapes: &["9999"], leading_zeros: &[] }, ..Country::bare(*b"AT") },
    Country {
        provinces: listed!("ACT,NSW,NT,QLD,SA,TAS,VIC,WA"),
        zip: ZipCodes { shapes: &["9999"], leading_zeros: &["02", "08", "09"] },
        ..Country::bare(*b"AU")
    },
    Country { zip: ZipCodes { shapes: &["9999"], leading_zeros: &[] }, ..Country::bare(*b"BE") },
    Country { zip: ZipCodes { shapes: &["9999"], leading_zeros: &[] }, ..Country::bare(*b"BG") },
    Country {
        provinces: listed!("\
            AC,AL,AM,AP,BA,CE,DF,ES,GO,MA,MG,MS,MT,PA,PB,PE,PI,PR,RJ,RN,RO,RR,RS,SC,SE,SP,TO"),
        zip: ZipCodes {
            shapes: &["99999-999"],
            leading_zeros: &["01", "02", "03", "04", "05", "06", "07", "08", "09"],
        },
        ..Country::bare(*b"BR")
    },
    Country {
        provinces: listed!("AB,BC,MB,NB,NL,NS,NT,NU,ON,PE,QC,SK,YT"),
        also: &[("NF", "NL"), ("PQ", "QC")],
        zip: ZipCodes { shapes: &["A9A 9A9"], leading_zeros: &[] },
        ..Country::bare(*b"CA")
    },
    Country { zip: ZipCodes { shapes: &["9999"], leading_zeros: &[] }, ..Country::bare(*b"CH") },
    Country {
        provinces: listed!("AI,AN,AP,AR,AT,BI,CO,LI,LL,LR,MA,ML,NB,RM,TA,VS"),
        zip: ZipCodes { shapes: &["9999999"], leading_zeros: &[] },
        ..Country::bare(*b"CL")
    },
    Country {
        provinces: listed!("\
            AH,BJ,CQ,FJ,GD,GS,GX,GZ,HA,HB,HE,HI,HL,HN,JL,JS,JX,LN,NM,NX,QH,SC,SD,SH,SN,SX,TJ,XJ,YN,YZ,ZJ"),
        also: &[("XZ", "YZ")],
        zip: ZipCodes { shapes: &["999999"], leading_zeros: &["01", "02", "03", "04", "05", "06", "07"] },
        ..Country::bare(*b"CN")
    },
    Country {
        provinces: listed!("\
            AMA,ANT,ARA,ATL,BOL,BOY,CAL,CAQ,CAS,CAU,CES,CHO,COR,CUN,DC,GUA,GUV,HUI,LAG,MAG,MET,NAR,NSA,PUT,QUI,\
            RIS,SAN,SAP,SUC,TOL,VAC,VAU,VID"),
        names: &[("Bogotá", "DC"), ("Bogotá D.C.", "DC")],
        zip: ZipCodes { shapes: &["999999"], leading_zeros: &["05", "08"] },
        ..Country::bare(*b"CO")
    },
    Country {
        provinces: listed!("CR-A,CR-C,CR-G,CR-H,CR-L,CR-P,CR-SJ"),
        zip: ZipCodes { shapes: &["99999"], leading_zeros: &[] },
        ..Country::bare(*b"CR")
    },
    Country { zip: ZipCodes { shapes: &["9999"], leading_zeros: &[] }, ..Country::bare(*b"CY") },
    Country { zip: ZipCodes { shapes: &["999 99"], leading_zeros: &[] }, ..Country::bare(*b"CZ") },
    Country {
        zip: ZipCodes {
            shapes: &["99999"],
            leading_zeros: &["01", "02", "03", "04", "06", "07", "08", "09"],
        },
        ..Country::bare(*b"DE")
    },
    Country { zip: ZipCodes { shapes: &["9999"], leading_zeros: &[] }, ..Country::bare(*b"DK") },
    Country {
        zip: ZipCodes {
            shapes: &["999999"],
            leading_zeros: &["01", "02", "03", "04", "05", "06", "07", "08", "09"],
        },
        ..Country::bare(*b"EC")
    },
    Country { zip: ZipCodes { shapes: &["99999"], leading_zeros: &[] }, ..Country::bare(*b"EE") },
    Country {
        provinces: listed!("\
            ALX,ASN,AST,BA,BH,BNS,C,DK,DT,FYM,GH,GZ,HU,IS,JS,KB,KFS,KN,LX,MN,MNF,MT,PTS,SHG,SHR,SIN,SU,SUZ,WAD"),
        names: &[
            ("6th of October", "SU"), ("Helwan", "HU"), ("Cairo", "C"), ("Giza", "GZ"),
            ("Alexandria", "ALX"),
        ],
        zip: ZipCodes { shapes: &["99999", "9999999"], leading_zeros: &[] },
        ..Country::bare(*b"EG")
    },
    Country {
        provinces: listed!("\
            A,AB,AL,AV,B,BA,BI,BU,C,CA,CC,CE,CO,CR,CS,CU,GC,GI,GR,GU,H,HU,J,L,LE,LO,LU,M,MA,ML,MU,NA,O,OR,P,PM,\
            PO,S,SA,SE,SG,SO,SS,T,TE,TF,TO,V,VA,VI,Z,ZA"),
        names: &[("Vizcaya", "BI"), ("Guipúzcoa", "SS"), ("Álava", "VI"), ("Baleares", "PM")],
        zip: ZipCodes {
            shapes: &["99999"],
            leading_zeros: &["01", "02", "03", "04", "05", "06", "07", "08", "09"],
        },
        ..Country::bare(*b"ES")
    },
    Country {
        zip: ZipCodes {
            shapes: &["99999"],
            leading_zeros: &["00", "01", "02", "03", "04", "05", "06", "07", "08", "09"],
        },
        ..Country::bare(*b"FI")
    },
    Country {
        zip: ZipCodes {
            shapes: &["99999"],
            leading_zeros: &["01", "02", "03", "04", "05", "06", "07", "08", "09"],
        },
        ..Country::bare(*b"FR")
    },
    Country {
        provinces: listed!("BFP,ENG,NIR,SCT,WLS"),
        names: &[("British Forces", "BFP")],
        zip: ZipCodes {
            shapes: &["AA9 9AA", "A9 9AA", "A99 9AA", "AA99 9AA", "A9A 9AA", "AA9A 9AA", "AAA 9AA"],
            leading_zeros: &[],
        },
        ..Country::bare(*b"GB")
    },
    Country { zip: ZipCodes { shapes: &["999 99"], leading_zeros: &[] }, ..Country::bare(*b"GR") },
    Country {
        provinces: listed!("\
            AVE,BVE,CMT,CQM,EPR,ESC,GUA,HUE,IZA,JAL,JUT,PET,QUE,QUI,RET,SAC,SMA,SOL,SRO,SUC,TOT,ZAC"),
        also: &[
            ("AV", "AVE"), ("16", "AVE"), ("BV", "BVE"), ("15", "BVE"), ("CM", "CMT"), ("04", "CMT"),
            ("CQ", "CQM"), ("20", "CQM"), ("PR", "EPR"), ("02", "EPR"), ("ES", "ESC"), ("05", "ESC"),
            ("GU", "GUA"), ("01", "GUA"), ("HU", "HUE"), ("13", "HUE"), ("IZ", "IZA"), ("18", "IZA"),
            ("JA", "JAL"), ("21", "JAL"), ("JU", "JUT"), ("22", "JUT"), ("PE", "PET"), ("17", "PET"),
            ("QZ", "QUE"), ("09", "QUE"), ("QC", "QUI"), ("14", "QUI"), ("RE", "RET"), ("11", "RET"),
            ("SA", "SAC"), ("03", "SAC"), ("SM", "SMA"), ("12", "SMA"), ("SR", "SRO"), ("06", "SRO"),
            ("SO", "SOL"), ("07", "SOL"), ("SU", "SUC"), ("10", "SUC"), ("TO", "TOT"), ("08", "TOT"),
            ("ZA", "ZAC"), ("19", "ZAC"),
        ],
        zip: ZipCodes {
            shapes: &["99999"],
            leading_zeros: &["01", "02", "03", "04", "05", "06", "07", "08", "09"],
        },
        ..Country::bare(*b"GT")
    },
    Country {
        provinces: listed!("HK,KL,NT"),
        names: &[("Hong Kong Island", "HK"), ("Kowloon", "KL"), ("New Territories", "NT")],
        ..Country::bare(*b"HK")
    },
    Country { zip: ZipCodes { shapes: &["99999"], leading_zeros: &[] }, ..Country::bare(*b"HR") },
    Country { zip: ZipCodes { shapes: &["9999"], leading_zeros: &[] }, ..Country::bare(*b"HU") },
    Country {
        provinces: listed!("\
            AC,BA,BB,BE,BT,GO,JA,JB,JI,JK,JT,KB,KI,KR,KS,KT,KU,LA,MA,MU,NB,NT,PA,PB,RI,SA,SB,SG,SN,SR,SS,ST,SU,\
            YO"),
        zip: ZipCodes { shapes: &["99999"], leading_zeros: &[] },
        ..Country::bare(*b"ID")
    },
    Country {
        provinces: listed!("CE,CN,CO,CW,D,DL,G,KE,KK,KY,LD,LH,LK,LM,LS,MH,MN,MO,OY,RN,SO,TA,WD,WH,WW,WX"),
        zip: ZipCodes { shapes: &["A99 XXXX", "A9W XXXX"], leading_zeros: &[] },
        ..Country::bare(*b"IE")
    },
    Country {
        zip: ZipCodes { shapes: &["9999999", "99999"], leading_zeros: &[] },
        ..Country::bare(*b"IL")
    },
    Country {
        provinces: listed!("\
            AN,AP,AR,AS,BR,CG,CH,DD,DL,DN,GA,GJ,HP,HR,JH,JK,KA,KL,LA,LD,MH,ML,MN,MP,MZ,NL,OR,PB,PY,RJ,SK,TN,TR,\
            TS,UK,UP,WB"),
        also: &[("CT", "CG"), ("DH", "DD"), ("OD", "OR"), ("TG", "TS"), ("UT", "UK")],
        names: &[
            ("Dadra and Nagar Haveli", "DN"), ("Daman and Diu", "DD"), ("Orissa", "OR"),
            ("Pondicherry", "PY"),
        ],
        zip: ZipCodes { shapes: &["999999"], leading_zeros: &[] },
        ..Country::bare(*b"IN")
    },
    Country { zip: ZipCodes { shapes: &["999"], leading_zeros: &[] }, ..Country::bare(*b"IS") },
    Country {
        provinces: listed!("\
            AG,AL,AN,AO,AP,AQ,AR,AT,AV,BA,BG,BI,BL,BN,BO,BR,BS,BT,BZ,CA,CB,CE,CH,CI,CL,CN,CO,CR,CS,CT,CZ,EN,FC,\
            FE,FG,FI,FM,FR,GE,GO,GR,IM,IS,KR,LC,LE,LI,LO,LT,LU,MB,MC,ME,MI,MN,MO,MS,MT,NA,NO,NU,OG,OR,OT,PA,PC,\
            PD,PE,PG,PI,PN,PO,PR,PT,PU,PV,PZ,RA,RC,RE,RG,RI,RM,RN,RO,SA,SI,SO,SP,SR,SS,SV,TA,TE,TN,TO,TP,TR,TS,\
            TV,UD,VA,VB,VC,VE,VI,VR,VS,VT,VV"),
        also: &[("23", "AO")],
        names: &[
            ("Olbia-Tempio", "OT"), ("Medio Campidano", "VS"), ("Ogliastra", "OG"),
            ("Carbonia-Iglesias", "CI"), ("Aosta", "AO"), ("Milan", "MI"), ("Rome", "RM"), ("Turin", "TO"),
            ("Naples", "NA"), ("Florence", "FI"), ("Venice", "VE"), ("Genoa", "GE"),
        ],
        zip: ZipCodes {
            shapes: &["99999"],
            leading_zeros: &["00", "01", "02", "03", "04", "05", "06", "07", "08", "09"],
        },
        ..Country::bare(*b"IT")
    },
    Country {
        provinces: listed!("\
            JP-01,JP-02,JP-03,JP-04,JP-05,JP-06,JP-07,JP-08,JP-09,JP-10,JP-11,JP-12,JP-13,JP-14,JP-15,JP-16,\
            JP-17,JP-18,JP-19,JP-20,JP-21,JP-22,JP-23,JP-24,JP-25,JP-26,JP-27,JP-28,JP-29,JP-30,JP-31,JP-32,\
            JP-33,JP-34,JP-35,JP-36,JP-37,JP-38,JP-39,JP-40,JP-41,JP-42,JP-43,JP-44,JP-45,JP-46,JP-47"),
        zip: ZipCodes {
            shapes: &["999-9999"],
            leading_zeros: &["00", "01", "02", "03", "04", "05", "06", "07", "08", "09"],
        },
        ..Country::bare(*b"JP")
    },
    Country {
        provinces: listed!("\
            KR-11,KR-26,KR-27,KR-28,KR-29,KR-30,KR-31,KR-41,KR-42,KR-43,KR-44,KR-45,KR-46,KR-47,KR-48,KR-49,\
            KR-50"),
        names: &[
            ("Seoul", "KR-11"), ("Busan", "KR-26"), ("Daegu", "KR-27"), ("Incheon", "KR-28"),
            ("Gwangju", "KR-29"), ("Daejeon", "KR-30"), ("Ulsan", "KR-31"), ("Gyeonggi", "KR-41"),
            ("Gangwon", "KR-42"), ("North Chungcheong", "KR-43"), ("South Chungcheong", "KR-44"),
            ("North Jeolla", "KR-45"), ("South Jeolla", "KR-46"), ("North Gyeongsang", "KR-47"),
            ("South Gyeongsang", "KR-48"), ("Jeju", "KR-49"), ("Sejong", "KR-50"),
        ],
        zip: ZipCodes {
            shapes: &["99999", "999999"],
            leading_zeros: &["01", "02", "03", "04", "05", "06", "07", "08", "09"],
        },
        ..Country::bare(*b"KR")
    },
    Country {
        provinces: listed!("KW-AH,KW-FA,KW-HA,KW-JA,KW-KU,KW-MU"),
        zip: ZipCodes { shapes: &["99999"], leading_zeros: &[] },
        ..Country::bare(*b"KW")
    },
    Country {
        zip: ZipCodes { shapes: &["999999", "A99A9A9"], leading_zeros: &[] },
        ..Country::bare(*b"KZ")
    },
    Country { zip: ZipCodes { shapes: &["9999"], leading_zeros: &[] }, ..Country::bare(*b"LI") },
    Country {
        zip: ZipCodes {
            shapes: &["99999"],
            leading_zeros: &["00", "01", "02", "03", "04", "05", "06", "07", "08", "09"],
        },
        ..Country::bare(*b"LT")
    },
    Country { zip: ZipCodes { shapes: &["9999"], leading_zeros: &[] }, ..Country::bare(*b"LU") },
    Country { zip: ZipCodes { shapes: &["9999"], leading_zeros: &[] }, ..Country::bare(*b"LV") },
    Country { zip: ZipCodes { shapes: &["98999"], leading_zeros: &[] }, ..Country::bare(*b"MC") },
    Country {
        provinces: listed!("\
            AGS,BC,BCS,CAMP,CHIH,CHIS,COAH,COL,DF,DGO,GRO,GTO,HGO,JAL,MEX,MICH,MOR,NAY,NL,OAX,PUE,Q ROO,QRO,\
            SIN,SLP,SON,TAB,TAMPS,TLAX,VER,YUC,ZAC"),
        also: &[
            ("AGU", "AGS"), ("BCN", "BC"), ("CAM", "CAMP"), ("CHP", "CHIS"), ("CHH", "CHIH"), ("CMX", "DF"),
            ("CDMX", "DF"), ("COA", "COAH"), ("DUR", "DGO"), ("GUA", "GTO"), ("HID", "HGO"),
            ("MIC", "MICH"), ("NLE", "NL"), ("QUE", "QRO"), ("ROO", "Q ROO"), ("TAM", "TAMPS"),
            ("TLA", "TLAX"),
        ],
        names: &[
            ("Mexico City", "DF"), ("CDMX", "DF"), ("Distrito Federal", "DF"), ("Coahuila", "COAH"),
            ("Michoacán", "MICH"), ("Veracruz", "VER"), ("Estado de México", "MEX"),
        ],
        zip: ZipCodes {
            shapes: &["99999"],
            leading_zeros: &["01", "02", "03", "04", "05", "06", "07", "08", "09"],
        },
        ..Country::bare(*b"MX")
    },
    Country {
        provinces: listed!("JHR,KDH,KTN,KUL,LBN,MLK,NSN,PHG,PJY,PLS,PNG,PRK,SBH,SGR,SWK,TRG"),
        also: &[
            ("01", "JHR"), ("02", "KDH"), ("03", "KTN"), ("14", "KUL"), ("15", "LBN"), ("04", "MLK"),
            ("05", "NSN"), ("06", "PHG"), ("07", "PNG"), ("08", "PRK"), ("09", "PLS"), ("16", "PJY"),
            ("12", "SBH"), ("13", "SWK"), ("10", "SGR"), ("11", "TRG"),
        ],
        names: &[
            ("Kuala Lumpur", "KUL"), ("Labuan", "LBN"), ("Putrajaya", "PJY"), ("Penang", "PNG"),
            ("Malacca", "MLK"),
        ],
        zip: ZipCodes { shapes: &["99999"], leading_zeros: &["01", "02", "05", "06", "07", "08", "09"] },
        ..Country::bare(*b"MY")
    },
    Country {
        provinces: listed!("\
            AB,AD,AK,AN,BA,BE,BO,BY,CR,DE,EB,ED,EK,EN,FC,GO,IM,JI,KD,KE,KN,KO,KT,KW,LA,NA,NI,OG,ON,OS,OY,PL,RI,\
            SO,TA,YO,ZA"),
        names: &[("Federal Capital Territory", "FC")],
        zip: ZipCodes { shapes: &["999999"], leading_zeros: &[] },
        ..Country::bare(*b"NG")
    },
    Country { zip: ZipCodes { shapes: &["9999 AA"], leading_zeros: &[] }, ..Country::bare(*b"NL") },
    Country {
        zip: ZipCodes {
            shapes: &["9999"],
            leading_zeros: &["00", "01", "02", "03", "04", "05", "06", "07", "08", "09"],
        },
        ..Country::bare(*b"NO")
    },
    Country {
        provinces: listed!("AUK,BOP,CAN,CIT,GIS,HKB,MBH,MWT,NSN,NTL,OTA,STL,TAS,TKI,WGN,WKO,WTC"),
        zip: ZipCodes {
            shapes: &["9999"],
            leading_zeros: &["01", "02", "03", "04", "05", "06", "07", "08", "09"],
        },
        ..Country::bare(*b"NZ")
    },
    Country {
        provinces: listed!("PA-1,PA-10,PA-2,PA-3,PA-4,PA-5,PA-6,PA-7,PA-8,PA-9,PA-EM,PA-KY,PA-NB"),
        ..Country::bare(*b"PA")
    },
    Country {
        provinces: listed!("\
            PE-AMA,PE-ANC,PE-APU,PE-ARE,PE-AYA,PE-CAJ,PE-CAL,PE-CUS,PE-HUC,PE-HUV,PE-ICA,PE-JUN,PE-LAL,PE-LAM,\
            PE-LIM,PE-LMA,PE-LOR,PE-MDD,PE-MOQ,PE-PAS,PE-PIU,PE-PUN,PE-SAM,PE-TAC,PE-TUM,PE-UCA"),
        zip: ZipCodes {
            shapes: &["99999"],
            leading_zeros: &["01", "02", "03", "04", "05", "06", "07", "08", "09"],
        },
        ..Country::bare(*b"PE")
    },
    Country {
        provinces: listed!("\
            PH-00,PH-ABR,PH-AGN,PH-AGS,PH-AKL,PH-ALB,PH-ANT,PH-APA,PH-AUR,PH-BAN,PH-BAS,PH-BEN,PH-BIL,PH-BOH,\
            PH-BTG,PH-BTN,PH-BUK,PH-BUL,PH-CAG,PH-CAM,PH-CAN,PH-CAP,PH-CAS,PH-CAT,PH-CAV,PH-CEB,PH-COM,PH-DAO,\
            PH-DAS,PH-DAV,PH-DIN,PH-DVO,PH-EAS,PH-GUI,PH-IFU,PH-ILI,PH-ILN,PH-ILS,PH-ISA,PH-KAL,PH-LAG,PH-LAN,\
            PH-LAS,PH-LEY,PH-LUN,PH-MAD,PH-MAG,PH-MAS,PH-MDC,PH-MDR,PH-MOU,PH-MSC,PH-MSR,PH-NCO,PH-NEC,PH-NER,\
            PH-NSA,PH-NUE,PH-NUV,PH-PAM,PH-PAN,PH-PLW,PH-QUE,PH-QUI,PH-RIZ,PH-ROM,PH-SAR,PH-SCO,PH-SIG,PH-SLE,\
            PH-SLU,PH-SOR,PH-SUK,PH-SUN,PH-SUR,PH-TAR,PH-TAW,PH-WSA,PH-ZAN,PH-ZAS,PH-ZMB,PH-ZSI"),
        also: &[("NCR", "PH-00")],
        names: &[("Maguindanao", "PH-MAG"), ("Metro Manila", "PH-00")],
        zip: ZipCodes { shapes: &["9999"], leading_zeros: &[] },
        ..Country::bare(*b"PH")
    },
    Country { zip: ZipCodes { shapes: &["99-999"], leading_zeros: &[] }, ..Country::bare(*b"PL") },
    Country {
        provinces: listed!("\
            PT-01,PT-02,PT-03,PT-04,PT-05,PT-06,PT-07,PT-08,PT-09,PT-10,PT-11,PT-12,PT-13,PT-14,PT-15,PT-16,\
            PT-17,PT-18,PT-20,PT-30"),
        names: &[("Lisbon", "PT-11")],
        zip: ZipCodes { shapes: &["9999-999", "9999"], leading_zeros: &[] },
        ..Country::bare(*b"PT")
    },
    Country {
        provinces: listed!("\
            AB,AG,AR,B,BC,BH,BN,BR,BT,BV,BZ,CJ,CL,CS,CT,CV,DB,DJ,GJ,GL,GR,HD,HR,IF,IL,IS,MH,MM,MS,NT,OT,PH,SB,\
            SJ,SM,SV,TL,TM,TR,VL,VN,VS"),
        zip: ZipCodes {
            shapes: &["999999"],
            leading_zeros: &["01", "02", "03", "04", "05", "06", "07", "08"],
        },
        ..Country::bare(*b"RO")
    },
    Country { zip: ZipCodes { shapes: &["99999"], leading_zeros: &[] }, ..Country::bare(*b"RS") },
    Country {
        provinces: listed!("\
            AD,AL,ALT,AMU,ARK,AST,BA,BEL,BRY,BU,CE,CHE,CHU,CU,DA,IN,IRK,IVA,KAM,KB,KC,KDA,KEM,KGD,KGN,KHA,KHM,\
            KIR,KK,KL,KLU,KO,KOS,KR,KRS,KYA,LEN,LIP,MAG,ME,MO,MOS,MOW,MUR,NEN,NGR,NIZ,NVS,OMS,ORE,ORL,PER,PNZ,\
            PRI,PSK,ROS,RYA,SA,SAK,SAM,SAR,SE,SMO,SPE,STA,SVE,TA,TAM,TOM,TUL,TVE,TY,TYU,UD,ULY,VGG,VLA,VLG,VOR,\
            YAN,YAR,YEV,ZAB"),
        names: &[("Moscow", "MOW"), ("Saint Petersburg", "SPE"), ("St. Petersburg", "SPE")],
        zip: ZipCodes { shapes: &["999999"], leading_zeros: &[] },
        ..Country::bare(*b"RU")
    },
    Country { zip: ZipCodes { shapes: &["999 99"], leading_zeros: &[] }, ..Country::bare(*b"SE") },
    Country {
        zip: ZipCodes {
            shapes: &["999999"],
            leading_zeros: &["01", "02", "03", "04", "05", "06", "07", "08", "09"],
        },
        ..Country::bare(*b"SG")
    },
    Country { zip: ZipCodes { shapes: &["9999"], leading_zeros: &[] }, ..Country::bare(*b"SI") },
    Country {
        zip: ZipCodes {
            shapes: &["999 99"],
            leading_zeros: &["01", "02", "03", "04", "05", "06", "07", "08", "09"],
        },
        ..Country::bare(*b"SK")
    },
    Country {
        provinces: listed!("\
            SV-AH,SV-CA,SV-CH,SV-CU,SV-LI,SV-MO,SV-PA,SV-SA,SV-SM,SV-SO,SV-SS,SV-SV,SV-UN,SV-US"),
        zip: ZipCodes { shapes: &["9999"], leading_zeros: &[] },
        ..Country::bare(*b"SV")
    },
    Country {
        provinces: listed!("\
            TH-10,TH-11,TH-12,TH-13,TH-14,TH-15,TH-16,TH-17,TH-18,TH-19,TH-20,TH-21,TH-22,TH-23,TH-24,TH-25,\
            TH-26,TH-27,TH-30,TH-31,TH-32,TH-33,TH-34,TH-35,TH-36,TH-37,TH-38,TH-39,TH-40,TH-41,TH-42,TH-43,\
            TH-44,TH-45,TH-46,TH-47,TH-48,TH-49,TH-50,TH-51,TH-52,TH-53,TH-54,TH-55,TH-56,TH-57,TH-58,TH-60,\
            TH-61,TH-62,TH-63,TH-64,TH-65,TH-66,TH-67,TH-70,TH-71,TH-72,TH-73,TH-74,TH-75,TH-76,TH-77,TH-80,\
            TH-81,TH-82,TH-83,TH-84,TH-85,TH-86,TH-90,TH-91,TH-92,TH-93,TH-94,TH-95,TH-96,TH-S"),
        names: &[("Bangkok", "TH-10")],
        zip: ZipCodes { shapes: &["99999"], leading_zeros: &[] },
        ..Country::bare(*b"TH")
    },
    Country {
        zip: ZipCodes {
            shapes: &["99999"],
            leading_zeros: &["01", "02", "03", "04", "05", "06", "07", "08", "09"],
        },
        ..Country::bare(*b"TR")
    },
    Country {
        zip: ZipCodes {
            shapes: &["99999"],
            leading_zeros: &["01", "02", "03", "04", "05", "06", "07", "08", "09"],
        },
        ..Country::bare(*b"UA")
    },
    Country {
        provinces: listed!("\
            AA,AE,AK,AL,AP,AR,AS,AZ,CA,CO,CT,DC,DE,FL,FM,GA,GU,HI,IA,ID,IL,IN,KS,KY,LA,MA,MD,ME,MH,MI,MN,MO,MP,\
            MS,MT,NC,ND,NE,NH,NJ,NM,NV,NY,OH,OK,OR,PA,PR,PW,RI,SC,SD,TN,TX,UT,VA,VI,VT,WA,WI,WV,WY"),
        also: &[("US-AS", "AS"), ("US-GU", "GU"), ("US-MP", "MP"), ("US-PR", "PR"), ("US-VI", "VI")],
        names: &[
            ("Federated States of Micronesia", "FM"), ("Micronesia", "FM"), ("Marshall Islands", "MH"),
            ("Palau", "PW"), ("Armed Forces Americas", "AA"), ("Armed Forces Europe", "AE"),
            ("Armed Forces Pacific", "AP"), ("Washington DC", "DC"), ("Washington D.C.", "DC"),
        ],
        zip: ZipCodes {
            shapes: &["99999", "99999-9999"],
            leading_zeros: &[
                "005", "006", "007", "008", "009", "01", "02", "03", "04", "05", "06", "07", "08", "09",
            ],
        },
        ..Country::bare(*b"US")
    },
    Country {
        provinces: listed!("\
            UY-AR,UY-CA,UY-CL,UY-CO,UY-DU,UY-FD,UY-FS,UY-LA,UY-MA,UY-MO,UY-PA,UY-RN,UY-RO,UY-RV,UY-SA,UY-SJ,\
            UY-SO,UY-TA,UY-TT"),
        zip: ZipCodes { shapes: &["99999"], leading_zeros: &[] },
        ..Country::bare(*b"UY")
    },
    Country {
        provinces: listed!("\
            VE-A,VE-B,VE-C,VE-D,VE-E,VE-F,VE-G,VE-H,VE-I,VE-J,VE-K,VE-L,VE-M,VE-N,VE-O,VE-P,VE-R,VE-S,VE-T,\
            VE-U,VE-V,VE-W,VE-X,VE-Y,VE-Z"),
        ..Country::bare(*b"VE")
    },
    Country {
        provinces: listed!("EC,FS,GP,LP,MP,NC,NL,NW,WC"),
        also: &[("GT", "GP"), ("KZN", "NL")],
        zip: ZipCodes {
            shapes: &["9999"],
            leading_zeros: &["00", "01", "02", "03", "04", "05", "06", "07", "08", "09"],
        },
        ..Country::bare(*b"ZA")
    },
];
