//! The audit as a workbook.

use std::io::Write;

use crate::error::{Error, Result};
use crate::finding::Summary;
use crate::office::inspection::Inspection;
use crate::wording::audit_book;
use crate::workbook;

pub fn write(inspection: &Inspection<'_>, out: &mut dyn Write) -> Result<Summary> {
    let (sheets, sums) = audit_book::sheets(inspection, |_, _| true)?;
    let bytes = workbook::bytes(&sheets, inspection.office.now)?;
    out.write_all(&bytes).map_err(|error| Error::new(format!("写不出来：{error}")).fix("腾出空间后再试一次"))?;
    Ok(sums)
}
