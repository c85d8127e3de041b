//! What a line of the change log is about: its name, with a link if the reader may open it.
//!
//! Lines contain ids only. The names are the present ones; what no longer exists or what the reader may not see is
//! called by its kind.

use crate::app::Fault;
use crate::context::Context;
use crate::urls;
use dienhong_domain::packs::PartOf;
use dienhong_domain::rights::Permission;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::UnitId;
use dienhong_i18n::{Locale, t, t_with};
use dienhong_store::log::LogRow;
use uuid::Uuid;

crate::context::service!(
    /// Names what lines of the change log are about.
    LogService, logbook
);

/// The object of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogObject {
    /// Its name.
    pub words: String,
    /// Its address, if the reader may open it.
    pub href: Option<String>,
}

/// What kind of thing an act is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LogKind {
    /// The whole book.
    Book,
    /// An act on many entries.
    Bulk,
    /// An entry.
    Entry,
    /// Another installation.
    Peer,
    /// A letter of another installation.
    Letter,
    /// A filing or a report that is exchanged.
    Envelope,
    /// A filing.
    Filing,
    /// A report.
    Report,
    /// A body that issues papers.
    Issuer,
    /// A person who signs for a body.
    Signer,
    /// A paper made from a template.
    Paper,
    /// A line of the register of incoming papers.
    Incoming,
    /// A pack.
    Pack,
    /// A person.
    Person,
    /// An appointment.
    Appointment,
    /// A program's key.
    Key,
    /// The account of the actor.
    Own,
    /// A subject.
    Subject,
    /// A change of the map.
    Change,
}

/// What an act is about; `None` for an act of a newer program.
pub fn kind_of(act: &str) -> Option<LogKind> {
    Some(match act {
        "book.init" | "book.moved-in" | "ledger.mend" => LogKind::Book,
        "entries.write" => LogKind::Entry,
        "exchange.address" | "exchange.end" | "exchange.introduce" => LogKind::Peer,
        "exchange.aside" | "exchange.letter" => LogKind::Letter,
        "exchange.send" => LogKind::Envelope,
        "exchange.filing" | "exchange.answer" => LogKind::Filing,
        "exchange.report" | "exchange.report-answer" | "exchange.report-signed" => LogKind::Report,
        "reports.issuer" | "reports.number" | "reports.number_cancel" => LogKind::Issuer,
        "reports.signer" | "reports.signer_end" => LogKind::Signer,
        "papers.begin" | "papers.cancel" | "papers.discard" | "papers.issue" | "papers.restore"
        | "papers.return" | "papers.revoke" | "papers.signed" | "papers.submit" | "papers.withdraw"
        | "papers.write" => LogKind::Paper,
        "people.end-appointment" => LogKind::Appointment,
        "people.make-key" | "people.revoke-key" => LogKind::Key,
        "people.accept"
        | "people.appoint"
        | "people.hand-over"
        | "people.invite"
        | "people.invite-again"
        | "people.rescue"
        | "people.set-up"
        | "people.set-up-again"
        | "people.sign-in-failing"
        | "people.withdraw-invitation" => LogKind::Person,
        _ => match act.split_once('.')?.0 {
            "bulk" => LogKind::Bulk,
            "filings" => LogKind::Filing,
            "reports" => LogKind::Report,
            "papers" => LogKind::Incoming,
            "packs" => LogKind::Pack,
            "people" => LogKind::Own,
            "subjects" => LogKind::Subject,
            "units" => LogKind::Change,
            _ => return None,
        },
    })
}

/// The key of the words for a thing that has no name any more.
fn nameless(kind: LogKind) -> &'static str {
    match kind {
        LogKind::Book => "people-log-of-book",
        LogKind::Bulk => "people-log-of-bulk",
        LogKind::Entry => "people-log-of-entry",
        LogKind::Peer => "people-log-of-peer",
        LogKind::Letter => "people-log-of-letter",
        LogKind::Envelope => "people-log-of-envelope",
        LogKind::Filing => "people-log-of-filing",
        LogKind::Report => "people-log-of-report",
        LogKind::Issuer => "people-log-of-issuer",
        LogKind::Signer => "people-log-of-signer",
        LogKind::Paper => "people-log-of-paper",
        LogKind::Incoming => "people-log-of-incoming",
        LogKind::Pack => "people-log-of-pack",
        LogKind::Person => "people-log-of-person",
        LogKind::Appointment => "people-log-of-appointment",
        LogKind::Key => "people-log-of-key",
        LogKind::Own => "people-log-of-own",
        LogKind::Subject => "people-log-of-subject",
        LogKind::Change => "people-log-of-change",
    }
}

