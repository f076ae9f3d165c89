//! What git complains of, in words that say what to do. Its own last words stand beside them, for whoever looks after
//! the computer; what a web address says before its `@` does not.

use std::io;

use crate::error::Error;

/// A piece of what git says, what it means, and the cure. The first that fits counts.
const MEANT: &[(&str, &str, &str)] = &[
    (
        "index.lock': File exists",
        "git 正忙，或上次被强行中断",
        "没有别的 git 在运行时，删去档案库里的 .git/index.lock，再试一次",
    ),
    ("No space left", "磁盘已满", "腾出空间后再试一次"),
    ("Disk quota", "磁盘配额已用完", "腾出空间后再试一次"),
    (
        "dubious ownership",
        "这个文件夹属于电脑上的另一个用户，git 不敢用",
        "由管理员运行 git config --global --add safe.directory 加上这个文件夹",
    ),
    ("Permission denied (publickey", "对方不认你的 ssh 钥匙", "请管理员登记你的 ssh 公钥"),
    ("Host key verification failed", "不认识对方的电脑", "先在终端里用 ssh 连接一次，核对后接受"),
    ("Authentication failed", "用户名或口令不对", "在终端里用 git fetch 登录一次，再试"),
    ("could not read Username", "需要登录", "在终端里用 git fetch 登录一次，再试"),
    ("could not read Password", "需要登录", "在终端里用 git fetch 登录一次，再试"),
    ("Could not resolve host", "找不到对方的电脑", "检查网络和地址"),
    ("Connection refused", "对方的电脑没有应答", "检查网络；请管理员看服务是否开着"),
    ("Connection timed out", "对方的电脑没有应答", "检查网络，稍后再试"),
    ("unable to access", "连不上对方", "检查网络和地址"),
    ("does not appear to be a git repository", "找不到要同步的地方", "检查共享文件夹是否连上、路径是否写对"),
    ("does not exist", "找不到要同步的地方", "检查共享文件夹是否连上、路径是否写对"),
    ("No such file or directory", "找不到要同步的地方", "检查共享文件夹是否连上、路径是否写对"),
    ("Could not read from remote", "连不上对方", "检查网络、地址和权限"),
    ("insufficient permission", "没有权限写那个文件夹", "请管理员给予权限"),
    ("unable to create temporary", "没有权限写那个文件夹，或磁盘已满", "请管理员给予权限，或腾出空间"),
    ("Permission denied", "没有权限", "请管理员给予权限"),
    ("Read-only file system", "那里只能读，不能写", "请管理员给予权限"),
    (
        "refusing to update checked out branch",
        "对方是正在使用的档案库，不是供同步的空仓库",
        "在共享文件夹里用 git init --bare -b main 新建一个，同步到那里",
    ),
    ("during a merge", "这个档案库里有一次没有做完的 git merge", "在档案库里用 git merge --abort 放弃，或做完它"),
    ("not a git repository", "这里没有 git 历史", "从备份找回 .git；或在这里运行 git init"),
    ("bad object", "git 历史有损坏", "另一台电脑或共享文件夹里有完好的一份：从那里重新 git clone"),
    ("corrupt", "git 历史有损坏", "另一台电脑或共享文件夹里有完好的一份：从那里重新 git clone"),
];

pub fn told(stderr: &[u8]) -> Error {
    let said = String::from_utf8_lossy(stderr);
    let meant = MEANT.iter().find(|(piece, ..)| said.contains(piece));
    let (what, fix) = meant.map_or(("git 没有做成", "再试一次；若仍不行，请管理员查看"), |(_, what, fix)| (what, fix));
    let own = own_words(&said);
    Error::new(if own.is_empty() { what.to_owned() } else { format!("{what}（git：{own}）") }).fix(fix)
}

pub fn not_started(error: &io::Error) -> Error {
    if error.kind() == io::ErrorKind::NotFound {
        return Error::new("这台电脑上没有 git").fix("安装 git（https://git-scm.com），再试一次");
    }
    Error::new(format!("git 启动不了：{error}")).fix("再试一次；若仍不行，请管理员查看")
}

/// The first line that says what is wrong.
fn own_words(said: &str) -> String {
    let mut lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.clone().next().unwrap_or_default();
    let line = lines.find(|line| ["fatal:", "error:", "remote:"].iter().any(|lead| line.starts_with(lead)));
    without_login(line.unwrap_or(first))
}

/// `https://name:secret@host` → `https://host`.
fn without_login(line: &str) -> String {
    let Some((lead, rest)) = line.split_once("://") else { return line.to_owned() };
    let end = rest.find(['/', '\'', '"', ' ']).unwrap_or(rest.len());
    let host = rest[..end].rsplit('@').next().unwrap_or_default();
    format!("{lead}://{host}{}", &rest[end..])
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn a_login_is_not_repeated() {
        let error =
            told(b"warning: x\nfatal: unable to access 'https://a:secret@host/x.git/': Could not resolve host: host\n");
        assert!(error.what.starts_with("找不到对方的电脑（git：fatal: "), "{error}");
        assert!(error.what.contains("'https://host/x.git/'") && !error.what.contains("secret"), "{error}");
        assert_eq!(told(b"").what, "git 没有做成");
    }
}
