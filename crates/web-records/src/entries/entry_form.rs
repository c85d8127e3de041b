//! The form of an entry, as the browser or the phone sends it.

use super::page::{day_words, field_id};
use dienhong_app::Rules;
use dienhong_app::entries::{DAY, Draft, UNIT, WHY};
use dienhong_domain::entries::{BOUND_SUFFIX, State};
use dienhong_domain::packs::Register;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_web_kit::state::Me;
use dienhong_web_kit::upload::UploadForm;
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// Fields that a form sends besides answers; its own questions begin with "q-".
const FORM_NAMES: [&str; 4] = ["id", "seen", "trang-thai", RECORD_ALL_THE_SAME];

/// Says that the person saw what may be the same thing, and records it all the same.
pub(super) const RECORD_ALL_THE_SAME: &str = "van-ghi";

/// The day that is meant by a day without a year or by a word ("15/11", "hôm qua"), of a monthly register the month ("t11",
/// "tháng trước"), as it is written whole; `None` where it is typed whole, and where it is none.
pub(super) fn meant_day(me: &Me, typed: &str, is_monthly: bool) -> Option<String> {
    let (whole, meant) = match is_monthly {
        true => (Day::parse_month(typed), Day::parse_month_on(typed, me.today())),
        false => (Day::parse(typed), Day::parse_on(typed, me.today())),
    };
    match whole {
        Ok(_) => None,
        Err(_) => meant.ok().map(|day| day_words(day, is_monthly)),
    }
}

/// Reads an entry from a form with files.
pub(crate) trait EntryForm {
    /// The unit that it names, if the map knows it.
    fn unit(&self, me: &Me) -> Option<UnitId>;
    /// Answers to the register's questions, bounds under the name that the domain reads. An answer to a question that the
    /// register no longer has is included, so that it is reported and not lost: packs may change while a phone is offline.
    fn answers(&self, register: &Register) -> BTreeMap<String, Vec<String>>;
    /// Attachments ticked for removal.
    fn removed(&self) -> Vec<Uuid>;
    /// The draft to record, with the rules of its unit; `None` if they have no such register.
    fn draft(&self, me: &Me, code: &str, id: Uuid) -> Option<(Draft, Arc<Rules>)>;
}

impl EntryForm for UploadForm {
    fn unit(&self, me: &Me) -> Option<UnitId> {
        let uid = Uuid::parse_str(self.one(&field_id(UNIT))).ok()?;
        me.snapshot.map.by_uid(uid)
    }
    fn answers(&self, register: &Register) -> BTreeMap<String, Vec<String>> {
        let own = |name: &str| match name.strip_suffix("-bound") {
            Some(stem) if register.field(stem).is_some() && register.field(name).is_none() => {
                format!("{stem}{BOUND_SUFFIX}")
            }
            _ => name.to_owned(),
        };
        let is_answer = |name: &str, given: &[String]| {
            let bare = name.strip_suffix("-bound").unwrap_or(name);
            let is_known = register.field(bare).is_some() || register.field(name).is_some();
            let is_of_form = FORM_NAMES.contains(&name) || name.starts_with("q-") || name.ends_with("-drop");
            // The bound of an unknown number alone is not an answer.
            let says = !name.ends_with("-bound") && given.iter().any(|g| !g.trim().is_empty());
            is_known || !is_of_form && says
        };
        let answers = self.fields.iter().filter(|(name, given)| is_answer(name, given));
        answers.map(|(name, given)| (own(name), given.clone())).collect()
    }
    fn removed(&self) -> Vec<Uuid> {
        let drops = self
            .fields
            .iter()
            .filter(|(name, _)| name.ends_with("-drop"))
            .flat_map(|(_, v)| v);
        drops.filter_map(|id| Uuid::parse_str(id).ok()).collect()
    }
    fn draft(&self, me: &Me, code: &str, id: Uuid) -> Option<(Draft, Arc<Rules>)> {
        let unit = self.unit(me);
        let typed = self.one(&field_id(DAY));
        // Which of the two the register asks for is said by its rules, which are those of the day.
        let meant = [false, true].map(|is_monthly| meant_day(me, typed, is_monthly));
        let likely = meant.iter().flatten().next().map_or(typed, String::as_str);
        let rules = me.cx().entries().rules_of_draft(code, unit, likely);
        let form = rules.register(code)?;
        let [day, month] = meant;
        let meant = if form.monthly { month } else { day };
        let day = meant.unwrap_or_else(|| typed.to_owned());
        let state = match self.one("trang-thai") {
            "draft" => State::Draft,
            "sent" => State::Sent,
            _ => State::Final,
        };
        let draft = Draft {
            id,
            register: code.to_owned(),
            unit,
            day,
            fields: self.answers(form),
            uploads: self.uploads.clone(),
            removed: self.removed(),
            state: Some(state),
            seen: self.one("seen").parse().ok(),
            why: self.one(&field_id(WHY)).to_owned(),
        };
        Some((draft, rules))
    }
}
