//! Numbers at the front of a text, in digits or as spoken: 15, 十五.

/// Up to `most` digits, and what follows. A longer run is no number: nothing is cut out of it.
pub(super) fn digits(text: &str, most: usize) -> Option<(u32, &str)> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    if digits.len() > most {
        return None;
    }
    Some((digits.parse().ok()?, rest))
}

/// Digits, or a spoken number below a hundred.
pub(super) fn spoken(text: &str, most: usize) -> Option<(u32, &str)> {
    digits(text, most).or_else(|| words(text))
}

/// A year as it is spoken, digit by digit: 二〇二六年, and what follows.
pub(super) fn year(text: &str) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_once('年')?;
    let digit = |letter: char| match letter {
        '〇' | '○' | '零' => Some(0),
        other => word(other.encode_utf8(&mut [0; 4])).map(|(digit, _)| digit).filter(|_| other != '两'),
    };
    let digits = digits.trim_end().chars().map(digit).collect::<Option<Vec<u32>>>()?;
    (digits.len() == 4).then(|| (digits.iter().fold(0, |year, digit| year * 10 + digit), rest))
}

fn words(text: &str) -> Option<(u32, &str)> {
    let (first, rest) = word(text).map_or((None, text), |(value, rest)| (Some(value), rest));
    let Some(rest) = rest.strip_prefix('十') else { return first.map(|value| (value, rest)) };
    let (last, rest) = word(rest).unwrap_or((0, rest));
    Some((first.unwrap_or(1) * 10 + last, rest))
}

fn word(text: &str) -> Option<(u32, &str)> {
    let value = match text.chars().next()? {
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    };
    // each of these is three bytes
    Some((value, text.get(3..)?))
}

#[cfg(test)]
mod tests {
    use super::{digits, spoken};

    #[test]
    fn numbers_end_where_they_end() {
        for (text, number) in [
            ("15分", Some((15, "分"))),
            ("十分", Some((10, "分"))),
            ("十五分", Some((15, "分"))),
            ("二十分", Some((20, "分"))),
            ("四十五", Some((45, ""))),
            ("两小时", Some((2, "小时"))),
            ("百", None),
            ("", None),
            ("123", None),
        ] {
            assert_eq!(spoken(text, 2), number, "{text}");
        }
        assert_eq!(digits("十", 2), None);
    }
}
