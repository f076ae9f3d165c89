//! As much of XML as the parts of a workbook are written in.

use std::ops::Range;

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

/// The tags, one after the other; comments and what a processor reads are none.
pub fn tags(xml: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + xml[at..].find('<')?;
            let rest = &xml[start..];
            let skipped = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">")];
            if let Some((begin, end)) = skipped.into_iter().find(|(begin, _)| rest.starts_with(begin)) {
                at = start + begin.len() + rest[begin.len()..].find(end)? + end.len();
                continue;
            }
            at = start + end_of(rest)?;
            return Some(tag(xml, start..at));
        }
    })
}

/// Behind the bracket that closes a tag; one between quotes does not.
fn end_of(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, letter) in rest.char_indices() {
        match (quote, letter) {
            (None, '>') => return Some(at + 1),
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), letter) if open == letter => quote = None,
            _ => {}
        }
    }
    None
}

fn tag(xml: &str, at: Range<usize>) -> Tag<'_> {
    let inside = &xml[at.start + 1..at.end - 1];
    let (inside, is_end) = inside.strip_prefix('/').map_or((inside, false), |inside| (inside, true));
    let (inside, is_empty) = inside.strip_suffix('/').map_or((inside, false), |inside| (inside, true));
    let (name, attributes) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    let cut = name.find(':').map_or(0, |colon| colon + 1);
    Tag { at, prefix: &name[..cut], name: &name[cut..], attributes, is_end, is_empty }
}

/// Name, quote and value of each attribute.
fn attributes(text: &str) -> impl Iterator<Item = (&str, char, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (name, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|letter| matches!(letter, '"' | '\''))?;
        let (value, behind) = after[1..].split_once(quote)?;
        rest = behind;
        Some((name.trim(), quote, value))
    })
}

/// What an attribute says.
pub fn attribute<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    attributes(text).find(|(known, ..)| *known == name).map(|(.., value)| value)
}

/// The attributes but those of these names.
pub fn without(text: &str, names: &[&str]) -> String {
    let mut kept = String::new();
    for (name, quote, value) in attributes(text).filter(|(name, ..)| !names.contains(name)) {
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
    plain(&said)
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

/// Entities as the letters that they stand for.
fn plain(text: &str) -> String {
    let mut said = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        said.push_str(before);
        let (name, behind) = after.split_once(';').unwrap_or((after, ""));
        let number = |digits: &str| match digits.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok(),
            None => digits.parse().ok(),
        };
        let letter = match name {
            "lt" => Some('<'),
            "gt" => Some('>'),
            "amp" => Some('&'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => name.strip_prefix('#').and_then(number).and_then(char::from_u32),
        };
        said.extend(letter);
        rest = behind;
    }
    said + rest
}

/// Letters as they may stand in a part.
pub fn escaped(text: &str) -> String {
    let is_held = |letter: &char| !letter.is_control() || matches!(letter, '\n' | '\t');
    let kept: String = text.chars().filter(is_held).collect();
    kept.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
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
        assert_eq!(without("r=\"B3\" s='5' t=\"s\"", &["r", "t"]), " s='5'");
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
