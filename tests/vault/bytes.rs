//! Sealing and opening bytes: round trips, damage of every kind, keys, recovery; and the stock `age` both ways.
#![allow(clippy::unwrap_used, reason = "tests")]

use age::secrecy::{ExposeSecret, SecretString};
use crisis::disk::Existing;
use crisis::error::{Error, Result};
use crisis::vault::age_file::{self, count_recipients, open_with_passphrase, seal_to, seal_with_passphrase};
use crisis::vault::case_key::CaseKey;
use crisis::vault::identity::{self, IdentityText};
use crisis::vault::keyring::Keyring;
use crisis::vault::recipient::Recipient;
use crisis::vault::recovery::RecoveryKey;
use crisis::vault::unopened::Unopened;
use proptest::prelude::*;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const CHUNK: usize = 64 * 1024;
const FIXTURE_PASSPHRASE: &str = "口令 correct horse";
const FIXTURE_PUBLIC: &str = "age1xmwwc06ly3ee5rytxm9mflaz2u56jjj36s0mypdrwsvlul66mv4q47ryef";

fn never() -> impl FnMut() -> Result<SecretString> {
    || Err(Error::new("asked for a passphrase"))
}

fn always(passphrase: &'static str) -> impl FnMut() -> Result<SecretString> {
    move || Ok(SecretString::from(passphrase))
}

fn member() -> Keyring {
    IdentityText::generate().keyring(&mut never()).unwrap()
}

fn case_of(member: &Keyring) -> CaseKey {
    member.unlock(&CaseKey::generate().lock(member.recipients()).unwrap()).unwrap()
}

fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from(at * 31 % 251).unwrap()).collect()
}

fn lengths() -> impl Strategy<Value = usize> {
    let edges = (1..=3usize, 0..5usize).prop_map(|(chunks, near)| chunks * CHUNK + near - 2);
    prop_oneof![2 => edges, 1 => 0..200 * 1024usize, 1 => 0..2000usize]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn what_is_sealed_opens(length in lengths(), stream in any::<bool>()) {
        let key = CaseKey::generate();
        let plain = bytes(length);
        let sealed = if stream {
            let mut sealed = Vec::new();
            prop_assert_eq!(key.seal_stream(&mut &plain[..], &mut sealed).unwrap(), length as u64);
            sealed
        } else {
            key.seal(&plain).unwrap()
        };
        prop_assert!(*key.open(&sealed).unwrap() == plain);
        let mut streamed = Vec::new();
        key.open_stream(&sealed[..]).unwrap().read_to_end(&mut streamed).unwrap();
        prop_assert!(streamed == plain);
    }

    #[test]
    fn a_large_file_cut_anywhere_does_not_open(cut in 0usize..130_000) {
        let key = CaseKey::generate();
        let sealed = key.seal(&bytes(2 * CHUNK)).unwrap();
        prop_assert!(key.open(&sealed[..cut]).is_err());
    }
}

#[test]
fn cut_at_every_byte() {
    let key = CaseKey::generate();
    let sealed = key.seal(&bytes(300)).unwrap();
    for cut in 0..sealed.len() {
        let unopened = key.open(&sealed[..cut]).err().unwrap();
        let expected = [Unopened::Truncated, Unopened::Content, Unopened::Empty];
        assert!(expected.contains(&unopened), "cut at {cut} of {}: {unopened:?}", sealed.len());
        assert_eq!(unopened == Unopened::Empty, cut == 0);
    }
    let mut longer = sealed;
    longer.push(0);
    assert_eq!(key.open(&longer).err(), Some(Unopened::Content));
}

#[test]
fn cut_at_a_chunk_edge_is_known_as_cut() {
    let key = CaseKey::generate();
    let sealed = key.seal(&bytes(2 * CHUNK)).unwrap();
    assert_eq!(key.open(&sealed[..sealed.len() - CHUNK - 16]).err(), Some(Unopened::Truncated));
}

#[test]
fn every_flipped_bit_is_found() {
    let key = CaseKey::generate();
    let sealed = key.seal(&bytes(120)).unwrap();
    for at in 0..sealed.len() {
        for bit in 0..8 {
            let mut damaged = sealed.clone();
            damaged[at] ^= 1 << bit;
            assert!(key.open(&damaged).is_err(), "byte {at}, bit {bit}");
            assert!(!key.is_current(&damaged[..]) || at >= sealed.len() - (16 + 120 + 16));
        }
    }
    let last = sealed.len() - 1;
    let mut damaged = sealed;
    damaged[last] ^= 1;
    assert_eq!(key.open(&damaged).err(), Some(Unopened::Content));
}

