//! What only its owner may read. Unix makes files so from the start; on Windows a folder is as open as the one that it
//! lies in until its list of access (DACL) says otherwise. Whether the disk keeps to it is looked at afterwards: FAT and
//! exFAT give everything to everybody, a share what its server says.

use std::fs::{self, File};
use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;

use crate::disk::half_written;
use crate::error::{Error, Result};

/// A folder for what nobody else may see, gone when dropped.
pub struct Folder {
    folder: TempDir,
    /// What says that somebody lives who needs it.
    _held: Option<File>,
}

impl Folder {
    /// A new one in `parent`. What runs that were killed left there under the same `prefix` is cleared away first; where
    /// nobody can tell whether they live, once it is so old that nobody can be at it any more.
    pub fn new(parent: &Path, prefix: &str, abandoned: Duration) -> Result<Self> {
        sweep(parent, prefix, abandoned);
        let made = half_written::held_folder(parent, (prefix, ""));
        let (folder, held) = made.map_err(|error| Error::io("建立临时文件夹", parent, &error))?;
        close(folder.path())?;
        Ok(Self { folder, _held: held })
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// What can't be removed belongs to somebody else.
fn sweep(parent: &Path, prefix: &str, abandoned: Duration) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let is_ours = entry.file_name().to_string_lossy().starts_with(prefix) && !path.is_symlink();
        if is_ours && cfg!(unix) {
            half_written::remove_unheld(&path);
        } else if is_ours && is_older(&path, abandoned) {
            let _ = fs::remove_dir_all(path);
        }
    }
}

fn is_older(path: &Path, abandoned: Duration) -> bool {
    let age = fs::metadata(path).ok().and_then(|about| about.modified().ok()).and_then(|time| time.elapsed().ok());
    age.is_some_and(|age| age > abandoned)
}

/// Gives a new file, or a new folder with what will be put into it, to its owner alone. Windows' own account
/// (SYSTEM) stays on the list, as it is for a user's profile: virus scanners and backups run as it. On a network share it
/// is left to the share who may read: colleagues who work on one repository there would lock each other out.
pub fn close(path: &Path) -> Result<()> {
    system::close(path)
}

/// What it means that others on this computer, or whoever gets hold of the disk, can read a file or folder; none where
/// they can't, or where that can't be found out.
pub fn others_may_read(path: &Path) -> Option<Error> {
    system::others_may_read(path).map(|how| Error::new(how).path(path))
}

#[cfg(unix)]
mod system {
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;

    use crate::error::Result;

    #[expect(clippy::unnecessary_wraps, reason = "only Windows can fail here")]
    pub fn close(_: &Path) -> Result<()> {
        Ok(())
    }

    pub fn others_may_read(path: &Path) -> Option<String> {
        let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
        (mode & 0o077 != 0).then(|| format!("权限是 {mode:o}，同一台电脑上的其他用户可能读到"))
    }
}

#[cfg(not(any(unix, windows)))]
compile_error!("who may read a file must be known");

#[cfg(windows)]
mod system {
    use std::io;
    use std::path::{Component, Path, Prefix};

    use windows_permissions::constants::{SeObjectType, SecurityInformation};
    use windows_permissions::utilities::current_process_sid;
    use windows_permissions::wrappers::{
        ConvertSecurityDescriptorToStringSecurityDescriptor, GetNamedSecurityInfo, SetNamedSecurityInfo,
    };
    use windows_permissions::{LocalBox, SecurityDescriptor};

    use crate::disk::{failed, name};
    use crate::error::Result;

    pub fn close(path: &Path) -> Result<()> {
        if is_on_a_share(path) {
            return Ok(());
        }
        give_to_owner(path).map_err(|error| failed("设定权限", path, &error))
    }

    fn give_to_owner(path: &Path) -> io::Result<()> {
        let inherited = if path.is_dir() { "OICI" } else { "" };
        let me = myself()?;
        give(path, &format!("D:P(A;{inherited};FA;;;{me})(A;{inherited};FA;;;SY)"))
    }

    /// Nothing of what the folder above says goes on to hold.
    pub fn give(path: &Path, list: &str) -> io::Result<()> {
        let list: LocalBox<SecurityDescriptor> = list.parse()?;
        let what = SecurityInformation::Dacl | SecurityInformation::ProtectedDacl;
        let path = name::long(path);
        SetNamedSecurityInfo(path.as_os_str(), SeObjectType::SE_FILE_OBJECT, what, None, None, list.dacl(), None)
    }

    pub fn others_may_read(path: &Path) -> Option<String> {
        let path = name::long(path);
        let what = SecurityInformation::Dacl;
        let found = GetNamedSecurityInfo(path.as_os_str(), SeObjectType::SE_FILE_OBJECT, what).ok()?;
        let list = ConvertSecurityDescriptorToStringSecurityDescriptor(&found, what).ok()?;
        super::others(&list.to_string_lossy(), &myself().ok()?)
    }