impl LogService<'_> {
    /// What a line of the log is about, for a reader.
    pub async fn object(&self, row: &LogRow, locale: Locale) -> Result<LogObject, Fault> {
        let Some(kind) = kind_of(&row.act) else {
            return Ok(LogObject {
                words: row.act.clone(),
                href: None,
            });
        };
        let asked = Lookup { cx: self, locale };
        let found = asked.find(kind, row).await?;
        Ok(found.unwrap_or_else(|| LogObject {
            words: t(locale, nameless(kind)),
            href: None,
        }))
    }
}

/// Finds the objects of lines for a reader, in a language.
struct Lookup<'a> {
    cx: &'a Context<'a>,
    locale: Locale,
}

type ObjectResult = Result<Option<LogObject>, Fault>;

impl Lookup<'_> {
    async fn find(&self, kind: LogKind, row: &LogRow) -> ObjectResult {
        match kind {
            LogKind::Book | LogKind::Letter | LogKind::Own => Ok(None),
            LogKind::Bulk => self.bulk(row.about).await,
            LogKind::Entry => self.entry(row.about).await,
            LogKind::Peer => self.peer(row.about).await,
            LogKind::Envelope => match self.filing(row.about).await? {
                Some(found) => Ok(Some(found)),
                None => self.report(row.about).await,
            },
            LogKind::Filing => self.filing(row.about).await,
            LogKind::Report => self.report(row.about).await,
            LogKind::Issuer => self.issuer(row.about).await,
            LogKind::Signer => self.signer(row.about).await,
            LogKind::Paper => self.paper(row.about).await,
            LogKind::Incoming => self.incoming(row.about).await,
            LogKind::Pack => Ok(pack(&row.detail)),
            LogKind::Person => self.person(row.about).await,
            LogKind::Appointment => self.appointment(row.about).await,
            LogKind::Key => self.key(row.about).await,
            LogKind::Subject => self.subject(row.about).await,
            LogKind::Change => Ok(Some(self.change(row))),
        }
    }

    fn unit(&self, unit: UnitId, on: Day) -> String {
        self.cx.snapshot().map.label(unit, on, self.locale.code())
    }
    fn may(&self, act: Permission, unit: UnitId) -> bool {
        self.cx.may(act, unit)
    }
    fn named(&self, parts: &[String]) -> String {
        parts
            .iter()
            .filter(|part| !part.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(", ")
    }

    async fn entry(&self, id: Uuid) -> ObjectResult {
        let Some(row) = self.cx.store.entry(id).await? else {
            return Ok(None);
        };
        let day = row.day;
        let register = self.cx.snapshot().register_code(row.register).unwrap_or_default();
        let rules = self.cx.rules_knowing(register, row.unit, day);
        let title = rules
            .register(register)
            .map_or(register, |r| r.title.get(self.locale.code()));
        let opens = self.cx.entries().readable(&row).is_ok();
        Ok(Some(LogObject {
            words: self.named(&[
                title.to_owned(),
                self.unit(row.unit, day),
                dienhong_i18n::day(day),
            ]),
            href: opens.then(|| urls::entry(id)),
        }))
    }

    async fn bulk(&self, id: Uuid) -> ObjectResult {
        let Some(row) = self.cx.store.bulk(id).await? else {
            return Ok(None);
        };
        let count = [("count", row.size.into())];
        let href = self
            .may(Permission::ReadEntries, row.unit)
            .then(|| urls::bulk(id));
        Ok(Some(LogObject {
            words: t_with(self.locale, "people-log-bulk-size", &count),
            href,
        }))
    }

    async fn filing(&self, id: Uuid) -> ObjectResult {
        let Some(row) = self.cx.store.filing(id).await? else {
            return Ok(None);
        };
        let rules = self.cx.rules_on(row.unit, row.last.min(self.cx.today()));
        let form = rules.pack.filings.iter().find(|f| f.id == row.form);
        let title = form.map_or(row.form.as_str(), |f| f.title.get(self.locale.code()));
        let words = self.over(title, row.unit, (row.first, row.last));
        let href = self
            .may(Permission::ReadTotals, row.unit)
            .then(|| urls::filing(id));
        Ok(Some(LogObject { words, href }))
    }

    async fn report(&self, id: Uuid) -> ObjectResult {
        let Some(row) = self.cx.store.report(id).await? else {
            return Ok(None);
        };
        let title = self.cx.reports().title_of_report(&row);
        let words = self.over(title.get(self.locale.code()), row.unit, (row.first, row.last));
        let href = self
            .may(Permission::ReadTotals, row.unit)
            .then(|| urls::report(id));
        Ok(Some(LogObject { words, href }))
    }

    /// A paper of a unit over a period.
    fn over(&self, title: &str, unit: UnitId, (from, to): (Day, Day)) -> String {
        let period = dienhong_i18n::period(Period { from, to }, self.locale);
        self.named(&[title.to_owned(), period, self.unit(unit, to)])
    }

    async fn peer(&self, book: Uuid) -> ObjectResult {
        let peer = self.cx.store.peer(book).await?;
        Ok(peer.map(|peer| LogObject {
            words: peer.name,
            href: Some(urls::EXCHANGE.to_owned()),
        }))
    }

    async fn issuer(&self, id: Uuid) -> ObjectResult {
        let Some(row) = self.cx.store.issuer(id).await?.into_iter().next() else {
            return Ok(None);
        };
        let uid = self.cx.snapshot().map.uid(row.unit);
        let href = self
            .may(Permission::ReadTotals, row.unit)
            .then(|| urls::issuer(uid, id));
        Ok(Some(LogObject {
            words: row.name,
            href,
        }))
    }

    async fn signer(&self, id: Uuid) -> ObjectResult {
        let Some(row) = self.cx.store.signer(id).await? else {
            return Ok(None);
        };
        let body = self.issuer(row.issuer).await?;
        let (body, href) = body.map_or((String::new(), None), |of| (of.words, of.href));
        Ok(Some(LogObject {
            words: self.named(&[row.name, body]),
            href,
        }))
    }

    /// Named by its number alone: the log tells nothing of what arrived.
    async fn paper(&self, id: Uuid) -> ObjectResult {
        let Some(row) = self.cx.store.paper(id).await? else {
            return Ok(None);
        };
        let begun = dienhong_i18n::day_of(row.made_at);
        let rules = self.cx.snapshot().rules_by_number(row.rules);
        let title = rules.pack.title_of(PartOf::Template, &row.template);
        let title = title.map_or(row.template.as_str(), |title| title.get(self.locale.code()));
        let href = self
            .may(Permission::ReadTotals, row.unit)
            .then(|| urls::made_paper(id));
        Ok(Some(LogObject {
            words: self.named(&[title.to_owned(), self.unit(row.unit, begun)]),
            href,
        }))
    }

    async fn incoming(&self, id: Uuid) -> ObjectResult {
        let Some(row) = self.cx.store.incoming_paper(id).await? else {
            return Ok(None);
        };
        let args = [
            ("number", row.number.to_string().into()),
            ("year", row.year.to_string().into()),
        ];
        let name = t_with(self.locale, "papers-incoming-name", &args);
        let href = self
            .may(Permission::KeepIncoming, row.unit)
            .then(|| urls::incoming_paper(id));
        Ok(Some(LogObject {
            words: self.named(&[name, self.unit(row.unit, row.day)]),
            href,
        }))
    }

    async fn person(&self, uid: Uuid) -> ObjectResult {
        let row = self.cx.store.person_by_uid(uid).await?;
        let found = row.filter(|row| !row.name.is_empty());
        Ok(found.map(|row| LogObject {
            words: row.name,
            href: Some(urls::person(uid)),
        }))
    }

    async fn appointment(&self, id: Uuid) -> ObjectResult {
        let Some(row) = self.cx.store.appointment(id).await? else {
            return Ok(None);
        };
        let Some(person) = self.cx.store.person(row.person).await? else {
            return Ok(None);
        };
        let unit = self.unit(row.unit, self.cx.today());
        let over = row.subject_name.unwrap_or(unit);
        let href = Some(urls::person(person.uid));
        Ok(Some(LogObject {
            words: self.named(&[person.name, over]),
            href,
        }))
    }

    async fn subject(&self, id: Uuid) -> ObjectResult {
        let Some(row) = self.cx.store.subject(id).await? else {
            return Ok(None);
        };
        let href = self
            .may(Permission::ReadSubjects, row.unit)
            .then(|| urls::subject(id));
        Ok(Some(LogObject {
            words: self.named(&[row.name, self.unit(row.unit, self.cx.today())]),
            href,
        }))
    }

    async fn key(&self, id: Uuid) -> ObjectResult {
        let Some(row) = self.cx.store.token_by_id(id).await? else {
            return Ok(None);
        };
        let program = self.cx.store.person(row.person).await?;
        Ok(program.map(|program| LogObject {
            words: program.name,
            href: Some(urls::KEYS.to_owned()),
        }))
    }

    fn change(&self, row: &LogRow) -> LogObject {
        let words = match row.home {
            UnitId(0) => t(self.locale, nameless(LogKind::Change)),
            home => self.unit(home, self.cx.today()),
        };
        LogObject {
            words,
            href: Some(urls::change(row.about)),
        }
    }
}

fn pack(detail: &str) -> Option<LogObject> {
    let read: serde_json::Value = serde_json::from_str(detail).ok()?;
    let words = read.get("pack")?.as_str()?.to_owned();
    Some(LogObject { words, href: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use dienhong_store::ACTS;

    #[test]
    fn every_act_of_the_log_has_an_object_in_every_language() {
        for act in ACTS {
            let kind = kind_of(act).unwrap_or_else(|| panic!("{act} is about nothing"));
            for locale in Locale::ALL {
                let words = t(locale, nameless(kind));
                assert!(!words.is_empty() && !words.starts_with('['), "{act}: {words}");
            }
        }
    }
}
