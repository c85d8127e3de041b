//! Makes two books that hold every state of every thing: a ward's and that of its province, in two installations; and the
//! bundles between them that neither has taken yet. Everything is done by the acts that people use.

use super::people::{self, DOOR, PASSWORD, join};
use dienhong_app::App;
use dienhong_app::clock::FixedClock;
use dienhong_app::entries::{Draft, Upload};
use dienhong_app::people::{Actor, NewProgram};
use dienhong_app::reports::{IssuerForm, LineKind, NewReport, OutgoingForm, SignerForm};
use dienhong_app::testing::*;
use dienhong_app::units::{Choices, Destination, Form, Heir, ReformRow, What};
use dienhong_bundles::{Asking, Card, Sender, Signer, seal_asking, seal_card};
use dienhong_domain::entries::State;
use dienhong_domain::papers::{Authority, PaperKind};
use dienhong_domain::rights::{Act, Role};
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{BaseSpan, ChangeKind, Link, Span, UnitId};
use dienhong_store::{Batch, Store, args};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// What was made.
pub(crate) struct Made {
    pub(crate) ward: App,
    pub(crate) province: App,
    /// Bundles that nobody has taken yet, by their kind.
    pub(crate) bundles: BTreeMap<&'static str, String>,
    /// Keys of the interface for programs: the ward's and the province's.
    pub(crate) keys: [String; 2],
}

/// Rights of the key that reads everything.
const READS: [Act; 4] = [
    Act::ReadEntries,
    Act::ReadTotals,
    Act::ReadUnits,
    Act::WriteReports,
];

struct Book {
    app: App,
    chair: Actor,
    official: Actor,
}

/// Makes both books on empty databases.
pub(crate) async fn make(ward: Store, province: Store) -> Made {
    let ward = open(ward, DIEN_HONG, DIEN_HONG).await;
    let province = open(province, IA_KRING, EAST).await;
    change_units(&ward.app).await;
    lay_over(&ward).await;
    let ward_key = people_of(&ward).await;
    let province_key = key(&province, EAST).await;
    record_entries(&ward).await;
    meet(&ward, &province).await;
    let mut bundles = BTreeMap::new();
    file_figures(&ward, &province, &mut bundles).await;
    write_reports(&ward, &province, &mut bundles).await;
    bundles.insert("the", ward.app.own_card(&ward.chair).await.expect("a card").card);
    bundles.insert("hoi", asking(&ward, &province).await);
    Made {
        ward: ward.app,
        province: province.app,
        bundles,
        keys: [ward_key, province_key],
    }
}

/// Opens a small book, set up for a commune, whose chair and official work for a unit.
async fn open(store: Store, commune: UnitId, unit: UnitId) -> Book {
    let app = book_at(store, Arc::new(FixedClock::at(NOON)), &map(), &inherited()).await;
    let first = people::set_up(&app, commune).await.actor;
    let everywhere = anybody();
    let official = join(
        &app,
        &everywhere,
        ("Đặng Ưng Hoàng", "hoang"),
        Role::Official,
        unit,
    )
    .await;
    let chair = match unit == commune {
        true => first,
        false => {
            join(&app, &everywhere, ("Trần Thị Ỷ Lan", "ylan"), Role::Chair, unit)
                .await
                .actor
        }
    };
    Book {
        app,
        chair,
        official: official.actor,
    }
}

// ------------------------------------------------------------------------------------------------------------ units

/// Xã Chư Á, which became a part of Diên Hồng on 1 July 2025.
const CHU_A: UnitId = UnitId(9);

fn merger() -> Day {
    Day::new(2025, 7, 1).expect("a day")
}

/// The small map, with a commune that ended before.
fn map() -> Vec<BaseSpan> {
    let mut map = small_map();
    map.push(BaseSpan {
        id: CHU_A,
        uid: Uuid::from_u128(0x1284_0009),
        span: Span {
            from: Day::MIN,
            to: merger(),
            name: "Chư Á".into(),
            kind: "xa".into(),
            code: Some("23557".into()),
            parent: Some(EAST),
            opened_by: None,
        },
    });
    map
}

fn inherited() -> Vec<Link> {
    vec![Link {
        day: merger(),
        change: Uuid::from_u128(0x1284_0001),
        kind: ChangeKind::Merge,
        from: CHU_A,
        to: DIEN_HONG,
        share: None,
        reference: "Nghị quyết (minh họa)".into(),
    }]
}

