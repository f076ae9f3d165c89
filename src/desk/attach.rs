//! 归档材料: files of any size, streamed to where nobody can read them, then filed with their provenance. What came once
//! need not be sent again while the form is corrected.

use std::collections::HashMap;
use std::io::Read;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, State};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::case::Case;
use crate::desk::door::random;
use crate::desk::form::Sheet;
use crate::desk::room::{Desk, Room, held};
use crate::desk::routes::Asked;
use crate::desk::submit::{self, Making};
use crate::desk::view::{Answer, Done};
use crate::error::{Error, Result};
use crate::office::materials::{Filing, category_of};
use crate::office::pen::Pen;
use crate::record::Named;
use crate::record::material::Material;

/// How many pieces may wait between the socket and the disk.
const AHEAD: usize = 8;
/// Of everything in the form that is no file.
const LARGEST_TEXT: usize = 1 << 20;

pub fn page(room: &Room, asked: &Asked) -> Done {
    let case = room.case(asked.part("number"))?;
    let mut sheet = sheet(room, &case, &asked.query, &[])?;
    if let Err(error) = room.office.writer(&case) {
        sheet.errors.push(error);
    }
    if sheet.typed.first("f.category").is_empty()
        && let Some(category) = category_of(sheet.guide, &case, sheet.typed.first("f.of"))
    {
        sheet.typed.pairs.push(("f.category".to_owned(), category));
    }
    sheet.resume(asked.asked("draft"));
    sheet.page()
}

/// The form comes in parts, the files among them; what follows is as with every form.
pub async fn send(
    State(desk): State<Arc<Desk>>,
    Path(parts): Path<HashMap<String, String>>,
    form: std::result::Result<Multipart, MultipartRejection>,
) -> Answer {
    let form = match form {
        Ok(form) => received(&desk, form).await,
        Err(_) => Err(Error::new("送来的不是文件").fix("从“归档材料”这一页送")),
    };
    match form {
        Ok(form) => {
            Arc::clone(&desk).work("attach", move |room| file(room, &Asked::new(parts, Vec::new(), form))).await
        }
        Err(error) => desk.failed(&error.into()),
    }
}

async fn received(desk: &Arc<Desk>, mut form: Multipart) -> Result<Vec<(String, String)>> {
    let broken = |_| Error::new("文件没有传完").fix("再送一次");
    let (mut pairs, mut texts) = (Vec::new(), 0);
    while let Some(mut part) = form.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        let Some(called) = part.file_name().map(str::to_owned) else {
            let mut text = Vec::new();
            while let Some(piece) = part.chunk().await.map_err(broken)? {
                texts += piece.len();
                text.extend_from_slice(&piece);
                if texts > LARGEST_TEXT {
                    return Err(Error::new("送来的文字太长").fix("大的文字存成文件再归档"));
                }
            }
            let text = String::from_utf8(text).map_err(|_| Error::new("送来的不是 UTF-8 文字").fix("再送一次"))?;
            pairs.push((name, text));
            continue;
        };
        if called.is_empty() {
            continue;
        }
        let (send, pieces) = mpsc::channel(AHEAD);
        let room = desk.room("attach").ok().flatten().ok_or_else(|| Error::new("先写口令，打开身份文件"))?;
        let taking =
            tokio::task::spawn_blocking(move || room.office.receive(&called, Pieces { pieces, left: Bytes::new() }));
        loop {
            match part.chunk().await {
                Ok(Some(piece)) => {
                    desk.touch();
                    if send.send(Ok(piece)).await.is_err() {
                        break;
                    }
                }
                Ok(None) => break,
                Err(_) => {
                    let _ = send.send(Err(())).await;
                    break;
                }
            }
        }
        drop(send);
        let filing = taking.await.map_err(|_| Error::new("文件没有收下").fix("再送一次"))??;
        let number = random()?;
        held(&desk.arrived).insert(number.clone(), Arc::new(filing));
        pairs.push(("arrived".to_owned(), number));
    }
    Ok(pairs)
}

