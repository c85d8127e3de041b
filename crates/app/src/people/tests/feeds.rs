//! The reminder calendar of a person: its secret, and when it opens nothing.

use super::*;
use dienhong_store::testing::both;

impl World {
    async fn reads(&self, now: i64, secret: &str) -> Option<Actor> {
        let found = self.people.feed_reader(self.at(now), secret).await;
        found.expect("looked up")
    }
}

#[tokio::test]
async fn a_calendar_has_one_address_until_it_is_revoked() {
    both(|store| async {
        let world = World::new(store).await;
        let chair = world.chair().await;
        let by = world.by(&chair);
        assert_eq!(by.people().feed_made().await.expect("read"), None);
        let first = by.people().make_feed().await.expect("made");
        assert_eq!(first.len(), 43, "256 bits");
        assert_eq!(by.people().feed_made().await.expect("read"), Some(NOON));
        let reader = world.reads(NOON, &first).await.expect("whose it is");
        assert_eq!((reader.person, reader.by), (chair.person, By::Feed));
        assert!(world.reads(NOON, "").await.is_none() && world.reads(NOON, &first[1..]).await.is_none());
        let second = by.people().make_feed().await.expect("made anew");
        assert!(world.reads(NOON, &first).await.is_none(), "the old address opens");
        assert!(world.reads(NOON, &second).await.is_some());
        by.people().revoke_feed().await.expect("revoked");
        assert!(world.reads(NOON, &second).await.is_none());
        let again = by.people().revoke_feed().await;
        assert!(matches!(again, Err(FeedError::NotFound)), "{again:?}");
        let log = world
            .people
            .store
            .log(None, i64::MAX, 100)
            .await
            .expect("the log");
        let acts = log.iter().filter(|row| row.act.ends_with("-feed"));
        assert_eq!(acts.clone().count(), 3);
        for row in acts {
            assert!(
                row.detail == "{}" && row.about == chair.uid,
                "the log tells too much: {row:?}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_calendar_ends_with_the_last_appointment() {
    both(|store| async {
        let world = World::new(store).await;
        let chair = world.chair().await;
        let new = NewInvite {
            term: NewTerm {
                to: dienhong_domain::time::Day::new(2026, 1, 31).expect("a day"),
                ..term(Role::Official, WARD)
            },
            ..invite("Bình", Role::Official, WARD)
        };
        let ticket = world.by(&chair).people().invite(&new).await.expect("invited");
        let binh = world.sign_up(NOON, &ticket, "binh").await;
        let secret = world.by(&binh).people().make_feed().await.expect("made");
        assert!(world.reads(NOON + 30 * DAY, &secret).await.is_some());
        assert!(world.reads(NOON + 31 * DAY, &secret).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn with_a_calendar_nothing_is_done() {
    both(|store| async {
        let world = World::new(store).await;
        let chair = world.chair().await;
        let secret = world.by(&chair).people().make_feed().await.expect("made");
        let reader = world.reads(NOON, &secret).await.expect("whose it is");
        let by = world.by(&reader);
        assert!(matches!(by.people().make_feed().await, Err(FeedError::NotFound)));
        assert!(matches!(
            by.people().revoke_feed().await,
            Err(FeedError::NotFound)
        ));
        let invited = by.people().invite(&invite("Ân", Role::Police, WARD)).await;
        assert!(invited.is_err(), "{invited:?}");
        assert!(by.people().account().await.is_err());
        assert!(world.reads(NOON, &secret).await.is_some());
    })
    .await;
}
