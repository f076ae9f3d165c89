//! The passphrase of an identity, asked on the page. Each wrong one makes the next wait longer.

use std::sync::Arc;
use std::time::{Duration, Instant};

use age::secrecy::SecretString;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use serde_json::json;

use crate::desk::room::{Desk, held};
use crate::desk::view::{self, Answer};
use crate::office::visit::Shut;

/// The longest wait.
const LONGEST: Duration = Duration::from_secs(300);

pub fn page(desk: &Desk, wrong: &str) -> Answer {
    desk.bare(StatusCode::OK, "unlock.html", &json!({ "title": "打开身份文件", "wrong": wrong }))
}

pub async fn send(State(desk): State<Arc<Desk>>, Form(said): Form<Vec<(String, String)>>) -> Answer {
    let asked = Arc::clone(&desk);
    let said = said.into_iter().find(|(name, _)| name == "passphrase").map(|(_, text)| text);
    let passphrase = SecretString::from(said.unwrap_or_default());
    let done = tokio::task::spawn_blocking(move || unlock(&asked, &passphrase)).await;
    done.unwrap_or_else(|_| page(&desk, "没有打开，再试一次"))
}

/// The lock is held while a passphrase is tried: nobody tries two at once.
fn unlock(desk: &Desk, passphrase: &SecretString) -> Answer {
    let mut lock = held(&desk.lock);
    if let Some(left) = lock.until.and_then(|until| until.checked_duration_since(Instant::now())) {
        return page(desk, &format!("刚才的口令不对，请等 {} 秒再试", left.as_secs() + 1));
    }
    match desk.visit.keys(Some(passphrase)) {
        Ok(keys) => {
            (lock.keys, lock.failed, lock.until) = (Some(keys), 0, None);
            view::to("/")
        }
        Err(Shut::Guarded) => page(desk, "请写口令"),
        Err(Shut::Not(error)) => {
            lock.failed += 1;
            let wait = Duration::from_secs(1 << lock.failed.min(8)).min(LONGEST);
            lock.until = Some(Instant::now() + wait);
            let fix = error.fix.as_deref().unwrap_or_default();
            page(desk, &format!("{error}。{fix}（{} 秒后可以再试）", wait.as_secs()))
        }
    }
}
