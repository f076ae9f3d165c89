//! What lies in the folder of a case, by name, before anything of it is read.

use std::path::Path;

use super::names::{is_sealed, plain_name};
use crate::disk::{self, Kind};
use crate::error::{Error, Result};
use crate::vault::convert::KEY_FILE;

/// The names of a case's files, in order.
#[derive(Default)]
pub(super) struct Listing {
    pub own: Vec<String>,
    pub records: Vec<String>,
    pub materials: Vec<String>,
    /// Links, which are never followed, and folders that can't be read, by their paths in the case.
    pub unread: Vec<(String, Error)>,
}

impl Listing {
    pub fn of(folder: &Path) -> Self {
        let mut listing = Self::default();
        listing.own = listing.names(folder, "");
        // Other things beside the case's own are nobody's business.
        listing.unread.retain(|(name, _)| ["", "case.yaml", "records", "materials"].contains(&plain_name(name)));
        listing.records = listing.inside(folder, "records");
        listing.materials = listing.inside(folder, "materials");
        listing
    }

    /// Nothing is asked of the disk for a folder that was not there a moment ago.
    fn inside(&mut self, case: &Path, inside: &str) -> Vec<String> {
        let is_there = self.own.iter().any(|name| name.eq_ignore_ascii_case(inside)) || !self.unread.is_empty();
        if is_there { self.names(case, inside) } else { Vec::new() }
    }

    fn names(&mut self, case: &Path, inside: &str) -> Vec<String> {
        let folder = case.join(inside);
        let entries = disk::entries(&folder).unwrap_or_else(|error| {
            self.unread.push((inside.to_owned(), error));
            Vec::new()
        });
        let mut names = Vec::with_capacity(entries.len());
        for entry in entries {
            if entry.kind == Kind::Link {
                let path = folder.join(&entry.name);
                let name = if inside.is_empty() { entry.name } else { format!("{inside}/{}", entry.name) };
                self.unread.push((name, disk::link(&path)));
            } else {
                names.push(entry.name);
            }
        }
        names
    }

    /// No key file: a plain case, unless sealed files are left over from somewhere.
    pub fn plain(&self, folder: &Path) -> Result<()> {
        if ![&self.own, &self.records, &self.materials].into_iter().flatten().any(|name| is_sealed(name)) {
            return Ok(());
        }
        let lost = Error::new(format!("有封存的文件，却没有 {KEY_FILE}")).path(folder.join(KEY_FILE));
        Err(lost.fix(format!("从备份或另一台电脑的副本恢复 {KEY_FILE}；正在销毁的案卷，再运行一次 crisis destroy")))
    }
}
