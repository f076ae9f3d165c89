//! What a fuzzer thinks of, given to the reader that `CRISIS_READER` names, or to all of them.
#![no_main]

#[path = "../tests/vault/foreign/readers.rs"]
mod readers;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let wanted = std::env::var("CRISIS_READER").unwrap_or_default();
    for (_, read) in readers::READERS.iter().filter(|(name, _)| wanted.is_empty() || *name == wanted) {
        read(bytes);
    }
});