async fn change(app: &App, on: &str, what: What) -> Uuid {
    let form = Form {
        id: Uuid::now_v7(),
        day: on.to_owned(),
        reference: "Nghị quyết (minh họa)".to_owned(),
        what,
    };
    let done = app.record_change(&anybody(), &form, &Choices::default()).await;
    done.unwrap_or_else(|e| panic!("{form:?}: {e:?}"))
}

fn groups(app: &App, commune: UnitId) -> Vec<UnitId> {
    let mut groups = app.book().map.children(commune, app.today());
    groups.sort();
    groups
}

/// Every kind of change once, and one that was undone.
async fn change_units(app: &App) {
    let found = |parent, names: &str| What::Found {
        parent,
        kind: "to-dan-pho".into(),
        names: names.into(),
    };
    change(app, "1/1/2026", found(DIEN_HONG, "1-4")).await;
    change(app, "1/1/2026", found(AN_PHU, "1-2")).await;
    let here = groups(app, DIEN_HONG);
    let rename = What::Rename {
        unit: here[1],
        name: "Trần Phú".into(),
        kind: String::new(),
        code: String::new(),
    };
    change(app, "1/3/2026", rename).await;
    change(app, "1/9/2026", What::End { units: vec![here[3]] }).await;
    let merge = What::Merge {
        units: vec![HOI_THUONG, IA_KRING],
        into: Destination::New {
            name: "Hội Kring".into(),
            kind: "phuong".into(),
            code: "23599".into(),
        },
        names: BTreeMap::new(),
    };
    change(app, "1/7/2026", merge).await;
    let transfer = What::Transfer {
        units: vec![BIEN_HO],
        to: Some(EAST),
        names: BTreeMap::new(),
    };
    change(app, "1/8/2026", transfer).await;
    let line = |old: &str, new: &str| ReformRow {
        old: old.into(),
        new: new.into(),
        ..ReformRow::default()
    };
    let reform = What::Reform {
        commune: AN_PHU,
        kind: "to-dan-pho".into(),
        rows: vec![line("1", "Hòa Bình"), line("2", "Hòa Bình")],
    };
    change(app, "1/10/2026", reform).await;
    let heir = |name: &str, share: &str| Heir {
        name: name.into(),
        share: share.into(),
        source: "Đề án".into(),
        ..Heir::default()
    };
    let split = |names: [&str; 2]| What::Split {
        unit: BIEN_HO,
        heirs: vec![heir(names[0], "60"), heir(names[1], "40")],
        places: BTreeMap::new(),
        names: BTreeMap::new(),
    };
    let undone = change(app, "1/11/2026", split(["Biển Hồ Nam", "Biển Hồ Bắc"])).await;
    let done = app
        .undo_change(&anybody(), undone, "Nhập nhầm ngày", &Choices::default())
        .await;
    done.expect("undone");
    change(app, "15/11/2026", split(["Biển Hồ Đông", "Biển Hồ Tây"])).await;
}

// ------------------------------------------------------------------------------------------------------------ packs

/// An overlay over the ward, replaced by a newer one.
async fn lay_over(ward: &Book) {
    let text = include_str!("../../../../../packs/vi-du-lop-phu/pack.toml");
    for text in [
        text.to_owned(),
        text.replace("\"2026.11\"", "\"2026.12\"")
            .replace("max = 600", "max = 900"),
    ] {
        let files = [("pack.toml".to_owned(), text.into_bytes())];
        let install = ward.app.install_pack(&ward.chair, &files, Some(DIEN_HONG)).await;
        let install = install.unwrap_or_else(|e| panic!("{e:?}"));
        ward.app
            .finish_install(&ward.chair, install)
            .await
            .expect("installed");
    }
}

// ----------------------------------------------------------------------------------------------------------- people

