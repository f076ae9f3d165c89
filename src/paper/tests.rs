//! Three sample papers and their data, used by the tests of every format.

use crate::paper::document::Document;
use crate::paper::markdown;
use crate::paper::page::{Page, Size};
use crate::paper::template::Templates;
use serde_json::{Value, json};

pub const TEMPLATES: [(&str, &str); 3] = [
    ("letter.md", include_str!("samples/letter.md")),
    ("agreement.md", include_str!("samples/agreement.md")),
    ("ledger.md", include_str!("samples/ledger.md")),
];

pub fn letter() -> (Document, Page) {
    let data = json!({
        "number": "2026-7K3Q-转01", "guardian": "𠅤立新先生", "student": "买买提·㛃𬱖䶮", "class": "高二（3）班",
        "since": "2026-03-05", "institution": "市精神卫生中心", "school": "示例市第一中学", "date": "2026-05-16T09:30+08:00",
        "reason": "近两周睡眠明显减少，多次表示“活着没意思”。\n\n5 月 16 日凌晨有自伤行为 | 已由家长送医 *处理*。",
    });
    (document("letter.md", &data), page("转介建议书", Size::Four))
}

pub fn agreement() -> (Document, Page) {
    let data = json!({
        "guardian": "李立新", "relation": "父亲", "student": "李·䶮", "class": "高二（3）班", "school": "示例市第一中学",
        "until": "2026-07-15",
        "visits": [
            { "at": "2026-05-18T15:30+08:00", "place": "心理辅导室", "what": "面谈\n评估本周状态", "who": "王老师" },
            { "at": "2026-05-25T15:30:00+08:00", "place": "心理辅导室", "what": "面谈", "who": "王老师" },
        ],
    });
    (document("agreement.md", &data), page("安全协议书（监护人）", Size::Three))
}

pub fn ledger(count: usize) -> (Document, Page) {
    let what = "与学生面谈约 40 分钟，了解睡眠、饮食和同学关系。\n学生表示本周情绪较上周平稳，愿意继续每周见面。";
    let rows: Vec<Value> = (0..count)
        .map(|index| {
            let day = index % 28 + 1;
            json!({ "at": format!("2026-03-{day:02}T21:40+08:00"), "who": "心理老师、班主任", "what": what,
                    "result": "状态平稳", "next": if index % 3 == 0 { "继续每周面谈\n下周联系家长" } else { "继续每周面谈" } })
        })
        .collect();
    let data = json!({ "number": "2026-7K3Q", "student": "李·䶮", "class": "高二（3）班", "since": "2026-03-05",
                       "school": "示例市第一中学", "date": "2026-07-10", "rows": rows });
    (document("ledger.md", &data), page("危机干预记录表", Size::Four))
}

fn document(name: &str, data: &Value) -> Document {
    let markdown = Templates::new(&TEMPLATES, &[]).unwrap().render(name, data).unwrap();
    markdown::parse(&markdown).unwrap_or_else(|error| panic!("{error} {:?}\n{markdown}", error.fix))
}

fn page(title: &str, size: Size) -> Page {
    let footer_left = "2026-7K3Q · m4t9 · sha256 9f86d081884c7d65".to_owned();
    Page { title: title.to_owned(), footer_left, size }
}

/// Writes the samples where a person can look at them: `PAPER_SAMPLES=/tmp/x cargo test write_samples -- --ignored`.
#[test]
#[ignore = "for looking at, not for checking"]
fn write_samples() {
    let folder = std::path::PathBuf::from(std::env::var_os("PAPER_SAMPLES").unwrap());
    for (name, (document, page)) in [("letter", letter()), ("agreement", agreement()), ("ledger", ledger(240))] {
        std::fs::write(folder.join(name).with_extension("html"), crate::paper::html::render(&document, &page)).unwrap();
    }
}