/// What the socket gives, for whoever reads and waits.
struct Pieces {
    pieces: mpsc::Receiver<std::result::Result<Bytes, ()>>,
    left: Bytes,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.left.is_empty() {
            match self.pieces.blocking_recv() {
                Some(Ok(piece)) => self.left = piece,
                Some(Err(())) => return Err(std::io::ErrorKind::UnexpectedEof.into()),
                None => return Ok(0),
            }
        }
        let count = self.left.len().min(buffer.len());
        buffer[..count].copy_from_slice(&self.left.split_to(count));
        Ok(count)
    }
}

fn file(room: &Room, asked: &Asked) -> Done {
    let case = room.case(asked.part("number"))?;
    let dropped = |number: &str| asked.form.iter().any(|(name, value)| name == "drop" && value == number);
    let arrived: Vec<(String, Arc<Filing>)> = {
        let all = held(&room.desk.arrived);
        let sent = asked.form.iter().filter(|(name, _)| name == "arrived").map(|(_, number)| number);
        sent.filter(|number| !dropped(number))
            .filter_map(|number| Some((number.clone(), Arc::clone(all.get(number)?))))
            .collect()
    };
    let mut sheet = sheet(room, &case, &asked.form, &arrived)?;
    if arrived.is_empty() && matches!(asked.said("do"), "preview" | "write") {
        sheet.errors.push(Error::new("还没有选文件").fix("选一个文件，或把它拖到框里"));
        return sheet.page();
    }
    let mut filings: Vec<Arc<Filing>> = arrived.iter().map(|(_, filing)| Arc::clone(filing)).collect();
    if asked.said("do") == "write" {
        for (filing, (number, _)) in filings.iter_mut().zip(&arrived) {
            match room.office.stage(&case, filing, &|_| {}) {
                Ok(staged) => *filing = Arc::new(staged),
                Err(error) => {
                    sheet.errors.push(error);
                    return sheet.page();
                }
            }
            held(&room.desk.arrived).insert(number.clone(), Arc::clone(filing));
        }
    }
    let makes = |pen: &Pen<'_>, now: Option<&Case>, fields, body, at: usize| {
        pen.file(now.unwrap_or(&case), &filings[at], fields, body)
    };
    let done = submit::run(sheet, asked, &Making { reads: &submit::plainly, makes: &makes, times: filings.len() })?;
    if done.status().is_redirection() {
        let mut all = held(&room.desk.arrived);
        for (number, _) in &arrived {
            all.remove(number);
        }
    }
    Ok(done)
}

fn sheet<'r>(
    room: &'r Room,
    case: &'r Case,
    sent: &[(String, String)],
    arrived: &[(String, Arc<Filing>)],
) -> Result<Sheet<'r>> {
    let mut sheet = Sheet::of_kind(room, case, Material::NAME, sent)?;
    let files: Vec<Value> = arrived
        .iter()
        .map(|(number, filing)| json!({ "number": number, "name": filing.from.path().display().to_string(), "size": size(filing.size), "mismatch": filing.mismatch }))
        .collect();
    sheet.action = format!("/case/{}/attach", case.number);
    "归档材料".clone_into(&mut sheet.title);
    sheet.template = "attach.html";
    sheet.hidden.extend(arrived.iter().map(|(number, _)| ("arrived".to_owned(), number.clone())));
    sheet.data = json!({ "files": files, "multipart": true });
    Ok(sheet)
}

/// In the unit in which people speak of it.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["字节", "KB", "MB", "GB"];
    let mut unit = 0;
    let mut tenths = bytes.saturating_mul(10);
    while tenths >= 10_240 && unit + 1 < UNITS.len() {
        tenths /= 1024;
        unit += 1;
    }
    if unit == 0 { format!("{bytes} 字节") } else { format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit]) }
}
