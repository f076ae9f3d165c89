//! The desk: pages in a browser for one person on one machine. A page is a request to the office and its answer in words;
//! nothing here knows what a record means. The only place of the program that opens a socket, and that socket is heard on
//! this machine alone.

use std::future::IntoFuture;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, FixedOffset};
use tokio::net::TcpListener;

use crate::error::{Error, Result};
use crate::office::backup::memory::{Memory, REMEMBERED};
use crate::office::visit::Visit;

mod access;
mod act;
mod amend;
mod attach;
mod audit;
mod blank;
mod case;
mod cure;
mod door;
mod drafts;
mod figures;
mod form;
mod guide;
mod home;
mod input;
mod intake;
mod leave;
mod material;
mod member;
mod open;
mod paper;
mod person;
mod place;
mod reading;
mod room;
mod routes;
mod search;
mod submit;
mod team;
mod told;
mod training;
mod trial;
mod unlock;
mod view;

use self::door::Door;
use self::place::Place;
use self::room::Desk;

/// The clock of the desk: `now`, unless somebody fixed it.
pub type Clock = Box<dyn Fn() -> DateTime<FixedOffset> + Send + Sync>;

/// What the desk is opened with.
pub struct Opening {
    pub visit: Visit,
    pub clock: Clock,
    /// Any that is free, where none is named.
    pub port: u16,
    /// After how long without a request it ends.
    pub idle: Duration,
    /// Where running desks are noted; none where the system gives no place.
    pub notes: Option<PathBuf>,
}

/// Serves until somebody ends it. `told` gets the address once; where a desk of the same repository runs already, its
/// address, and nothing is served.
pub fn serve(opening: Opening, told: impl FnOnce(&str) -> Result<()>) -> Result<()> {
    let failed =
        |error: &std::io::Error| Error::new(format!("工作台开不起来：{error}")).fix("再试一次；或换一个 --port");
    let place = match Place::take(opening.notes.as_deref(), &opening.visit.root)? {
        Ok(place) => place,
        Err(running) => return told(&running.join()?),
    };
    let memory = Memory(opening.notes.as_ref().map(|folder| folder.join(REMEMBERED)));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| failed(&error))?;
    runtime.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, opening.port)).await.map_err(|error| failed(&error))?;
        let port = listener.local_addr().map_err(|error| failed(&error))?.port();
        place.note(port)?;
        let door = Door::new(port, place)?;
        let address = door.invite()?;
        let desk = Arc::new(Desk::new(opening.visit, opening.clock, door, memory)?);
        told(&address)?;
        let ends = leave::ends(Arc::clone(&desk), opening.idle);
        let router = routes::router(Arc::clone(&desk));
        let served = axum::serve(listener, router).with_graceful_shutdown(ends);
        // An answer that nobody fetches must not keep a desk that was ended.
        tokio::select! {
            served = served.into_future() => served.map_err(|error| failed(&error)),
            () = leave::grace(desk) => Ok(()),
        }
    })
}