/// Invitations, appointments, ways of signing in and keys in every state; gives a key that reads everything.
async fn people_of(ward: &Book) -> String {
    let (app, chair) = (&ward.app, &ward.chair);
    let book = app.book();
    let here = app.here(&book);
    let group = groups(app, DIEN_HONG)[0];
    let leader = join(app, chair, ("Lê Văn Đỗ", "vando"), Role::GroupLeader, group).await;
    let police = join(app, chair, ("Phạm Ngọc Ẩn", "ngocan"), Role::Police, DIEN_HONG).await;
    people::invite(app, chair, "Hồ Thị Mới", Role::Standing, DIEN_HONG).await;
    people::invite(app, chair, "Vũ Hữu Rút", Role::Reader, DIEN_HONG).await;
    let members = app.people.members(here, chair, DIEN_HONG).await.expect("members");
    let found = |name: &str| {
        let member = members.iter().find(|m| m.person.name == name);
        member.unwrap_or_else(|| panic!("{name}")).person.uid
    };
    let withdrawn = found("Vũ Hữu Rút");
    app.people
        .withdraw_invitation(here, chair, withdrawn)
        .await
        .expect("withdrawn");
    // A second term that ended, and one who was invited again after losing a phone.
    let term = dienhong_app::people::NewTerm {
        role: Role::Reader,
        unit: DIEN_HONG,
        from: app.today(),
        to: Day::MAX,
    };
    app.people
        .appoint(here, chair, leader.actor.uid, &term)
        .await
        .expect("appointed");
    let rows = app
        .store
        .appointments_of(leader.actor.person)
        .await
        .expect("terms");
    let reader = rows.iter().find(|r| r.role == "reader").expect("the second term");
    let done = app
        .people
        .end_appointment(here, chair, reader.id, app.today(), "Thôi làm")
        .await;
    done.expect("ended");
    app.people
        .invite_again(here, chair, leader.actor.uid)
        .await
        .expect("invited again");
    // A password typed wrong, then right with a recovery code.
    let wrong = app.people.check_password(here.now, "ngocan", "sai", DOOR).await;
    assert!(wrong.is_err(), "a wrong password");
    let later = here.now + 60_000;
    let half = app
        .people
        .check_password(later, "ngocan", PASSWORD, DOOR)
        .await
        .expect("the password");
    let used = app
        .people
        .check_code(later, &half.id, &police.recovery[0], DOOR)
        .await;
    used.expect("the recovery code");
    // Somebody's password typed wrong so often that the book remembers.
    for minute in 1..=4 {
        let wrong = app
            .people
            .check_password(here.now + minute * 600_000, "hoang", "sai", DOOR)
            .await;
        assert!(wrong.is_err(), "a wrong password");
    }
    let passkey = Batch::new(police.actor.person, here.now).add_passkey(
        police.actor.person,
        Uuid::now_v7(),
        &hex::decode(PASSKEY_ID).expect("hex"),
        PASSKEY.trim(),
        "Điện thoại",
    );
    app.store.write(passkey).await.expect("a passkey");
    let revoked = program(ward, "Máy cũ", DIEN_HONG).await;
    app.people
        .revoke_key(here, chair, revoked.id)
        .await
        .expect("revoked");
    key(ward, DIEN_HONG).await
}

async fn program(book: &Book, called: &str, unit: UnitId) -> dienhong_app::people::ProgramKey {
    let rules = book.app.book();
    let here = book.app.here(&rules);
    let new = NewProgram {
        name: people::name(called),
        role: Role::Official,
        unit,
        scopes: READS.to_vec(),
        to: here.today().plus_years(1),
    };
    let made = book.app.people.make_key(here, &anybody(), &new).await;
    made.unwrap_or_else(|e| panic!("{called}: {e:?}"))
}

async fn key(book: &Book, unit: UnitId) -> String {
    program(book, "Máy đọc sổ", unit).await.key
}

/// A passkey that a browser's virtual authenticator made for a person of the demo book.
const PASSKEY: &str = include_str!("passkey.json");
const PASSKEY_ID: &str = include_str!("passkey.id");

// ---------------------------------------------------------------------------------------------------------- entries

fn draft(register: &str, unit: UnitId, on: &str, fields: &[(&str, &str)]) -> Draft {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (field, answer) in fields {
        all.entry((*field).to_owned())
            .or_default()
            .push((*answer).to_owned());
    }
    Draft {
        id: Uuid::now_v7(),
        register: register.into(),
        unit: Some(unit),
        day: on.into(),
        fields: all,
        state: Some(State::Final),
        ..Draft::default()
    }
}

/// A session as the national pack asks about it.
fn plain_session(unit: UnitId, on: &str, people: &str) -> Draft {
    let fields = [
        ("hinh-thuc", "hoi-nghi"),
        ("noi-dung", "ma-tuy"),
        ("luot", people),
    ];
    draft("tuyen-truyen", unit, on, &fields)
}

