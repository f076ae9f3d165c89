//! `edit`: `case.yaml` in the person's own editor, checked before it is taken. Of a sealed case the copy lies in
//! memory where the system has such a place, and is overwritten afterwards.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use zeroize::Zeroizing;

use crate::cmd::{App, Done};
use crate::error::{Error, Result};
use crate::store::write;

/// 编辑：用编辑器修改 case.yaml（学生、监护人、临时成员），检查无误才保存
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名
    case: String,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    let pen = office.pen()?;
    let case = office.find(&args.case)?;
    let old = Zeroizing::new(office.repo.about_text(&case.number)?);
    let memory = memory();
    if case.custody.is_some() && memory.is_none() {
        app.ui.hint("注意：这个系统没有内存盘，编辑期间明文会暂时写在磁盘的临时文件夹里，编辑完随即覆盖删除。");
    }
    let new = edited(&memory.unwrap_or_else(std::env::temp_dir), &old)?;
    if *new == *old {
        app.ui.say("没有改动")?;
        return Ok(0);
    }
    let rewritten = pen.rewrite_about(&case, &new)?;
    if app.dry_run {
        app.ui.say(&format!("（没有写）将改动案卷 {} 的 case.yaml", case.number))?;
        return Ok(0);
    }
    pen.put_rewritten(&rewritten)?;
    app.ui.say(&format!("已写入 cases/{}/{}", case.number, office.repo.real_name(&case.number, "case.yaml")))?;
    Ok(0)
}

/// A folder that never reaches a disk (swap excepted).
fn memory() -> Option<PathBuf> {
    let session = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|path| path.starts_with("/run"));
    let candidates = session.into_iter().chain([PathBuf::from("/dev/shm")]);
    if cfg!(target_os = "linux") { candidates.into_iter().find(|path| path.is_dir()) } else { None }
}

fn edited(place: &Path, text: &str) -> Result<Zeroizing<String>> {
    let folder = tempfile::Builder::new().prefix("crisis-").tempdir_in(place);
    let folder = folder.map_err(|error| Error::io("新建文件夹", place, &error))?;
    let path = folder.path().join("case.yaml");
    write::create(&path, text.as_bytes())?;
    let done = run_editor(&path).and_then(|()| {
        let text = fs::read_to_string(&path).map(Zeroizing::new);
        text.map_err(|error| Error::io("读取", &path, &error).fix("保存成 UTF-8 文字"))
    });
    wipe(&path);
    done
}

fn run_editor(path: &Path) -> Result<()> {
    let editor = ["VISUAL", "EDITOR"].iter().find_map(|name| std::env::var(name).ok()).filter(|name| !name.is_empty());
    let editor = editor.unwrap_or_else(|| if cfg!(windows) { "notepad" } else { "vi" }.to_owned());
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or("vi");
    let status = Command::new(program).args(words).arg(path).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(Error::new("编辑器没有正常结束，没有改动").fix("再运行一次；换编辑器就设 EDITOR")),
        Err(_) => Err(Error::new("编辑器启动不了").fix("把环境变量 EDITOR 设成能用的编辑器，例如 nano")),
    }
}

/// On a disk this is no proof, but costs nothing.
fn wipe(path: &Path) {
    let length = fs::metadata(path).map_or(0, |about| usize::try_from(about.len()).unwrap_or(0));
    if let Ok(mut file) = fs::File::options().write(true).open(path) {
        // The folder is removed in any case.
        let _ = file.write_all(&vec![0; length]).and_then(|()| file.sync_all());
    }
}
