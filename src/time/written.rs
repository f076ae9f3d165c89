//! A moment as the files spell it, read and written digit by digit: an audit does so some times for every record. What
//! is spelt otherwise is left to chrono.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike};

/// `2026-05-16T21:40+08:00`, with or without seconds; nothing where it is not exactly that.
pub fn read(text: &str) -> Option<DateTime<FixedOffset>> {
    let (minute, rest) = text.as_bytes().split_at_checked(16)?;
    let (second, zone) = match rest {
        [b':', tens, ones, zone @ ..] => (number(&[*tens, *ones])?, zone),
        zone => (0, zone),
    };
    let [year @ .., b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2] = minute else { return None };
    let [sign @ (b'+' | b'-'), z1, z2, b':', z3, z4] = zone else { return None };
    let day = NaiveDate::from_ymd_opt(number(year)?.try_into().ok()?, number(&[*m1, *m2])?, number(&[*d1, *d2])?)?;
    let local = day.and_hms_opt(number(&[*h1, *h2])?, number(&[*n1, *n2])?, second)?;
    let (hours, minutes) = (number(&[*z1, *z2])?, number(&[*z3, *z4]).filter(|minutes| *minutes < 60)?);
    let east = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    let zone = FixedOffset::east_opt(if *sign == b'+' { east } else { -east })?;
    local.and_local_timezone(zone).single()
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + u32::from(digit - b'0')))
}

/// A moment as a text, without a place in memory of its own.
pub struct Spelling {
    bytes: [u8; 25],
    len: usize,
}

impl Spelling {
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.bytes[..self.len]).expect("digits and signs")
    }

    fn put(&mut self, sign: u8) {
        self.bytes[self.len] = sign;
        self.len += 1;
    }

    fn two(&mut self, number: u32) {
        for digit in [number / 10, number] {
            self.put(b"0123456789"[digit as usize % 10]);
        }
    }
}

/// The same the other way round, to the second; `:00` is left out. `None` where a year has more or
/// fewer than four digits, and at the ends of what chrono can count.
pub fn write(at: &DateTime<FixedOffset>) -> Option<Spelling> {
    let local = at.naive_utc().checked_add_offset(*at.offset())?;
    let year = u32::try_from(local.year()).ok().filter(|year| (1000..10_000).contains(year))?;
    let east = at.offset().local_minus_utc();
    let (sign, zone) = (if east < 0 { b'-' } else { b'+' }, east.unsigned_abs());
    if zone % 60 != 0 {
        return None;
    }
    let mut said = Spelling { bytes: [0; 25], len: 0 };
    said.two(year / 100);
    said.two(year % 100);
    for (mark, part) in [(b'-', local.month()), (b'-', local.day()), (b'T', local.hour()), (b':', local.minute())] {
        said.put(mark);
        said.two(part);
    }
    if local.second() > 0 {
        said.put(b':');
        said.two(local.second());
    }
    said.put(sign);
    said.two(zone / 3600);
    said.put(b':');
    said.two(zone / 60 % 60);
    Some(said)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, FixedOffset};
    use proptest::prelude::*;

    use super::read;
    use crate::time::Moment;

    proptest! {
        #[test]
        fn it_reads_as_chrono_does(text in "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9](:[0-6][0-9])?[+-][0-2][0-9]:[0-6][0-9]") {
            let full = if text.len() == 22 { format!("{}:00{}", &text[..16], &text[16..]) } else { text.clone() };
            if let Some(at) = read(&text) {
                prop_assert_eq!(Some(at), DateTime::parse_from_rfc3339(&full).ok());
            }
        }

        #[test]
        fn it_writes_as_chrono_does(seconds in -90_000_000_000i64..400_000_000_000, quarters in -48i32..=48) {
            let zone = FixedOffset::east_opt(quarters * 900).unwrap();
            let at = DateTime::from_timestamp(seconds, 0).unwrap().with_timezone(&zone);
            let spelling = if seconds % 60 == 0 { "%Y-%m-%dT%H:%M%:z" } else { "%Y-%m-%dT%H:%M:%S%:z" };
            prop_assert_eq!(Moment::Exact(at).to_string(), at.format(spelling).to_string());
        }
    }
}
