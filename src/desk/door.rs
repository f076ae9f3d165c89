//! Who may come in. That a socket is heard on this machine alone keeps out no program of this machine and no page of the
//! web that the same browser shows; so every request must name this address, come from no other page, and carry a cookie
//! that was given once for a token.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use axum::http::header::{COOKIE, HOST, ORIGIN};
use axum::http::{HeaderMap, Method};

use crate::desk::place::Place;
use crate::error::{Error, Result};
use crate::record::hex;

pub struct Door {
    port: u16,
    /// Cookies do not know ports: another desk on the same machine must not overwrite ours.
    cookie: (String, String),
    /// Good once each.
    tokens: Mutex<BTreeSet<String>>,
    place: Place,
}

/// Who does not come in, and why.
#[derive(Debug, PartialEq, Eq)]
pub enum Refused {
    /// Meant for another address: a name that somebody made point at this machine.
    Host,
    /// Sent by another page.
    Origin,
    /// Not let in yet, or let in by a desk that is no more.
    Stranger,
}

impl Door {
    pub fn new(port: u16, place: Place) -> Result<Self> {
        let cookie = (format!("crisis-{}", &random()?[..12]), random()?);
        Ok(Self { port, cookie, tokens: Mutex::default(), place })
    }

    fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// An address that lets somebody in once.
    pub fn invite(&self) -> Result<String> {
        let token = random()?;
        let address = format!("http://{}/?token={token}", self.host());
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner).insert(token);
        Ok(address)
    }

    /// The cookie for a token that was not used yet.
    pub fn admit(&self, token: &str) -> Option<String> {
        let is_ours = self.tokens.lock().unwrap_or_else(PoisonError::into_inner).remove(token);
        let (name, value) = &self.cookie;
        (is_ours || self.place.invites(token)).then(|| format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict"))
    }

    /// Whether a request was meant for this desk and sent by itself: looked at before anything else, the cookie too.
    pub fn is_meant(&self, method: &Method, headers: &HeaderMap) -> Result<(), Refused> {
        let is = |name, wanted: &str| {
            let mut values = headers.get_all(name).iter();
            values.next().is_some_and(|value| value.as_bytes() == wanted.as_bytes()) && values.next().is_none()
        };
        if !is(HOST, &self.host()) {
            return Err(Refused::Host);
        }
        let origin = format!("http://{}", self.host());
        let is_own = is(ORIGIN, &origin);
        let needs_none = matches!(*method, Method::GET | Method::HEAD) && !headers.contains_key(ORIGIN);
        if is_own || needs_none { Ok(()) } else { Err(Refused::Origin) }
    }

    /// Whether it carries the cookie.
    pub fn knows(&self, headers: &HeaderMap) -> Result<(), Refused> {
        let (name, value) = &self.cookie;
        let mut pairs =
            headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok()).flat_map(|all| all.split(';'));
        let is_ours = pairs.any(|pair| {
            pair.trim()
                .split_once('=')
                .is_some_and(|(own, said)| own == name && same(said.as_bytes(), value.as_bytes()))
        });
        if is_ours { Ok(()) } else { Err(Refused::Stranger) }
    }
}

/// Takes as long wherever they differ, so that nobody guesses letter by letter.
fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |differs, (one, other)| differs | (one ^ other)) == 0
}

/// 256 bits that nobody guesses.
pub fn random() -> Result<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| Error::new(format!("系统不给随机数：{error}")))?;
    Ok(hex(&bytes))
}
