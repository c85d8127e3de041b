//! Papers made from the shipped templates: from blanks to number and files, who does what, what is locked, numbers that stay; on
//! both engines.

use crate::common::people::{Person, Staff, staff};
use crate::common::reports::{chair_signs, committee};
use dienhong_app::papers::{
    IssuerForm, MadePaper, NewPaper, PaperContent, PaperError, PaperPlace, SignedKind, sentence,
};
use dienhong_app::testing::*;
use dienhong_app::waiting::Area;
use dienhong_domain::procedures::papers::State;
use dienhong_domain::time::Day;
use dienhong_i18n::Locale;
use dienhong_reports::Layout;
use std::collections::BTreeMap;
use uuid::Uuid;

/// An invitation with every blank filled in; all of it is made up.
const INVITATION: (&str, &[(&str, &str)]) = (
    "giay-moi-hop",
    &[
        ("trich-yeu", "Họp sơ kết phong trào"),
        ("duoc-moi", "Trưởng các tổ dân phố"),
        ("cuoc-hop", "Hội nghị sơ kết phong trào"),
        ("chu-tri", "Chủ tịch Ủy ban nhân dân phường"),
        ("thoi-gian", "08 giờ 00, ngày 05 tháng 12 năm 2026"),
        ("dia-diem", "Hội trường phường"),
        ("luu-y", "Đề nghị đại biểu đến đúng giờ"),
    ],
);
const DECISION: (&str, &[(&str, &str)]) = (
    "quyet-dinh-tang-giay-khen",
    &[
        ("duoc-khen", "03 tập thể, 05 cá nhân (có danh sách kèm theo)"),
        ("thanh-tich", "trong phong trào năm 2026"),
        ("can-cu", "Căn cứ văn bản thứ nhất\nCăn cứ văn bản thứ hai"),
        ("de-nghi", "Trưởng Công an phường"),
        ("thi-hanh", "Văn phòng và các tập thể, cá nhân có tên"),
    ],
);
const MINUTES: (&str, &[(&str, &str)]) = (
    "bien-ban-hop",
    &[
        ("ten-cuoc-hop", "Họp xét khen thưởng"),
        ("bat-dau", "08 giờ 00, ngày 25 tháng 11 năm 2026"),
        ("dia-diem", "Hội trường phường"),
        ("tham-du", "09 thành viên"),
        ("chu-tri", "Chủ tịch Hội đồng"),
        ("thu-ky", "Thư ký Hội đồng"),
        ("noi-dung", "1. Nghe báo cáo.\n2. Bỏ phiếu: 09/09 tán thành."),
        ("ket-thuc", "10 giờ 30, ngày 25 tháng 11 năm 2026"),
    ],
);
const CERTIFICATE: (&str, &[(&str, &str)]) = (
    "giay-khen",
    &[
        ("nguoi-nhan", "Bà Nguyễn Thị Phượng"),
        ("don-vi", "Tổ trưởng Tổ dân phố 3, phường Minh Họa"),
        ("thanh-tich", "xuất sắc trong phong trào năm 2026"),
        ("quyet-dinh", "Quyết định số 01/QĐ-UBND ngày 25 tháng 11 năm 2026"),
    ],
);

impl Person {
    async fn tries_to_begin_paper(&self, template: &str) -> Result<Uuid, PaperError> {
        let new = NewPaper {
            id: Uuid::now_v7(),
            template: template.to_owned(),
            law_day: day(11, 20),
        };
        self.app
            .by(&self.actor)
            .papers()
            .begin_paper(DIEN_HONG, &new)
            .await
    }

    async fn opens_paper(&self, id: Uuid) -> MadePaper {
        let paper = self.app.by(&self.actor).papers().find_paper(id).await;
        paper.expect("opened")
    }

    async fn tries_to_fill_in(&self, id: Uuid, answers: &[(&str, &str)]) -> Result<(), PaperError> {
        let of = self.opens_paper(id).await;
        let owned = |(blank, text): &(&str, &str)| ((*blank).to_owned(), (*text).to_owned());
        let content = PaperContent {
            seen: of.edit_count,
            issuer: of.issuer.as_ref().map(|body| body.id),
            law_day: of.law_day,
            secretary: if of.has_secretary() {
                "Đặng Ưng Hoàng".into()
            } else {
                String::new()
            },
            answers: answers.iter().map(owned).collect(),
        };
        self.app
            .by(&self.actor)
            .papers()
            .fill_in_paper(id, &content)
            .await
    }

