//! One paper: where it stands, the next step, what will be printed, its files and history.

use super::acts::{ActForm, STATE};
use super::choose::bases_on;
use super::sheet::Sheet;
use super::state_tag;
use crate::papers::problem;
use crate::papers::register::ended;
use crate::procedures::HistoryLine;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use dienhong_app::papers::{
    Issuer, MadePaper, MadeSummary, PaperPlace, PaperStep, SignedKind, template_kind_words,
};
use dienhong_app::urls;
use dienhong_domain::procedures::Kind;
use dienhong_domain::procedures::papers::State;
use dienhong_domain::rights::Permission;
use dienhong_i18n::t;
use dienhong_web_kit::respond::{Problem, html};
use dienhong_web_kit::shell::{Choice, Fact, Field, Mistake, Room, Shell, Tag, told_at};
use dienhong_web_kit::state::Me;
use uuid::Uuid;

/// Letters of a hash that are shown.
const HASH_SHOWN: usize = 16;

/// The form that issues a paper.
struct Signing {
    signer: Field,
    day: Field,
}

/// The form that revokes a paper.
struct Revoking {
    /// Other issued papers of the unit; none where there is none.
    by: Option<Field>,
    note: Field,
}

#[derive(Template)]
#[template(path = "papers/made_show.html")]
pub(super) struct Page {
    shell: Shell,
    id: Uuid,
    tag: Tag,
    facts: Vec<Fact>,
    returned: Option<(String, String)>,
    missing: Vec<String>,
    seen: i64,
    editor: Option<String>,
    may_submit: bool,
    may_withdraw: bool,
    may_discard: bool,
    may_restore: bool,
    issue: Option<Signing>,
    /// Where signers are declared, when nobody signs today.
    needs_signer: Option<String>,
    /// The reason for sending back or cancelling, as far as the reader may.
    why_return: Option<Field>,
    why_cancel: Option<Field>,
    revoke: Option<Revoking>,
    may_sign: bool,
    sheet: Sheet,
    /// Address and format.
    downloads: Vec<(String, String)>,
    /// Address, kind and moment.
    signed: Vec<(String, String, String)>,
    /// Address and name.
    older: Vec<(String, String)>,
    history: Vec<HistoryLine>,
    /// Words and the first letters of the hash.
    versions: Vec<(String, String)>,
}

pub(super) async fn show(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    Ok(html(&page(&me, id, Vec::new(), &ActForm::default()).await?))
}

/// The page, with the mistake of a refused act if there was one, and what was typed with it.
pub(super) async fn page(
    me: &Me,
    id: Uuid,
    mistakes: Vec<Mistake>,
    typed: &ActForm,
) -> Result<Page, Problem> {
    let of = me.cx().papers().find_paper(id).await.map_err(problem)?;
    let writes = me.may(Permission::WriteReports, of.unit);
    let approves = me.may(Permission::ApproveReports, of.unit);
    let mistakes = told_at(mistakes, STATE, |field| match field {
        "ly-do" => approves && matches!(of.state, State::Submitted | State::Issued),
        "ngay" | "nguoi-ky" => approves && of.state == State::Submitted && of.issuer.is_some(),
        "tep-ky" => of.state == State::Issued,
        "theo" | "ghi-chu" => approves && of.state == State::Issued,
        _ => true,
    });
    let shell = shell_of(me, &of, mistakes);
    let (issue, needs_signer) = match &of.issuer {
        Some(issuer) if approves && of.state == State::Submitted => {
            issue_form(me, &shell, &of, issuer, typed).await?
        }
        _ => (None, None),
    };
    let why = |key: &str, state: State| {
        let field = Field::new("ly-do", shell.t(key)).value(&typed.why);
        let field = field.checked(&shell.mistakes);
        (approves && of.state == state).then_some(field)
    };
    let language = me.locale().code();
    Ok(Page {
        id,
        tag: state_tag(me, of.state),
        facts: facts(me, &shell, &of),
        returned: of
            .returned()
            .map(|step| (who_and_when(me, step), step.note.clone())),
        missing: of
            .missing
            .iter()
            .map(|title| title.get(language).to_owned())
            .collect(),
        seen: of.edit_count,
        editor: (writes && of.state == State::Draft).then(|| urls::made_paper_editor(id)),
        may_submit: writes && of.state == State::Draft && of.missing.is_empty(),
        may_withdraw: writes && of.state == State::Submitted,
        may_discard: writes && of.state == State::Draft,
        may_restore: writes && of.state == State::Discarded,
        issue,
        needs_signer,
        why_return: why("papers-made-return-why", State::Submitted),
        why_cancel: why("papers-made-cancel-why", State::Issued),
        revoke: match approves && of.state == State::Issued {
            true => Some(revoke_form(me, &shell, &of, typed).await?),
            false => None,
        },
        may_sign: (writes || approves) && of.state == State::Issued,
        downloads: [("docx", "Word"), ("pdf", "PDF")]
            .map(|(format, name)| (urls::made_paper_download(id, format), name.to_owned()))
            .into(),
        signed: signed(&shell, &of),
        older: older(&of),
        history: of.steps.iter().rev().map(|step| history(me, step)).collect(),
        versions: versions(&shell, &of),
        sheet: Sheet::of(of.paper),
        shell,
    })
}

