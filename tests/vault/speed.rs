//! How long the reading of a case takes; `cargo test --release --test vault speed -- --ignored --nocapture`.
#![allow(clippy::disallowed_macros, clippy::unwrap_used, clippy::print_stdout, reason = "a measurement prints")]

use crisis::error::Error;
use crisis::vault::case_key::CaseKey;
use crisis::vault::identity::IdentityText;
use std::io::{Read, Write, sink};
use std::time::Instant;

#[test]
#[ignore = "a measurement, not a check"]
fn speed() {
    let ring = IdentityText::generate().keyring(&mut || Err(Error::new("no passphrase"))).unwrap();
    let others: Vec<_> = (0..4).map(|_| CaseKey::generate().recipient()).collect();
    let alone = CaseKey::generate().lock(ring.recipients()).unwrap();
    let shared = CaseKey::generate().lock(&[&others, ring.recipients()].concat()).unwrap();
    let case = ring.unlock(&alone).unwrap();
    let record = case.seal(&[b'x'; 600]).unwrap();
    let each = |name: &str, per: u32, work: &dyn Fn()| {
        work();
        let begun = Instant::now();
        (0..300).for_each(|_| work());
        println!("{name}: {:.1} µs", begun.elapsed().as_secs_f64() * 1e6 / 300.0 / f64::from(per));
    };
    each("unlock, one holder", 1, &|| drop(ring.unlock(&alone).unwrap()));
    each("unlock, fifth of five holders", 1, &|| drop(ring.unlock(&shared).unwrap()));
    each("open a record of 600 bytes, of twelve", 12, &|| (0..12).for_each(|_| drop(case.open(&record).unwrap())));
    each("seal a record of 600 bytes", 1, &|| drop(case.seal(&[b'x'; 600]).unwrap()));
    println!("a sealed record of 600 bytes has {} bytes", record.len());
    let large = vec![7u8; 64 << 20];
    let begun = Instant::now();
    let mut sealed = Vec::with_capacity(large.len() + (1 << 20));
    case.seal_stream(&mut &large[..], &mut sealed).unwrap();
    let sealed_in = begun.elapsed();
    let begun = Instant::now();
    let mut reader = case.open_stream(&sealed[..]).unwrap();
    let (mut buffer, mut out) = (vec![0; 1 << 16], sink());
    loop {
        let read = reader.read(&mut buffer).unwrap();
        if read == 0 {
            break;
        }
        out.write_all(&buffer[..read]).unwrap();
    }
    println!("64 MiB: sealed in {sealed_in:?}, opened in {:?}", begun.elapsed());
}
