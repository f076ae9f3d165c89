//! The square code in a footer, by which a scan finds its record again: as SVG for a page, as PNG for Word, the same
//! bytes for the same text every time.

use qrcodegen::{QrCode, QrCodeEcc};

use crate::error::{Error, Result};

/// White around the code, without which readers do not find it.
const QUIET: usize = 2;
/// Pixels to a module: Word blurs what it enlarges. Eight of one bit make a byte.
const PIXELS: usize = 8;
/// What a side measures on paper, in millimetres.
pub const SIDE: u32 = 15;

/// The modules of a code, white edge included.
#[derive(Clone, Debug)]
pub struct Mark {
    side: usize,
    dark: Vec<bool>,
}

impl Mark {
    pub fn new(text: &str) -> Result<Self> {
        let code = QrCode::encode_text(text, QrCodeEcc::Medium)
            .map_err(|_| Error::new("页脚的内容太长，二维码放不下").fix("缩短案号或文书的名称"))?;
        let edge = i32::try_from(QUIET).unwrap_or_default();
        let line = -edge..code.size() + edge;
        let dark = line.clone().flat_map(|y| line.clone().map(move |x| (x, y)));
        Ok(Self { side: line.len(), dark: dark.map(|(x, y)| code.get_module(x, y)).collect() })
    }

    pub fn svg(&self) -> String {
        let mut path = String::new();
        for at in (0..self.dark.len()).filter(|at| self.dark[*at]) {
            path.push_str(&format!("M{} {}h1v1h-1z", at % self.side, at / self.side));
        }
        format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='{SIDE}mm' height='{SIDE}mm' viewBox='0 0 {0} {0}' shape-rendering='crispEdges'><path d='{path}'/></svg>",
            self.side
        )
    }

    /// The SVG as an address that may stand between double quotes in a style sheet.
    pub fn address(&self) -> String {
        let mut out = String::from("data:image/svg+xml,");
        for byte in self.svg().bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b':' | b'/' | b'=' => {
                    out.push(char::from(byte));
                }
                other => out.push_str(&format!("%{other:02X}")),
            }
        }
        out
    }

    /// One bit a pixel, stored without compression: the zip around it compresses.
    pub fn png(&self) -> Vec<u8> {
        let mut rows = Vec::with_capacity((self.side + 1) * self.side * PIXELS);
        for line in self.dark.chunks(self.side) {
            for _ in 0..PIXELS {
                // The filter of the row: none.
                rows.push(0);
                rows.extend(line.iter().map(|dark| if *dark { 0x00 } else { 0xff }));
            }
        }
        let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
        let side = u32::try_from(self.side * PIXELS).unwrap_or_default().to_be_bytes();
        chunk(&mut png, *b"IHDR", &[&side[..], &side[..], &[1, 0, 0, 0, 0]].concat());
        chunk(&mut png, *b"IDAT", &stored(&rows));
        chunk(&mut png, *b"IEND", &[]);
        png
    }
}

/// A zlib stream of stored blocks (RFC 1950, 1951).
fn stored(data: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let blocks = data.chunks(0xffff).collect::<Vec<_>>();
    for (index, block) in blocks.iter().enumerate() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        out.push(u8::from(index + 1 == blocks.len()));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(*block);
    }
    out.extend(adler(data).to_be_bytes());
    out
}

fn adler(data: &[u8]) -> u32 {
    let (low, high) = data.iter().fold((1u32, 0u32), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65521;
        (low, (high + low) % 65521)
    });
    high << 16 | low
}

fn chunk(png: &mut Vec<u8>, name: [u8; 4], data: &[u8]) {
    png.extend(u32::try_from(data.len()).unwrap_or_default().to_be_bytes());
    let start = png.len();
    png.extend(name);
    png.extend(data);
    let sum = crc(&png[start..]);
    png.extend(sum.to_be_bytes());
}

/// CRC-32 as PNG asks for it, bit by bit: a footer is small.
fn crc(data: &[u8]) -> u32 {
    let step = |sum: u32, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 };
    !data.iter().fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), step))
}

#[cfg(test)]
mod tests {
    use super::{Mark, adler, crc};

    #[test]
    fn sums_are_those_of_the_standards() {
        assert_eq!(crc(b"123456789"), 0xcbf4_3926);
        assert_eq!(adler(b"Wikipedia"), 0x11e6_0398);
    }

    #[test]
    fn the_same_text_is_the_same_code() {
        let mark = || Mark::new("2026-7K3Q m4t9 referral 9f86d081884c").unwrap();
        assert_eq!(mark().svg(), mark().svg());
        assert_eq!(mark().png(), mark().png());
        assert!(mark().address().chars().all(|letter| letter.is_ascii_graphic() && !"\"'<>\\".contains(letter)));
        assert!(Mark::new(&"长".repeat(3000)).is_err());
    }
}
