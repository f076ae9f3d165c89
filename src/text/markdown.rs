//! Makes any text harmless in Markdown: it comes out of the parser as the very same words, wherever a template puts
//! it (paragraph, heading, table cell, list, between `**`), and never as markup.
//! Line breaks become character references, which end a line on paper but never a block of Markdown.

/// The same words as Markdown. `\r\n` and `\r` count as one line break.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    let mut edge = true;
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        if character == '\r' && rest.peek() == Some(&'\n') {
            continue;
        }
        let before_edge = rest.peek().is_none_or(|next| next.is_whitespace());
        push(&mut out, character, edge || before_edge);
        edge = character.is_whitespace();
    }
    out
}

/// A blank inside a line is left as it is; one at an edge, which a parser would strip, becomes a reference.
fn push(out: &mut String, character: char, edge: bool) {
    match character {
        ' ' if !edge => out.push(' '),
        // Not characters of any text; one of them is the parser's own mark.
        '\u{fdd0}'..='\u{fdef}' => out.push('\u{fffd}'),
        '\r' => out.push_str("&#10;"),
        // A backslash or bar in front of a cell's own bar would be taken for part of it; a reference never is.
        '\\' | '|' | '&' | '<' => reference(out, character),
        _ if character.is_whitespace() => reference(out, character),
        _ if character.is_ascii_punctuation() => {
            out.push('\\');
            out.push(character);
        }
        _ => out.push(character),
    }
}

fn reference(out: &mut String, character: char) {
    out.push_str("&#");
    out.push_str(&u32::from(character).to_string());
    out.push(';');
}
