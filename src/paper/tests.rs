//! Three sample papers and their data, used by the tests of every format.

use crate::paper::document::{Block, Document, Inline, plain};
use crate::paper::page::{Page, Size};
use crate::paper::template::Templates;
use crate::paper::{docx, html, markdown, pdf, text};
use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, prop_assume, prop_oneof, proptest};
use serde_json::{Value, json};
use std::io::{Cursor, Read as _};

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
    (document("letter.md", &data), page("转介建议书", Size::Letter))
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
    (document("agreement.md", &data), page("安全协议书（监护人）", Size::Letter))
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
    (document("ledger.md", &data), page("危机干预记录表", Size::Letter))
}

fn document(name: &str, data: &Value) -> Document {
    let markdown = Templates::new(&TEMPLATES, &[]).unwrap().render(name, data).unwrap();
    markdown::parse(&markdown).unwrap_or_else(|error| panic!("{error} {:?}\n{markdown}", error.fix))
}

fn page(title: &str, size: Size) -> Page {
    let footer_left = "2026-7K3Q · m4t9 · sha256 9f86d081884c7d65".to_owned();
    Page { title: title.to_owned(), footer_left, mark: None, size }
}

/// Writes the samples where a person can look at them: `PAPER_SAMPLES=/tmp/x cargo test write_samples -- --ignored`.
#[test]
#[ignore = "for looking at, not for checking"]
fn write_samples() {
    let folder = std::path::PathBuf::from(std::env::var_os("PAPER_SAMPLES").unwrap());
    for (name, (document, page)) in [("letter", letter()), ("agreement", agreement()), ("ledger", ledger(240))] {
        std::fs::write(folder.join(name).with_extension("html"), html::render(&document, &page)).unwrap();
        if let Ok(pdf) = pdf::render(&html::render(&document, &page), &docx::render(&document, &page).unwrap()) {
            std::fs::write(folder.join(name).with_extension("pdf"), pdf).unwrap();
        }
        std::fs::write(folder.join(name).with_extension("docx"), docx::render(&document, &page).unwrap()).unwrap();
    }
}

fn part(docx: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    // One paragraph a line, for the eyes of whoever reads the snapshot.
    text.replace("<w:p>", "\n<w:p>").replace("<w:style ", "\n<w:style ")
}

#[test]
fn html_of_the_samples() {
    for (name, (document, page)) in [("letter", letter()), ("agreement", agreement()), ("ledger", ledger(2))] {
        insta::assert_snapshot!(format!("{name}.html"), html::render(&document, &page));
    }
}

#[test]
fn word_files_of_the_samples() {
    for (name, (document, page)) in [("letter", letter()), ("agreement", agreement()), ("ledger", ledger(2))] {
        insta::assert_snapshot!(
            format!("{name}.docx"),
            part(&docx::render(&document, &page).unwrap(), "word/document.xml")
        );
    }
    let (document, page) = agreement();
    let docx = docx::render(&document, &page).unwrap();
    insta::assert_snapshot!("styles", part(&docx, "word/styles.xml"));
    insta::assert_snapshot!("footer", part(&docx, "word/footer1.xml"));
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let ((document, page), (again, _)) = (ledger(20), ledger(20));
    assert_eq!(html::render(&document, &page), html::render(&again, &page));
    assert_eq!(docx::render(&document, &page).unwrap(), docx::render(&again, &page).unwrap());
}

/// Runs where a browser or `LibreOffice` is installed, as in CI.
#[test]
fn pdf_by_the_browser_of_this_pc() {
    let (document, page) = letter();
    let word = docx::render(&document, &page).unwrap();
    match pdf::render(&html::render(&document, &page), &word) {
        Ok(pdf) => assert!(pdf.starts_with(b"%PDF-")),
        Err(error) => assert!(error.to_string().contains("没有找到"), "{error}"),
    }
}

#[test]
fn an_unknown_variable_names_template_line_and_cure() {
    for source in ["\n{{ studnet }}", "\n{% if studnet %}有{% endif %}", "\n{{ case.studnet }}"] {
        let templates = Templates::new(&TEMPLATES, &[("t.md".into(), source.into())]).unwrap();
        let error = templates.render("t.md", &json!({ "case": { "student": "甲" } })).unwrap_err();
        assert_eq!(error.to_string(), "t.md 第 2 行：模板用了不存在的变量 studnet", "{source}");
        assert!(error.fix.is_some());
    }
}

