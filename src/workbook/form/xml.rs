//! The tags of a part of a workbook, each with the place where it stands: what is not changed stays as it is written.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::escape::{partial_escape, unescape};
use quick_xml::events::Event;
use quick_xml::events::attributes::Attributes;
use quick_xml::reader::Reader;

/// A tag and where it stands.
pub struct Tag<'a> {
    pub at: Range<usize>,
    /// With its colon, where names have one.
    pub prefix: &'a str,
    pub name: &'a str,
    pub attributes: &'a str,
    pub is_end: bool,
    /// Begins and ends at once.
    pub is_empty: bool,
}

/// The tags, one after the other; comments and what a processor reads are none. They end where it is no XML any more.
pub fn tags(xml: &str) -> impl Iterator<Item = Tag<'_>> {
    // The reader passes over a mark of the order of bytes without counting it.
    let mark = if xml.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut reader = Reader::from_str(&xml[mark..]);
    // Of a piece of a part the rest is elsewhere.
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    std::iter::from_fn(move || {
        loop {
            let start = mark + position(&reader)?;
            let event = reader.read_event().ok()?;
            if matches!(event, Event::Eof) {
                return None;
            }
            let is_tag = matches!(event, Event::Start(_) | Event::Empty(_) | Event::End(_));
            let tag = position(&reader).filter(|_| is_tag).and_then(|end| tag(xml, start..mark + end, &event));
            if tag.is_some() {
                return tag;
            }
        }
    })
}

fn position(reader: &Reader<&[u8]>) -> Option<usize> {
    usize::try_from(reader.buffer_position()).ok()
}

fn tag<'a>(xml: &'a str, at: Range<usize>, event: &Event<'_>) -> Option<Tag<'a>> {
    let (is_end, is_empty) = (matches!(event, Event::End(_)), matches!(event, Event::Empty(_)));
    let inside = xml.get(at.start + 1 + usize::from(is_end)..at.end - 1 - usize::from(is_empty))?;
    let (name, attributes) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    let cut = name.find(':').map_or(0, |colon| colon + 1);
    Some(Tag { at, prefix: &name[..cut], name: &name[cut..], attributes, is_end, is_empty })
}

/// Name and value of each attribute, as they are written.
fn attributes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    Attributes::new(text, 0).map_while(Result::ok).filter_map(|found| match found.value {
        Cow::Borrowed(value) => Some((found.key.into_inner(), value)),
        Cow::Owned(_) => None,
    })
}

/// What an attribute says.
pub fn attribute<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    attributes(text).find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// The attributes but those of these names.
pub fn without(text: &str, names: &[&str]) -> String {
    let mut kept = String::new();
    for (name, value) in attributes(text).filter(|(name, _)| !names.contains(name)) {
        let quote = if value.contains('"') { '\'' } else { '"' };
        kept.push_str(&format!(" {name}={quote}{value}{quote}"));
    }
    kept
}

/// The letters of an item: of all its runs, without how they are read aloud.
pub fn letters(xml: &str) -> String {
    let (mut said, mut begun, mut is_aloud) = (String::new(), None, false);
    for tag in tags(xml) {
        match tag.name {
            "rPh" => is_aloud = !tag.is_end,
            "t" if !tag.is_end && !tag.is_empty => begun = Some(tag.at.end),
            "t" => {
                let text = begun.take().map_or("", |begin| &xml[begin..tag.at.start]);
                said.push_str(if is_aloud { "" } else { text });
            }
            _ => {}
        }
    }
    // An entity that nobody defined stays as it is written.
    unescape(&said).map_or_else(|_| said.clone(), Cow::into_owned)
}

/// The texts that cells name by their number.
pub fn texts(xml: &str) -> Vec<String> {
    let (mut texts, mut begun) = (Vec::new(), None);
    for tag in tags(xml).filter(|tag| tag.name == "si") {
        match (tag.is_empty, tag.is_end) {
            (true, _) => texts.push(String::new()),
            (_, false) => begun = Some(tag.at.end),
            (_, true) => texts.push(begun.take().map_or(String::new(), |begin| letters(&xml[begin..tag.at.start]))),
        }
    }
    texts
}

/// Letters as they may stand in a part.
pub fn escaped(text: &str) -> String {
    let is_held = |letter: &char| !letter.is_control() || matches!(letter, '\n' | '\t');
    let kept: String = text.chars().filter(is_held).collect();
    partial_escape(&kept).into_owned()
}

/// A workbook whose formulas are counted when it is opened.
pub fn counted_anew(book: &str) -> String {
    let put = |tag: &Tag<'_>, from: usize, rest: &str, end: &str| {
        let (before, after) = (&book[..from], &book[tag.at.end..]);
        format!("{before}<{}calcPr{rest} fullCalcOnLoad=\"1\"{end}{after}", tag.prefix)
    };
    if let Some(tag) = tags(book).find(|tag| tag.name == "calcPr" && !tag.is_end) {
        let rest = without(tag.attributes, &["fullCalcOnLoad"]);
        return put(&tag, tag.at.start, &rest, if tag.is_empty { "/>" } else { ">" });
    }
    let before = ["definedNames", "externalReferences", "functionGroups", "sheets"];
    let ends = |name: &&str| tags(book).find(|tag| tag.name == *name && (tag.is_end || tag.is_empty));
    before.iter().find_map(ends).map_or_else(|| book.to_owned(), |tag| put(&tag, tag.at.end, "", "/>"))
}

#[cfg(test)]
mod tests {
    use super::{attribute, counted_anew, escaped, letters, texts, without};

    #[test]
    fn what_parts_say() {
        let shared = "<?xml version=\"1.0\"?><x:sst><x:si><x:t>甲&amp;乙 &#x4e00;</x:t></x:si><x:si/>\
                      <x:si><x:r><x:t>{{ 学</x:t></x:r><!-- <si> --><x:r><x:t xml:space=\"preserve\">生 }}</x:t></x:r>\
                      <x:rPh><x:t>xue</x:t></x:rPh></x:si></x:sst>";
        assert_eq!(texts(shared), ["甲&乙 一", "", "{{ 学生 }}"]);
        assert_eq!(letters("<is><t/></is>"), "");
        assert_eq!(attribute("r=\"B3\" s='5' t=\"s\"", "s"), Some("5"));
        assert_eq!(without("r=\"B3\" s='5' t=\"s\"", &["r", "t"]), " s=\"5\"");
        assert_eq!(without("a='x\"y'", &[]), " a='x\"y'");
        assert_eq!(letters("<is><t>&nobody; &lt;</t></is>"), "&nobody; &lt;");
        assert_eq!(texts("\u{feff}<?xml version=\"1.0\"?><!DOCTYPE sst><sst><si><t a='>'>甲</t></si></sst>"), ["甲"]);
        assert_eq!(escaped("<甲>&\u{1}"), "&lt;甲&gt;&amp;");
    }

    #[test]
    fn formulas_are_counted_anew() {
        let counted = "<workbook><sheets><sheet/></sheets><calcPr calcId=\"1\" fullCalcOnLoad=\"1\"/></workbook>";
        assert_eq!(counted_anew("<workbook><sheets><sheet/></sheets><calcPr calcId=\"1\"/></workbook>"), counted);
        assert_eq!(
            counted_anew("<x:workbook><x:sheets/><x:definedNames></x:definedNames></x:workbook>"),
            "<x:workbook><x:sheets/><x:definedNames></x:definedNames><x:calcPr fullCalcOnLoad=\"1\"/></x:workbook>"
        );
    }
}
