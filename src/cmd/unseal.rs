//! `unseal`: every case becomes plain text again, for leaving the program or for an encrypted disk.

use crate::cmd::{App, Done, keys, seal};
use crate::config;
use crate::store::locker::Locker;
use crate::store::{self, write};

/// 解封：把封存的档案库就地变回明文
#[derive(clap::Args)]
pub struct Args {}

pub fn run(app: &App, _args: Args) -> Done {
    let mut repo = app.keyless_repo()?;
    repo.locker = Locker::new(Some(keys::keyring(app)?));
    let _lock = write::lock(&repo.root)?;
    if let Some(number) = repo.numbers()?.iter().find(|number| seal::is_shut(&repo, number)) {
        return Err(store::put::locked(number).into());
    }
    if app.dry_run {
        app.ui.say(&format!("（没有写）将解封 {} 份案卷", repo.numbers()?.len()))?;
        return Ok(0);
    }
    let status = seal::each(app, &repo, "解封", |number| {
        let outcome = repo.unseal_case(number)?;
        for left in &outcome.left {
            app.ui.hint(&format!("注意：案卷 {number} 里的 {} 不是案卷的文件，没有动", left.display()));
        }
        Ok(outcome.faults)
    })?;
    // Last: until everything is plain, the repository still asks for a key.
    let path = repo.root.join("crisis.toml");
    let text = config::with_setting(&store::read_text(&path)?, "privacy", "plain");
    write::replace(&path, text.as_bytes())?;
    app.ui.hint("档案不再加密：能打开这个文件夹的人都能读到内容。请放在加密的磁盘上，并限制谁能打开。");
    Ok(status)
}