#[test]
fn each_failure_has_its_own_name() {
    let (mine, other) = (member(), member());
    let case = case_of(&mine);
    let sealed = case.seal(b"text").unwrap();
    assert_eq!(case_of(&mine).open(&sealed).err(), Some(Unopened::OtherCase));
    assert_eq!(other.unlock(&case.lock(mine.recipients()).unwrap()).err(), Some(Unopened::NoKey));
    assert_eq!(mine.unlock(&seal_to(mine.recipients(), b"text").unwrap()).err(), Some(Unopened::NotAKey));
    assert_eq!(mine.unlock(&seal_to(mine.recipients(), b"").unwrap()).err(), Some(Unopened::NotAKey));
    assert_eq!(case.open(b"---\nkind: report\n").err(), Some(Unopened::NotAge));
    assert_eq!(case.open(b"").err(), Some(Unopened::Empty));
    assert_eq!(case.open(b"age-encryption.org/v2\nwhatever\n").err(), Some(Unopened::TooNew));
    let endless = [b"age-encryption.org/v1\n".to_vec(), vec![b'a'; 300_000]].concat();
    assert_eq!(case.open(&endless).err(), Some(Unopened::Header));
    let bad_mac = String::from_utf8_lossy(&sealed).find("\n--- ").unwrap() + 8;
    let mut damaged = sealed;
    damaged[bad_mac] = if damaged[bad_mac] == b'A' { b'B' } else { b'A' };
    assert_eq!(case.open(&damaged).err(), Some(Unopened::Header));
    let error = Error::from(Unopened::NoKey);
    assert!(error.what.contains("这把钥匙打不开") && error.fix.is_some());
}

#[test]
fn a_rotated_key_reads_what_the_old_one_sealed_but_not_the_other_way_round() {
    let (stays, leaves) = (member(), member());
    let old = CaseKey::generate();
    let before = old.seal(b"before").unwrap();
    let new = stays.unlock(&old.rotated().lock(stays.recipients()).unwrap()).unwrap();
    let after = new.seal(b"after").unwrap();
    assert_eq!(**new.open(&before).unwrap(), *b"before");
    assert_eq!(**new.open(&after).unwrap(), *b"after");
    assert!(new.is_current(&after[..]) && !new.is_current(&before[..]));
    assert_eq!(old.open(&after).err(), Some(Unopened::OtherCase));
    assert!(leaves.unlock(&new.lock(stays.recipients()).unwrap()).is_err());
}

#[test]
fn intake_is_write_only() {
    let (team, writer) = (member(), member());
    let sealed = seal_to(team.recipients(), b"first report").unwrap();
    assert_eq!(writer.open_any(&sealed).err(), Some(Unopened::NoKey));
    assert_eq!(**team.open_any(&sealed).unwrap(), *b"first report");
    assert_eq!(seal_to(&[], b"x").err().unwrap().what, "没有一把可以加密给的公钥");
}

#[test]
fn holders_are_counted_once_each() {
    let holders: Vec<Recipient> = [member(), member(), member()].iter().map(|m| m.recipients()[0].clone()).collect();
    let twice = [holders.clone(), holders].concat();
    for _ in 0..20 {
        assert_eq!(count_recipients(&CaseKey::generate().lock(&twice).unwrap()), Ok(3));
    }
}

#[test]
fn recipients_are_checked_and_never_echoed() {
    assert!(Recipient::parse(&format!(" {FIXTURE_PUBLIC}\n")).is_ok());
    let secret = RecoveryKey::generate().text();
    let error = Recipient::parse(secret.expose_secret()).err().unwrap();
    assert!(error.what.contains("私钥") && !format!("{error:?}").contains(secret.expose_secret()));
    assert!(Recipient::parse(&FIXTURE_PUBLIC.replace("xmwwc", "qqqqq")).is_err());
    for wrong in ["", "张三", "age1", "ssh-rsa AAAA x"] {
        assert!(Recipient::parse(wrong).err().unwrap().fix.is_some(), "{wrong}");
    }
    for of_another_kind in ["age1yubikey1qwerty", "ssh-ed25519 AAAA somebody@somewhere"] {
        let recipient = Recipient::parse(of_another_kind).unwrap();
        assert!(!recipient.as_str().contains("somebody"));
        assert!(seal_to(&[recipient], b"x").err().unwrap().fix.is_some());
    }
}

