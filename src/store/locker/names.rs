//! What the files of a case are called, sealed and in clear.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Hold;
use super::listing::Listing;
use super::reading::Reader;
use crate::record::naming;
use crate::time::Zone;
use crate::vault::convert::KEY_FILE;

/// Both ways between the names of a case's files, as a conversion needs them. Read before it starts.
pub struct Naming {
    zone: Zone,
    /// Id of a material's record to the file that it names.
    filed: BTreeMap<String, String>,
}

impl Naming {
    /// `None` for records that do not open: what they file keeps a name made of its number.
    pub fn of(folder: &Path, hold: &Hold, zone: Zone) -> Self {
        let mut reader = Reader::new(folder, hold);
        let mut filed = BTreeMap::new();
        for name in Listing::of(folder).records {
            reader.record(&name, zone, &mut filed);
        }
        Self { zone, filed }
    }

    /// `None`: no file of the case.
    pub fn sealed(&self, path: &Path, head: &[u8]) -> Option<PathBuf> {
        let plain = slashed(path);
        let recorded = || self.filed.iter().find(|(_, file)| **file == plain).map(|(id, _)| id.clone());
        let known = match plain.split('/').next() {
            Some("records") if plain.ends_with(".md") => {
                naming::signs(head).map(|signs| format!("records/{}.md.age", signs.id))
            }
            Some("materials") => recorded().map(|id| format!("materials/{id}.age")),
            _ => None,
        };
        known.or_else(|| sealed_name(&plain)).map(PathBuf::from)
    }

    pub fn plain(&self, path: &Path, head: &[u8]) -> Option<PathBuf> {
        let sealed = slashed(path);
        let plain = plain_name(&sealed);
        if plain == "case.yaml" {
            return Some(plain.into());
        }
        if plain.starts_with("records/") {
            let named = naming::signs(head).map(|signs| naming::path(signs.at, &signs.kind, &signs.id, self.zone));
            return Some(named.unwrap_or_else(|| plain.to_owned()).into());
        }
        let name = sealed.strip_prefix("materials/")?;
        Some(plain_material(name, &self.filed).into())
    }
}

/// What a file of a case is called when sealed, by its plain name alone: nothing of that but the number stays.
pub fn sealed_name(plain: &str) -> Option<String> {
    if plain == "case.yaml" {
        return Some(format!("{plain}.age"));
    }
    if let Some(name) = plain.strip_prefix("records/").and_then(|name| name.strip_suffix(".md")) {
        let id = name.rsplit('-').next().filter(|id| naming::is_plain(id))?;
        return Some(format!("records/{id}.md.age"));
    }
    let name = plain.strip_prefix("materials/")?;
    let id = name.split('-').next().filter(|id| id.len() == 4 && naming::is_plain(id))?;
    Some(format!("materials/{id}.age"))
}

pub(super) fn plain_material(name: &str, filed: &BTreeMap<String, String>) -> String {
    let id = plain_name(name);
    let inside = |file: &&String| file.starts_with("materials/") && !file.contains("..");
    filed.get(id).filter(inside).cloned().unwrap_or_else(|| format!("materials/{id}"))
}

pub(super) fn is_sealed(name: &str) -> bool {
    name != KEY_FILE && name.ends_with(".age")
}

pub(super) fn plain_name(name: &str) -> &str {
    name.strip_suffix(".age").unwrap_or(name)
}

fn slashed(path: &Path) -> String {
    let parts: Vec<String> = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    parts.join("/")
}
