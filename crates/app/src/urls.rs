//! The path of every page, defined once: routes and links are made from it.

use dienhong_domain::time::Period;
use dienhong_domain::units::Lens;
use std::fmt::Display;
use uuid::Uuid;

/// Declares paths as the router writes them; a path with placeholders gets a function that fills them.
macro_rules! paths {
    ($($(#[$doc:meta])* $name:ident $path:literal $($link:ident($($place:ident),+))?;)*) => {
        $(
            $(#[$doc])*
            pub const $name: &str = $path;
            $(
                #[doc = concat!("A link to `", $path, "`.")]
                pub fn $link($($place: impl Display),+) -> String {
                    fill($path, &[$(&$place),+])
                }
            )?
        )*
    };
}

paths! {
    /// The list of registers.
    REGISTERS "/so";
    /// A register's list.
    REGISTER "/so/{register}" register(register);
    /// A register's list as a workbook.
    REGISTER_DOWNLOAD "/so/{register}/tai.xlsx" register_download(register);
    /// The grid of a monthly register: all groups of a commune in a month.
    REGISTER_GRID "/so/{register}/bang" register_grid(register);
    /// The empty sheet of a register.
    REGISTER_TEMPLATE "/so/{register}/mau.xlsx" register_template(register);
    /// A register's upload of sheets.
    IMPORT "/so/{register}/nhap" import(register);
    /// The choice of what is recorded.
    NEW_ENTRIES "/ghi";
    /// A register's form.
    NEW_ENTRY "/ghi/{register}" new_entry(register);
    /// An entry.
    ENTRY "/muc/{id}" entry(id);
    /// The form that changes an entry.
    ENTRY_EDIT "/muc/{id}/sua" entry_edit(id);
    /// Makes an entry final.
    ENTRY_FINAL "/muc/{id}/chot" entry_final(id);
    /// Gives an entry back to be corrected.
    ENTRY_RETURN "/muc/{id}/tra" entry_return(id);
    /// Voids an entry.
    ENTRY_VOID "/muc/{id}/huy" entry_void(id);
    /// Makes ticked entries final.
    ENTRIES_FINAL "/duyet";
    /// Imports of a unit, and other acts on many entries.
    BULKS "/dot";
    /// An act on many entries.
    BULK "/dot/{id}" bulk(id);
    /// Takes an act on many entries back.
    BULK_UNDO "/dot/{id}/hoan-tac" bulk_undo(id);
    /// A photo or file of an entry.
    FILE "/tep/{id}" file(id);
    /// A photo of an entry as a thumbnail.
    SMALL_FILE "/tep/{id}/nho" small_file(id);
    /// The search through entries.
    SEARCH "/tim";

    /// Today.
    HOME "/";
    /// Totals.
    TOTALS "/so-lieu";
    /// Totals as a file.
    TOTALS_DOWNLOAD "/so-lieu/tai/{format}" totals_download(format);
    /// The proof of a number.
    PROOF_OF "/so-lieu/{measure}" proof_page(measure);
    /// Figures of each unit below.
    BELOW "/theo-don-vi";
    /// Figures of each unit below as a file.
    BELOW_DOWNLOAD "/theo-don-vi/tai/{format}" below_download(format);

    /// Indicators.
    INDICATORS "/chi-tieu";
    /// Indicators as a file.
    INDICATORS_DOWNLOAD "/chi-tieu/tai/{format}" indicators_download(format);
    /// An indicator with what it rests on.
    INDICATOR "/chi-tieu/{code}" indicator_page(code);

    /// The checks of a commune's book.
    CHECKS "/soat-so";

    /// Figures sent up.
    FILINGS "/gui-so-lieu";
    /// Freezes the figures of a period.
    FILING_FREEZE "/gui-so-lieu/chot";
    /// What units below filed.
    FILINGS_BELOW "/gui-so-lieu/cap-duoi";
    /// A filing.
    FILING "/gui-so-lieu/{id}" filing(id);
    /// A filing as a file.
    FILING_DOWNLOAD "/gui-so-lieu/{id}/tai/{format}" filing_download(id, format);
    /// Approves a filing.
    FILING_APPROVAL "/gui-so-lieu/{id}/duyet" filing_approval(id);
    /// Accepts a filing.
    FILING_ACCEPTANCE "/gui-so-lieu/{id}/tiep-nhan" filing_acceptance(id);
    /// Returns a filing.
    FILING_RETURN "/gui-so-lieu/{id}/tra" filing_return(id);
    /// Asks for the return of accepted figures.
    FILING_RETURN_REQUEST "/gui-so-lieu/{id}/de-nghi-tra" filing_return_request(id);
    /// Approves that accepted figures are returned.
    FILING_RETURN_APPROVAL "/gui-so-lieu/{id}/de-nghi-tra/{request}/duyet" filing_return_approval(id, request);
    /// Refuses that accepted figures are returned.
    FILING_RETURN_REFUSAL "/gui-so-lieu/{id}/de-nghi-tra/{request}/khong" filing_return_refusal(id, request);
    /// Returns of accepted figures that wait for a decision.
    FILING_RETURN_REQUESTS "/gui-so-lieu/de-nghi-tra";

    /// Reports.
    REPORTS "/bao-cao";
    /// Reports sent by the units below.
    REPORTS_BELOW "/bao-cao/cap-duoi";
    /// A report.
    REPORT "/bao-cao/{id}" report(id);
    /// A report while it is written.
    REPORT_EDITOR "/bao-cao/{id}/soan" report_editor(id);
    /// Who issues a report, and through which map it is read.
    REPORT_SETTINGS "/bao-cao/{id}/dat" report_settings(id);
    /// Comments on a report.
    REPORT_COMMENTS "/bao-cao/{id}/gop-y" report_comments(id);
    /// Resolves a comment.
    REPORT_COMMENT "/bao-cao/{id}/gop-y/{note}" report_comment(id, note);
    /// Submits a report to the chair.
    REPORT_SUBMISSION "/bao-cao/{id}/trinh" report_submission(id);
    /// Withdraws a report from the chair.
    REPORT_WITHDRAWAL "/bao-cao/{id}/rut" report_withdrawal(id);
    /// Approves a report.
    REPORT_APPROVAL "/bao-cao/{id}/duyet" report_approval(id);
    /// Sends a report back to be written.
    REPORT_RETURN "/bao-cao/{id}/tra" report_return(id);
    /// Sends a report to the level above.
    REPORT_SENDING "/bao-cao/{id}/gui" report_sending(id);
    /// Accepts a report from below.
    REPORT_ACCEPTANCE "/bao-cao/{id}/tiep-nhan" report_acceptance(id);
    /// What changed between two versions of a report.
    REPORT_CHANGES "/bao-cao/{id}/khac" report_changes(id);
    /// A report in its present state as a file.
    REPORT_DOWNLOAD "/bao-cao/{id}/tai/{format}" report_download(id, format);
    /// A stored file of a report.
    REPORT_FILE "/bao-cao/{id}/tep/{version}/{stage}/{format}" report_file(id, version, stage, format);
    /// Stores the signed copy of a report.
    REPORT_SIGNED "/bao-cao/{id}/ban-ky" report_signed(id);
    /// Compares a Word file with a report.
    REPORT_CHECK "/bao-cao/{id}/doi-chieu" report_check(id);
    /// The register of outgoing papers.
    PAPERS "/van-ban";
    /// Cancels a number of the register.
    PAPER_CANCELLATION "/van-ban/huy";
    /// The register of incoming papers.
    INCOMING "/van-ban/den";
    /// Enters a paper that arrived; the form comes after the question what it is.
    INCOMING_ENTRY "/van-ban/den/vao-so";
    /// The answer to that question.
    INCOMING_QUESTION "/van-ban/den/hoi";
    /// An incoming paper.
    INCOMING_PAPER "/van-ban/den/{id}" incoming_paper(id);
    /// Says who deals with an incoming paper and by when.
    INCOMING_ASSIGNMENT "/van-ban/den/{id}/giao" incoming_assignment(id);
    /// Marks an incoming paper as dealt with, or not.
    INCOMING_COMPLETION "/van-ban/den/{id}/xong" incoming_completion(id);
    /// The scan of an incoming paper.
    INCOMING_SCAN "/van-ban/den/{id}/ban-quet" incoming_scan(id);
    /// Removes the scan of an incoming paper.
    INCOMING_SCAN_REMOVAL "/van-ban/den/{id}/ban-quet/go" incoming_scan_removal(id);
    /// Strikes a line of the register of incoming papers.
    INCOMING_CANCELLATION "/van-ban/den/{id}/huy" incoming_cancellation(id);
    /// Papers made from templates; beginning one.
    MADE_PAPERS "/van-ban/soan";
    /// The choice of a template.
    PAPER_TEMPLATES "/van-ban/soan/mau";
    /// A paper made from a template.
    MADE_PAPER "/van-ban/soan/{id}" made_paper(id);
    /// Fills in the blanks of a paper.
    MADE_PAPER_EDITOR "/van-ban/soan/{id}/dien" made_paper_editor(id);
    /// Submits a paper to whoever approves.
    MADE_PAPER_SUBMISSION "/van-ban/soan/{id}/trinh" made_paper_submission(id);
    /// Takes a submitted paper back.
    MADE_PAPER_WITHDRAWAL "/van-ban/soan/{id}/rut" made_paper_withdrawal(id);
    /// Sends a submitted paper back to its writers.
    MADE_PAPER_RETURN "/van-ban/soan/{id}/tra" made_paper_return(id);
    /// Issues a paper.
    MADE_PAPER_ISSUE "/van-ban/soan/{id}/ban-hanh" made_paper_issue(id);
    /// Cancels an issued paper.
    MADE_PAPER_CANCELLATION "/van-ban/soan/{id}/huy" made_paper_cancellation(id);
    /// Revokes an issued paper by another one.
    MADE_PAPER_REVOCATION "/van-ban/soan/{id}/thu-hoi" made_paper_revocation(id);
    /// Discards a draft.
    MADE_PAPER_DISCARDING "/van-ban/soan/{id}/bo" made_paper_discarding(id);
    /// Takes a discarded draft up again.
    MADE_PAPER_RESTORING "/van-ban/soan/{id}/lay-lai" made_paper_restoring(id);
    /// A paper as a file.
    MADE_PAPER_DOWNLOAD "/van-ban/soan/{id}/tai/{format}" made_paper_download(id, format);
    /// A stored file of a version of a paper.
    MADE_PAPER_FILE "/van-ban/soan/{id}/tep/{version}/{stage}/{format}" made_paper_file(id, version, stage, format);
    /// The signed copy of a paper.
    MADE_PAPER_SIGNED "/van-ban/soan/{id}/ban-ky" made_paper_signed(id);
    /// Who issues papers.
    ISSUERS "/van-ban/co-quan";
    /// Adds somebody who signs.
    SIGNERS "/van-ban/nguoi-ky";
    /// Ends the term of a signer.
    SIGNER_END "/van-ban/nguoi-ky/thoi";

    /// Exchange with other installations.
    EXCHANGE "/trao-doi";
    /// Imports a bundle.
    EXCHANGE_IMPORT "/trao-doi/nhan";
    /// The card of this installation.
    EXCHANGE_CARD "/trao-doi/the";
    /// Stops trusting an installation.
    PEER_END "/trao-doi/{book}/thoi" peer_end(book);
    /// The address of an installation.
    PEER_ADDRESS "/trao-doi/{book}/dia-chi" peer_address(book);
    /// Fetches what is ready at an installation.
    PEER_FETCH "/trao-doi/{book}/lay" peer_fetch(book);
    /// A letter that came from another installation.
    LETTER "/trao-doi/thu/{id}" letter(id);
    /// Puts a letter aside.
    LETTER_ASIDE "/trao-doi/thu/{id}/gac" letter_aside(id);
    /// Sends a filing to another installation.
    FILING_SENDING "/gui-so-lieu/{id}/gui" filing_sending(id);
    /// A filing as a signed bundle.
    FILING_BUNDLE "/gui-so-lieu/{id}/goi" filing_bundle(id);
    /// A report as a signed bundle.
    REPORT_BUNDLE "/bao-cao/{id}/goi" report_bundle(id);
    /// Sends a report to another installation.
    REPORT_BUNDLE_SENDING "/bao-cao/{id}/gui-goi" report_bundle_sending(id);

    /// Doors to everything else.
    MORE "/them";
    /// Installed packs.
    PACKS "/goi";

    /// Signing in.
    SIGN_IN "/vao";
    /// The second step of signing in.
    SIGN_IN_CODE "/vao/ma";
    /// Begins to sign in by passkey.
    SIGN_IN_PASSKEY_START "/vao/khoa/bat-dau";
    /// Signs in by passkey.
    SIGN_IN_PASSKEY "/vao/khoa";
    /// Signing in with a form that was sent too late.
    SIGN_IN_AGAIN "/vao/lai";
    /// Signs out.
    SIGN_OUT "/ra";
    /// Asks for the code of an invitation.
    INVITATIONS "/moi";
    /// An invitation.
    INVITATION "/moi/{code}" invitation(code);
    /// Begins to accept with a passkey.
    INVITATION_PASSKEY_START "/moi/{code}/khoa/bat-dau" invitation_passkey_start(code);
    /// Accepts by passkey.
    INVITATION_PASSKEY "/moi/{code}/khoa" invitation_passkey(code);
    /// Accepts by password.
    INVITATION_PASSWORD "/moi/{code}/mat-khau" invitation_password(code);
    /// The second step of accepting with a password.
    INVITATION_CODE "/moi/{code}/ma" invitation_code(code);
    /// The first steps of a book.
    SET_UP "/cai-dat";
    /// The commune of a new book.
    SET_UP_COMMUNE "/cai-dat/xa";
    /// The first person of a new book.
    SET_UP_PERSON "/cai-dat/nguoi";
    /// One's own account.
    ACCOUNT "/tai-khoan";
    /// Begins to add a passkey.
    ACCOUNT_PASSKEY_START "/tai-khoan/khoa/bat-dau";
    /// Adds a passkey.
    ACCOUNT_PASSKEYS "/tai-khoan/khoa";
    /// Removes a passkey.
    ACCOUNT_PASSKEY_REMOVAL "/tai-khoan/khoa/{id}/bo" account_passkey_removal(id);
    /// One's password.
    ACCOUNT_PASSWORD "/tai-khoan/mat-khau";
    /// The second step of a new password.
    ACCOUNT_PASSWORD_CODE "/tai-khoan/mat-khau/ma";
    /// Removes the password.
    ACCOUNT_PASSWORD_REMOVAL "/tai-khoan/mat-khau/bo";
    /// New recovery codes.
    ACCOUNT_RECOVERY_CODES "/tai-khoan/ma-du-phong";
    /// Ends a session.
    ACCOUNT_SESSION "/tai-khoan/phien/{id}" account_session(id);
    /// Ends all other sessions.
    ACCOUNT_SESSIONS "/tai-khoan/phien";
    /// One's reminder calendar.
    ACCOUNT_FEED "/tai-khoan/lich";
    /// Revokes one's reminder calendar.
    ACCOUNT_FEED_REVOCATION "/tai-khoan/lich/thu-hoi";
    /// A reminder calendar, for programs that know its secret.
    FEED "/lich/{code}" feed(code);
    /// The language of the pages.
    ACCOUNT_LANGUAGE "/tai-khoan/ngon-ngu";
    /// People.
    PEOPLE "/nguoi";
    /// The form that invites somebody.
    NEW_PERSON "/nguoi/moi";
    /// A person.
    PERSON "/nguoi/{id}" person(id);
    /// Appoints somebody.
    NEW_TERM "/nguoi/{id}/phan-cong" new_term(id);
    /// Ends an appointment.
    TERM "/nguoi/{id}/phan-cong/{term}" term(id, term);
    /// Invites somebody again.
    PERSON_REINVITATION "/nguoi/{id}/moi-lai" person_reinvitation(id);
    /// Withdraws an invitation.
    PERSON_WITHDRAWAL "/nguoi/{id}/thu-hoi" person_withdrawal(id);
    /// Hands open work over.
    HAND_OVER "/ban-giao";
    /// The change log.
    LOG "/nhat-ky";
    /// Keys of programs.
    KEYS "/ma-ket-noi";
    /// The form of a key.
    NEW_KEY "/ma-ket-noi/moi";
    /// Revokes a key.
    KEY_REVOCATION "/ma-ket-noi/{id}/thu-hoi" key_revocation(id);

    /// The service worker's script.
    SERVICE_WORKER "/sw.js";
    /// The manifest that makes the book installable.
    MANIFEST "/manifest.webmanifest";
    /// The drafts that wait on the device.
    WAITING "/cho-gui";
    /// Receives the drafts that waited on a device.
    PHONE_DRAFTS "/api/phone/drafts";

    /// The register of subjects of a unit.
    SUBJECTS "/co-so";
    /// The form that enters a subject.
    NEW_SUBJECT "/co-so/moi";
    /// A subject.
    SUBJECT "/co-so/{id}" subject(id);
    /// Gives a subject another name.
    SUBJECT_NAME "/co-so/{id}/ten" subject_name(id);
    /// Closes a subject.
    SUBJECT_CLOSURE "/co-so/{id}/dong" subject_closure(id);
    /// Invites the head of a subject.
    SUBJECT_HEADS "/co-so/{id}/dau-moi" subject_heads(id);

    /// Units.
    UNITS "/don-vi";
    /// A unit.
    UNIT "/don-vi/{uid}" unit(uid);
    /// Founds groups.
    UNIT_GROUPS "/don-vi/{uid}/to" unit_groups(uid);
    /// The sheet for drawing groups anew.
    UNIT_GROUPS_TEMPLATE "/don-vi/{uid}/to/mau.xlsx" unit_groups_template(uid);
    /// Draws the groups of a unit anew.
    UNIT_REFORM "/don-vi/{uid}/to/sap-xep" unit_reform(uid);
    /// Renames a unit.
    UNIT_NAME "/don-vi/{uid}/doi-ten" unit_name(uid);
    /// Moves units.
    UNIT_TRANSFER "/don-vi/{uid}/chuyen" unit_transfer(uid);
    /// Merges units.
    UNIT_MERGE "/don-vi/{uid}/nhap" unit_merge(uid);
    /// Splits a unit.
    UNIT_SPLIT "/don-vi/{uid}/tach" unit_split(uid);
    /// Ends units.
    UNIT_END "/don-vi/{uid}/ket-thuc" unit_end(uid);
    /// A change of the map.
    CHANGE "/thay-doi/{id}" change(id);
    /// Undoes a change of the map.
    CHANGE_UNDO "/thay-doi/{id}/hoan-tac" change_undo(id);

    /// The doors of the demo book: its people, as whom a visitor may enter.
    DEMO "/demo";
    /// One door of the demo book.
    DEMO_DOOR "/demo/{code}" demo_door(code);

    /// The description of the API.
    INTERFACE "/api";
    /// Whether the server answers.
    HEALTH "/healthz";
    /// How pages are shown.
    DISPLAY "/hien-thi";
    /// Shows the pages in a language.
    LANGUAGE "/ngon-ngu/{code}" language(code);
    /// The icon of the pages.
    FAVICON "/favicon.svg";
    /// Styles, scripts, fonts and pictures.
    ASSETS "/assets/{content}/{*path}";
}

/// The beginning of the addresses of languages.
pub const LANGUAGES: &str = "/ngon-ngu";

/// Fills the placeholders of a path with values, in their order.
fn fill(path: &str, values: &[&dyn Display]) -> String {
    let mut link = String::with_capacity(path.len() + 40);
    let mut rest = path;
    for value in values {
        let (before, from) = rest.split_once('{').unwrap_or((rest, ""));
        let after = from.split_once('}').map_or("", |(_, after)| after);
        link.push_str(before);
        link.push_str(&value.to_string());
        rest = after;
    }
    link + rest
}

/// The query of a figure's address: unit, period and lens.
pub fn figure_query(unit: Uuid, period: Period, lens: Lens) -> String {
    let map = match lens {
        Lens::AsItWas => "thuo-ay".to_owned(),
        Lens::At(day) => day.to_string(),
    };
    format!("don-vi={unit}&tu={}&den={}&ban-do={map}", period.from, period.to)
}

/// Totals of a unit.
pub fn totals(unit: Uuid, period: Period, lens: Lens) -> String {
    format!("{TOTALS}?{}", figure_query(unit, period, lens))
}

/// Indicators of a unit.
pub fn indicators(unit: Uuid, period: Period, lens: Lens) -> String {
    format!("{INDICATORS}?{}", figure_query(unit, period, lens))
}

/// An indicator with what it rests on.
pub fn indicator(code: &str, unit: Uuid, period: Period, lens: Lens) -> String {
    format!("{}?{}", indicator_page(code), figure_query(unit, period, lens))
}

/// The checks of a commune's book.
pub fn checks(unit: Uuid) -> String {
    format!("{CHECKS}?don-vi={unit}")
}

/// What a unit has to file.
pub fn filings(unit: Uuid) -> String {
    format!("{FILINGS}?don-vi={unit}")
}

/// What units below filed for a period of a form.
pub fn filings_below(unit: Uuid, form: &str, period: Period) -> String {
    format!(
        "{FILINGS_BELOW}?don-vi={unit}&mau={form}&tu={}&den={}",
        period.from, period.to
    )
}

/// Returns of accepted figures below a unit that wait for a decision.
pub fn filing_return_requests(unit: Uuid) -> String {
    format!("{FILING_RETURN_REQUESTS}?don-vi={unit}")
}

/// Reports of a unit.
pub fn reports(unit: Uuid) -> String {
    format!("{REPORTS}?don-vi={unit}")
}

/// Reports sent by the units below.
pub fn reports_below(unit: Uuid) -> String {
    format!("{REPORTS_BELOW}?don-vi={unit}")
}

/// The register of outgoing papers of a unit.
pub fn papers(unit: Uuid) -> String {
    format!("{PAPERS}?don-vi={unit}")
}

/// The register of a body and year.
pub fn papers_of(unit: Uuid, issuer: Uuid, year: i32) -> String {
    format!("{PAPERS}?don-vi={unit}&co-quan={issuer}&nam={year}")
}

/// Papers of a unit made from templates.
pub fn made_papers(unit: Uuid) -> String {
    format!("{MADE_PAPERS}?don-vi={unit}")
}

/// The choice of a template for a paper of a unit.
pub fn paper_templates(unit: Uuid) -> String {
    format!("{PAPER_TEMPLATES}?don-vi={unit}")
}

/// The register of incoming papers of a unit.
pub fn incoming(unit: Uuid) -> String {
    format!("{INCOMING}?don-vi={unit}")
}

/// The register of incoming papers of a unit and year.
pub fn incoming_of(unit: Uuid, year: i32) -> String {
    format!("{INCOMING}?don-vi={unit}&nam={year}")
}

/// The question of what arrived at a unit.
pub fn incoming_question(unit: Uuid) -> String {
    format!("{INCOMING_ENTRY}?don-vi={unit}")
}

/// The form of a paper of an agency or organisation that arrived at a unit.
pub fn incoming_form(unit: Uuid) -> String {
    format!("{INCOMING_ENTRY}?don-vi={unit}&la=co-quan")
}

/// Who issues papers for a unit.
pub fn issuers(unit: Uuid) -> String {
    format!("{ISSUERS}?don-vi={unit}")
}

/// One who issues papers.
pub fn issuer(unit: Uuid, issuer: Uuid) -> String {
    format!("{ISSUERS}?don-vi={unit}&co-quan={issuer}")
}

/// The proof of a number.
pub fn proof(measure: &str, unit: Uuid, period: Period, lens: Lens) -> String {
    format!(
        "{}?{}",
        proof_page(measure.replace(':', ".")),
        figure_query(unit, period, lens)
    )
}

/// Imports of a unit.
pub fn bulks_of(unit: impl Display) -> String {
    format!("{BULKS}?don-vi={unit}")
}

/// The register of subjects of a unit.
pub fn subjects_of(unit: Uuid) -> String {
    format!("{SUBJECTS}?don-vi={unit}")
}

/// The form that enters a subject under a unit.
pub fn new_subject_of(unit: Uuid) -> String {
    format!("{NEW_SUBJECT}?don-vi={unit}")
}

/// The form that invites somebody to a unit.
pub fn new_person_of(unit: impl Display) -> String {
    format!("{NEW_PERSON}?don-vi={unit}")
}

/// Handing open work of a unit over.
pub fn hand_over_of(unit: impl Display) -> String {
    format!("{HAND_OVER}?don-vi={unit}")
}

/// Handing over what a person of a unit holds.
pub fn hand_over_from(unit: impl Display, person: impl Display) -> String {
    format!("{HAND_OVER}?don-vi={unit}&nguoi-giao={person}")
}
