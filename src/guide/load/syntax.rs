//! What the reader of TOML says in English about a line that is none: which character is at fault, and what to write.

/// Characters of a Chinese keyboard, each with that which TOML knows.
const WIDE: [(char, &str); 16] = [
    ('“', "\""),
    ('”', "\""),
    ('‘', "'"),
    ('’', "'"),
    ('＂', "\""),
    ('＝', "="),
    ('：', "="),
    ('【', "["),
    ('】', "]"),
    ('［', "["),
    ('］', "]"),
    ('｛', "{"),
    ('｝', "}"),
    ('，', ","),
    ('、', ","),
    ('＃', "#"),
];

/// What is wrong with the line, and what to do; `place` is where in the line the reader stopped.
pub(super) fn sentence(line: &str, place: usize, message: &str) -> (String, String) {
    if let Some((wide, plain)) = wide(line) {
        let fix = format!("改成英文的 {plain} （切换到英文输入法）；中文的标点只能写在引号里面");
        return (format!("这里用了全角的“{wide}”"), fix);
    }
    // The whole word, wherever in it the reader stopped.
    let stop = |letter: char| ", =[]{}\t#".contains(letter);
    let start = line.get(..place).and_then(|before| before.rfind(stop)).map_or(0, |at| at + 1);
    let word = line.get(start..).unwrap_or_default();
    let word = word.split(stop).next().unwrap_or_default().trim();
    if is_day(word) {
        return (format!("“{word}”不是日期的写法"), "写成 2026-09-01：年四位，月、日两位，用 - 隔开，不加引号".into());
    }
    if let Some(flag) = yes_or_no(word) {
        return (format!("“{word}”应当写成 {flag}"), "是写 true，否写 false，都是小写，不加引号".into());
    }
    let is_open = || count(line, '{') > count(line, '}');
    let message = match message {
        _ if line.trim_end().ends_with('=') => "missing value",
        // A table stands on one line.
        _ if is_open() && ["unexpected", "invalid inline"].iter().any(|it| message.starts_with(it)) => {
            "unclosed inline table"
        }
        message => message,
    };
    let (what, fix) = match message.split(',').next().unwrap_or(message).trim() {
        "string values must be quoted" | "missing opening quote" => {
            ("文字没有放在引号里", "文字两头加上英文的引号，例如 \"文字\"；数字、日期、true、false 不加")
        }
        "invalid basic string" | "invalid literal string" | "invalid string" => (
            "引号没有合上，或者引号里有不能写的字",
            "文字两头各一个英文引号，写在一行里；里面的引号用中文的“”，\\ 写成 \\\\",
        ),
        "missing comma between array elements" | "missing comma between key-value pairs" => {
            ("两项之间少了逗号", "在两项之间写英文的逗号")
        }
        "extra comma in array" | "extra comma in inline table" => ("多了一个逗号", "删去它"),
        "unclosed array" => ("方括号没有合上", "补上 ]"),
        "unclosed inline table" => ("花括号没有合上", "补上 }"),
        "missing inline table opening" | "missing array opening" => {
            ("括号不成对：多了右边的一个", "删去它，或补上左边的一个")
        }
        "unclosed array table" | "unclosed table" => ("段的开头没有写完", "两层方括号，各在一行，例如 [[duty]]"),
        "key with no value" | "missing assignment between key-value pairs" => {
            ("这里没有等号", "写成 键 = 值；这一行是说明的，前面加 #")
        }
        "missing value for key" | "missing value" => ("等号后面没有值", "写上值，或删去这一行"),
        "extra `=`" | "extra assignment between key-value pairs" | "unexpected `=` in array" => {
            ("多了一个等号", "删去它；方括号里写“键 = 值”的，外面要有花括号")
        }
        "unexpected content" | "unexpected key or value" | "invalid inline table element" => {
            ("值的后面还有别的", "一行写一个“键 = 值”；说明前面加 #")
        }
        _ => ("不是合格的 TOML", "检查这一行的引号、方括号和等号"),
    };
    (what.to_owned(), fix.to_owned())
}

/// The first of them outside of quotes and remarks.
fn wide(line: &str) -> Option<(char, &'static str)> {
    let mut quote = None;
    for letter in line.chars() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(letter),
            (None, '#') => return None,
            (None, _) => {
                if let Some(found) = WIDE.iter().find(|(wide, _)| *wide == letter) {
                    return Some(*found);
                }
            }
        }
    }
    None
}

/// How often a bracket stands outside of quotes.
fn count(line: &str, bracket: char) -> usize {
    line.split(['"', '\'']).step_by(2).map(|part| part.matches(bracket).count()).sum()
}

/// 2026.9.1, 2026/9/1, 2026年9月1日, 2026-9-1.
fn is_day(word: &str) -> bool {
    let parts: Vec<&str> = word.split(['-', '/', '.', '年', '月', '日']).filter(|part| !part.is_empty()).collect();
    parts.len() == 3 && parts[0].len() == 4 && parts.iter().all(|part| part.chars().all(|it| it.is_ascii_digit()))
}

fn yes_or_no(word: &str) -> Option<&'static str> {
    match word.to_lowercase().as_str() {
        "yes" | "y" | "on" | "true" | "是" | "对" | "有" => Some("true"),
        "no" | "n" | "off" | "false" | "否" | "不" | "不是" | "没有" => Some("false"),
        _ => None,
    }
}