fn shell_of(me: &Me, of: &MadePaper, mistakes: Vec<Mistake>) -> Shell {
    let locale = me.locale();
    let uid = me.snapshot.map.uid(of.unit);
    let shell = me
        .shell(of.template.title.get(locale.code()), Room::Papers)
        .kicker(me.full_name(of.unit))
        .below(t(locale, "papers-made-title"), urls::made_papers(uid))
        .mistakes(mistakes);
    match of.kind() {
        Some(_) => shell,
        None => shell.lead(t(locale, "papers-made-certificate-lead")),
    }
}

async fn issue_form(
    me: &Me,
    shell: &Shell,
    of: &MadePaper,
    issuer: &Issuer,
    typed: &ActForm,
) -> Result<(Option<Signing>, Option<String>), Problem> {
    let today = me.today();
    let signers = me.cx().papers().signers(issuer.id).await.map_err(problem)?;
    let signing = signers.iter().filter(|signer| signer.holds(today));
    let mut choices: Vec<Choice> = signing
        .map(|signer| {
            let lines = signer.authority.lines(&signer.above, &signer.office).join(", ");
            Choice::new(signer.id.to_string(), format!("{} — {lines}", signer.name))
                .chosen(signer.id.to_string() == typed.signer)
        })
        .collect();
    if choices.is_empty() {
        let uid = me.snapshot.map.uid(of.unit);
        return Ok((None, Some(urls::issuer(uid, issuer.id))));
    }
    if let [only] = choices.as_mut_slice() {
        only.is_chosen = true;
    }
    let signer = Field::new("nguoi-ky", shell.t("papers-signer")).choices(choices);
    let day = match typed.day.is_empty() {
        true => dienhong_i18n::day(today),
        false => typed.day.clone(),
    };
    let day = Field::new("ngay", shell.t("papers-day")).value(day);
    let form = Signing {
        signer: signer.checked(&shell.mistakes),
        day: day.checked(&shell.mistakes),
    };
    Ok((Some(form), None))
}

async fn revoke_form(me: &Me, shell: &Shell, of: &MadePaper, typed: &ActForm) -> Result<Revoking, Problem> {
    let papers = me.cx().papers();
    let issued = papers.made_papers(of.unit, Some(State::Issued), PaperPlace::Newest);
    let others = issued.await.map_err(problem)?.lines.into_iter();
    let others = others.filter(|line| line.id != of.id);
    let choice = |line: MadeSummary| {
        let mark = line.mark.unwrap_or_default();
        Choice::new(line.id.to_string(), format!("{mark} — {}", line.summary))
            .chosen(line.id.to_string() == typed.by)
    };
    let choices: Vec<Choice> = others.map(choice).collect();
    let field = Field::new("theo", shell.t("papers-made-revoke-by"));
    let note = Field::new("ghi-chu", shell.t("papers-made-revoke-why")).value(&typed.note);
    Ok(Revoking {
        by: (!choices.is_empty()).then(|| field.choices(choices).checked(&shell.mistakes)),
        note: note.checked(&shell.mistakes),
    })
}