#[test]
fn identity_files_are_private_and_never_overwritten() {
    let folder = crate::memory::folder();
    let path = folder.path().join("new/crisis/identity.txt");
    let first = IdentityText::generate();
    first.write(&path, None, Existing::Refuse).unwrap();
    let error = IdentityText::generate().write(&path, None, Existing::Refuse).err().unwrap();
    assert!(error.what.contains("不会覆盖"));
    let loaded = identity::read(&path, &mut never()).unwrap();
    assert!(loaded.warning.is_none());
    let ring = loaded.identity.keyring(&mut never()).unwrap();
    assert_eq!(ring.recipients(), first.keyring(&mut never()).unwrap().recipients());
    private_on_unix(&path);
}

#[cfg(unix)]
fn private_on_unix(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(path.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
    fs::set_permissions(path, fs::Permissions::from_mode(0o640)).unwrap();
    let warning = identity::read(path, &mut never()).unwrap().warning.unwrap();
    assert!(warning.what.contains("640"));
}

#[cfg(not(unix))]
fn private_on_unix(_path: &Path) {}

#[test]
fn a_passphrase_can_be_set_and_is_needed_then() {
    let folder = crate::memory::folder();
    let path = folder.path().join("identity.txt");
    let text = IdentityText::generate();
    text.write(&path, None, Existing::Refuse).unwrap();
    text.write(&path, Some(SecretString::from("口令")), Existing::Replace).unwrap();
    let written = fs::read_to_string(&path).unwrap();
    assert!(written.starts_with("-----BEGIN AGE") && !written.contains("SECRET"));
    assert!(identity::read(&path, &mut never()).is_err());
    assert_eq!(identity::read(&path, &mut always("口领")).err().unwrap().what, "口令不对");
    let ring = identity::read(&path, &mut always("口令")).unwrap().identity.keyring(&mut never()).unwrap();
    assert_eq!(ring.recipients(), text.keyring(&mut never()).unwrap().recipients());
}

#[test]
fn passphrase_files_of_the_stock_program_are_read() {
    for name in ["stock-passphrase.age", "stock-passphrase-armored.age"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
        let loaded = identity::read(&path, &mut always(FIXTURE_PASSPHRASE)).unwrap();
        let ring = loaded.identity.keyring(&mut never()).unwrap();
        assert_eq!(ring.recipients()[0].as_str(), FIXTURE_PUBLIC, "{name}");
    }
}

#[test]
fn excessive_work_is_refused_at_once() {
    let sealed = seal_with_passphrase(SecretString::from("x"), b"text").unwrap();
    let asks_more = String::from_utf8_lossy(&sealed[..60]).find(" 17\n").unwrap();
    let mut sealed = sealed;
    sealed[asks_more + 1..asks_more + 3].copy_from_slice(b"21");
    assert_eq!(open_with_passphrase(SecretString::from("x"), &sealed).err(), Some(Unopened::TooMuchWork));
}

#[test]
fn identity_files_may_carry_comments_and_marks_of_editors() {
    let secret = RecoveryKey::generate();
    let text = format!("\u{feff}# 备注\r\n\r\n  {}  \r\n", secret.text().expose_secret());
    assert_eq!(Keyring::parse(&text, &mut never()).unwrap().recipients(), [secret.recipient()]);
    let error = Keyring::parse("# 备注\nAGE-SECRET-KEY-1QQQ\n", &mut never()).err().unwrap();
    assert_eq!(error.line, Some(2));
    assert!(!error.to_string().contains("QQQ"));
    assert!(Keyring::parse("# 备注\n", &mut never()).err().unwrap().what.contains("没有私钥"));
}

#[test]
fn the_default_path_follows_the_system() {
    let linux = |name: &str| (name == "HOME").then(|| PathBuf::from("/home/t"));
    if cfg!(target_os = "linux") {
        assert_eq!(identity::default_path(linux).unwrap(), Path::new("/home/t/.config/crisis/identity.txt"));
        let relative = |name: &str| (name == "HOME").then(|| PathBuf::from("t"));
        assert_eq!(identity::default_path(relative), None);
    }
}

#[test]
fn any_two_sheets_bring_the_recovery_key_back() {
    let key = RecoveryKey::generate();
    let sheets = key.split().unwrap();
    for (one, other) in [(0, 1), (1, 2), (0, 2), (2, 0), (2, 1), (1, 0)] {
        let typed = sheets[other].expose().to_lowercase().replace(':', ":\n  ");
        let joined = RecoveryKey::join(sheets[one].expose(), &typed).unwrap();
        assert_eq!(joined.text().expose_secret(), key.text().expose_secret());
    }
    let secret = key.text().expose_secret()["AGE-SECRET-KEY-1".len()..].to_owned();
    assert!(sheets.iter().all(|sheet| !sheet.expose().contains(&secret)));
    let fails = |one: &str, other: &str| RecoveryKey::join(one, other).err().unwrap().what;
    assert!(fails(sheets[0].expose(), sheets[0].expose()).contains("同一份"));
    assert!(fails(sheets[0].expose(), key.split().unwrap()[1].expose()).contains("同一次"));
    assert!(fails(sheets[0].expose(), RecoveryKey::generate().split().unwrap()[1].expose()).contains("同一次"));
    let last = sheets[1].expose().len() - 1;
    assert!(fails(sheets[0].expose(), &sheets[1].expose()[..last]).contains("抄错"));
}

/// One sheet must say nothing: over many splits of one key each symbol of each part takes every value about as often.
#[test]
fn one_sheet_says_nothing() {
    let key = RecoveryKey::generate();
    let mut counts = [[0u32; 128]; 6];
    for _ in 0..640 {
        for (sheet, share) in key.split().unwrap().iter().enumerate() {
            for (part, text) in share.expose().split(':').skip(3).enumerate() {
                counts[sheet * 2 + part][usize::from(text.as_bytes()[10])] += 1;
            }
        }
    }
    for of_part in counts {
        let seen: Vec<u32> = of_part.into_iter().filter(|&count| count > 0).collect();
        assert!(seen.len() == 32 && seen.iter().all(|&count| count < 60), "{seen:?}");
    }
}

fn stock_age(arguments: &[&str], input: &[u8]) -> Option<Vec<u8>> {
    let child = Command::new("age").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = child.ok()?;
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "age {arguments:?}");
    Some(output.stdout)
}

