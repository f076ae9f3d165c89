//! Texts of others, in whatever encoding they came. Bytes that can be read in two ways are never decided for a person,
//! and nothing is left out or put in instead of what can't be read.

use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use crate::error::{Error, Result};

/// One way of reading bytes, with all of them read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    pub encoding: &'static str,
    pub text: String,
}

/// What bytes can say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    Sure(Way),
    /// The most likely first; a person must say which.
    Several(Vec<Way>),
}

impl Reading {
    /// What is read where nobody can be asked.
    pub fn sure(self) -> Result<Way> {
        match self {
            Self::Sure(way) => Ok(way),
            Self::Several(ways) => Err(several(&ways)),
        }
    }
}

/// Whoever wrote a text in one of these wrote nothing that needs to be said.
pub const PLAIN: &str = "UTF-8";

/// As people call them.
pub const NAMES: [&str; 6] = ["utf-8", "gbk", "gb18030", "big5", "utf-16le", "utf-16be"];

/// How much of the Chinese of a text is usual where its encoding is the right one.
const USUAL: f64 = 0.8;

/// A text in the encoding of this name, with a mark of the order of bytes or without; nothing where it lacks a letter.
pub fn bytes(text: &str, encoding: &str, has_mark: bool) -> Option<Vec<u8>> {
    let encoding = Encoding::for_label(encoding.as_bytes())?;
    let text = if has_mark { format!("\u{feff}{text}") } else { text.to_owned() };
    match encoding {
        _ if encoding == UTF_16LE => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        _ if encoding == UTF_16BE => Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        _ => {
            let (bytes, _, lacks) = encoding.encode(&text);
            (!lacks).then(|| bytes.into_owned())
        }
    }
}

/// The encoding of this name.
fn named(name: &str) -> Result<&'static Encoding> {
    let known = Encoding::for_label(name.trim().as_bytes());
    known.filter(|encoding| [UTF_8, GBK, GB18030, BIG5, UTF_16LE, UTF_16BE].contains(encoding)).ok_or_else(|| {
        Error::new("没有这种编码，或这里不用它").field("--encoding").fix(format!("可用：{}", NAMES.join("、")))
    })
}

/// Reads the whole text, in the encoding that somebody named or in the one that it is surely in.
pub fn read(bytes: &[u8], wanted: Option<&str>) -> Result<Reading> {
    if let Some(wanted) = wanted {
        let encoding = named(wanted)?;
        return whole(encoding, bytes).map(Reading::Sure).ok_or_else(|| broken(encoding, bytes));
    }
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return whole(encoding, bytes).map(Reading::Sure).ok_or_else(|| broken(encoding, bytes));
    }
    if bytes.is_ascii() && !bytes.contains(&0) {
        return Ok(Reading::Sure(Way { encoding: PLAIN, text: String::from_utf8_lossy(bytes).into_owned() }));
    }
    let ways = possible(bytes);
    let likely: Vec<Way> = ways.iter().filter(|way| is_likely(way)).cloned().collect();
    match likely.as_slice() {
        [only] => match mixed(bytes, only) {
            Some(line) => Err(two_in_one(line)),
            None if is_seconded(bytes, only) => Ok(Reading::Sure(only.clone())),
            None => Ok(Reading::Several(ways)),
        },
        // Nothing usual in any: of one way alone it is at least sure that it is the only one.
        [] if ways.len() == 1 && ways[0].encoding == PLAIN => Ok(Reading::Sure(ways[0].clone())),
        [] if ways.is_empty() => Err(unreadable(bytes)),
        [] => Ok(Reading::Several(ways)),
        _ => Ok(Reading::Several(likely)),
    }
}

