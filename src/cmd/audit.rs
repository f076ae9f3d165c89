//! `audit`: every duty and every check of every case; the completeness matrix first, then what is wrong.

use std::io::Write;
use std::path::PathBuf;

use crate::app::workbook::{Form, ends_in, no_screen_for_it};
use crate::app::{App, Done};
use crate::error::{Error, Result};
use crate::finding::Summary;
use crate::office::inspection::{Inspection, Request};
use crate::store::write;
use crate::ui::{self, Format};
use crate::wording::answer::kept;
use crate::wording::audit::human::Screen;
use crate::wording::audit::{book, csv, human, json};
use crate::workbook;

/// 核查：每项职责、每项检查；先是档案完整情况，再是有什么不对、依据哪一条、怎么办
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名；不写就是全部
    case: Vec<String>,
    /// 写到文件
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    form: Form,
    /// 只看某一学期内发生或仍未结束的
    #[arg(long, value_name = "NAME")]
    term: Option<String>,
    /// 发现多重的问题时以状态 1 结束
    #[arg(long, value_enum, default_value = "error", hide_default_value = true, value_name = "error|warning|never")]
    deny: Deny,
    /// 只看某一编号（可写多次）
    #[arg(long, value_name = "CODE")]
    only: Vec<String>,
    /// 也读归档的文字、Markdown、Word 和 PDF 文件里写了什么（慢一些）
    #[arg(long)]
    bytes: bool,
    /// 也说每条记录在哪里、完整的命令和值得留意的事
    #[arg(long)]
    full: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Deny {
    Error,
    Warning,
    Never,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    let progress = app.ui.counting("核查");
    let told = |count, of| progress.done(count, of);
    let request = Request { cases: args.case, term: args.term, only: args.only, bytes: args.bytes };
    let inspection = office.inspection(request)?.watched(&told);
    if let Some((form, path)) = args.form.template.as_ref().zip(args.out.as_ref()) {
        office.may_put(path, app.force)?;
        let (sheets, sums) = book::sheets(&inspection, |_, _| true)?;
        app.put_form(&office, form, path, book::answers(&sheets, &sums))?;
        return Ok(u8::from(is_denied(&sums, args.deny)));
    }
    let full = args.full || inspection.is_named;
    let whole = Screen { full, width: None };
    let is_workbook = args.out.as_ref().is_some_and(|path| ends_in(path, "xlsx"));
    let format = if is_workbook { Format::Xlsx } else { app.ui.format };
    if format == Format::Xlsx && args.out.is_none() {
        return Err(no_screen_for_it().into());
    }
    let sums = match &args.out {
        Some(path) if app.dry_run => {
            app.say([kept(true, path.display())])?;
            render(format, &inspection, &whole, &mut std::io::sink())?
        }
        Some(path) => {
            office.may_put(path, app.force)?;
            let sums = write::replace_with(path, |out| render(format, &inspection, &whole, out))?;
            app.say([kept(false, path.display())])?;
            sums
        }
        None => app.ui.answer(|out| render(format, &inspection, &Screen { full, width: ui::screen() }, out))?,
    };
    Ok(u8::from(is_denied(&sums, args.deny)))
}

fn render(format: Format, inspection: &Inspection<'_>, screen: &Screen, out: &mut dyn Write) -> Result<Summary> {
    let failed = |error| Error::new(format!("写不出来：{error}")).fix("腾出空间后再试一次");
    if format == Format::Xlsx {
        let (sheets, sums) = book::sheets(inspection, |_, _| true)?;
        let bytes = workbook::bytes(&sheets, inspection.office.now)?;
        return out.write_all(&bytes).map_err(failed).map(|()| sums);
    }
    let put = &mut |line: &str| writeln!(out, "{line}").map_err(failed);
    match format {
        Format::Human | Format::Xlsx => human::write(inspection, screen, put),
        Format::Json => json::write(inspection, put),
        Format::Csv => csv::write(inspection, put),
        Format::Md => {
            let (sheet, sums) = inspection.paper()?;
            put(sheet.markdown.trim_end()).map(|()| sums)
        }
        Format::Html => {
            let (page, sums) = inspection.page()?;
            put(page.trim_end()).map(|()| sums)
        }
    }
}

fn is_denied(sums: &Summary, deny: Deny) -> bool {
    match deny {
        Deny::Error => sums.errors > 0,
        Deny::Warning => sums.errors + sums.warnings > 0,
        Deny::Never => false,
    }
}
