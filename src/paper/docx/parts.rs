//! The parts of a Word file beside its text: types and relations, properties, settings, footer, styles.

use crate::paper::docx::run;
use crate::paper::mark::SIDE;
use crate::paper::page::{Face, Page, SMALL, Size};
use std::fmt::Write as _;

pub const NAMESPACE: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// Millimetres in twentieths of a point, Word's unit.
pub const fn twentieths(millimetres: u32) -> u32 {
    millimetres * 14400 / 254
}

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

pub const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="png" ContentType="image/png"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>"#;

pub const PACKAGE_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#;

pub const DOCUMENT_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>"#;

pub const FOOTER_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/mark.png"/></Relationships>"#;

/// The code beside the footer's words; `$side` is its side in English Metric Units.
const MARK: &str = r#"<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><wp:extent cx="$side" cy="$side"/><wp:docPr id="1" name="mark" descr="案号、记录与摘要的二维码"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="1" name="mark.png"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rId1" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="$side" cy="$side"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"#;

/// Compatibility 15 keeps Word from opening the file in its mode for old files.
pub const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:defaultTabStop w:val="420"/><w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>"#;

/// Only the title: dates and authors would differ from one machine to the next, and say more than was asked.
pub fn properties(page: &Page) -> String {
    let mut out = String::from(DECLARATION);
    out.push_str("<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>");
    run::escape(&mut out, &page.title);
    out.push_str("</dc:title></cp:coreProperties>");
    out
}

pub fn footer(page: &Page) -> String {
    let mut out =
        format!("{DECLARATION}<w:ftr xmlns:w=\"{NAMESPACE}\"><w:p><w:pPr><w:pStyle w:val=\"Footer\"/></w:pPr>");
    if page.mark.is_some() {
        out.push_str(&MARK.replace("$side", &(SIDE * 36000).to_string()));
    }
    out.push_str("<w:r><w:rPr><w:sz w:val=\"16\"/><w:szCs w:val=\"16\"/></w:rPr><w:t xml:space=\"preserve\">");
    run::escape(&mut out, &page.footer_left);
    out.push_str("</w:t></w:r>");
    run::words(&mut out, "\t第 ");
    field(&mut out, "PAGE");
    run::words(&mut out, " 页　共 ");
    field(&mut out, "NUMPAGES");
    run::words(&mut out, " 页");
    out.push_str("</w:p></w:ftr>");
    out
}

fn field(out: &mut String, instruction: &str) {
    let _ = write!(out, "<w:fldSimple w:instr=\" {instruction} \"><w:r><w:t>1</w:t></w:r></w:fldSimple>");
}

/// A paragraph style: its id, the name that Word shows, what a paragraph and what a letter look like.
struct Style {
    id: &'static str,
    name: &'static str,
    paragraph: String,
    letters: String,
}

pub fn styles(size: Size) -> String {
    let (body, _) = size.body();
    let mut out = format!(
        "{DECLARATION}<w:styles xmlns:w=\"{NAMESPACE}\"><w:docDefaults><w:rPrDefault><w:rPr>{}<w:kern w:val=\"2\"/>{}<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>",
        run::fonts(Face::FangSong),
        letters(body)
    );
    out.push_str("<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/><w:pPr><w:widowControl/></w:pPr></w:style>");
    for style in headings(size).into_iter().chain(texts(size)) {
        let Style { id, name, paragraph, letters } = style;
        let _ = write!(
            out,
            "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"Normal\"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"
        );
    }
    out.push_str("</w:styles>");
    out
}

fn headings(size: Size) -> Vec<Style> {
    let (body, line) = size.body();
    let indent = indent(body);
    let heading = |id, name, level: u32, letters| Style {
        id,
        name,
        paragraph: format!("<w:keepNext/><w:keepLines/>{indent}<w:outlineLvl w:val=\"{level}\"/>"),
        letters,
    };
    vec![
        Style {
            id: "Title",
            name: "Title",
            paragraph: format!(
                "<w:keepNext/><w:keepLines/><w:snapToGrid w:val=\"0\"/><w:spacing w:after=\"{}\" w:line=\"300\" w:lineRule=\"auto\"/><w:jc w:val=\"center\"/><w:outlineLvl w:val=\"0\"/>",
                line * 10
            ),
            letters: format!("{}<w:b/><w:bCs/>{}", run::fonts(Face::Song), letters(size.title())),
        },
        heading("Heading1", "heading 1", 0, run::fonts(Face::Hei)),
        heading("Heading2", "heading 2", 1, run::fonts(Face::Kai)),
        heading("Heading3", "heading 3", 2, "<w:b/><w:bCs/>".to_owned()),
    ]
}

fn texts(size: Size) -> Vec<Style> {
    let (body, _) = size.body();
    let em = body * 10;
    let width = twentieths(size.text_width());
    let small = letters(SMALL);
    let style = |id, name, paragraph: String, letters: String| Style { id, name, paragraph, letters };
    let centered = |rest: &str| format!("{rest}<w:jc w:val=\"center\"/>");
    let loose = "<w:snapToGrid w:val=\"0\"/><w:spacing w:line=\"300\" w:lineRule=\"auto\"/>";
    // As close as on the printed page, whatever height the font asks for.
    let close = format!("<w:snapToGrid w:val=\"0\"/><w:spacing w:line=\"{}\" w:lineRule=\"exact\"/>", body * 14);
    let song = |size| format!("{}{}", run::fonts(Face::Song), letters(size));
    vec![
        style("BodyText", "Body Text", format!("{}<w:jc w:val=\"both\"/>", indent(body)), String::new()),
        style("Center", "居中", centered(""), String::new()),
        style("Right", "右对齐", "<w:jc w:val=\"right\"/>".to_owned(), String::new()),
        style("Sign", "落款", centered(&format!("<w:ind w:left=\"{}\"/>", width * 40 / 100)), String::new()),
        style(
            "Slip",
            "回执",
            centered("<w:pBdr><w:top w:val=\"dashed\" w:sz=\"8\" w:space=\"4\" w:color=\"auto\"/></w:pBdr>"),
            song(SMALL),
        ),
        style(
            "Quote",
            "Quote",
            format!("<w:ind w:left=\"{0}\" w:right=\"{0}\" w:firstLineChars=\"200\" w:firstLine=\"{0}\"/>", 2 * em),
            run::fonts(Face::Kai),
        ),
        style("Note", "说明", format!("{loose}{}", indent(SMALL)), small.clone()),
        style("Footnote", "脚注", loose.to_owned(), small),
        style("TableText", "表格文字", close.clone(), String::new()),
        style("TableHead", "表头", centered(&format!("<w:keepNext/>{close}")), run::fonts(Face::Hei)),
        style(
            "Gap",
            "间隔",
            "<w:snapToGrid w:val=\"0\"/><w:spacing w:line=\"160\" w:lineRule=\"exact\"/>".to_owned(),
            letters(2),
        ),
        style(
            "Footer",
            "footer",
            format!("<w:tabs><w:tab w:val=\"right\" w:pos=\"{width}\"/></w:tabs><w:snapToGrid w:val=\"0\"/>"),
            song(21),
        ),
    ]
}

fn letters(half_points: u32) -> String {
    format!("<w:sz w:val=\"{half_points}\"/><w:szCs w:val=\"{half_points}\"/>")
}

/// Two characters, said in characters for Word and in twentieths of a point for those that can't count characters.
fn indent(half_points: u32) -> String {
    format!("<w:ind w:firstLineChars=\"200\" w:firstLine=\"{}\"/>", half_points * 20)
}