/// Every way without a letter lost, likely or not.
pub fn possible(bytes: &[u8]) -> Vec<Way> {
    let all: &[&'static Encoding] = if bytes.contains(&0) { &[UTF_16LE, UTF_16BE] } else { &[UTF_8, GB18030, BIG5] };
    all.iter().filter_map(|encoding| whole(encoding, bytes)).collect()
}

fn whole(encoding: &'static Encoding, bytes: &[u8]) -> Option<Way> {
    let (text, used, has_errors) = encoding.decode(bytes);
    let is_odd = |letter: char| letter == '\0' || letter == char::REPLACEMENT_CHARACTER;
    if has_errors || used != encoding || text.contains(is_odd) {
        return None;
    }
    // Notepad and Excel say GBK; what only GB18030 has is four bytes long.
    let name = match encoding.name() {
        "gb18030" | "GBK" if text.chars().any(is_far) => "GB18030",
        "gb18030" => "GBK",
        name => name,
    };
    Some(Way { encoding: name, text: text.into_owned() })
}

/// What GBK has no two bytes for.
fn is_far(letter: char) -> bool {
    let mut room = [0; 4];
    let (_, _, has_errors) = GBK.encode(letter.encode_utf8(&mut room));
    has_errors
}

/// Whether what is read so is what people write: the usual letters of Chinese, and few others.
fn is_likely(way: &Way) -> bool {
    let beyond: Vec<char> = way.text.chars().filter(|letter| !letter.is_ascii()).collect();
    if way.text.chars().any(|letter| letter.is_control() && !letter.is_whitespace()) {
        return false;
    }
    let usual = |letter: &&char| match way.encoding {
        // Of what is valid UTF-8 by accident hardly a letter is Chinese.
        PLAIN => is_chinese(**letter),
        "Big5" => is_sign(**letter) || is_frequent(BIG5, 0xa4..=0xc6, **letter),
        _ => is_sign(**letter) || is_frequent(GBK, 0xb0..=0xd7, **letter),
    };
    share(beyond.iter().filter(usual).count(), beyond.len()) >= USUAL
}

#[expect(clippy::cast_precision_loss, reason = "a share of letters of a text")]
fn share(some: usize, all: usize) -> f64 {
    if all == 0 { 1.0 } else { some as f64 / all as f64 }
}

fn is_chinese(letter: char) -> bool {
    is_sign(letter) || matches!(letter, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// Signs between Chinese letters, and small pictures.
fn is_sign(letter: char) -> bool {
    matches!(letter,
        '·' | '×' | '°' | '\u{a0}' | '\u{2000}'..='\u{206f}' | '\u{2100}'..='\u{27bf}' | '\u{3000}'..='\u{303f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{ff00}'..='\u{ffef}' | '\u{1f000}'..='\u{1faff}')
}

/// The letters that each of the old sets puts first, because they are the frequent ones.
fn is_frequent(encoding: &'static Encoding, leads: std::ops::RangeInclusive<u8>, letter: char) -> bool {
    let mut room = [0; 4];
    let (bytes, _, has_errors) = encoding.encode(letter.encode_utf8(&mut room));
    let is_trail = |trail: u8| encoding == BIG5 || trail >= 0xa1;
    !has_errors && matches!(bytes.as_ref(), [lead, trail] if leads.contains(lead) && is_trail(*trail))
}

/// A second opinion, by another way of looking, before anything but UTF-8 is believed.
fn is_seconded(bytes: &[u8], way: &Way) -> bool {
    if way.encoding == PLAIN || way.encoding.starts_with("UTF-16") {
        return true;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Allow);
    if way.encoding == "Big5" { guess == BIG5 } else { [GBK, GB18030].contains(&guess) }
}

/// The first line of UTF-8 in a text of another encoding: two texts were put together.
fn mixed(bytes: &[u8], way: &Way) -> Option<usize> {
    if way.encoding == PLAIN || way.encoding.starts_with("UTF-16") {
        return None;
    }
    let is_utf8 = |line: &[u8]| {
        let text = std::str::from_utf8(line).unwrap_or_default();
        let beyond: Vec<char> = text.chars().filter(|letter| !letter.is_ascii()).collect();
        beyond.len() >= 2 && beyond.iter().all(|letter| is_chinese(*letter) && letter.len_utf8() > 2)
    };
    bytes.split(|byte| *byte == b'\n').position(is_utf8).map(|at| at + 1)
}

fn several(ways: &[Way]) -> Error {
    let names: Vec<&str> = ways.iter().map(|way| way.encoding).collect();
    let several = Error::new(format!("这段文字可以按 {} 读出不同的内容，不替你猜", names.join("、")));
    let first = names.first().map(|name| name.to_lowercase()).unwrap_or_default();
    several.fix(format!("用记事本打开看是不是原来的话，再用 --encoding 指明，例如 --encoding {first}"))
}

fn two_in_one(line: usize) -> Error {
    let mixed = Error::new("文件里混有两种编码：这一行是 UTF-8，别处不是").line(line);
    mixed.fix("分成两个文件，或在记事本里把乱码的部分重新粘贴，另存为 UTF-8")
}

fn broken(encoding: &'static Encoding, bytes: &[u8]) -> Error {
    let (text, ..) = encoding.decode(bytes);
    let line = text.split('\n').position(|line| line.contains(char::REPLACEMENT_CHARACTER)).map(|at| at + 1);
    let broken = Error::new(format!("按 {} 读，有读不出来的字节", encoding.name()));
    let broken = match line {
        Some(line) => broken.line(line),
        None => broken,
    };
    broken.fix("文件损坏或不是这种编码：请对方重发，或用记事本打开核对后另存为 UTF-8；换一种编码用 --encoding")
}

/// In none of the ways: broken, or two in one file.
fn unreadable(bytes: &[u8]) -> Error {
    if bytes.contains(&0) {
        return Error::new("这不是文字（或已损坏）").fix("核对选的是不是文字文件");
    }
    let lines = || bytes.split(|byte| *byte == b'\n').enumerate().filter(|(_, line)| !line.is_ascii());
    let (utf8, odd): (Vec<_>, Vec<_>) = lines().partition(|(_, line)| std::str::from_utf8(line).is_ok());
    let (what, lines) = match (utf8.len(), odd.len()) {
        (0, _) => ("这一行有读不出来的字节，编码认不出", odd),
        (some, other) if some < other => ("文件里混有两种编码：这一行是 UTF-8，别处不是", utf8),
        _ => ("文件里混有两种编码：这一行不是 UTF-8，别处是", odd),
    };
    let odd = lines.first().map_or(1, |(at, _)| at + 1);
    let fix =
        "用记事本打开核对，请对方重发，或改好后另存为 UTF-8；知道编码的，加上 --encoding gbk（或 big5、utf-16le）";
    Error::new(what).line(odd).fix(fix)
}

/// What is the matter with a file of the program that somebody saved in another encoding, and the cure.
pub fn not_utf8(bytes: &[u8]) -> Error {
    let like = match read(bytes, None) {
        Ok(Reading::Sure(way)) => format!("，是 {}（记事本里叫 ANSI 或 Unicode）", way.encoding),
        _ => String::new(),
    };
    let wrong = Error::new(format!("不是 UTF-8 文字{like}"));
    wrong.fix("用记事本打开，另存为时把“编码”选成 UTF-8；内容勿改")
}

#[cfg(test)]
mod tests {
    use encoding_rs::{BIG5, Encoding, GB18030, GBK};
    use proptest::prelude::*;

    use super::{PLAIN, Reading, Way, not_utf8, read};

    /// What people send: a note, a chat, a message of a parent, a report, a table.
    const SAID: [&str; 10] = [
        "班主任说她这几天上课总是走神，晚上在宿舍哭。",
        "2026-03-05 21:40:12 张三\n老师你在吗？我有点难受\n2026-03-05 21:41:00 李老师\n在的，你现在在哪里",
        "家长短信：孩子在家里说不想上学了，我们很担心，请老师多关心。",
        "姓名,学号,班级\n林示例,00260101,高一(3)班\n叶样本,00260102,高一(3)班\n",
        "今天下午第二节课后，室友报告她在笔记本上写下告别的话，已由政教主任陪同到办公室。",
        "危机干预小组会议纪要：参加人员有校长、心理教师、班主任和家长代表。",
        "同学之间发生了争吵，没有受伤。双方家长已经到校，情绪稳定。",
        "妈妈：医生说要按时吃药，下周三复诊。\n心理老师：好的，我会告诉班主任。",
        "她说：“我想静一静。”后来自己回了教室，其他同学陪着她。",
        "关于转介的建议：请监护人带学生到正规医院心理科检查，结果告诉学校。",
    ];

    fn encoded(encoding: &'static Encoding, text: &str) -> Vec<u8> {
        let (bytes, _, lost) = encoding.encode(text);
        assert!(!lost, "{text}");
        bytes.into_owned()
    }

    fn units(text: &str, turned: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if turned { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    /// Ten texts in ten ways: each is read as it was written, or not decided; never otherwise.
    #[test]
    fn a_hundred_texts_are_read_as_written() {
        let mut undecided = 0;
        for text in SAID {
            let marked = format!("\u{feff}{text}");
            let ways: [(&str, Vec<u8>); 10] = [
                (PLAIN, text.as_bytes().to_vec()),
                (PLAIN, marked.as_bytes().to_vec()),
                ("GBK", encoded(GBK, text)),
                ("GBK", encoded(GBK, &text.replace('\n', "\r\n"))),
                ("GBK", encoded(GBK, &text.replace('\n', "\r"))),
                ("GB18030", encoded(GB18030, &format!("{text}𠮷"))),
                ("UTF-16LE", units(&marked, false)),
                ("UTF-16BE", units(&marked, true)),
                ("UTF-16LE", units(&format!("{text}\n"), false)),
                ("UTF-16BE", units(&format!("{text}\n"), true)),
            ];
            for (encoding, bytes) in ways {
                match read(&bytes, None) {
                    Ok(Reading::Sure(way)) => {
                        assert_eq!(way.encoding, encoding, "{text}");
                        assert_eq!(
                            way.text.replace("\r\n", "\n").replace('\r', "\n").trim_end_matches(['𠮷', '\n']),
                            text.trim_end(),
                            "{encoding}"
                        );
                    }
                    Ok(Reading::Several(ways)) => {
                        assert!(ways.iter().any(|way| way.encoding == encoding), "{encoding} {text}");
                        undecided += 1;
                    }
                    Err(error) => panic!("{encoding} {text}: {error}"),
                }
            }
        }
        assert!(undecided <= 5, "{undecided} of a hundred were asked about");
    }

    #[test]
    fn traditional_letters() {
        let text = "班主任說她這幾天上課總是走神，晚上在宿舍哭。家長很擔心，請老師多關心。";
        let sure = Way { encoding: "Big5", text: text.to_owned() };
        assert_eq!(read(&encoded(BIG5, text), None), Ok(Reading::Sure(sure)));
    }

    /// 联通 is the best known: its GBK is valid UTF-8.
    #[test]
    fn what_can_be_read_in_two_ways_is_not_decided() {
        for word in ["联通", "联", "一些联"] {
            let bytes = encoded(GBK, word);
            if let Reading::Sure(way) = read(&bytes, None).unwrap() {
                assert_eq!(way.text, word);
            }
            assert_eq!(read(&bytes, Some("gbk")).unwrap().sure().unwrap().text, word);
        }
        let both = read(&encoded(GBK, "联通"), None).unwrap();
        assert!(matches!(both, Reading::Several(_)));
        assert!(both.sure().unwrap_err().fix.unwrap().contains("--encoding"));
    }

    #[test]
    fn what_is_broken_or_mixed_is_refused_with_its_line() {
        let mixed = [SAID[3].as_bytes(), &encoded(GBK, "某丙,00260103,高一(3)班\n")].concat();
        assert_eq!(read(&mixed, None).unwrap_err().line, Some(4));
        let turned = [&encoded(GBK, SAID[3])[..], "某丙某丁,00260103,高一(3)班\n".as_bytes()].concat();
        assert_eq!(read(&turned, None).unwrap_err().line, Some(4));
        assert!(read(&encoded(GBK, "已经"), Some("utf-8")).is_err());
        assert!(read(b"abc", Some("klingon")).unwrap_err().fix.unwrap().contains("gbk"));
        assert!(not_utf8(&encoded(GBK, SAID[0])).what.contains("GBK"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            if let Ok(Reading::Sure(way)) = read(&bytes, None) {
                prop_assert!(!way.text.contains(char::REPLACEMENT_CHARACTER));
            }
            let _ = not_utf8(&bytes);
        }

        #[test]
        fn no_text_changes(text in "[一-龥，。0-9a-z\n]{0,40}") {
            if let Ok(Reading::Sure(way)) = read(text.as_bytes(), None) {
                prop_assert_eq!(way.text, text);
            }
        }
    }
}
