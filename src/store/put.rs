//! Everything that is written into a case, sealed where the case is: the one place through which records, materials
//! and `case.yaml` reach the disk.

use std::path::{Path, PathBuf};

use super::arrival::Origin;
use super::drafts::FOLDER;
use super::locker::{self, Hold};
use super::{Repo, staged, write};
use crate::case::{self, About, PROGRAM, stamp};
use crate::config::Privacy;
use crate::disk::{self, Hashing};
use crate::error::{Error, Result};
use crate::record::hex;
use crate::vault::case_key::CaseKey;
use crate::vault::convert::KEY_FILE;
use crate::vault::recipient::Recipient;

impl Repo {
    /// A new folder with its first files under their plain names; in a repository that seals, for these holders.
    pub fn new_case(&self, number: &str, holders: &[Recipient], files: &[(&str, &[u8])]) -> Result<()> {
        let folder = self.case_dir(number);
        if self.config.privacy == Privacy::Plain {
            return write::create_folder(&folder, files);
        }
        let key = CaseKey::generate();
        let locked = key.lock(holders)?;
        if self.locker.keyring.as_ref().is_none_or(|keyring| keyring.unlock(&locked).is_err()) {
            let error = Error::new("新的案卷封存之后你自己打不开，没有建立");
            return Err(error.fix("改用 crisis report 上报，由有权限的成员受理；或请他们登记你的公钥和角色"));
        }
        let mut sealed = vec![(KEY_FILE.to_owned(), locked)];
        for (name, bytes) in files {
            sealed.push((sealed_name(name)?, key.seal(bytes)?));
        }
        let files: Vec<(&str, &[u8])> = sealed.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        write::create_folder(&folder, &files)
    }

    /// Takes away what a run that was killed left half written in a case, and folders that were never finished. Only
    /// whoever holds the lock may: nobody else is writing there now.
    pub fn tidy(&self, number: &str) -> Result<()> {
        let case = self.case_dir(number);
        for folder in [case.join("records"), case.join("materials"), case] {
            disk::temporaries(&folder)?.iter().try_for_each(|left| write::remove(left))?;
        }
        for folder in disk::unfinished(&self.cases_dir())? {
            disk::remove_folder(&folder)?;
        }
        // Whatever somebody is still copying stays.
        disk::sweep(&self.root.join(FOLDER));
        Ok(())
    }

    /// A case as it was elsewhere: every file under its plain name, copied byte for byte; all of it or nothing.
    pub fn restore_case(&self, number: &str, holders: &[Recipient], files: &[(String, PathBuf)]) -> Result<()> {
        let key = (self.config.privacy == Privacy::Sealed).then(CaseKey::generate);
        let locked = key.as_ref().map(|key| key.lock(holders)).transpose()?;
        write::create_folder_with(&self.case_dir(number), |folder| {
            if let Some(locked) = &locked {
                write::create(&folder.join(KEY_FILE), locked)?;
            }
            for (name, from) in files {
                let mut source = disk::open(from)?;
                let copying = |error: std::io::Error| Error::io("复制", from, &error);
                match &key {
                    Some(key) => write::create_with(&folder.join(sealed_name(name)?), |file| {
                        key.seal_stream(&mut source, file).map_err(copying)
                    })?,
                    None => write::create_with(&folder.join(name), |file| {
                        std::io::copy(&mut source, file).map_err(copying)
                    })?,
                };
            }
            Ok(())
        })
    }

    /// A record that must not be there yet, under its plain name within the case.
    pub fn put_record(&self, number: &str, name: &str, bytes: &[u8]) -> Result<()> {
        let folder = self.case_dir(number);
        match self.open_hold(number)?.key() {
            Some(key) => write::create(&folder.join(sealed_name(name)?), &key.seal(bytes)?),
            None => write::create(&folder.join(name), bytes),
        }
    }

