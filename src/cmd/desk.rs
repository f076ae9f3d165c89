//! `desk`: pages in the browser for whoever does not type commands. Served to this machine alone, until it is ended.

use std::path::Path;
use std::time::Duration;

use crate::app::{App, Done, keys};
use crate::desk::{self, Opening};
use crate::error::Error;
use crate::office::visit::Visit;
use crate::ui::browser;

/// 工作台：在浏览器里用的页面，只在这台电脑上；按 Ctrl-C、点“关闭”或久不使用就结束
#[derive(clap::Args)]
pub struct Args {
    /// 用哪个端口（默认：任意一个空着的）
    #[arg(long, value_name = "N", default_value = "0", hide_default_value = true)]
    port: u16,
    /// 不打开浏览器，只给出地址
    #[arg(long)]
    no_browser: bool,
    /// 多少分钟没有人用就结束（默认 30）
    #[arg(long, value_name = "MINUTES", default_value = "30", hide_default_value = true)]
    idle: u64,
}

pub fn run(app: &App, args: Args) -> Done {
    // What is wrong with the files of the school is said here, not on a page that can't be made.
    let root = app.keyless_office()?.repo.root;
    if args.idle == 0 {
        return Err(Error::new("至少 1 分钟").field("--idle").fix("例如 --idle 30").into());
    }
    let identity = keys::path(app).ok().map(Path::to_path_buf);
    let now = app.now;
    let clock: desk::Clock = match app.ticks {
        Some(ticks) => Box::new(ticks),
        None => Box::new(move || now),
    };
    let opening = Opening {
        visit: Visit { root, by: app.by.clone(), identity, wait: app.wait },
        clock,
        port: args.port,
        idle: Duration::from_secs(args.idle * 60),
        notes: app.identity.home.as_ref().and_then(|home| home.parent()).map(Path::to_path_buf),
    };
    desk::serve(opening, |address| {
        app.ui.say(address)?;
        app.ui.hint("工作台只在这台电脑上；地址只能用一次。按 Ctrl-C 结束。");
        if !args.no_browser && !browser::show(address) {
            app.ui.hint("没有找到浏览器，把上面的地址抄进浏览器");
        }
        Ok(())
    })?;
    Ok(0)
}
