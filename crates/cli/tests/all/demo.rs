//! `dienhong demo`: a separate book, sign-in without a password on this machine only, and no book of a ward touched.

use crate::common::{Place, Server};
use dienhong_store::Engine;
use dienhong_store::testing::free_port;

fn serve(place: &Place) -> Server {
    let port = free_port();
    Server::start(
        place.command(&["demo", "--listen", &format!("127.0.0.1:{port}")]),
        port,
    )
}

#[test]
fn the_demo_loads_once_and_prints_a_door_for_each_role() {
    for place in Place::both() {
        let server = serve(&place);
        let doors = [
            "chu-tich",
            "can-bo",
            "cong-an",
            "to-truong",
            "thuong-truc",
            "quan-tri",
            "cap-tinh",
        ];
        for ward in ["dien-hong", "minh-hoa"] {
            for role in doors {
                let path = format!("/demo/{ward}-{role}");
                assert!(server.said.contains(&path), "{path}: {}", server.said);
                assert_eq!(server.get(&path).0, 200, "{path}");
            }
        }
        let invitation = server
            .said
            .split("/moi/")
            .nth(1)
            .and_then(|rest| rest.split_whitespace().next());
        assert_eq!(
            server
                .get(&format!("/moi/{}", invitation.expect("an invitation")))
                .0,
            200
        );
        assert_eq!(server.stop(), Some(0));
        let again = serve(&place);
        assert!(again.said.contains("/demo/minh-hoa-chu-tich"));
        assert_eq!(again.get("/demo").0, 200);
        assert_eq!(again.stop(), Some(0));
        // The same book served like a ward's does not allow that.
        let port = free_port();
        let ward = Server::start(
            place.command(&["serve", "--listen", &format!("127.0.0.1:{port}")]),
            port,
        );
        assert_eq!(ward.get("/demo").0, 404);
    }
}

#[test]
fn the_demo_touches_no_book_of_a_ward_and_is_never_served_to_others() {
    let place = Place::with_book(Engine::Sqlite);
    let refused = place.run(&["demo"]).expect(4);
    assert!(refused.err.contains("--data"), "{refused:?}");
    let place = Place::sqlite();
    for args in [
        [
            "demo",
            "--listen",
            "0.0.0.0:80",
            "--behind-proxy",
            "--url",
            "https://phuong.vn",
        ]
        .as_slice(),
        ["demo", "--behind-proxy", "--url", "https://phuong.vn"].as_slice(),
    ] {
        let refused = place.run(args).expect(4);
        assert!(refused.err.contains("127.0.0.1"), "{args:?}: {refused:?}");
    }
    assert!(!place.data().join("book.db").exists());
}
