//! The history of anything that goes through a procedure, shown alike in every area.

use dienhong_app::procedures::{Step, act_key};
use dienhong_domain::procedures::Kind;
use dienhong_i18n::t_with;
use dienhong_web_kit::shell::Tag;
use dienhong_web_kit::state::Me;

/// Something that happened: `templates/procedures/history.html` shows a list of them.
pub(crate) struct HistoryLine {
    /// Moment, UTC milliseconds.
    pub(crate) at: i64,
    /// The state since.
    pub(crate) tag: Tag,
    /// Who did what, and when.
    pub(crate) words: String,
    /// What was said with it.
    pub(crate) note: String,
    /// Reasons, each with the name of its place; an empty name is the whole.
    pub(crate) reasons: Vec<(String, String)>,
    /// What the program adds to it.
    pub(crate) remark: String,
}

impl HistoryLine {
    /// The line of a step. `place` names a place of the content by its code.
    pub(crate) fn new<S>(
        me: &Me,
        kind: Kind,
        (step, tag): (&Step<S>, Tag),
        place: impl Fn(&str) -> String,
    ) -> HistoryLine {
        let locale = me.locale();
        let words = [
            ("who", author(me, step).into()),
            ("when", dienhong_i18n::moment(step.at, locale).into()),
        ];
        let named = step.reasons.iter().map(|(at, reason)| {
            let name = if at.is_empty() { String::new() } else { place(at) };
            (name, reason.clone())
        });
        HistoryLine {
            at: step.at,
            tag,
            words: t_with(locale, act_key(kind, &step.act), &words),
            note: step.note.clone(),
            reasons: named.collect(),
            remark: String::new(),
        }
    }

    /// The line with what the program adds to it.
    pub(crate) fn remark(self, remark: String) -> HistoryLine {
        HistoryLine { remark, ..self }
    }
}

/// Who took a step, with the unit in whose name; the unit alone if no person is known.
fn author<S>(me: &Me, step: &Step<S>) -> String {
    let day = dienhong_i18n::day_of(step.at);
    let unit = me.snapshot.map.label(step.unit, day, me.locale().code());
    match &step.who {
        Some(name) => t_with(
            me.locale(),
            "procedures-who",
            &[("name", name.as_str().into()), ("unit", unit.into())],
        ),
        None => unit,
    }
}
