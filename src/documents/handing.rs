//! What one colleague hands over to another, as the paper of it shows: case numbers, never a student's name.

use serde::Serialize;

#[derive(Serialize)]
pub struct Handing {
    pub giver: Colleague,
    pub receiver: Colleague,
    /// The first day of the one who goes on.
    pub since: String,
    pub told: String,
    pub cases: Vec<Handed>,
    /// Cases that whoever writes this can't open.
    pub shut: Vec<String>,
    /// What the school still owes everybody.
    pub school: Vec<String>,
    /// Unfinished entries that nobody else can read.
    pub drafts: Vec<String>,
    /// Fixed roles that nobody holds once the giver has left.
    pub vacated: Vec<String>,
    pub sealed: bool,
    /// Whether there is a recovery key on paper.
    pub recovery: bool,
}

#[derive(Serialize)]
pub struct Colleague {
    pub id: String,
    pub name: String,
    pub roles: Vec<String>,
}

#[derive(Serialize)]
pub struct Handed {
    pub number: String,
    pub episode: u32,
    /// When the episode began.
    pub since: String,
    /// Whether the receiver is given access by this act; otherwise it was there.
    pub granted: bool,
    /// The giver is in charge of the student's class, which this act does not change.
    pub class_teacher: bool,
    /// What is to be done, most pressing first.
    pub open: Vec<String>,
}