fn facts(me: &Me, shell: &Shell, of: &MadePaper) -> Vec<Fact> {
    let locale = me.locale();
    let uid = me.snapshot.map.uid(of.unit);
    let mut facts = Vec::new();
    for number in &of.numbers {
        let said = format!("{}, {}", number.mark(), dienhong_i18n::day(number.day));
        let said = match ended(shell, number) {
            Some(why) => format!("{said}. {why}"),
            None => said,
        };
        let fact = Fact::new(shell.t("papers-number"), said);
        let revoked_by = of.revoked_by().map(urls::made_paper);
        facts.push(match revoked_by {
            Some(other) => fact.to(other),
            None => fact,
        });
    }
    facts.push(Fact::new(
        shell.t("papers-kind"),
        template_kind_words(&of.template.form, locale),
    ));
    facts.push(match &of.issuer {
        Some(issuer) => {
            Fact::new(shell.t("papers-issuer"), issuer.name.as_str()).to(urls::issuer(uid, issuer.id))
        }
        None => Fact::new(shell.t("papers-issuer"), shell.t("papers-issuer-none")).to(urls::issuers(uid)),
    });
    facts.push(Fact::new(
        shell.t("papers-made-law-day"),
        dienhong_i18n::day(of.law_day),
    ));
    if let Some(law) = &of.law {
        facts.push(Fact::new(shell.t("papers-made-law"), law.words(locale)));
    }
    let known = dienhong_i18n::known(&of.known, locale);
    let bases: Vec<&str> = bases_on(&of.template.bases, of.law_day).collect();
    let follows: Vec<String> = [Some(of.template.reference.clone()), known]
        .into_iter()
        .flatten()
        .chain(bases.into_iter().map(str::to_owned))
        .collect();
    facts.push(Fact::new(shell.t("papers-made-reference"), follows.join("; ")));
    if let Some(newest) = of.versions.first() {
        facts.push(Fact::new(shell.t("filings-hash"), shown_hash(&newest.hash)));
    }
    facts
}

fn shown_hash(hash: &str) -> String {
    hash.chars().take(HASH_SHOWN).collect()
}

fn who_and_when(me: &Me, step: &PaperStep) -> String {
    let who = match &step.who {
        Some(name) => name.clone(),
        None => me.snapshot.map.label(step.unit, me.today(), me.locale().code()),
    };
    format!("{who}, {}", dienhong_i18n::moment(step.at, me.locale()))
}

/// A line of the history. A place is the paper that revokes.
fn history(me: &Me, step: &PaperStep) -> HistoryLine {
    let of = (step, state_tag(me, step.state));
    HistoryLine::new(me, Kind::Paper, of, |_| t(me.locale(), "papers-made-revoke-by"))
}

/// Signed copies: address, kind and moment.
fn signed(shell: &Shell, of: &MadePaper) -> Vec<(String, String, String)> {
    let copies = of.files.iter().filter_map(|file| {
        let key = match file.signed()? {
            SignedKind::Scan => "reports-signed-scan",
            SignedKind::DigitalIssued => "reports-signed-issued",
            SignedKind::Digital => "reports-signed-digital",
            SignedKind::Picture => "reports-signed-picture",
        };
        let href = urls::made_paper_file(of.id, file.version, file.stage, &file.format);
        let moment = dienhong_i18n::moment(file.at, shell.locale());
        Some((href, shell.t(key), moment))
    });
    copies.collect()
}

/// Files of earlier versions: address and name.
fn older(of: &MadePaper) -> Vec<(String, String)> {
    let files = of.files.iter();
    let older = files.filter(|file| file.signed().is_none() && file.version < of.version);
    older
        .map(|file| {
            let href = urls::made_paper_file(of.id, file.version, file.stage, &file.format);
            (href, file.name.clone())
        })
        .collect()
}

fn versions(shell: &Shell, of: &MadePaper) -> Vec<(String, String)> {
    let version = |v: &dienhong_app::papers::PaperVersion| {
        let moment = dienhong_i18n::moment(v.at, shell.locale());
        let words = shell.t2("reports-version", ("version", v.version), ("when", moment));
        (words, shown_hash(&v.hash))
    };
    of.versions.iter().map(version).collect()
}
