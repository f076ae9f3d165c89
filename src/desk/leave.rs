//! The end of a desk: Ctrl-C, the button, or nobody there for a while. Keys and files that wait go with it.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use serde_json::json;

use crate::desk::room::{Desk, Room};
use crate::desk::routes::Asked;
use crate::desk::view::Done;

/// How often it is looked whether somebody is still there.
const PAUSE: Duration = Duration::from_secs(5);
/// How long answers that are under way are waited for.
const GRACE: Duration = Duration::from_secs(5);

/// Waits until it is to end.
pub async fn ends(desk: Arc<Desk>, idle: Duration) {
    let nobody = async {
        while desk.idle() < idle {
            tokio::time::sleep(PAUSE.min(idle)).await;
        }
    };
    let key = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = nobody => {}
        () = key => {}
        () = desk.leaving.notified() => {}
    }
    desk.gone.notify_one();
}

/// Waits until nobody need be waited for any more.
pub async fn grace(desk: Arc<Desk>) {
    desk.gone.notified().await;
    tokio::time::sleep(GRACE).await;
}

#[expect(clippy::unnecessary_wraps, reason = "the form of a page")]
pub fn quit(room: &Room, _: &Asked) -> Done {
    room.desk.leaving.notify_one();
    Ok(room.desk.bare(StatusCode::OK, "left.html", &json!({ "title": "已关闭" })))
}
