//! The first form of bundles, in which figures and reports travelled in bodies of their own. It is read into the form of
//! today, never written.

use crate::body::{Answer, Body, Details, File, FilingDetails, Kind, ReportDetails, Said, Submission};
use crate::envelope::{Payload, Sender};
use dienhong_domain::filings::State;
use dienhong_domain::reports::Stage;
use dienhong_domain::time::Day;
use serde::Deserialize;
use uuid::Uuid;

/// What a bundle of the first form carries.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FirstPayload {
    id: Uuid,
    made_at: i64,
    from: Sender,
    to: Uuid,
    body: FirstBody,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum FirstBody {
    Filing(FirstFiling),
    Answer(FirstAnswer),
    Report(Box<FirstReport>),
    ReportAnswer(FirstReportAnswer),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FirstFiling {
    filing: Uuid,
    version: i32,
    content: String,
    hash: String,
    said: Vec<FilingSaid>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FilingSaid {
    state: State,
    at: i64,
    unit: Uuid,
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FirstAnswer {
    filing: Uuid,
    hash: String,
    said: FilingSaid,
    reasons: Vec<(String, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FirstReport {
    report: Uuid,
    unit: Uuid,
    outline: String,
    from: Day,
    to: Day,
    version: i32,
    model: String,
    hash: String,
    program: String,
    files: Vec<File>,
    said: Vec<ReportSaid>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReportSaid {
    stage: Stage,
    at: i64,
    unit: Uuid,
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FirstReportAnswer {
    report: Uuid,
    version: i32,
    hash: String,
    said: ReportSaid,
    notes: Vec<(String, String)>,
}

impl From<FirstPayload> for Payload {
    fn from(first: FirstPayload) -> Payload {
        Payload {
            id: first.id,
            made_at: first.made_at,
            from: first.from,
            to: first.to,
            body: match first.body {
                FirstBody::Filing(filing) => Body::Submission(Box::new(filing.into())),
                FirstBody::Answer(answer) => Body::Answer(answer.into()),
                FirstBody::Report(report) => Body::Submission(Box::new((*report).into())),
                FirstBody::ReportAnswer(answer) => Body::Answer(answer.into()),
            },
        }
    }
}

impl From<FirstFiling> for Submission {
    fn from(filing: FirstFiling) -> Submission {
        Submission {
            id: filing.filing,
            unit: unit_of(&filing.content),
            version: filing.version,
            details: Details::Filing(FilingDetails {}),
            content: filing.content,
            hash: filing.hash,
            said: filing.said.into_iter().map(Said::from).collect(),
            files: Vec::new(),
        }
    }
}

/// The unit that a content of figures names; nil for a content that cannot be read and is refused for that.
fn unit_of(content: &str) -> Uuid {
    #[derive(Deserialize)]
    struct OfUnit {
        unit: Uuid,
    }
    serde_json::from_str(content).map_or(Uuid::nil(), |of: OfUnit| of.unit)
}

impl From<FirstReport> for Submission {
    fn from(report: FirstReport) -> Submission {
        Submission {
            id: report.report,
            unit: report.unit,
            version: report.version,
            details: Details::Report(ReportDetails {
                outline: report.outline,
                from: report.from,
                to: report.to,
                program: report.program,
            }),
            content: report.model,
            hash: report.hash,
            said: report.said.into_iter().map(Said::from).collect(),
            files: report.files,
        }
    }
}

impl From<FirstAnswer> for Answer {
    fn from(answer: FirstAnswer) -> Answer {
        Answer {
            kind: Kind::Filing,
            id: answer.filing,
            version: None,
            hash: answer.hash,
            said: answer.said.into(),
            reasons: answer.reasons,
        }
    }
}

impl From<FirstReportAnswer> for Answer {
    fn from(answer: FirstReportAnswer) -> Answer {
        Answer {
            kind: Kind::Report,
            id: answer.report,
            version: Some(answer.version),
            hash: answer.hash,
            said: answer.said.into(),
            reasons: answer.notes,
        }
    }
}

impl From<FilingSaid> for Said {
    fn from(said: FilingSaid) -> Said {
        Said {
            state: said.state.code().to_owned(),
            at: said.at,
            unit: said.unit,
            note: said.note,
        }
    }
}

impl From<ReportSaid> for Said {
    fn from(said: ReportSaid) -> Said {
        Said {
            state: said.stage.code().to_owned(),
            at: said.at,
            unit: said.unit,
            note: said.note,
        }
    }
}