#[test]
fn an_error_never_quotes_a_record() {
    for source in ["{{ said | day }}", "{{ said | int }}", "{{ said + 1 }}", "{{ said | time }}"] {
        let templates = Templates::new(&[], &[("t.md".into(), source.into())]).unwrap();
        let error = templates.render("t.md", &json!({ "said": "不想活了" })).unwrap_err();
        assert!(!format!("{error:?}").contains("不想活"), "{error}");
    }
}

#[test]
fn a_template_that_cannot_be_read_says_where() {
    let broken = |source: &str| Templates::new(&[], &[("t.md".into(), source.into())]).err().unwrap().to_string();
    insta::assert_snapshot!(["甲\n{{ 乙", "甲\n{{ a | nosuch }}", "甲\n{% include \"x.md\" %}"].map(broken).join("\n"));
}

#[test]
fn an_override_takes_the_place_of_the_embedded_template() {
    let own = [("letter.md".to_owned(), "{{ day | day }}，{{ none | day }}".to_owned())];
    let templates = Templates::new(&TEMPLATES, &own).unwrap();
    let markdown = templates.render("letter.md", &json!({ "day": "2026-03-05" })).unwrap();
    insta::assert_snapshot!(markdown, @"2026年3月5日，&#12288;&#12288;&#12288;年&#12288;&#12288;月&#12288;&#12288;日");
    assert_eq!(templates.names().count(), 3);
}

#[test]
fn what_a_template_shows_is_known_also_through_others() {
    let own = [
        ("a.md".to_owned(), "{% include \"b.md\" %}".to_owned()),
        ("b.md".to_owned(), "{%\n  if list\n%}{{ list.head }}{% endif %}".to_owned()),
        ("c.md".to_owned(), "{{ listed }}".to_owned()),
        ("round.md".to_owned(), "{# round.md #}{{ day }}".to_owned()),
    ];
    let templates = Templates::new(&[], &own).unwrap();
    let shown = ["a.md", "b.md", "c.md", "round.md", "none.md"].map(|name| templates.shows(name, "list"));
    assert_eq!(shown, [true, true, false, false, false]);
}

#[test]
fn markdown_is_brought_down_to_what_paper_knows() {
    let source = include_str!("samples/odd.md");
    insta::assert_debug_snapshot!(markdown::parse(source).unwrap());
}

#[test]
fn directives_must_be_known_and_closed() {
    let said = |source| markdown::parse(source).unwrap_err().to_string();
    assert_eq!(said("甲\n\n:::sing\n乙\n:::"), "第 3 行：不认识“:::sing”");
    assert_eq!(said(":::sign\n乙\n"), "第 1 行：“:::sign”没有结束");
    assert_eq!(said("甲\n\n:::\n"), "第 3 行：多出一个“:::”");
}

/// What must come out: one kind of line break, a visible mark for what no paper can show.
fn expected(text: &str) -> String {
    let visible = |c: char| {
        if (c.is_control() && c != '\n' && c != '\t')
            || ('\u{fdd0}'..='\u{fdef}').contains(&c)
            || matches!(c, '\u{fffe}' | '\u{ffff}')
        {
            '\u{fffd}'
        } else {
            c
        }
    };
    text.replace("\r\n", "\n").replace('\r', "\n").chars().map(visible).collect()
}

fn filled(template: &str, text: &str) -> Vec<Block> {
    let templates = Templates::new(&[], &[("t.md".into(), template.into())]).unwrap();
    let markdown = templates.render("t.md", &json!({ "x": text })).unwrap();
    markdown::parse(&markdown).unwrap().blocks
}

fn hostile() -> impl Strategy<Value = String> {
    let marks = "[-*_#>+=|:!`~\\[\\](){}<&;\\\\.0-9a一\r\n\t \u{3000}\u{85}]{1,24}";
    prop_oneof![marks, any::<String>().prop_filter("empty", |text| !text.is_empty())]
}

