//! Text inside a paragraph: runs, their emphasis, and the escaping of XML.

use crate::paper::document::Inline;
use crate::paper::page::Face;

/// The emphasis that surrounds a run.
#[derive(Clone, Copy, Default)]
struct Emphasis {
    strong: bool,
    kai: bool,
    struck: bool,
}

pub fn inlines(out: &mut String, text: &[Inline]) {
    write(out, text, Emphasis::default());
}

/// Plain words in the paragraph's own look; `\t` becomes a tab.
pub fn words(out: &mut String, text: &str) {
    run(out, text, Emphasis::default());
}

pub fn line_break(out: &mut String) {
    out.push_str("<w:r><w:br/></w:r>");
}

fn write(out: &mut String, text: &[Inline], emphasis: Emphasis) {
    for inline in text {
        match inline {
            Inline::Text(words) => run(out, words, emphasis),
            Inline::Strong(inner) => write(out, inner, Emphasis { strong: true, ..emphasis }),
            Inline::Emphasis(inner) => write(out, inner, Emphasis { kai: true, ..emphasis }),
            Inline::Struck(inner) => write(out, inner, Emphasis { struck: true, ..emphasis }),
            Inline::Blank(length) => run(out, &"_".repeat(*length), emphasis),
            Inline::Break => line_break(out),
            Inline::NoteMark(number) => {
                out.push_str("<w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t>[");
                out.push_str(&number.to_string());
                out.push_str("]</w:t></w:r>");
            }
        }
    }
}

fn run(out: &mut String, text: &str, emphasis: Emphasis) {
    out.push_str("<w:r>");
    properties(out, emphasis);
    for (index, words) in text.split('\t').enumerate() {
        if index > 0 {
            out.push_str("<w:tab/>");
        }
        if !words.is_empty() {
            out.push_str("<w:t xml:space=\"preserve\">");
            escape(out, words);
            out.push_str("</w:t>");
        }
    }
    out.push_str("</w:r>");
}

/// The order of the elements is the schema's.
fn properties(out: &mut String, emphasis: Emphasis) {
    let Emphasis { strong, kai, struck } = emphasis;
    if !(strong || kai || struck) {
        return;
    }
    out.push_str("<w:rPr>");
    if kai {
        out.push_str(&fonts(Face::Kai));
    }
    if strong {
        out.push_str("<w:b/><w:bCs/>");
    }
    if struck {
        out.push_str("<w:strike/>");
    }
    out.push_str("</w:rPr>");
}

/// One face for Chinese and Latin letters, as on the HTML page.
pub fn fonts(face: Face) -> String {
    let name = face.word();
    format!("<w:rFonts w:ascii=\"{name}\" w:hAnsi=\"{name}\" w:eastAsia=\"{name}\" w:cs=\"{name}\"/>")
}

/// Control characters, which XML can't hold, are gone since the document was parsed; the page's words pass here first.
pub fn escape(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ if character.is_control() => out.push(' '),
            _ => out.push(character),
        }
    }
}
