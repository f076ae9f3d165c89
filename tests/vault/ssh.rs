//! ssh-ed25519 keys as members, by feature. Skipped where `ssh-keygen` is not installed.
#![allow(clippy::unwrap_used, reason = "tests")]

use age::secrecy::SecretString;
use crisis::error::Error;
use crisis::vault::case_key::CaseKey;
use crisis::vault::keyring::Keyring;
use crisis::vault::recipient::Recipient;
use std::fs;
use std::process::Command;

#[test]
fn an_ssh_key_opens_a_case() {
    for passphrase in ["", "secret"] {
        let folder = crate::memory::folder();
        let path = folder.path().join("key");
        let made = Command::new("ssh-keygen")
            .args(["-q", "-t", "ed25519", "-C", "somebody", "-N", passphrase, "-f"])
            .arg(&path)
            .status();
        if made.is_err() {
            return;
        }
        let public = Recipient::parse(&fs::read_to_string(path.with_extension("pub")).unwrap()).unwrap();
        assert!(!public.as_str().contains("somebody"));
        let private = fs::read_to_string(&path).unwrap();
        let ring = Keyring::parse(&private, &mut || Ok(SecretString::from(passphrase))).unwrap();
        assert_eq!(ring.recipients(), std::slice::from_ref(&public));
        assert!(ring.unlock(&CaseKey::generate().lock(&[public]).unwrap()).is_ok());
        if !passphrase.is_empty() {
            assert!(Keyring::parse(&private, &mut || Ok(SecretString::from("wrong"))).is_err());
            assert!(Keyring::parse(&private, &mut || Err(Error::new("not asked"))).is_err());
        }
    }
    assert!(Recipient::parse("ssh-rsa AAAAB3NzaC1yc2E x").is_err());
}
