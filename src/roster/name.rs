//! Names that may be one name: never reason enough by themselves, always enough for a question.

use pinyin::ToPinyinMulti;

use crate::text::plain;

/// 張 and 张, 阿依·古丽 and 阿依古丽, a letter of somebody's own font and the real one; also two names of one sound,
/// as a person hears them on the telephone.
pub fn alike(one: &str, other: &str) -> bool {
    let (one, other) = (bare(one), bare(other));
    one.len() == other.len() && one.iter().zip(&other).all(|(one, other)| fits(*one, *other))
}

fn bare(name: &str) -> Vec<char> {
    plain(name).to_lowercase().chars().filter(|letter| *letter != '·').collect()
}

fn fits(one: char, other: char) -> bool {
    one == other
        || is_private(one)
        || is_private(other)
        || sounds(one).iter().any(|sound| sounds(other).contains(sound))
}

fn sounds(letter: char) -> Vec<&'static str> {
    letter.to_pinyin_multi().into_iter().flatten().map(pinyin::Pinyin::plain).collect()
}

/// A letter that only the font of one PC knows.
pub fn is_private(letter: char) -> bool {
    matches!(u32::from(letter), 0xe000..=0xf8ff | 0xf_0000..=0x10_ffff)
}

#[cfg(test)]
mod tests {
    use super::alike;

    #[test]
    fn names_that_may_be_one() {
        for (one, other) in
            [("張偉", "张伟"), ("阿依·古丽", "阿依古丽"), ("李\u{e863}", "李䶮"), ("曾晓", "曾曉"), ("Anna", "ANNA")]
        {
            assert!(alike(one, other), "{one} {other}");
        }
        for (one, other) in [("张伟", "张三"), ("张伟", "张伟民"), ("Anna", "Anne")] {
            assert!(!alike(one, other), "{one} {other}");
        }
    }
}