/// A session with what the ward's overlay adds.
fn session(unit: UnitId, on: &str, people: &str) -> Draft {
    let mut session = plain_session(unit, on, people);
    let topics = session.fields.entry("noi-dung".to_owned()).or_default();
    topics.push("bien-gioi".to_owned());
    session
        .fields
        .insert("so-phut".to_owned(), vec!["khoảng 90".to_owned()]);
    session
}

async fn record(app: &App, by: &Actor, draft: &Draft) -> Uuid {
    let done = app.record(by, draft).await;
    done.unwrap_or_else(|e| panic!("{draft:?}: {e:?}")).id
}

fn file(field: &str, called: &str, bytes: Vec<u8>) -> Upload {
    Upload {
        field: field.into(),
        name: called.into(),
        bytes,
    }
}

fn photo(shade: u8) -> Vec<u8> {
    let image = image::RgbImage::from_fn(64, 48, |x, y| image::Rgb([x as u8 * 3, y as u8 * 5, shade]));
    let mut png = std::io::Cursor::new(Vec::new());
    image
        .write_to(&mut png, image::ImageFormat::Png)
        .expect("a picture");
    png.into_inner()
}

/// Entries in every state, corrected ones, with photos and files, whole levels, months, every bound.
async fn record_entries(ward: &Book) {
    let (app, by) = (&ward.app, &ward.official);
    let group = groups(app, DIEN_HONG);
    for (people, on) in [
        ("64", "3/2/2026"),
        ("hơn 120", "5/3/2026"),
        ("khoảng 80", "9/4/2026"),
        ("dưới 50", "2/5/2026"),
    ] {
        record(app, by, &session(group[0], on, people)).await;
    }
    for month in 6..=11 {
        record(
            app,
            by,
            &session(DIEN_HONG, &format!("12/{month}/2026"), "hơn 200"),
        )
        .await;
        let crimes = [("toi-pham", "7")];
        record(
            app,
            by,
            &draft("tinh-hinh", DIEN_HONG, &format!("{month}/2026"), &crimes),
        )
        .await;
    }
    let with_photos = Draft {
        uploads: vec![
            file("anh", "mot.png", photo(10)),
            file("anh", "hai.png", photo(200)),
            file("tai-lieu", "ke-hoach.pdf", b"%PDF-1.4\n%%EOF\n".to_vec()),
        ],
        ..session(DIEN_HONG, "20/10/2026", "75")
    };
    let id = record(app, by, &with_photos).await;
    let attached = app.store.number("SELECT COUNT(*) FROM attachment", vec![]).await;
    assert_eq!(attached.expect("counted"), 3);
    let one: Vec<dienhong_store::files::AttachmentRow> =
        app.store.attachments(id).await.expect("attachments");
    let first = one.iter().find(|a| a.field == "anh").expect("the first photo");
    let corrected = Draft {
        id,
        seen: Some(1),
        why: "Đếm lại".into(),
        removed: vec![first.id],
        ..session(DIEN_HONG, "21/10/2026", "77")
    };
    record(app, by, &corrected).await;
    for state in [State::Draft, State::Sent] {
        let open = Draft {
            state: Some(state),
            ..session(group[0], "25/11/2026", "31")
        };
        record(app, by, &open).await;
    }
    let voided = session(DIEN_HONG, "1/11/2026", "500");
    record(app, by, &voided).await;
    let voided = Draft {
        seen: Some(1),
        state: Some(State::Voided),
        why: "Ghi trùng".into(),
        ..voided
    };
    record(app, by, &voided).await;
    // Whole levels: at groups, and at two wards before and after they became one.
    for (unit, on, homes) in [
        (group[0], "31/1/2026", "250"),
        (group[0], "30/9/2026", "hơn 260"),
        (group[1], "31/1/2026", "310"),
    ] {
        let fields = [("so-ho", homes), ("so-nhan-khau", "900")];
        record(app, by, &draft("dan-cu", unit, on, &fields)).await;
    }
    let everywhere = anybody();
    for unit in [HOI_THUONG, IA_KRING] {
        let fields = [("so-ho", "1.200"), ("so-nhan-khau", "5.000")];
        record(app, &everywhere, &draft("dan-cu", unit, "1/2/2026", &fields)).await;
        record(app, &everywhere, &plain_session(unit, "1/4/2026", "90")).await;
    }
    let heir = app
        .book()
        .map
        .units()
        .find(|u| &*u.last().name == "Hội Kring")
        .map(|u| u.id);
    let fields = [("so-ho", "2.546"), ("so-nhan-khau", "10.100")];
    record(
        app,
        &everywhere,
        &draft("dan-cu", heir.expect("the heir"), "1/9/2026", &fields),
    )
    .await;
}

