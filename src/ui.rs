//! The only mouth. stdout is the answer alone; hints, warnings and errors go to stderr.

use std::io::{self, BufRead, IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use inquire::set_global_render_config;
use inquire::ui::{RenderConfig, Styled};
use terminal_size::{Width, terminal_size};

use crate::error::{Error, Result};
use crate::naming::in_chinese;
use crate::text::fold::folded;

pub mod browser;
pub mod console;
pub mod editor;

#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Format {
    Human,
    Json,
    Html,
    Csv,
    Md,
    Xlsx,
}

pub struct Ui {
    pub format: Format,
    /// Never ask.
    pub no_input: bool,
}

impl Ui {
    pub fn new(format: Format, no_input: bool) -> Self {
        let given_up = Styled::new("（已取消）");
        set_global_render_config(RenderConfig::default().with_canceled_prompt_indicator(given_up));
        Self { format, no_input }
    }

    /// A line of the answer; for people not wider than their screen.
    pub fn say(&self, text: &str) -> Result<()> {
        let width = if self.format == Format::Human { screen() } else { None };
        let mut out = console::answer(self.format);
        match writeln!(out, "{}", folded(text.trim_end(), width)) {
            // Whoever reads may stop reading (`| head`); that is not a failure.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            done => done.map_err(|error| Error::new(format!("写不到屏幕：{error}"))),
        }
    }

    /// The answer while it comes. `fill` gives back what is to be known of it.
    pub fn answer<T>(&self, fill: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<T> {
        let mut out = io::BufWriter::with_capacity(1 << 16, Pipe(console::answer(self.format)));
        let done = fill(&mut out)?;
        out.flush().map_err(|error| Error::new(format!("写不到屏幕：{error}")))?;
        Ok(done)
    }

    pub fn json(&self, value: &impl serde::Serialize) -> Result<()> {
        let text =
            serde_json::to_string_pretty(value).map_err(|error| Error::new(format!("无法写成 JSON：{error}")))?;
        self.say(&text)
    }

    /// What to do next, what to know: beside the answer.
    pub fn hint(&self, text: &str) {
        hint(text);
    }

    pub fn error(&self, error: &Error) {
        self.hint(&format!("错误：{error}"));
        if let Some(fix) = &error.fix {
            self.hint(&format!("怎么办：{fix}"));
        }
    }

    /// Something unwise that does not stop the command.
    pub fn warning(&self, error: &Error) {
        self.hint(&format!("注意：{error}"));
        if let Some(fix) = &error.fix {
            self.hint(&format!("怎么办：{fix}"));
        }
    }

    /// A line that is not shown while it is typed.
    pub fn ask_secret(&self, question: &str) -> Result<String> {
        let asked = inquire::Password::new(question).without_confirmation().prompt();
        asked.map_err(|_| Error::new("已取消，什么也没有写").fix("想好后重新运行这条命令"))
    }

    /// A bar for so many bytes; none where nobody looks, or where it would be gone at once.
    pub fn progress(&self, what: &'static str, bytes: u64) -> Progress {
        const LASTS: u64 = 64 << 20;
        if bytes < LASTS || !io::stderr().is_terminal() {
            return Progress::default();
        }
        let progress = Progress::new(what, bytes);
        progress.show();
        progress
    }

    /// A bar for cases; it appears when the work has lasted a second.
    pub fn counting(&self, what: &'static str) -> Progress {
        if io::stderr().is_terminal() { Progress::new(what, 0) } else { Progress::default() }
    }

    /// Does what lasts, under a bar that counts.
    pub fn watched<T>(&self, what: &'static str, act: impl FnOnce(&(dyn Fn(u64, u64) + Sync)) -> T) -> T {
        let progress = self.counting(what);
        act(&|count, of| progress.done(count, of))
    }

    /// Whether there is somebody to ask.
    pub fn can_ask(&self) -> bool {
        !self.no_input && io::stdin().is_terminal() && io::stderr().is_terminal()
    }
}

/// A window that is there for this program alone stays until somebody has read it.
pub fn hold_window() {
    hint("按回车键关闭这个窗口");
    // Whatever comes, it is time to go.
    let _ = io::stdin().lock().read_line(&mut String::new());
}

/// Said once, when another writer is at work.
pub fn waiting() {
    hint("另一个程序正在写这个档案库，等它写完…");
}

fn hint(text: &str) {
    // A closed stderr leaves nobody to tell.
    let _ = writeln!(console::beside(), "{}", folded(in_chinese(text).trim_end(), width(io::stderr())));
}

/// How many columns somebody sees who looks at this: of the terminal, or as COLUMNS says. Whatever else reads gets
/// whole lines.
fn width(out: impl IsTerminal) -> Option<usize> {
    let said = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let of_terminal = || terminal_size().map(|(Width(columns), _)| usize::from(columns));
    said.or_else(|| out.is_terminal().then(of_terminal).flatten())
}

/// The columns of whoever looks at the answer.
pub fn screen() -> Option<usize> {
    width(io::stdout())
}

/// A bar on stderr for work that lasts. It takes itself away when it is dropped.
#[derive(Default)]
pub struct Progress(Option<ProgressBar>);

impl Progress {
    fn new(what: &'static str, length: u64) -> Self {
        let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::hidden()).with_message(what);
        Self(Some(match ProgressStyle::with_template("{msg} {bar:30} {percent}% 还要 {eta}") {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        }))
    }

    fn show(&self) {
        if let Some(bar) = self.0.as_ref().filter(|bar| bar.is_hidden()) {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    pub fn add(&self, count: u64) {
        if let Some(bar) = &self.0 {
            bar.inc(count);
        }
    }

    pub fn done(&self, count: u64, of: u64) {
        const LASTS: Duration = Duration::from_secs(1);
        if let Some(bar) = &self.0 {
            bar.set_length(of);
            bar.set_position(count);
            if bar.elapsed() > LASTS {
                self.show();
            }
        }
    }
}

/// Whoever reads may stop reading (`| head`); that is not a failure.
struct Pipe<W>(W);

impl<W: Write> Write for Pipe<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.write(bytes) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(bytes.len()),
            done => done,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.0.flush() {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            done => done,
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
