//! What is frozen records the rules under which it was made; rules installed meanwhile are never given as those.

use crate::common::books::play;
use crate::common::packs::installed;
use crate::common::people::{crimes_are_stated, october, staff};
use crate::common::reports::{new, outreach};
use dienhong_app::App;
use dienhong_app::filings::FilingError;
use dienhong_app::reports::ReportError;
use dienhong_app::testing::*;
use dienhong_domain::reports::Stage;
use uuid::Uuid;

/// One more pack, which does not affect figures and reports.
const PACK: &str = r#"
[pack]
id = "them"
version = "1"
title = { vi = "Thêm", en = "More" }

[[pack.instrument]]
name = { vi = "Thông lệ", en = "Custom" }

[[section]]
id = "them"
title = { vi = "Thêm", en = "More" }

[[measure]]
code = "so-cay"
title = { vi = "Cây", en = "Trees" }
unit = { vi = "cây", en = "trees" }
kind = "flow"
section = "them"
reference = "Thông lệ"
"#;

/// Installs the pack from another process, which this one does not know yet.
async fn a_pack_comes_in_between(app: &App) {
    let beside = another_process(app).await;
    installed(&beside, PACK, None).await;
    assert_ne!(
        beside.snapshot().generation,
        app.snapshot().generation,
        "this process has not looked"
    );
}

#[tokio::test]
async fn figures_composed_before_a_pack_came_in_are_not_frozen_after_it() {
    both_small_books(|app| async move {
        let staff = staff(app);
        crimes_are_stated(&staff.app, Uuid::now_v7(), DIEN_HONG, "7", None).await;
        a_pack_comes_in_between(&staff.app).await;
        let refused = staff.clerk.tries_to_freeze(october()).await;
        assert!(matches!(refused, Err(FilingError::Overtaken(_))), "{refused:?}");
        let id = staff.clerk.freezes(october()).await;
        let filing = staff.app.by(&staff.clerk.actor).filings().find(id).await;
        let packs = filing.expect("the filing").content.packs;
        assert!(packs.iter().any(|mark| mark.id == "them"), "{packs:?}");
    })
    .await;
}

#[tokio::test]
async fn a_report_composed_before_a_pack_came_in_is_not_laid_before_the_chair_after_it() {
    both_small_books(|app| async move {
        let staff = staff(app);
        outreach(&staff.app, Uuid::now_v7(), day(10, 5), "40", None).await;
        let id = staff.clerk.begins(&new()).await;
        staff.clerk.writes(id).await;
        staff.clerk.sets_up_the_committee().await;
        a_pack_comes_in_between(&staff.app).await;
        let refused = staff.clerk.tries_to_submit(id).await;
        assert!(matches!(refused, Err(ReportError::Overtaken)), "{refused:?}");
        assert_eq!(staff.clerk.reads(id).await.stage, Stage::Writing);
        staff.clerk.submits(id).await;
        let versions = staff.app.store.report_versions(id).await.expect("versions");
        assert!(versions[0].packs.contains("them"), "{}", versions[0].packs);
    })
    .await;
}

#[tokio::test]
async fn what_was_read_before_a_pack_came_in_is_not_frozen_by_the_same_context() {
    both_small_books(|app| async move {
        let staff = staff(app);
        crimes_are_stated(&staff.app, Uuid::now_v7(), DIEN_HONG, "7", None).await;
        let seen = staff.app.by(&staff.clerk.actor);
        installed(&staff.app, PACK, None).await;
        let refused = seen
            .filings()
            .freeze(DIEN_HONG, "hang-thang", october(), "")
            .await;
        assert!(matches!(refused, Err(FilingError::Overtaken(_))), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn what_rules_do_not_bear_on_is_kept_although_a_pack_came_in_between() {
    both_small_books(|app| async move {
        let p = play(app).await;
        p.meet().await;
        let exchange = p.province.by(&p.head.actor).exchange();
        let peers = exchange.introduced().await.expect("peers");
        a_pack_comes_in_between(&p.province).await;
        let noted = exchange
            .note_address(peers[0].book, "https://phuong.example")
            .await;
        noted.expect("an address is no matter of packs");
        let ended = exchange.end_introduction(peers[0].book).await;
        ended.expect("nor is whom one trusts");
    })
    .await;
}
