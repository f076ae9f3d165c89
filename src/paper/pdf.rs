//! PDF by a program that the PC already has: Edge, Chrome or Chromium prints the HTML, or `LibreOffice` converts the
//! Word file. They read and write files only (a `data:` address would show the text in the list of processes, and none
//! prints to a pipe), so the plain text lies on disk for a moment: in a folder that only this user can open, in memory
//! where the system has such a place, removed before the function returns. Browsers put
//! the time into what they print, and numbers that hang on how fast the page was drawn: [`repeatable`] is without them.

mod browser;
mod workspace;

use crate::error::{Error, Result};
use browser::{Printer, Tags};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use workspace::Workspace;

/// A browser's first start on an old PC is slow; three hundred pages take ten seconds.
const PATIENCE: Duration = Duration::from_secs(120);
/// Some browsers hand the work to another process and end before it does.
const GRACE: Duration = Duration::from_secs(3);
const PAUSE: Duration = Duration::from_millis(20);

/// The bytes of the PDF; `html` and `docx` are the same document.
pub fn render(html: &str, docx: &[u8]) -> Result<Vec<u8>> {
    printed(html, docx, Tags::Kept)
}

/// The same, alike to the byte each time a browser of this computer prints it: what is kept by its checksum. Its parts
/// are not told apart for a screen reader (the numbers that browsers give them differ); the HTML beside it does that.
pub fn repeatable(html: &str, docx: &[u8]) -> Result<Vec<u8>> {
    printed(html, docx, Tags::Left).map(timeless)
}

fn printed(html: &str, docx: &[u8], tags: Tags) -> Result<Vec<u8>> {
    let printer = browser::find()?;
    let workspace = Workspace::new(printer.path())?;
    let result = print(&printer, html, docx, tags, &workspace);
    workspace.remove()?;
    result
}

/// Without the times at which it was made. Of the same length, so that the table of the file's parts stays right.
fn timeless(mut pdf: Vec<u8>) -> Vec<u8> {
    for key in [&b"/CreationDate (D:"[..], b"/ModDate (D:"] {
        let places: Vec<usize> =
            pdf.windows(key.len()).enumerate().filter(|(_, at)| *at == key).map(|(at, _)| at).collect();
        for place in places {
            let digits = pdf[place + key.len()..].iter_mut().take_while(|digit| digit.is_ascii_digit());
            digits.zip(b"20000101000000").for_each(|(digit, fixed)| *digit = *fixed);
        }
    }
    pdf
}

/// The program that would print.
pub fn printer() -> Result<PathBuf> {
    browser::find().map(|printer| printer.path().to_path_buf())
}

fn print(printer: &Printer, html: &str, docx: &[u8], tags: Tags, workspace: &Workspace) -> Result<Vec<u8>> {
    let (source, content) = match printer {
        Printer::Browser(_) => ("paper.html", html.as_bytes()),
        Printer::Office(_) => ("paper.docx", docx),
    };
    let source = workspace.write(source, content)?;
    let target = workspace.path().join("paper.pdf");
    let mut command = printer.command(&source, &target, &workspace.path().join("profile"), tags);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).current_dir(workspace.path());
    run(&mut command, printer.path())?;
    let until = Instant::now() + GRACE;
    loop {
        if let Some(pdf) = complete(&target) {
            return Ok(pdf);
        }
        if Instant::now() > until {
            return Err(failed("浏览器没有输出 PDF", printer.path()));
        }
        sleep(PAUSE);
    }
}

/// A PDF that is not yet written to its end has no end mark.
fn complete(path: &Path) -> Option<Vec<u8>> {
    let pdf = fs::read(path).ok()?;
    let tail = pdf.len().saturating_sub(32);
    (pdf.starts_with(b"%PDF-") && pdf[tail..].windows(5).any(|end| end == b"%%EOF")).then_some(pdf)
}

fn run(command: &mut Command, program: &Path) -> Result<()> {
    let mut child = command.spawn().map_err(|error| Error::io("启动", program, &error).fix(browser::OTHER_WAY))?;
    match wait(&mut child) {
        Some(true) => Ok(()),
        Some(false) => Err(failed("打印程序中途出错", program)),
        None => {
            // Ended meanwhile or not: either way it is gone after this, and there is no PDF.
            let _ = child.kill();
            let _ = child.wait();
            Err(failed("打印程序两分钟没有完成", program))
        }
    }
}

/// Whether it ended well, or nothing when patience did.
fn wait(child: &mut Child) -> Option<bool> {
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status.success()),
            Ok(None) => sleep(PAUSE),
            Err(_) => return None,
        }
    }
    None
}

fn failed(what: &str, program: &Path) -> Error {
    Error::new(what).path(program).fix(browser::OTHER_WAY)
}

#[cfg(test)]
mod tests {
    use super::timeless;

    #[test]
    fn only_the_times_are_gone() {
        let pdf = |at: &str| {
            format!("%PDF /Creator (x)/CreationDate (D:{at}+08'00')\n/ModDate (D:{at}Z) 20261128 %%EOF").into_bytes()
        };
        assert_eq!(timeless(pdf("20261128145057")), timeless(pdf("20270101000001")));
        assert_eq!(timeless(pdf("20261128145057")).len(), pdf("20261128145057").len());
        assert_eq!(timeless(b"%PDF 20261128 %%EOF".to_vec()), b"%PDF 20261128 %%EOF");
    }
}
