//! The age test vectors of C2SP, through the reading path of the program. Runs when `CCTV_AGE` points at the folder of
//! the npm package `cctv-age` (`npm install cctv-age`, then `node_modules/cctv-age`); the vectors are not kept here.
#![allow(clippy::unwrap_used, reason = "tests")]

use age::secrecy::SecretString;
use base64::prelude::{BASE64_STANDARD, Engine};
use crisis::error::Error;
use crisis::vault::age_file::open_with_passphrase;
use crisis::vault::keyring::Keyring;
use crisis::vault::unopened::Unopened;
use sha2::{Digest, Sha256};
use std::io::Read;
use std::path::Path;

/// Invalid by the specification, read by the crate on purpose: early versions of it wrote such stanzas.
const TOLERATED: [&str; 2] = ["stanza_missing_body", "stanza_missing_final_line"];

struct Vector {
    name: String,
    header: Vec<(String, String)>,
    file: Vec<u8>,
}

#[test]
fn vectors() {
    let Some(folder) = std::env::var_os("CCTV_AGE") else { return };
    let script = std::fs::read_to_string(Path::new(&folder).join("index.js")).unwrap();
    let vectors = parse(&script);
    let mut ran = 0;
    let mut wrong = Vec::new();
    for vector in &vectors {
        // Hybrid post-quantum keys: not in the crate yet.
        if vector.all("identity").any(|key| key.starts_with("AGE-SECRET-KEY-PQ-")) {
            continue;
        }
        ran += 1;
        if let Err(why) = check(vector) {
            wrong.push(format!("{}: {why}", vector.name));
        }
    }
    assert!(wrong.is_empty(), "{ran} of {} ran; wrong:\n{}", vectors.len(), wrong.join("\n"));
    assert!(ran > 100, "only {ran} of {} ran", vectors.len());
}

/// The package is a script: a comment with the name, then the bytes in Base64.
fn parse(script: &str) -> Vec<Vector> {
    let entries = script.split("\n// ../testdata/").skip(1);
    entries
        .map(|entry| {
            let (name, rest) = entry.split_once('\n').unwrap();
            let encoded = rest.split_once("__toBinary(\"").unwrap().1.split_once('"').unwrap().0;
            vector(name, &BASE64_STANDARD.decode(encoded).unwrap())
        })
        .collect()
}

fn vector(name: &str, bytes: &[u8]) -> Vector {
    let end = bytes.windows(2).position(|pair| pair == b"\n\n").unwrap();
    let header = std::str::from_utf8(&bytes[..end]).unwrap().lines();
    let header: Vec<_> = header.map(|line| line.split_once(": ").unwrap()).collect();
    let known = ["expect", "payload", "identity", "passphrase", "armored", "file key", "comment", "compressed"];
    assert!(header.iter().all(|(key, _)| known.contains(key)), "{name}");
    let header = header.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    let mut vector = Vector { name: name.to_owned(), header, file: bytes[end + 2..].to_vec() };
    if vector.one("compressed") == Some("zlib") {
        let mut file = Vec::new();
        flate2::read::ZlibDecoder::new(&vector.file[..]).read_to_end(&mut file).unwrap();
        vector.file = file;
    }
    vector
}

impl Vector {
    fn all<'v>(&'v self, key: &'v str) -> impl Iterator<Item = &'v str> {
        self.header.iter().filter(move |(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    fn one(&self, key: &str) -> Option<&str> {
        self.header.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }
}

fn check(vector: &Vector) -> Result<(), String> {
    let whole = open(vector);
    let expected: &[Unopened] = match vector.one("expect").unwrap() {
        "success" => &[],
        "no match" => &[Unopened::NoKey, Unopened::WrongPassphrase],
        "HMAC failure" => &[Unopened::Header],
        "header failure" => &[
            Unopened::Header,
            Unopened::NotAge,
            Unopened::TooNew,
            Unopened::Truncated,
            Unopened::TooMuchWork,
            Unopened::Empty,
        ],
        "payload failure" => &[Unopened::Content, Unopened::Truncated],
        "armor failure" => &[Unopened::Header, Unopened::Content, Unopened::NotAge, Unopened::Truncated],
        other => return Err(format!("unknown expectation {other}")),
    };
    match whole {
        Ok(plain) if expected.is_empty() => same_hash(vector, &plain),
        Ok(_) if TOLERATED.contains(&vector.name.as_str()) => Ok(()),
        Ok(_) => Err("opened".into()),
        Err(unopened) if expected.contains(&unopened) => partial(vector),
        Err(unopened) => Err(format!("{unopened:?} instead of {:?}", vector.one("expect"))),
    }
}

fn open(vector: &Vector) -> Result<Vec<u8>, Unopened> {
    let mut last = Unopened::NoKey;
    for passphrase in vector.all("passphrase") {
        match open_with_passphrase(SecretString::from(passphrase), &vector.file) {
            Ok(plain) => return Ok(plain.to_vec()),
            Err(unopened) => last = unopened,
        }
    }
    match ring(vector) {
        Some(ring) => ring.open_any(&vector.file).map(|plain| plain.to_vec()),
        None => Err(last),
    }
}

fn ring(vector: &Vector) -> Option<Keyring> {
    let text = vector.all("identity").collect::<Vec<_>>().join("\n");
    // Vectors without any key test the parsing of the header alone: any key will do.
    let other = "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0".to_owned();
    let none = text.is_empty();
    if none && vector.one("passphrase").is_some() {
        return None;
    }
    let text = if none { other } else { text };
    Some(Keyring::parse(&text, &mut || Err(Error::new("no passphrase"))).unwrap())
}

/// What a streaming reader hands out before it meets the damage must be what the vector says.
fn partial(vector: &Vector) -> Result<(), String> {
    let Some(reader) = ring(vector) else { return Ok(()) };
    let mut plain = Vec::new();
    let Ok(mut reader) = reader.open_stream(&vector.file[..]) else { return Ok(()) };
    let error = reader.read_to_end(&mut plain).err().ok_or("streamed to the end")?;
    Unopened::from_read(&error).ok_or("the reader gave an unnamed error")?;
    same_hash(vector, &plain)
}

fn same_hash(vector: &Vector, plain: &[u8]) -> Result<(), String> {
    let hash = format!("{:x}", Sha256::digest(plain));
    match vector.one("payload") {
        Some(expected) if expected != hash => Err(format!("payload is {hash}")),
        _ => Ok(()),
    }
}
