//! A reminder: numbers only, and how one is set up where the program can't do it itself.

use crate::office::reminding::{Numbers, Timer};
use crate::wording::answer::{Line, said};

pub fn told(numbers: &Numbers) -> String {
    let Numbers { owed, late, cases, backup_days, backup_owed } = numbers;
    let owed = match (owed, late) {
        (0, _) => "眼下没有要做的事".to_owned(),
        (_, 0) => format!("{cases} 份档案里有 {owed} 件事要做"),
        _ => format!("{cases} 份档案里有 {owed} 件事要做，其中 {late} 件过了时限"),
    };
    match backup_days {
        None if *backup_owed => format!("{owed}；还没有备份过"),
        Some(days) if *backup_owed => format!("{owed}；{days} 天没有备份"),
        _ => owed,
    }
}

/// What somebody puts where it belongs by hand.
pub fn by_hand(timer: &Timer, dry_run: bool) -> Vec<Line> {
    let mut lines = Vec::new();
    if dry_run {
        lines.push(said("（没有写）这个系统上由自己放进去："));
    }
    lines.extend(timer.units().map(|(name, text)| said(format!("~/.config/systemd/user/{name}：\n\n{text}"))));
    lines.push(said(format!("然后运行：\n\n    systemctl --user enable --now {}.timer\n", timer.name())));
    lines.push(said(format!("没有 systemd 的，运行 crontab -e 加一行：\n\n    {}", timer.cron())));
    lines
}

/// How it is taken away by hand.
pub fn off_by_hand(name: &str) -> Vec<Line> {
    vec![said(format!("systemctl --user disable --now {name}.timer")), said("用 cron 的：运行 crontab -e，删去那一行")]
}

/// The line that asks the task scheduler of Windows, as somebody types it.
pub fn schtasks(words: &[String]) -> String {
    let typed =
        |word: &String| if word.contains(' ') { format!("\"{}\"", word.replace('"', "\\\"")) } else { word.clone() };
    format!("schtasks {}", words.iter().map(typed).collect::<Vec<_>>().join(" "))
}