    async fn tries_to_submit_paper(&self, id: Uuid) -> Result<(), PaperError> {
        let seen = self.opens_paper(id).await.edit_count;
        self.app.by(&self.actor).papers().submit_paper(id, seen, "").await
    }

    /// Begins a paper, fills it in and submits it.
    async fn drafts(&self, (template, answers): (&str, &[(&str, &str)])) -> Uuid {
        let id = self.tries_to_begin_paper(template).await.expect("begun");
        self.tries_to_fill_in(id, answers).await.expect("filled in");
        self.tries_to_submit_paper(id).await.expect("submitted");
        id
    }

    async fn tries_to_issue_paper(&self, id: Uuid, signer: Uuid, on: Day) -> Result<u32, PaperError> {
        let papers = self.app.by(&self.actor).papers();
        papers.issue_paper(id, signer, on, "").await
    }

    async fn downloads_paper(&self, id: Uuid, format: &str) -> Vec<u8> {
        let file = self.app.by(&self.actor).papers().paper_as_file(id, format).await;
        file.expect("a file").1
    }
}

#[tokio::test]
async fn every_shipped_template_becomes_an_issued_paper_whose_files_stay() {
    both_small_books(|app| async move {
        let Staff { clerk, chair, .. } = staff(app);
        let (_, signer) = clerk.sets_up_the_committee().await;
        let mut marks = Vec::new();
        for (template, answers) in [INVITATION, DECISION, MINUTES, CERTIFICATE] {
            let id = clerk.drafts((template, answers)).await;
            let done = chair.tries_to_issue_paper(id, signer, day(11, 25)).await;
            done.unwrap_or_else(|e| panic!("{template}: {e:?}"));
            let issued = clerk.opens_paper(id).await;
            assert_eq!(issued.state, State::Issued);
            assert_eq!(issued.paper.letterhead.day, Some(day(11, 25)));
            let is_certificate = matches!(issued.paper.layout, Layout::Certificate(_));
            assert_eq!(is_certificate, template == "giay-khen");
            marks.push(issued.numbers[0].mark());
            for format in ["docx", "pdf"] {
                let first = clerk.downloads_paper(id, format).await;
                assert!(!first.is_empty());
                assert!(
                    first == chair.downloads_paper(id, format).await,
                    "{template} {format}"
                );
            }
            let rows = clerk
                .app
                .store
                .frozen_files(dienhong_store::frozen::Frozen::Paper, id)
                .await
                .expect("files");
            assert!(rows.iter().any(|f| f.format == "model" && f.stage == 1));
        }
        // One series for papers of the decree, and a book of its own for certificates.
        assert_eq!(marks, ["01/GM-UBND", "02/QĐ-UBND", "03/BB-UBND", "01"]);
    })
    .await;
}

