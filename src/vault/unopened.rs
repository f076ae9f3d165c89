//! Why a sealed file did not open: told apart as far as age permits, so that a caller can show a case it may not open
//! and a person learns whether the key, the file or the program is at fault.

use crate::error::Error;
use std::io;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unopened {
    /// None of the keys at hand fits. A damaged stanza looks the same: age does not say who it was meant for.
    NoKey,
    /// Not sealed with the key of this case.
    OtherCase,
    WrongPassphrase,
    Empty,
    NotAge,
    Truncated,
    /// The header does not parse, or its checksum is wrong.
    Header,
    /// Some byte of the content is wrong, or it ends in the middle of a chunk.
    Content,
    TooNew,
    /// More scrypt work than a well-meant file asks for.
    TooMuchWork,
    /// It opened, but what is inside is not a key.
    NotAKey,
    /// A hardware token or its age plugin said no.
    Plugin(String),
    Io(String),
}

impl From<age::DecryptError> for Unopened {
    fn from(error: age::DecryptError) -> Self {
        use age::DecryptError as E;
        match error {
            E::NoMatchingKeys => Self::NoKey,
            E::DecryptionFailed | E::KeyDecryptionFailed => Self::WrongPassphrase,
            E::InvalidHeader | E::InvalidMac => Self::Header,
            E::UnknownFormat => Self::TooNew,
            E::ExcessiveWork { .. } => Self::TooMuchWork,
            E::Io(error) => Self::from_io(&error, Self::Header),
            // Only plugins are left, and what age may learn to say later.
            error => Self::Plugin(error.to_string()),
        }
    }
}

impl Unopened {
    /// `invalid` is what undecodable data means at this place of the file.
    pub(super) fn from_io(error: &io::Error, invalid: Self) -> Self {
        if let Some(known) = error.get_ref().and_then(|inner| inner.downcast_ref::<Carried>()) {
            return known.0.clone();
        }
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Truncated,
            io::ErrorKind::InvalidData => invalid,
            _ => Self::Io(error.to_string()),
        }
    }

    /// So that a reader can tell it to `io::copy` and the caller gets it back through [`Unopened::from_read`].
    pub(super) fn into_io(self) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, Carried(self))
    }

    /// What an error met while reading from [`super::age_file::Plain`] means; `None` if it came from elsewhere.
    pub fn from_read(error: &io::Error) -> Option<Self> {
        error.get_ref().and_then(|inner| inner.downcast_ref::<Carried>()).map(|carried| carried.0.clone())
    }

    fn what(&self) -> String {
        match self {
            Self::NoKey => "这把钥匙打不开它：没有授权给你，或文件头损坏".into(),
            Self::OtherCase => "不是用本案的密钥封存的：可能是从别的案卷拷来的，或文件头损坏".into(),
            Self::WrongPassphrase => "口令不对".into(),
            Self::Empty => "文件是空的".into(),
            Self::NotAge => "不是 age 加密文件".into(),
            Self::Truncated => "文件不完整，后面缺了一截".into(),
            Self::Header => "加密文件的文件头损坏或被改动".into(),
            Self::Content => "加密文件的内容损坏：有字节被改动，或后面缺了一截".into(),
            Self::TooNew => "加密文件的文件头损坏，或加密格式比本程序新".into(),
            Self::TooMuchWork => "口令文件要求的计算量过大，拒绝打开".into(),
            Self::NotAKey => "打开了，但里面不是密钥".into(),
            Self::Plugin(why) => format!("硬件钥匙或它的 age 插件没有成功：{why}"),
            Self::Io(why) => format!("读取失败：{why}"),
        }
    }

    fn fix(&self) -> &'static str {
        match self {
            Self::NoKey => "请用 --identity 指明自己的身份文件，或请有权限的成员授权；以前打得开的，从备份恢复",
            Self::OtherCase => "把它移回原来的案卷；确是本案的，从备份恢复",
            Self::WrongPassphrase => "注意大小写和输入法，再试一次",
            Self::Empty | Self::Truncated | Self::Header | Self::Content => {
                "从备份或另一台电脑的副本恢复这个文件，不要在原文件上修补"
            }
            Self::NotAge => "确认文件没有拿错；明文文件不要以 .age 结尾",
            Self::TooNew => "从备份或另一台电脑的副本恢复这个文件；确是新版程序写的，升级本程序",
            Self::TooMuchWork => "确认文件来自可信的人，用 age 程序打开后以普通口令重新加密",
            Self::NotAKey => "确认没有把别的文件改名成密钥文件；从备份恢复",
            Self::Plugin(_) => "插好硬件钥匙，确认 age 插件已安装，再试一次",
            Self::Io(_) => "确认磁盘和权限正常，再试一次",
        }
    }
}

impl From<Unopened> for Error {
    fn from(unopened: Unopened) -> Self {
        Self::new(unopened.what()).fix(unopened.fix())
    }
}

#[derive(Debug)]
struct Carried(Unopened);

impl std::fmt::Display for Carried {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0.what())
    }
}

impl std::error::Error for Carried {}
