//! How long the inner steps of an audit take, each on one case of a generated school: `cargo bench --bench steps`.

use std::fs;
use std::hint::black_box;
use std::sync::LazyLock;

use chrono::{DateTime, FixedOffset};
use crisis::audit::{self, Ground};
use crisis::case::{Case, File};
use crisis::check::{self, Index, View};
use crisis::config::Privacy;
use crisis::duty::{self, Facts, Setting};
use crisis::record::Record;
use crisis::store::Repo;
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

#[path = "../examples/gen/school/mod.rs"]
mod school;

use school::{NOW, Plan};

/// The case with the most records, as it was read and as it lies there.
struct Sample {
    repo: Repo,
    number: String,
    files: Vec<(String, Vec<u8>)>,
    case: Case,
    index: Index,
    now: DateTime<FixedOffset>,
    /// What the disk is needed for until the end.
    _dir: tempfile::TempDir,
}

static SAMPLE: LazyLock<Sample> = LazyLock::new(|| {
    let dir = tempfile::tempdir().expect("a folder for the school");
    let plan = Plan { cases: 40, materials: 0, scan: 0, privacy: Privacy::Plain, seed: 1, fault_every: 0 };
    plan.make(dir.path()).expect("the school is written");
    let repo = Repo::open(dir.path()).unwrap_or_else(|faults| panic!("{}", faults[0]));
    let numbers = repo.numbers().expect("the cases are listed");
    let case = numbers.iter().map(|number| repo.case(number)).max_by_key(|case| case.records.len());
    let case = case.expect("there are cases");
    let mut files = Vec::new();
    for name in ["."].into_iter().chain(["records"]) {
        let folder = repo.case_dir(&case.number).join(name);
        for entry in
            fs::read_dir(folder).expect("the case is a folder").flatten().filter(|entry| entry.path().is_file())
        {
            let prefix = if name == "." { String::new() } else { format!("{name}/") };
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            files.push((name, fs::read(entry.path()).expect("the file is read")));
        }
    }
    files.sort();
    let now = DateTime::parse_from_str(&format!("{NOW} +0800"), "%Y-%m-%d %H:%M %z").expect("the school's day");
    Sample { number: case.number.clone(), repo, files, case, index: Index::default(), now, _dir: dir }
});

impl Sample {
    fn ground(&self) -> Ground<'_> {
        let Repo { config, guides, team, .. } = &self.repo;
        Ground { config, guides, team, index: &self.index, now: self.now }
    }

    fn setting(&self) -> Setting<'_> {
        let Repo { config, guides, team, .. } = &self.repo;
        let guide = guides.on(self.now.date_naive()).expect("a guide is in force");
        Setting { guide, team, calendar: &config.calendar, now: self.now }
    }

    /// The records' files.
    fn records(&self) -> impl Iterator<Item = &(String, Vec<u8>)> {
        self.files.iter().filter(|(name, _)| name.starts_with("records/"))
    }

    fn loaded(&self) -> Case {
        let file = |(path, bytes): &(String, Vec<u8>)| File::new(path.clone(), Ok(bytes.clone()));
        Case::load(&self.number, self.files.iter().map(file).collect(), self.repo.config.calendar.zone)
    }
}

/// One record of each kind that the case has: from bytes to fact, fields and digest.
#[divan::bench(args = ["report", "assessment", "contact", "meeting", "plan", "follow_up"])]
fn record_parse(bencher: Bencher, kind: &str) {
    let (path, bytes) = SAMPLE.records().find(|(name, _)| name.contains(kind)).expect("the case has such a record");
    bencher.counter(BytesCount::new(bytes.len())).bench(|| Record::parse(black_box(path), black_box(bytes)));
}

/// All files of the case, from memory.
#[divan::bench]
fn case_load(bencher: Bencher) {
    bencher.counter(ItemsCount::new(SAMPLE.files.len())).bench(|| SAMPLE.loaded());
}

/// The same from the disk, or rather from the system's memory of it.
#[divan::bench]
fn case_read(bencher: Bencher) {
    bencher.counter(ItemsCount::new(SAMPLE.files.len())).bench(|| SAMPLE.repo.case(&SAMPLE.number));
}

/// What the guide asks of the case.
#[divan::bench]
fn duties(bencher: Bencher) {
    bencher.bench(|| {
        let facts = Facts::of(SAMPLE.setting(), &SAMPLE.case, 1);
        duty::outcomes(&facts).len()
    });
}

/// What duties can't see.
#[divan::bench]
fn checks(bencher: Bencher) {
    let facts = Facts::of(SAMPLE.setting(), &SAMPLE.case, 1);
    bencher.bench_local(|| {
        let view = View::new(&facts, true, &SAMPLE.index);
        check::run(&view)
    });
}

/// Duties, checks and columns of a case that was read already.
#[divan::bench]
fn case_audit(bencher: Bencher) {
    bencher.bench(|| audit::case(&SAMPLE.ground(), &SAMPLE.case));
}

fn main() {
    divan::main();
}