proptest! {
    #[test]
    fn any_text_stays_text(text in hostile()) {
        let want = expected(&text);
        let paragraphs = filled("{{ x }}", &text);
        let [Block::Paragraph(alone)] = &paragraphs[..] else { panic!("no paragraph") };
        prop_assert_eq!(&plain(alone), &want);
        let [Block::Heading { rank: 2, text: heading }] = &filled("## {{ x }}", &text)[..] else { panic!("no heading") };
        prop_assert_eq!(&plain(heading), &want);
        let [Block::Table(table)] = &filled("|甲|乙|\n|--|--|\n|{{ x }}|丙|\n|丁|{{ x }}|", &text)[..] else { panic!("no table") };
        prop_assert_eq!(&plain(&table.rows[0][0]), &want);
        prop_assert_eq!(plain(&table.rows[0][1]), "丙");
        prop_assert_eq!(&plain(&table.rows[1][1]), &want);
        let [Block::List(items)] = &filled("- 甲{{ x }}乙\n- {{ x }}", &text)[..] else { panic!("no list") };
        prop_assert_eq!(&items[1].blocks, &filled("{{ x }}", &text));
        let [Block::Region { blocks, .. }] = &filled(":::sign\n{{ x }}\n:::", &text)[..] else { panic!("no region") };
        prop_assert_eq!(blocks, &filled("{{ x }}", &text));
        // Text only: nothing in it became strong, struck, a note.
        prop_assert!(alone.iter().all(|inline| matches!(inline, Inline::Text(_) | Inline::Break)));
    }
}

/// Whatever people type reads in Notepad as they typed it, and as nothing else where Markdown is shown.
fn readable() -> impl Strategy<Value = String> {
    prop_oneof!["[-*_#>+=|:!`~\\[\\](){}<&;\\\\.0-9a一 \u{3000}]{1,24}", "[^\\p{Cc}]{1,24}"]
}

proptest! {
    #[test]
    fn the_markdown_for_notepad_says_the_same_words(typed in readable()) {
        let words = typed.trim_matches([' ', '\t']);
        // A line that a person numbered is a list also where Markdown is shown.
        prop_assume!(!words.trim().is_empty() && !words.starts_with(|first: char| first.is_ascii_digit()));
        prop_assume!(!words.chars().any(|letter| ('\u{fdd0}'..='\u{fdef}').contains(&letter) || letter == '\u{feff}'));
        let alone = Document { blocks: vec![Block::Paragraph(vec![Inline::Text(typed.clone())])] };
        let again = markdown::parse(&text::render(&alone)).unwrap();
        let [Block::Paragraph(read)] = &again.blocks[..] else { panic!("no paragraph: {:?}", again.blocks) };
        prop_assert_eq!(plain(read), expected(words));
    }
}

#[test]
fn nothing_is_escaped_without_need() {
    let words = "2026-03-05 21:40（约）；QQ 群 a_b，3~5 人 & 家长 <某> 1.5 #2 [注] {x}!";
    let alone = Document { blocks: vec![Block::Paragraph(vec![Inline::Text(words.to_owned())])] };
    assert_eq!(text::render(&alone).trim_end(), words);
}

#[test]
fn the_words_of_the_footer_stay_words() {
    let hostile = r#""; } </style><script>alert(1)</script> \ & 'x'"#.to_owned();
    let page = Page { title: hostile.clone(), footer_left: hostile, mark: None, size: Size::Letter };
    let document = markdown::parse("甲").unwrap();
    let html = html::render(&document, &page);
    assert_eq!(html.matches("</style>").count(), 1);
    assert!(!html.contains("<script"), "{html}");
    let docx = docx::render(&document, &page).unwrap();
    assert!(part(&docx, "word/footer1.xml").contains("&lt;/style&gt;&lt;script&gt;"));
}

/// A letter takes a few milliseconds; the limit leaves room for a build without optimisation on a busy machine.
#[test]
fn a_letter_is_quick() {
    let start = std::time::Instant::now();
    let (document, page) = letter();
    assert!(html::render(&document, &page).len() + docx::render(&document, &page).unwrap().len() > 1000);
    let limit = if cfg!(debug_assertions) { 1000 } else { 50 };
    assert!(start.elapsed().as_millis() < limit, "{:?}", start.elapsed());
}