// --------------------------------------------------------------------------------------------------------- exchange

/// Introduces both installations to each other, and a third one that is trusted no more.
async fn meet(ward: &Book, province: &Book) {
    let cards = (
        ward.app.own_card(&ward.chair).await.expect("a card").card,
        province.app.own_card(&province.chair).await.expect("a card").card,
    );
    take(province, &cards.0).await;
    take(ward, &cards.1).await;
    let signer = Signer::read(&Signer::generate().expect("a key")).expect("a key");
    let third = Card {
        book: Uuid::now_v7(),
        unit: province.app.book().map.uid(HOI_THUONG),
        name: "Phường Hội Thương".into(),
    };
    take(province, &seal_card(&signer, &third).expect("sealed")).await;
    province
        .app
        .end_introduction(&province.chair, third.book)
        .await
        .expect("ended");
    let above = ward.app.introduced(&ward.chair).await.expect("peers");
    let noted = ward
        .app
        .note_address(&ward.chair, above[0].book, "https://tinh.example")
        .await;
    noted.expect("noted");
}

async fn take(book: &Book, bundle: &str) {
    let done = book.app.take_bundle(&both(book), bundle.as_bytes()).await;
    done.unwrap_or_else(|e| panic!("{e:?}"));
}

/// Who takes bundles: chair and official in one.
fn both(book: &Book) -> Actor {
    let held = book
        .chair
        .held
        .iter()
        .chain(&book.official.held)
        .cloned()
        .collect();
    Actor {
        held,
        ..book.official.clone()
    }
}

async fn asking(ward: &Book, province: &Book) -> String {
    let key = ward
        .app
        .store
        .setting("signing-key")
        .await
        .expect("the setting")
        .expect("a key");
    let signer = Signer::read(&hex::decode(key).expect("hex")).expect("the key");
    let book = |text: Option<String>| Uuid::parse_str(&text.expect("its id")).expect("an id");
    let asking = Asking {
        from: Sender {
            book: book(ward.app.store.setting("book").await.expect("the setting")),
            unit: ward.app.book().map.uid(DIEN_HONG),
            name: "Phường Diên Hồng".into(),
        },
        to: book(province.app.store.setting("book").await.expect("the setting")),
        made_at: NOON,
    };
    seal_asking(&signer, &asking).expect("sealed")
}

// ---------------------------------------------------------------------------------------------------------- filings

fn month(month: u32) -> Period {
    Period::month(2026, month).expect("a month")
}

/// Figures of six months: frozen, sent, returned, accepted, replaced; one on its way up and one answer on its way down.
async fn file_figures(ward: &Book, province: &Book, bundles: &mut BTreeMap<&'static str, String>) {
    let (app, above) = (&ward.app, &province.app);
    let freeze = async |m| {
        let done = app
            .freeze_figures(&ward.official, DIEN_HONG, "hang-thang", month(m), "")
            .await;
        done.unwrap_or_else(|e| panic!("month {m}: {e:?}"))
    };
    let send = async |m| {
        let id = freeze(m).await;
        app.approve_filing(&ward.chair, id, "Đã đối chiếu")
            .await
            .expect("approved");
        let bundle = app.filing_bundle(&ward.official, id).await.expect("a bundle");
        (id, bundle)
    };
    freeze(6).await;
    let answer = async |id| {
        above
            .filing_bundle(&province.official, id)
            .await
            .expect("an answer")
    };
    let give_back = async |id| {
        let why = vec![("toi-pham".to_owned(), "Tháng trước 12 vụ".to_owned())];
        let done = above.return_filing(&province.official, id, "Xem lại", why).await;
        done.expect("returned");
    };
    // July: accepted above, the answer not yet here: it came as a letter, and waits.
    let (july, bundle) = send(7).await;
    take(province, &bundle).await;
    above
        .accept_filing(&province.official, july, "")
        .await
        .expect("accepted");
    let on_its_way = answer(july).await;
    app.letter_came(on_its_way.as_bytes()).await.expect("a letter");
    bundles.insert("tra-loi-so-lieu", on_its_way);
    // August: returned, and the answer taken out of its letter.
    let (august, bundle) = send(8).await;
    take(province, &bundle).await;
    give_back(august).await;
    let back = answer(august).await;
    app.letter_came(back.as_bytes()).await.expect("a letter");
    take(ward, &back).await;
    // September: accepted; its answer came twice, and the letter was put aside.
    let (september, bundle) = send(9).await;
    take(province, &bundle).await;
    above
        .accept_filing(&province.official, september, "Đủ")
        .await
        .expect("accepted");
    let accepted = answer(september).await;
    app.letter_came(accepted.as_bytes()).await.expect("a letter");
    for letter in app.letters(&both(ward)).await.expect("letters") {
        if app.letter(&both(ward), letter.id).await.expect("its file") == accepted {
            app.put_letter_aside(&both(ward), letter.id)
                .await
                .expect("put aside");
        }
    }
    take(ward, &accepted).await;
    // October: returned, mended, sent anew and taken. November: on its way up.
    let (october, bundle) = send(10).await;
    take(province, &bundle).await;
    give_back(october).await;
    take(ward, &answer(october).await).await;
    record(app, &ward.official, &session(DIEN_HONG, "28/10/2026", "15")).await;
    take(province, &send(10).await.1).await;
    bundles.insert("so-lieu", send(11).await.1);
}

