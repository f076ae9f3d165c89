//! Whole cases over to sealed, plain, or a fresh key. What interrupts it loses nothing; one more run completes it.

use std::collections::BTreeSet;
use std::path::Path;

use super::locker::{Hold, Naming};
use super::{Repo, write};
use crate::disk;
use crate::error::{Error, Result};
use crate::vault::convert::{Conversion, KEY_FILE, Outcome};
use crate::vault::keyring::Keyring;
use crate::vault::recipient::Recipient;

impl Repo {
    /// Everything in clear becomes sealed; the key is for these holders and nobody else, whoever had it before.
    pub fn seal_case(&self, number: &str, holders: &[Recipient]) -> Result<Outcome> {
        let folder = self.case_dir(number);
        let naming = Naming::of(&folder, &self.open_hold(number)?, self.config.calendar.zone);
        let outcome = Conversion::new(&folder, self.keyring()?, &mut |_, _| Ok(()))
            .seal(holders, &|path: &Path, head: &[u8]| Ok(naming.sealed(path, head)))?;
        self.hand_out(number, holders)?;
        Ok(outcome)
    }

    /// Everything sealed becomes plain. A case that has no key file is plain already.
    pub fn unseal_case(&self, number: &str) -> Result<Outcome> {
        let folder = self.case_dir(number);
        let naming = Naming::of(&folder, &self.open_hold(number)?, self.config.calendar.zone);
        Conversion::new(&folder, self.keyring()?, &mut |_, _| Ok(()))
            .unseal(&|path: &Path, head: &[u8]| Ok(naming.plain(path, head)))
    }

    /// Who is new gets the key as it is; where somebody lost it, everything goes over to a new one. What an earlier run
    /// that was cut off left under a key before is taken over, too.
    pub fn hand_out(&self, number: &str, holders: &[Recipient]) -> Result<()> {
        let folder = self.case_dir(number);
        let Hold::Open(key) = self.open_hold(number)? else { return Ok(()) };
        let now: BTreeSet<&Recipient> = holders.iter().collect();
        let before: BTreeSet<&Recipient> = key.holders().iter().collect();
        if !before.is_subset(&now) {
            return self.rekey_case(number, holders);
        }
        if now != before {
            write::replace(&folder.join(KEY_FILE), &key.lock(holders)?)?;
        }
        if !key.is_rotated() {
            return Ok(());
        }
        whole(Conversion::new(&folder, self.keyring()?, &mut |_, _| Ok(())).reseal()?)
    }

    /// A new key for these holders; every file is sealed again with it.
    pub fn rekey_case(&self, number: &str, holders: &[Recipient]) -> Result<()> {
        let folder = self.case_dir(number);
        whole(Conversion::new(&folder, self.keyring()?, &mut |_, _| Ok(())).rotate(holders)?)
    }

    /// What a killed writer left beside the cases, in clear.
    pub fn sweep(&self) -> Result<()> {
        disk::unfinished(&self.cases_dir())?.iter().try_for_each(|path| disk::remove_folder(path))
    }

    fn keyring(&self) -> Result<&Keyring> {
        let missing = || Error::new("没有可用的私钥").fix("用 --identity 指明身份文件；还没有的，运行 crisis key new");
        self.locker.keyring.as_deref().ok_or_else(missing)
    }
}

fn whole(outcome: Outcome) -> Result<()> {
    outcome.faults.into_iter().next().map_or(Ok(()), Err)
}