    /// The account that this program runs as, as lists of access write it: some accounts have a short name there.
    fn myself() -> io::Result<String> {
        let account: LocalBox<SecurityDescriptor> = format!("O:{}", current_process_sid()?).parse()?;
        let written = ConvertSecurityDescriptorToStringSecurityDescriptor(&account, SecurityInformation::Owner)?;
        Ok(written.to_string_lossy().trim_start_matches("O:").to_owned())
    }

    /// Also of a drive letter that stands for a share.
    fn is_on_a_share(path: &Path) -> bool {
        let real = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let is_unc = |part: Component<'_>| match part {
            Component::Prefix(prefix) => matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..)),
            _ => false,
        };
        real.components().next().is_some_and(is_unc)
    }
}

/// Whom a list of access in its written form (SDDL) lets read, besides this account, Windows itself and its
/// administrators, who can read everything anyway.
#[cfg(any(windows, test))]
fn others(list: &str, myself: &str) -> Option<String> {
    const TRUSTED: [&str; 4] = ["SY", "BA", "CO", "OW"];
    const EVERYBODY: &str = "谁都能读：这台电脑上的每个用户，和拿到这个盘的人（FAT、exFAT 的 U 盘都是这样）";
    let (_, list) = list.split_once("D:")?;
    if list.contains("NO_ACCESS_CONTROL") {
        return Some(EVERYBODY.to_owned());
    }
    let entries = list.split('(').skip(1).map(|entry| entry.split(')').next().unwrap_or_default());
    let readers = entries.filter_map(|entry| {
        let mut fields = entry.split(';');
        let (kind, flags, rights) = (fields.next()?, fields.next()?, fields.next()?);
        let account = fields.nth(2)?;
        let is_for_itself = !flags.as_bytes().chunks(2).any(|flag| flag == b"IO");
        let is_given = matches!(kind, "A" | "XA" | "OA") && is_for_itself && gives_reading(rights);
        (is_given && account != myself && !TRUSTED.contains(&account)).then_some(account)
    });
    match readers.into_iter().next()? {
        "WD" => Some(EVERYBODY.to_owned()),
        "BU" | "AU" | "IU" => Some("这台电脑上的其他用户也能读".to_owned()),
        account => Some(format!("别的用户也能读（{account}）")),
    }
}

/// Rights are pairs of letters, or a number whose lowest bit is reading.
#[cfg(any(windows, test))]
fn gives_reading(rights: &str) -> bool {
    if let Some(number) = rights.strip_prefix("0x") {
        return u32::from_str_radix(number, 16).is_ok_and(|bits| bits & 0x9000_0001 != 0);
    }
    rights.as_bytes().chunks(2).any(|right| matches!(right, b"FA" | b"FR" | b"GA" | b"GR" | b"CC"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: &str = "S-1-5-21-1-2-3-1001";

    #[test]
    fn whom_a_list_of_access_lets_read() {
        let closed = format!("D:PAI(A;OICI;FA;;;{ME})(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)");
        assert_eq!(others(&closed, ME), None);
        assert_eq!(others(&format!("D:(D;;FA;;;WD)(A;;FA;;;{ME})(A;;0x100000;;;WD)(A;OICIIO;FA;;;BU)"), ME), None);
        for open in
            ["D:(A;;0x1200a9;;;BU)", "D:AI(A;ID;FR;;;WD)", "D:NO_ACCESS_CONTROL", "D:(A;;FA;;;S-1-5-21-9-9-9-1002)"]
        {
            assert!(others(open, ME).is_some(), "{open}");
        }
    }

    #[cfg(windows)]
    #[test]
    fn what_was_open_to_everybody_is_closed() {
        let folder = tempfile::tempdir().unwrap();
        for (name, is_folder) in [("危机 档案", true), ("identity.txt", false)] {
            let path = folder.path().join(name);
            if is_folder { std::fs::create_dir(&path) } else { std::fs::write(&path, "") }.unwrap();
            system::give(&path, "D:(A;;FA;;;WD)").unwrap();
            assert!(others_may_read(&path).unwrap().what.contains("谁都能读"));
            close(&path).unwrap();
            assert_eq!(others_may_read(&path), None);
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_a_killed_run_left_is_swept_away() {
        let parent = tempfile::tempdir().unwrap();
        let new = || Folder::new(parent.path(), "crisis-print-", Duration::ZERO).unwrap();
        let [left, other] = ["crisis-print-left", "other"].map(|name| parent.path().join(name));
        for folder in [&left, &other] {
            fs::create_dir(folder).unwrap();
        }
        let living = new();
        assert_eq!(others_may_read(living.path()), None);
        assert!(!left.exists() && other.exists());
        let made = new();
        assert!(living.path().exists() && made.path() != living.path());
    }

    #[cfg(unix)]
    #[test]
    fn what_others_may_read_is_told() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        assert!(others_may_read(folder.path()).unwrap().what.contains("755"));
    }
}
