//! Which paper is meant.

use crate::app::App;
use crate::error::{Error, Result};
use crate::form::ask;
use crate::guide::Guide;
use crate::guide::paper::{PACK, Paper};

/// The paper that is named; to be filled in by hand only one that can be.
pub fn which<'g>(app: &App, guide: &'g Guide, named: Option<&String>, blank: bool) -> Result<&'g Paper> {
    let paper = match named {
        None if blank => {
            let unsaid = Error::new("没有写是哪一种空白表").field("DOC");
            return Err(unsaid.fix("写成 crisis print --blank 文书；全部的写 all"));
        }
        None if app.ui.can_ask() => {
            let papers: Vec<&Paper> = guide.papers().collect();
            papers[ask::pick("打印什么", papers.iter().map(|paper| paper.about()).collect())?]
        }
        named => guide.paper(named.map_or("", String::as_str))?,
    };
    if blank && !paper.has_blank() && paper.id != PACK.id {
        let forms: Vec<String> = guide.papers().filter(|paper| paper.has_blank()).map(Paper::about).collect();
        let unknown = Error::new(format!("“{}”没有空白表：它由档案里的记录来", paper.about())).field("DOC");
        return Err(unknown.fix(format!("空白表：{}；全部的写 all", forms.join("、"))));
    }
    Ok(paper)
}
