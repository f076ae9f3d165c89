//! Readers of other people's files that are other people's work: each runs in a thread of its own, since a broken file may
//! make it panic or never come to an end, and neither is to end this program.

use std::sync::{Once, mpsc};
use std::time::Duration;
use std::{panic, thread};

/// The name of such a thread.
const READER: &str = "reads-aside";
/// Some readers call themselves for each part within a part.
const STACK: usize = 32 << 20;

/// What `read` gives; nothing where it panics or takes longer than anybody waits.
pub fn run<T: Send + 'static>(patience: Duration, read: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    keep_quiet();
    let (send, receive) = mpsc::channel();
    let reader = thread::Builder::new().name(READER.to_owned()).stack_size(STACK);
    reader.spawn(move || send.send(read())).ok()?;
    receive.recv_timeout(patience).ok()
}

/// A panic of a reader is no news for the screen.
fn keep_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let told = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if thread::current().name() != Some(READER) {
                told(info);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::run;

    #[test]
    fn a_reader_that_panics_or_never_ends_gives_nothing() {
        assert_eq!(run(Duration::from_secs(60), || 7), Some(7));
        assert_eq!(run(Duration::from_secs(60), || -> u8 { panic!("a broken file") }), None);
        let asleep = || std::thread::sleep(Duration::from_secs(60));
        assert_eq!(run(Duration::from_millis(10), asleep), None);
    }
}
