//! A document as paper knows it: the few shapes that a Chinese official letter has. Everything that Markdown can say
//! has been brought down to these before HTML or Word is written, so that both say the same.

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    pub blocks: Vec<Block>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Rank 1 is the title, 2 is 一、, 3 is （一）, deeper ones look like running text in bold.
    Heading {
        rank: u8,
        text: Vec<Inline>,
    },
    Paragraph(Vec<Inline>),
    List(Vec<Item>),
    Table(Table),
    /// Text in which every blank and line break counts.
    Verbatim(String),
    Rule,
    PageBreak,
    Region {
        region: Region,
        blocks: Vec<Block>,
    },
    /// A footnote; all of them stand at the document's end.
    Note {
        number: u32,
        blocks: Vec<Block>,
    },
}

/// A part of the document with a look of its own, written `:::name` … `:::`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Region {
    /// 落款: signatures, seals and dates, kept on one page with the line before. A table in it has no borders.
    Sign,
    /// Remarks in small letters.
    Note,
    /// 回执: a slip to be cut off along a broken line; its first paragraph is what stands at the line. Kept on one page.
    Slip,
    /// Lines without indent: the addressee, boxes to tick.
    Left,
    Center,
    Right,
    /// Quoted words, set in on both sides.
    Quote,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// `1．`, `•`, `□` or `■`.
    pub marker: String,
    pub blocks: Vec<Block>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub columns: Vec<Column>,
    /// Empty when the table has no head.
    pub head: Vec<Vec<Inline>>,
    pub rows: Vec<Vec<Vec<Inline>>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    pub align: Align,
    /// Share of the table's width in thousandths; the shares of a table sum up to 1000.
    pub share: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    Center,
    Right,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    Text(String),
    /// Code keeps its blanks; on paper it looks like the text around it.
    Strong(Vec<Inline>),
    /// 楷体: Chinese has no italics.
    Emphasis(Vec<Inline>),
    Struck(Vec<Inline>),
    /// A line to write on by hand, so many half-width characters long.
    Blank(usize),
    Break,
    NoteMark(u32),
}

/// A cell that holds nothing but a line to write on: its own borders are the line.
pub fn is_to_fill(cell: &[Inline]) -> bool {
    let text = plain(cell);
    !text.is_empty() && text.chars().all(|letter| letter == '_')
}

/// The words of a piece of text, line breaks as `\n`.
pub fn plain(text: &[Inline]) -> String {
    let mut out = String::new();
    collect(text, &mut out);
    out
}

fn collect(text: &[Inline], out: &mut String) {
    for inline in text {
        match inline {
            Inline::Text(words) => out.push_str(words),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Struck(inner) => collect(inner, out),
            Inline::Blank(length) => out.extend(std::iter::repeat_n('_', *length)),
            Inline::Break => out.push('\n'),
            Inline::NoteMark(_) => {}
        }
    }
}