/// The two commands of the documentation. Skipped where `age` is not installed.
#[test]
fn the_stock_program_opens_everything_with_two_commands() {
    let folder = crate::memory::folder();
    let [identity, key_age, case_txt, record] =
        ["identity.txt", "key.age", "case.txt", "x.md.age"].map(|name| folder.path().join(name));
    let text = IdentityText::generate();
    text.write(&identity, None, Existing::Refuse).unwrap();
    let me = text.keyring(&mut never()).unwrap();
    let old = CaseKey::generate();
    let case = old.rotated();
    fs::write(&key_age, case.lock(me.recipients()).unwrap()).unwrap();
    let [identity, key, case_path] = [&identity, &key_age, &case_txt].map(|path| path.to_str().unwrap());
    let Some(opened) = stock_age(&["-d", "-i", identity, key], b"") else { return };
    fs::write(&case_txt, opened).unwrap();
    for length in [0, 1, 600, CHUNK, CHUNK + 1, 2 * CHUNK] {
        for sealer in [&old, &case] {
            fs::write(&record, sealer.seal(&bytes(length)).unwrap()).unwrap();
            let plain = stock_age(&["-d", "-i", case_path, record.to_str().unwrap()], b"").unwrap();
            assert!(plain == bytes(length), "{length}");
        }
        for armor in [&[][..], &["-a"][..]] {
            let to = case.recipient();
            let sealed = stock_age(&[&["-r", to.as_str()], armor].concat(), &bytes(length)).unwrap();
            assert!(*case.open(&sealed).unwrap() == bytes(length), "{length}");
            assert_eq!(count_recipients(&sealed), Ok(1));
            assert!(age_file::looks_sealed(&sealed) && case.is_current(&sealed[..]));
        }
    }
}
