//! What a sheet of paper has beside its text: its name, its footer, the size of its letters, its margins, and the fonts to ask for.
//! Measures follow GB/T 9704 (A4, margins 37/28/35/26 mm), so that a letter looks as official Chinese letters look.

use crate::paper::mark::Mark;

#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The name of the document in the window's title and the file's properties; the heading on the paper is the text's.
    pub title: String,
    /// What the paper is about, in numbers: case, record, hash. Printed small at the bottom of every page.
    pub footer_left: String,
    /// The same as a code to be scanned.
    pub mark: Option<Mark>,
    pub size: Size,
}

/// The size of the letters, in tables as in the running text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// 四号: what goes out of the school as a letter.
    #[default]
    Letter,
    /// 小四 on a sheet that hangs on a wall and is one page.
    Card,
    /// 小四: what is filled in and signed.
    Form,
    /// 11 points with narrower margins: lists, and what two people sign and one of them takes home on one page.
    Page,
}

impl Size {
    /// In millimetres: top, left (where the paper is bound), bottom, right.
    pub const fn margins(self) -> [u32; 4] {
        match self {
            Self::Letter => [37, 28, 35, 26],
            Self::Card => [20, 28, 30, 26],
            Self::Form => [25, 28, 30, 26],
            Self::Page => [18, 26, 26, 24],
        }
    }

    /// Between the margins, in millimetres.
    pub const fn text_width(self) -> u32 {
        let [_, left, _, right] = self.margins();
        210 - left - right
    }

    /// Letters and the distance of the lines of running text, in half points (Word's unit).
    pub const fn body(self) -> (u32, u32) {
        match self {
            Self::Letter => (28, 44),
            Self::Card | Self::Form => (24, 38),
            Self::Page => (22, 32),
        }
    }

    /// The title, in half points.
    pub const fn title(self) -> u32 {
        match self {
            Self::Letter | Self::Card | Self::Form => 36,
            Self::Page => 32,
        }
    }
}

/// A hand writes in a cell of this height, in millimetres.
pub const FILL: u32 = 7;

/// 五号, of notes at the foot of what they explain, in half points.
pub const SMALL: u32 = 21;

/// A face by what it is for. Each names the fonts of Windows, WPS, macOS and Linux, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// 宋体, for titles and page numbers.
    Song,
    /// 仿宋, for running text.
    FangSong,
    /// 黑体, for headings of the first rank.
    Hei,
    /// 楷体, for headings of the second rank and for emphasis.
    Kai,
}

impl Face {
    /// The font that Word is told; every Chinese Windows has it, and Word for Mac knows the name.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Song => "宋体",
            Self::FangSong => "仿宋",
            Self::Hei => "黑体",
            Self::Kai => "楷体",
        }
    }

    /// The list for CSS, without the fallbacks that all faces share.
    pub const fn css(self) -> &'static str {
        match self {
            Self::Song => r#"SimSun, "宋体", STSong, "Songti SC", "Noto Serif CJK SC", "Source Han Serif SC""#,
            Self::FangSong => {
                r#"FangSong, "仿宋", FangSong_GB2312, "仿宋_GB2312", STFangsong, "华文仿宋", "Noto Serif CJK SC", "Source Han Serif SC", SimSun"#
            }
            Self::Hei => {
                r#"SimHei, "黑体", STHeiti, "Heiti SC", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC""#
            }
            Self::Kai => {
                r#"KaiTi, "楷体", KaiTi_GB2312, "楷体_GB2312", STKaiti, "Kaiti SC", "Noto Serif CJK SC", "Source Han Serif SC""#
            }
        }
    }
}

/// Fonts that know the characters of names which the fonts above do not (planes 2 and 3).
pub const RARE: &str = r#""SimSun-ExtB", "SimSun-ExtG", "Segoe UI Symbol", "BabelStone Han", HanaMinA, HanaMinB, "Plangothic P1", "Plangothic P2""#;