// ---------------------------------------------------------------------------------------------------------- reports

fn committee() -> IssuerForm {
    IssuerForm {
        from: Some(day(1, 1)),
        name: "UBND phường".into(),
        parent: "UBND tỉnh Đông".into(),
        heading: "Ủy ban nhân dân\nphường Diên Hồng".into(),
        place: "Diên Hồng".into(),
        sign: "UBND".into(),
        by_kind: false,
        recipients: "UBND tỉnh\nCông an tỉnh".into(),
        archive: "VT, CA".into(),
    }
}

fn signer(name: &str, authority: Authority, office: &str) -> SignerForm {
    SignerForm {
        from: day(1, 1),
        to: None,
        name: name.into(),
        authority,
        above: "Ủy ban nhân dân".into(),
        office: office.into(),
    }
}

struct Desk<'a> {
    ward: &'a Book,
    signs: Uuid,
}

impl Desk<'_> {
    async fn begins(&self, m: u32) -> Uuid {
        let new = NewReport {
            outline: "hang-thang".into(),
            period: month(m),
            is_restated: m.is_multiple_of(2),
            issuer: None,
        };
        let done = self
            .ward
            .app
            .begin_report(&self.ward.official, DIEN_HONG, &new)
            .await;
        done.unwrap_or_else(|e| panic!("month {m}: {e:?}"))
    }
    /// Writes one paragraph that people have to write and takes the others out.
    async fn writes(&self, id: Uuid) {
        let (app, by) = (&self.ward.app, &self.ward.official);
        let report = app.report(by, id).await.expect("the report");
        let lines = report.draft.expect("it is being written").lines;
        let open = lines.iter().filter(|l| matches!(l.kind, LineKind::Ask(_)));
        for (at, line) in open.enumerate() {
            let words = "Có [[luot-tuyen-truyen]] lượt, số minh họa.";
            let done = match at {
                0 => app.write_part(by, id, &line.part, line.rev, words).await,
                _ => app.take_out(by, id, &line.part, line.rev, true).await,
            };
            done.expect("written");
        }
    }
    async fn submits(&self, m: u32) -> Uuid {
        let id = self.begins(m).await;
        self.writes(id).await;
        self.submits_again(id).await;
        id
    }
    async fn submits_again(&self, id: Uuid) {
        let touched = self
            .ward
            .app
            .report(&self.ward.official, id)
            .await
            .expect("it")
            .touched;
        let done = self
            .ward
            .app
            .submit_report(&self.ward.official, id, touched, "Trình")
            .await;
        done.expect("before the chair");
    }
    async fn issues(&self, m: u32) -> Uuid {
        let id = self.submits(m).await;
        self.approves(id).await;
        id
    }
    async fn approves(&self, id: Uuid) {
        let done = self
            .ward
            .app
            .approve_report(&self.ward.chair, id, self.signs, day(11, 20), "")
            .await;
        done.expect("approved");
    }
    async fn sends(&self, m: u32) -> (Uuid, String) {
        let id = self.issues(m).await;
        self.ward
            .app
            .send_report(&self.ward.official, id, "Gửi tỉnh")
            .await
            .expect("sent");
        let bundle = self.ward.app.report_bundle(&self.ward.official, id).await;
        (id, bundle.expect("a bundle"))
    }
}