#[tokio::test]
async fn what_is_missing_is_told_by_its_questions() {
    both_small_books(|app| async move {
        let Staff { clerk, .. } = staff(app);
        let id = clerk.tries_to_begin_paper("giay-moi-hop").await.expect("begun");
        let but_one = &INVITATION.1[1..];
        clerk.tries_to_fill_in(id, but_one).await.expect("filled in");
        let refused = clerk.tries_to_submit_paper(id).await.expect_err("incomplete");
        let said = sentence(&refused, Locale::Vi).expect("a sentence");
        assert!(said.contains("Trích yếu nội dung cuộc họp"), "{said}");
        assert_eq!(clerk.opens_paper(id).await.missing.len(), 1);
        clerk.tries_to_fill_in(id, INVITATION.1).await.expect("filled in");
        let refused = clerk.tries_to_submit_paper(id).await;
        assert!(
            matches!(refused, Err(PaperError::Missing("issuer"))),
            "nobody issues it: {refused:?}"
        );
        let long = "x".repeat(1_001);
        let refused = clerk.tries_to_fill_in(id, &[("chu-tri", long.as_str())]).await;
        assert!(matches!(refused, Err(PaperError::TooLong(1_000))), "{refused:?}");
        let refused = clerk.tries_to_begin_paper("khong-co").await;
        assert!(
            matches!(refused, Err(PaperError::Missing("template"))),
            "{refused:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn only_whoever_may_does_each_step() {
    both_small_books(|app| async move {
        let Staff {
            clerk,
            chair,
            stranger,
            ..
        } = staff(app);
        let (_, signer) = clerk.sets_up_the_committee().await;
        let refused = chair.tries_to_begin_paper("giay-moi-hop").await;
        assert!(matches!(refused, Err(PaperError::NotFound)), "{refused:?}");
        let id = clerk.drafts(INVITATION).await;
        let seen = stranger.app.by(&stranger.actor).papers().find_paper(id).await;
        assert!(matches!(seen, Err(PaperError::NotFound)));
        let by_clerk = clerk.tries_to_issue_paper(id, signer, day(11, 25)).await;
        assert!(matches!(by_clerk, Err(PaperError::NotAllowed)), "{by_clerk:?}");
        let locked = clerk.tries_to_fill_in(id, INVITATION.1).await;
        assert!(
            matches!(locked, Err(PaperError::Stands(State::Submitted))),
            "{locked:?}"
        );
        let papers = chair.app.by(&chair.actor).papers();
        let silent = papers.return_paper(id, " ").await;
        assert!(matches!(silent, Err(PaperError::NeedsReason)), "{silent:?}");
        papers
            .return_paper(id, "Thiếu địa điểm")
            .await
            .expect("sent back");
        let returned = clerk.opens_paper(id).await;
        assert_eq!(
            returned.returned().map(|step| step.note.as_str()),
            Some("Thiếu địa điểm")
        );
        clerk.tries_to_fill_in(id, INVITATION.1).await.expect("mended");
        clerk.tries_to_submit_paper(id).await.expect("again");
        assert_eq!(clerk.opens_paper(id).await.version, 2);
        let early = chair.tries_to_issue_paper(id, signer, Day::MIN).await;
        assert!(matches!(early, Err(PaperError::SignerNotThen(..))), "{early:?}");
    })
    .await;
}

impl Person {
    /// The acts on papers that wait for the person.
    async fn acts_that_wait(&self) -> Vec<&'static str> {
        let tasks = self.app.by(&self.actor).waiting().tasks(DIEN_HONG).await;
        let tasks = tasks.expect("tasks").into_iter();
        let of_papers = tasks.filter(|task| task.area == Area::Papers);
        of_papers.map(|task| task.act).collect()
    }
}

#[tokio::test]
async fn a_draft_waits_for_its_writer_and_a_submitted_paper_for_the_chair() {
    both_small_books(|app| async move {
        let Staff {
            clerk,
            chair,
            stranger,
            ..
        } = staff(app);
        clerk.sets_up_the_committee().await;
        let id = clerk.tries_to_begin_paper("giay-moi-hop").await.expect("begun");
        assert_eq!(clerk.acts_that_wait().await, ["submit"]);
        assert!(chair.acts_that_wait().await.is_empty());
        clerk.tries_to_fill_in(id, INVITATION.1).await.expect("filled in");
        clerk.tries_to_submit_paper(id).await.expect("submitted");
        assert!(clerk.acts_that_wait().await.is_empty());
        assert_eq!(chair.acts_that_wait().await, ["issue"]);
        assert!(stranger.acts_that_wait().await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_cancelled_number_stays_and_is_not_given_again() {
    both_small_books(|app| async move {
        let Staff { clerk, chair, .. } = staff(app);
        let (body, signer) = clerk.sets_up_the_committee().await;
        let first = clerk.drafts(INVITATION).await;
        chair
            .tries_to_issue_paper(first, signer, day(11, 25))
            .await
            .expect("issued");
        let before = clerk.downloads_paper(first, "pdf").await;
        let by_clerk = clerk.app.by(&clerk.actor).papers();
        let elsewhere = by_clerk.cancel_number(body, (2026, "", 1), "Ghi nhầm").await;
        assert!(matches!(elsewhere, Err(PaperError::NotAllowed)), "{elsewhere:?}");
        let papers = chair.app.by(&chair.actor).papers();
        papers.cancel_paper(first, "Hoãn họp").await.expect("cancelled");
        let cancelled = clerk.opens_paper(first).await;
        assert_eq!(cancelled.state, State::Cancelled);
        assert_eq!(cancelled.numbers[0].cancelled.as_deref(), Some("Hoãn họp"));
        assert!(before == clerk.downloads_paper(first, "pdf").await);
        let second = clerk.drafts(INVITATION).await;
        let number = chair.tries_to_issue_paper(second, signer, day(11, 25)).await;
        assert_eq!(number.expect("issued"), 2);
        let earlier = clerk.drafts(INVITATION).await;
        let refused = chair.tries_to_issue_paper(earlier, signer, day(11, 24)).await;
        assert!(
            matches!(refused, Err(PaperError::BeforeLast(2, _))),
            "{refused:?}"
        );
    })
    .await;
}

/// A committee that uses the agency's seal is a body of its own, so its numbers are its own.
#[tokio::test]
async fn a_body_of_its_own_counts_for_itself() {
    both_small_books(|app| async move {
        let Staff { clerk, chair, .. } = staff(app);
        let (_, signer) = clerk.sets_up_the_committee().await;
        let first = clerk.drafts(INVITATION).await;
        let number = chair.tries_to_issue_paper(first, signer, day(11, 25)).await;
        assert_eq!(number.expect("issued"), 1);
        let steering = IssuerForm {
            name: "Ban Chỉ đạo".into(),
            sign: "BCĐ".into(),
            ..committee()
        };
        let papers = clerk.app.by(&clerk.actor).papers();
        let body = papers
            .save_issuer(DIEN_HONG, None, &steering)
            .await
            .expect("a body");
        let signer = papers.add_signer(body, &chair_signs()).await.expect("a signer");
        let id = clerk.tries_to_begin_paper(INVITATION.0).await.expect("begun");
        assert_eq!(clerk.opens_paper(id).await.issuer, None, "there are two bodies");
        clerk.tries_to_fill_in(id, INVITATION.1).await.expect("filled in");
        let of = clerk.opens_paper(id).await;
        let content = PaperContent {
            seen: of.edit_count,
            issuer: Some(body),
            law_day: of.law_day,
            secretary: String::new(),
            answers: of.answers.clone(),
        };
        papers.fill_in_paper(id, &content).await.expect("chosen");
        clerk.tries_to_submit_paper(id).await.expect("submitted");
        let number = chair.tries_to_issue_paper(id, signer, day(11, 25)).await;
        assert_eq!(number.expect("issued"), 1);
        let mark = clerk.opens_paper(id).await.numbers[0].mark();
        assert_eq!(mark, "01/GM-BCĐ");
    })
    .await;
}

#[tokio::test]
async fn a_signed_copy_is_kept_beside_the_issued_paper() {
    both_small_books(|app| async move {
        let Staff { clerk, chair, .. } = staff(app);
        let (_, signer) = clerk.sets_up_the_committee().await;
        let id = clerk.drafts(INVITATION).await;
        let papers = clerk.app.by(&clerk.actor).papers();
        let early = papers.keep_signed_paper(id, b"%PDF-1.7 scan".to_vec()).await;
        assert!(
            matches!(early, Err(PaperError::Stands(State::Submitted))),
            "{early:?}"
        );
        chair
            .tries_to_issue_paper(id, signer, day(11, 25))
            .await
            .expect("issued");
        let odd = papers.keep_signed_paper(id, b"PK".to_vec()).await;
        assert!(matches!(odd, Err(PaperError::NotThatFile)), "{odd:?}");
        papers
            .keep_signed_paper(id, b"%PDF-1.7 scan".to_vec())
            .await
            .expect("kept");
        let of = clerk.opens_paper(id).await;
        let copy = of
            .files
            .iter()
            .find(|file| file.signed().is_some())
            .expect("a copy");
        assert_eq!(copy.signed(), Some(SignedKind::Scan));
        let (_, bytes) = papers
            .stored_paper_file(id, (copy.version, copy.stage), &copy.format)
            .await
            .expect("read");
        assert_eq!(bytes, b"%PDF-1.7 scan");
    })
    .await;
}

#[tokio::test]
async fn an_issued_paper_is_revoked_by_another_one_that_is_issued_and_no_older() {
    both_small_books(|app| async move {
        let Staff {
            clerk,
            chair,
            stranger,
            ..
        } = staff(app);
        let (_, signer) = clerk.sets_up_the_committee().await;
        let [old, held, new] = [
            clerk.drafts(INVITATION).await,
            clerk.drafts(INVITATION).await,
            clerk.drafts(INVITATION).await,
        ];
        for (paper, on) in [(old, day(11, 20)), (held, day(11, 22)), (new, day(11, 25))] {
            let revoked = revokes(&chair, old, paper).await;
            assert!(revoked.is_err(), "nothing is issued yet");
            chair
                .tries_to_issue_paper(paper, signer, on)
                .await
                .expect("issued");
        }
        let itself = revokes(&chair, held, held).await;
        assert!(matches!(itself, Err(PaperError::RevokesItself)), "{itself:?}");
        let older = revokes(&chair, held, old).await;
        assert!(
            matches!(&older, Err(PaperError::RevokedBefore(_, on)) if *on == day(11, 20)),
            "{older:?}"
        );
        let by_clerk = revokes(&clerk, held, new).await;
        assert!(matches!(by_clerk, Err(PaperError::NotAllowed)), "{by_clerk:?}");
        let by_stranger = revokes(&stranger, held, new).await;
        assert!(
            matches!(by_stranger, Err(PaperError::NotFound)),
            "{by_stranger:?}"
        );
        revokes(&chair, held, new).await.expect("revoked");

        let of = clerk.opens_paper(held).await;
        assert_eq!((of.state, of.revoked_by()), (State::Revoked, Some(new)));
        let said = of.numbers[0].revoked.clone().expect("said in the register");
        assert!(said.contains("25/11/2026"), "{said}");
        assert!(of.numbers[0].cancelled.is_none());
        // What was revoked neither revokes nor is revoked again, and is not cancelled.
        let again = revokes(&chair, held, new).await;
        assert!(
            matches!(again, Err(PaperError::Stands(State::Revoked))),
            "{again:?}"
        );
        let dead = revokes(&chair, new, held).await;
        assert!(
            matches!(dead, Err(PaperError::Stands(State::Revoked))),
            "{dead:?}"
        );
        let papers = chair.app.by(&chair.actor).papers();
        let cancelled = papers.cancel_paper(held, "Nhầm").await;
        assert!(
            matches!(cancelled, Err(PaperError::Stands(State::Revoked))),
            "{cancelled:?}"
        );
        assert!(
            of.files.iter().all(|file| file.version == of.version),
            "its files stay as they were issued"
        );
    })
    .await;
}

async fn revokes(who: &Person, paper: Uuid, by: Uuid) -> Result<(), PaperError> {
    who.app.by(&who.actor).papers().revoke_paper(paper, by, "").await
}

#[tokio::test]
async fn a_form_sent_twice_begins_one_paper_and_the_newest_comes_first() {
    both_small_books(|app| async move {
        let Staff { clerk, .. } = staff(app);
        let new = NewPaper {
            id: Uuid::now_v7(),
            template: "giay-khen".into(),
            law_day: day(11, 20),
        };
        let papers = clerk.app.by(&clerk.actor).papers();
        for _ in 0..2 {
            let begun = papers.begin_paper(DIEN_HONG, &new).await;
            assert_eq!(begun.expect("begun"), new.id);
        }
        let ahead = NewPaper {
            id: Uuid::now_v7(),
            law_day: day(12, 31),
            ..new.clone()
        };
        let refused = papers.begin_paper(DIEN_HONG, &ahead).await;
        assert!(matches!(refused, Err(PaperError::NotYet)), "{refused:?}");
        let later = clerk.tries_to_begin_paper("giay-moi-hop").await.expect("begun");
        let page = papers.made_papers(DIEN_HONG, None, PaperPlace::Newest).await;
        let ids: Vec<Uuid> = page.expect("a page").lines.iter().map(|line| line.id).collect();
        assert_eq!(ids, [later, new.id]);
        let answers: BTreeMap<String, String> = clerk.opens_paper(later).await.answers;
        assert!(answers.is_empty());
    })
    .await;
}
