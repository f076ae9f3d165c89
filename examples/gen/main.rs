//! Makes a school of any size for measuring and for testing:
//! `cargo run --release --example gen -- DIR --cases N [--materials M] [--sealed] [--seed S]`.
//! What an audit of it must find is written to `DIR.expected.json`, the key of a sealed one to `DIR.identity`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use crisis::config::Privacy;
use crisis::error::{Error, Result};

mod school;

use school::{Made, Plan};

/// 造一所虚构的学校，供测速和测试
#[derive(Parser)]
struct Args {
    /// 新的文件夹
    dir: PathBuf,
    /// 多少份档案
    #[arg(long, default_value_t = 1000)]
    cases: usize,
    /// 每份档案另有几份扫描件
    #[arg(long, default_value_t = 0)]
    materials: usize,
    /// 每份扫描件多大（KiB）
    #[arg(long, default_value_t = 64)]
    scan: usize,
    /// 封存；钥匙写在文件夹旁边
    #[arg(long)]
    sealed: bool,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// 每几份档案里有一份埋下问题；0 是一份也没有
    #[arg(long, default_value_t = 10)]
    fault_every: usize,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let told = make(&args).and_then(|made| say(&args.dir, &made));
    match told {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::from(2)
        }
    }
}

fn make(args: &Args) -> Result<Made> {
    let plan = Plan {
        cases: args.cases,
        materials: args.materials,
        scan: args.scan,
        privacy: if args.sealed { Privacy::Sealed } else { Privacy::Plain },
        seed: args.seed,
        fault_every: args.fault_every,
    };
    let made = plan.make(&args.dir)?;
    let text = serde_json::to_string_pretty(&made).map_err(|error| Error::new(format!("写不成 JSON：{error}")))?;
    beside(&args.dir, "expected.json", &text)?;
    if let Some(identity) = &made.identity {
        beside(&args.dir, "identity", identity)?;
    }
    Ok(made)
}

/// Outside of the school, whose folders are its own.
fn beside(dir: &Path, ending: &str, text: &str) -> Result<()> {
    let mut name = dir.as_os_str().to_owned();
    name.push(format!(".{ending}"));
    let path = PathBuf::from(name);
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = |error: &io::Error| Error::io("写入", &path, error);
    // For its owner alone: a key may be in it.
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| failed(&error))?;
    file.write_all(text.as_bytes()).map_err(|error| failed(&error))?;
    file.persist(&path).map(drop).map_err(|error| failed(&error.error))
}

fn say(dir: &Path, made: &Made) -> Result<()> {
    let of = |severity: &str| made.findings.iter().filter(|finding| finding.severity == severity).count();
    let text = format!(
        "{}：{} 份档案，{} 条记录，{} 份材料，{} KiB\n应当查出：错误 {}，警告 {}，提示 {}\n\
         crisis -C {} --now \"{}\" audit\n",
        dir.display(),
        made.cases,
        made.records,
        made.materials,
        made.bytes / 1024,
        of("error"),
        of("warning"),
        of("notice"),
        dir.display(),
        made.now,
    );
    io::stdout().write_all(text.as_bytes()).map_err(|error| Error::io("写出", dir, &error))
}
