//! What is to be known while a text lies in somebody's editor.

use std::fmt::Display;

use crate::wording::answer::{Line, beside};

pub fn in_clear() -> Line {
    beside("注意：这个系统没有内存盘，编辑期间明文会暂时写在磁盘的临时文件夹里，编辑完随即覆盖删除。")
}

/// The editor ended at once and may show the text in another window.
pub fn elsewhere(path: impl Display) -> Line {
    beside(format!("编辑器一启动就返回了，文件也许开在它的另一个窗口里：{path}"))
}

/// The same where nobody can be asked to come back.
pub fn too_soon() -> Line {
    beside("编辑器一启动就返回了；要它等到关闭，在 EDITOR 里加上它的选项，例如 code --wait")
}

pub fn read_as(encoding: &str) -> Line {
    beside(format!("编辑器存成了 {encoding}，已按它读入；存下的是 UTF-8"))
}