    /// Takes the place of the `case.yaml` that is there.
    pub fn put_about(&self, number: &str, text: &str) -> Result<()> {
        let path = self.case_dir(number).join("case.yaml");
        let text = stamp::stamped(number, text);
        match self.open_hold(number)?.key() {
            Some(key) => write::replace(&path.with_extension("yaml.age"), &key.seal(text.as_bytes())?),
            None => write::replace(&path, text.as_bytes()),
        }
    }

    /// Copies a file of any size into the case, telling `progress` of the bytes as they go; gives their SHA-256.
    pub fn put_material(&self, number: &str, name: &str, from: &Origin, progress: &dyn Fn(u64)) -> Result<String> {
        let hold = self.open_hold(number)?;
        let name = if hold.key().is_some() { sealed_name(name)? } else { name.to_owned() };
        let path = self.case_dir(number).join(name);
        if let Origin::Staged(staged) = from
            && let Some(file) = staged.take(&hold)
        {
            write::give(file, &path)?;
            return Ok(staged.sha256.clone());
        }
        let mut source = Hashing::new(from.open()?, progress);
        write::create_with(&path, |file| staged::copy(&mut source, &hold, from.path(), file))?;
        Ok(hex(&source.digest()))
    }

    /// Copies a material out of the case, as it was filed; gives the SHA-256 of the copy.
    pub fn take_out(&self, number: &str, name: &str, to: &Path) -> Result<String> {
        let (path, plain) = locker::reader(&self.case_dir(number), &self.open_hold(number)?, name)?;
        let mut plain = Hashing::new(plain, &|_| {});
        write::create_with(to, |file| {
            std::io::copy(&mut plain, file).map_err(|error| Error::io("复制", &path, &error))
        })?;
        Ok(hex(&plain.digest()))
    }

    /// A material is gone from the case.
    pub fn drop_material(&self, number: &str, name: &str) -> Result<()> {
        let (path, _) = locker::reader(&self.case_dir(number), &self.open_hold(number)?, name)?;
        write::remove(&path)
    }

    /// `case.yaml` as it stands, comments and all.
    pub fn about_text(&self, number: &str) -> Result<String> {
        let bytes = locker::file(&self.case_dir(number), &self.open_hold(number)?, "case.yaml")?;
        let text = String::from_utf8(bytes);
        let text = text.map_err(|_| Error::new("case.yaml 不是 UTF-8 文字").fix("从备份找回"))?;
        Ok(stamp::unstamped(&text).to_owned())
    }

    /// What a file of the case is really called, for whoever looks for it.
    pub fn real_name(&self, number: &str, name: &str) -> String {
        let sealed = if number == PROGRAM {
            false
        } else if self.case_dir(number).exists() {
            self.locker.hold(&self.case_dir(number)).is_ok_and(|hold| !matches!(hold, Hold::Plain))
        } else {
            self.config.privacy == Privacy::Sealed
        };
        if sealed { locker::sealed_name(name).unwrap_or_else(|| name.to_owned()) } else { name.to_owned() }
    }

    pub(super) fn open_hold(&self, number: &str) -> Result<Hold> {
        match self.locker.hold(&self.case_dir(number))? {
            Hold::Locked => Err(locked(number)),
            hold => Ok(hold),
        }
    }
}

/// Who a case is about; a case of which that can't be read is an error here.
pub fn about(repo: &Repo, number: &str) -> Result<About> {
    let path = repo.case_dir(number).join("case.yaml");
    case::read_about(repo.about_text(number)?.as_bytes()).map_err(|error| error.path(path))
}

/// What is said about a case that the keys at hand do not open.
pub fn locked(number: &str) -> Error {
    Error::new(format!("无权打开案卷 {number}：它没有对你的钥匙封存"))
        .fix(format!("请有权限的成员运行 crisis grant {number} 你的成员编号；或用 --identity 指明另一把钥匙"))
}

fn sealed_name(name: &str) -> Result<String> {
    locker::sealed_name(name).ok_or_else(|| Error::new(format!("文件名 {name} 不能封存")).fix("请报告此问题"))
}