/// Reports of eight months in every stage, an office with two signers, a register with a cancelled number.
async fn write_reports(ward: &Book, province: &Book, bundles: &mut BTreeMap<&'static str, String>) {
    let (app, by) = (&ward.app, &ward.official);
    let office = app
        .save_issuer(by, DIEN_HONG, None, &committee())
        .await
        .expect("an office");
    let chair = signer("Người Minh Họa", Authority::OnBehalf, "Chủ tịch");
    let signs = app.add_signer(by, office, &chair).await.expect("a signer");
    let deputy = signer("Người Thay", Authority::ForHead, "Phó Chủ tịch");
    let deputy = app.add_signer(by, office, &deputy).await.expect("a signer");
    app.end_signer(by, deputy, day(10, 31)).await.expect("ended");
    let desk = Desk { ward, signs };
    let paper = OutgoingForm {
        day: day(1, 5),
        kind: PaperKind::Report,
        summary: "Kế hoạch năm (làm ở nơi khác)".into(),
        recipients: "UBND tỉnh".into(),
        number: Some(3),
    };
    let outgoing = app.enter_paper(by, office, &paper).await.expect("entered");
    let numbered = (outgoing.year, outgoing.series.as_str(), outgoing.number);
    app.cancel_number(by, office, numbered, "Ghi nhầm")
        .await
        .expect("cancelled");

    // February: being written, with own words and comments; March: taken back; April: sent back by the chair once it had
    // its number; May: before the chair; June: issued, with two signed copies.
    let writing = desk.begins(2).await;
    desk.writes(writing).await;
    app.add_part(by, writing, "", "Đoạn tự thêm (minh họa).")
        .await
        .expect("added");
    app.comment(by, writing, "", "Còn thiếu số")
        .await
        .expect("a comment");
    let settled = app
        .comment(by, writing, "", "Sai chính tả")
        .await
        .expect("a comment");
    app.settle_comment(by, writing, settled).await.expect("settled");
    let back = desk.submits(3).await;
    app.withdraw_report(by, back, "Chưa xong")
        .await
        .expect("taken back");
    let unnumbered = desk.issues(4).await;
    app.return_report(&ward.chair, unnumbered, "Xem lại", &[])
        .await
        .expect("sent back");
    desk.submits(5).await;
    let issued = desk.issues(6).await;
    for copy in [
        &b"%PDF-1.7 a scan with a seal"[..],
        b"%PDF-1.7 /ByteRange [0 1 2 3]",
    ] {
        app.keep_signed(by, issued, copy.to_vec()).await.expect("kept");
    }
    // July: sent and lying above; August: accepted; September: sent back above, the answer on its way; October: sent back
    // and sent anew; November: on its way up.
    let above = &province.app;
    let (_, bundle) = desk.sends(7).await;
    take(province, &bundle).await;
    let (august, bundle) = desk.sends(8).await;
    take(province, &bundle).await;
    above
        .accept_report(&province.official, august, "Đủ")
        .await
        .expect("accepted");
    let answer = async |id| {
        above
            .report_bundle(&province.official, id)
            .await
            .expect("an answer")
    };
    take(ward, &answer(august).await).await;
    let send_back = async |id| {
        let report = above.report(&province.official, id).await.expect("it is there");
        let words = [(report.paper.anchors[1].clone(), "Nêu rõ hơn".to_owned())];
        let done = above
            .return_report(&province.official, id, "Xem lại", &words)
            .await;
        done.expect("sent back");
    };
    let (september, bundle) = desk.sends(9).await;
    take(province, &bundle).await;
    send_back(september).await;
    bundles.insert("tra-loi-bao-cao", answer(september).await);
    let (october, bundle) = desk.sends(10).await;
    take(province, &bundle).await;
    send_back(october).await;
    take(ward, &answer(october).await).await;
    desk.submits_again(october).await;
    desk.approves(october).await;
    app.send_report(by, october, "Gửi lại").await.expect("sent");
    let anew = app.report_bundle(by, october).await.expect("a bundle");
    take(province, &anew).await;
    bundles.insert("bao-cao", desk.sends(11).await.1);
    let odd = app
        .store
        .number("SELECT COUNT(*) FROM report WHERE unit = $1", args![DIEN_HONG.0])
        .await;
    assert_eq!(odd.expect("counted"), 10);
}
