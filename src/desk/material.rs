//! A filed document, as it was filed: to be kept, or looked at where that is harmless. Read and opened piece by piece; a
//! sealed one is nowhere on the disk in clear.

use std::collections::HashMap;
use std::io::Read;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use tokio::sync::{mpsc, oneshot};

use crate::desk::room::{Desk, Room};
use crate::desk::view::{self, Answer, Failure};
use crate::error::Error;
use crate::record::Fact;

/// What a browser may show by itself, by ending: neither of these can run anything.
const SHOWN: [(&str, &str); 13] = [
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("bmp", "image/bmp"),
    ("mp3", "audio/mpeg"),
    ("m4a", "audio/mp4"),
    ("wav", "audio/wav"),
    ("ogg", "audio/ogg"),
    ("mp4", "video/mp4"),
    ("txt", "text/plain; charset=utf-8"),
    ("md", "text/plain; charset=utf-8"),
];

const PIECE: usize = 64 * 1024;

/// How a material can be looked at, by its name.
pub fn shown(file: &str) -> Option<&'static str> {
    let ending = file.rsplit_once('.')?.1.to_lowercase();
    SHOWN.iter().find(|(known, _)| *known == ending).map(|(_, kind)| *kind)
}

pub async fn stream(
    State(desk): State<Arc<Desk>>,
    Path(parts): Path<HashMap<String, String>>,
    Query(query): Query<HashMap<String, String>>,
) -> Answer {
    let (send, pieces) = mpsc::channel(8);
    let (tell, told) = oneshot::channel();
    let is_shown = query.contains_key("show");
    let asked = Arc::clone(&desk);
    tokio::task::spawn_blocking(move || {
        let part = |name: &str| parts.get(name).map_or("", String::as_str);
        let room = match asked.room("look") {
            Ok(Some(room)) => room,
            Ok(None) => return drop(tell.send(Err(Error::new("先写口令，打开身份文件").into()))),
            Err(failure) => return drop(tell.send(Err(failure))),
        };
        match found(&room, part("number"), part("record")) {
            Err(failure) => drop(tell.send(Err(failure))),
            Ok((file, mut source)) => {
                drop(tell.send(Ok(file)));
                pour(&mut *source, &send);
            }
        }
    });
    match told.await {
        Ok(Ok(file)) => {
            let body = Body::from_stream(Pieces(pieces));
            let name = file.rsplit('/').next().unwrap_or("file");
            match shown(&file).filter(|_| is_shown) {
                Some(kind) => view::alone(
                    view::answer(StatusCode::OK, kind, body),
                    "img-src 'self'; media-src 'self'; style-src 'unsafe-inline'",
                ),
                None => view::file("application/octet-stream", name, body),
            }
        }
        Ok(Err(failure)) => desk.failed(&failure),
        Err(_) => desk.failed(&Error::new("材料读不出来").fix("用 crisis verify 核对这份档案").into()),
    }
}

/// By the record that filed it, never by a path.
fn found(room: &Room, number: &str, id: &str) -> Result<(String, Box<dyn Read>), Failure> {
    let case = room.case(number)?;
    let Some(Fact::Material(material)) = case.record(id).map(|record| &record.fact) else {
        return Err(Failure::missing("没有这份材料"));
    };
    let is_there = case.stored(&material.file).is_some();
    if !is_there {
        return Err(Failure::missing("登记过，文件却不在"));
    }
    Ok((material.file.clone(), room.office.repo.reader(number, &material.file)?))
}

fn pour(source: &mut dyn Read, send: &mpsc::Sender<std::io::Result<Bytes>>) {
    let mut piece = vec![0; PIECE];
    loop {
        let sent = match source.read(&mut piece) {
            Ok(0) => return,
            Ok(count) => send.blocking_send(Ok(Bytes::copy_from_slice(&piece[..count]))),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            // The answer breaks off: a document of which a part can't be opened never looks whole.
            Err(error) => send.blocking_send(Err(error)),
        };
        if sent.is_err() {
            return;
        }
    }
}

struct Pieces(mpsc::Receiver<std::io::Result<Bytes>>);

impl futures_core::Stream for Pieces {
    type Item = std::io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}
