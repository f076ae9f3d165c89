//! A text in somebody's own editor, until they are done with it.

use zeroize::Zeroizing;

use crate::app::App;
use crate::error::Result;
use crate::form::ask;
use crate::ui::editor::Desk;
use crate::wording::edit as words;

/// As the editor left it.
pub fn edited(app: &App, desk: &Desk, old: &str) -> Result<Zeroizing<String>> {
    let mut left = desk.edit()?;
    if left.at_once && *left.text == *old {
        // Notepad and others hand the text to a window that is open already, and end.
        if app.ui.can_ask() {
            app.say([words::elsewhere(desk.path().display())])?;
            ask::pick("改好、保存之后按回车", ["保存好了".to_owned()].into())?;
            left = desk.left()?;
        } else {
            app.say([words::too_soon()])?;
        }
    }
    if let Some(encoding) = left.encoding {
        app.say([words::read_as(encoding)])?;
    }
    // Some editors write the ends of lines their own way.
    let is_foreign = left.text.contains("\r\n") && !old.contains('\r');
    Ok(if is_foreign { Zeroizing::new(left.text.replace("\r\n", "\n")) } else { left.text })
}
