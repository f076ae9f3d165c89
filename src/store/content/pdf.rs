//! What a PDF says, where it holds letters and not only pictures.

use std::time::Duration;

use unicode_normalization::UnicodeNormalization;

use crate::store::aside;

/// A document that takes longer says nothing.
const PATIENCE: Duration = Duration::from_secs(10);

/// The letters of all pages. Nothing where they can't be read.
pub fn text(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.to_vec();
    let text = aside::run(PATIENCE, move || pdf_extract::extract_text_from_mem(&bytes).ok())??;
    Some(text.nfkc().map(unified).collect())
}

/// Fonts map some glyphs to radicals; the ideograph that is meant, as Unicode's `EquivalentUnifiedIdeograph.txt` has it,
/// of those whose simplified form is a word of its own.
fn unified(letter: char) -> char {
    const MEANT: [(char, char); 24] = [
        ('⺟', '母'),
        ('⺠', '民'),
        ('⻄', '西'),
        ('⻅', '见'),
        ('⻆', '角'),
        ('⻉', '贝'),
        ('⻋', '车'),
        ('⻓', '长'),
        ('⻔', '门'),
        ('⻘', '青'),
        ('⻙', '韦'),
        ('⻚', '页'),
        ('⻛', '风'),
        ('⻜', '飞'),
        ('⻝', '食'),
        ('⻢', '马'),
        ('⻣', '骨'),
        ('⻤', '鬼'),
        ('⻥', '鱼'),
        ('⻦', '鸟'),
        ('⻩', '黄'),
        ('⻬', '齐'),
        ('⻮', '齿'),
        ('⻰', '龙'),
    ];
    MEANT.iter().find(|(radical, _)| *radical == letter).map_or(letter, |(_, meant)| *meant)
}

#[cfg(test)]
mod tests {
    use super::text;

    const BROWSER: &[u8] = include_bytes!("../../../tests/fixtures/filed/browser.pdf");
    const OFFICE: &[u8] = include_bytes!("../../../tests/fixtures/filed/office.pdf");

    #[test]
    fn what_a_browser_and_an_office_program_made() {
        let said = |bytes| text(bytes).unwrap_or_default();
        assert!(said(BROWSER).contains("家长承诺书") && said(BROWSER).contains("一切后果自负"), "{:?}", text(BROWSER));
        assert!(said(OFFICE).contains("一切后果自负"), "{:?}", text(OFFICE));
    }

    #[test]
    fn a_broken_document_says_nothing_and_stops_nothing() {
        assert_eq!(text(b""), None);
        assert_eq!(text(b"%PDF-1.7\n%%EOF"), None);
        for length in (0..OFFICE.len()).step_by(97) {
            text(&OFFICE[..length]);
            let mut flipped = OFFICE.to_vec();
            flipped[length] ^= 0x5a;
            text(&flipped);
        }
    }
}
