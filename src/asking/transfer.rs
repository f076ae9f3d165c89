//! What goes to another school, and by what right.

use crate::app::App;
use crate::case::Case;
use crate::error::Result;
use crate::form::ask;
use crate::office::Office;
use crate::office::transfer::Request;

/// What was left open on the command line.
pub fn asked(app: &App, office: &Office, case: &Case, mut request: Request) -> Result<Request> {
    if !app.ui.can_ask() {
        return Ok(request);
    }
    if request.with.is_empty() {
        let offers = office.transferable(case)?;
        let labels = offers.iter().map(|offer| offer.words.clone()).collect();
        let suggested = offers.iter().enumerate().filter(|(_, offer)| offer.suggested).map(|(at, _)| at);
        let chosen = ask::several("带走哪些（已选的是指南让对方看的）", labels, &suggested.collect::<Vec<_>>())?;
        request.with = chosen.into_iter().map(|at| offers[at].id.clone()).collect();
    }
    let said = |text: String| Some(text).filter(|text| !text.is_empty());
    if request.consent.is_none() && request.basis.is_none() {
        request.consent = said(ask::line("谁同意移交", false, "学生、监护人，怎样同意的；没有人同意就空着")?);
    }
    if request.consent.is_none() && request.basis.is_none() {
        request.basis = said(ask::line("依据", false, "对方的公函等")?);
    }
    Ok(request)
}
