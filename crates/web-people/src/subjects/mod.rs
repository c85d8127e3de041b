//! Pages of the register of subjects: the list of a commune, one subject, and the forms that enter, rename and close it.

mod close;
mod enter;
mod list;
mod rename;
mod show;

use dienhong_app::subjects::{SubjectError, SubjectView};
use dienhong_app::urls;
use dienhong_domain::rights::Permission::{ManageSubjects, ReadSubjects};
use dienhong_domain::subjects::SubjectMistake;
use dienhong_i18n::{Locale, t, t_with};
use dienhong_web_kit::access::Access::Needs;
use dienhong_web_kit::access::Routes;
use dienhong_web_kit::respond::{Problem, fault};
use dienhong_web_kit::shell::{Mistake, Room, Shell};
use dienhong_web_kit::state::Me;

/// The routes of this room.
pub fn routes() -> Routes {
    Routes::default()
        .get(urls::SUBJECTS, Needs(ReadSubjects), list::show)
        .get(urls::NEW_SUBJECT, Needs(ManageSubjects), enter::form)
        .post(urls::NEW_SUBJECT, Needs(ManageSubjects), enter::add)
        .get(urls::SUBJECT, Needs(ReadSubjects), show::show)
        .get(urls::SUBJECT_NAME, Needs(ManageSubjects), rename::form)
        .post(urls::SUBJECT_NAME, Needs(ManageSubjects), rename::rename)
        .get(urls::SUBJECT_CLOSURE, Needs(ManageSubjects), close::form)
        .post(urls::SUBJECT_CLOSURE, Needs(ManageSubjects), close::close)
}

/// The page of what cannot be told at a field.
fn problem(error: SubjectError) -> Problem {
    match error {
        SubjectError::Fault(cause) => fault(&cause),
        _ => Problem::NotFound,
    }
}

/// The sentences for a refusal. `place` is the field for what no field of the form answers for.
fn told(locale: Locale, error: SubjectError, place: &'static str) -> Result<Vec<Mistake>, Problem> {
    let (field, key) = match error {
        SubjectError::Mistakes(all) => {
            return Ok(all.iter().map(|of| mistake(locale, of, place)).collect());
        }
        SubjectError::ReasonTooLong(most) => {
            let words = t_with(locale, "subjects-error-reason-too-long", &[("most", most.into())]);
            return Ok(vec![Mistake::new("ly-do", words)]);
        }
        SubjectError::NameTaken => ("ten", "subjects-error-name-taken"),
        SubjectError::NeedsReason => ("ly-do", "subjects-error-reason-missing"),
        SubjectError::NoRegister => (place, "subjects-error-no-register"),
        SubjectError::Overtaken => (place, "subjects-error-overtaken"),
        error @ (SubjectError::NotFound | SubjectError::Fault(_)) => return Err(problem(error)),
    };
    Ok(vec![Mistake::new(field, t(locale, key))])
}

fn mistake(locale: Locale, of: &SubjectMistake, place: &'static str) -> Mistake {
    let (field, key) = match of {
        SubjectMistake::NameTooLong { most } => {
            let words = t_with(
                locale,
                "subjects-error-name-too-long",
                &[("most", (*most).into())],
            );
            return Mistake::new("ten", words);
        }
        SubjectMistake::NameMissing => ("ten", "subjects-error-name-missing"),
        SubjectMistake::UnknownKind => ("loai", "subjects-error-kind-missing"),
        SubjectMistake::OpensLater => ("tu-ngay", "subjects-error-opens-later"),
        SubjectMistake::ClosesBeforeItOpens => ("ngay", "subjects-error-closes-before"),
        SubjectMistake::ClosesLater => ("ngay", "subjects-error-closes-later"),
        SubjectMistake::ClosedAlready => (place, "subjects-error-closed-already"),
    };
    Mistake::new(field, t(locale, key))
}

/// The frame of a form about one subject, below its page.
fn frame(me: &Me, view: &SubjectView, title: &str) -> Shell {
    me.shell(t(me.locale(), title), Room::Units)
        .narrow()
        .kicker(view.subject.name.clone())
        .below(view.subject.name.clone(), urls::subject(view.subject.id))
}
