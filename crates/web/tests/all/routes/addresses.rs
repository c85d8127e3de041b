//! The address of a route, filled with the ids of what is at a place.

use uuid::Uuid;

/// Something at a place that a route's address can name.
#[derive(Clone, Debug)]
pub(crate) struct Thing {
    pub(crate) unit: Uuid,
    pub(crate) entry: Uuid,
    pub(crate) file: Uuid,
    pub(crate) person: Uuid,
    pub(crate) term: Uuid,
    pub(crate) change: Uuid,
    pub(crate) filing: Uuid,
    pub(crate) report: Uuid,
    pub(crate) incoming: Uuid,
    pub(crate) paper: Uuid,
    pub(crate) subject: Uuid,
}

/// Which thing of a place an address names; routes that name nothing are the same everywhere.
pub(crate) enum Names {
    Nothing,
    Unit,
    Entry,
    File,
    Person,
    Change,
    /// What a unit works on and has not issued: only those who write or approve it may open it.
    Draft,
    /// What a unit sent up: only those who hold a unit above it may open it.
    Sent,
    /// Something that does not exist: the answer is left to the handler.
    Unknown,
}

/// The address of a route for a thing, and what it names.
pub(crate) fn address(path: &str, thing: &Thing) -> (String, Names) {
    if path.starts_with("/api/v1/") {
        address_in_interface(path, thing)
    } else {
        address_of_page(path, thing)
    }
}

fn address_of_page(path: &str, thing: &Thing) -> (String, Names) {
    let is = |prefix: &str| path == prefix || path.starts_with(&format!("{prefix}/"));
    let fill = |name: &str, value: &dyn ToString| path.replace(name, &value.to_string());
    let of_unit = |path: String| (format!("{path}?don-vi={}", thing.unit), Names::Unit);
    match path {
        "/so" | "/ghi" | "/gui-so-lieu/chot" | "/bao-cao" | "/van-ban/co-quan" => {
            (path.to_owned(), Names::Nothing)
        }
        "/trao-doi" | "/trao-doi/nhan" | "/trao-doi/the" => (path.to_owned(), Names::Nothing),
        "/ban-giao" | "/nhat-ky" | "/ma-ket-noi" | "/nguoi" => (path.to_owned(), Names::Nothing),
        "/tim" | "/so-lieu" | "/chi-tieu" | "/soat-so" | "/dot" => of_unit(path.to_owned()),
        "/gui-so-lieu" | "/gui-so-lieu/cap-duoi" | "/bao-cao/cap-duoi" => of_unit(path.to_owned()),
        "/gui-so-lieu/de-nghi-tra" => of_unit(path.to_owned()),
        "/so/{register}" | "/so/{register}/tai.xlsx" => of_unit(fill("{register}", &"tuyen-truyen")),
        "/so/{register}/bang" => (fill("{register}", &"tinh-hinh"), Names::Unknown),
        "/chi-tieu/{code}" => of_unit(fill("{code}", &"giam-toi-pham")),
        "/so-lieu/{measure}" => of_unit(fill("{measure}", &"luot-tuyen-truyen")),
        "/so-lieu/tai/{format}" | "/chi-tieu/tai/{format}" => of_unit(fill("{format}", &"csv")),
        "/trao-doi/{book}/thoi" => (fill("{book}", &Uuid::nil()), Names::Unknown),
        // There is a bundle only of what was sent.
        "/gui-so-lieu/{id}/goi" => (fill("{id}", &thing.filing), Names::Unknown),
        "/bao-cao/{id}/goi" => (fill("{id}", &thing.report), Names::Unknown),
        "/gui-so-lieu/{id}/tra" | "/gui-so-lieu/{id}/de-nghi-tra" => {
            (fill("{id}", &thing.filing), Names::Sent)
        }
        // Nobody asked for a return.
        _ if path.contains("{request}") => {
            let path = fill("{id}", &thing.filing);
            (
                path.replace("{request}", &Uuid::nil().to_string()),
                Names::Unknown,
            )
        }
        // Reports at another stage than these acts need, and parts that do not exist.
        "/bao-cao/{id}/tra" | "/bao-cao/{id}/gop-y/{note}" => {
            let path = fill("{id}", &thing.report);
            (path.replace("{note}", &Uuid::nil().to_string()), Names::Unknown)
        }
        "/bao-cao/{id}/khac" => (format!("{}?tu=1", fill("{id}", &thing.report)), Names::Unknown),
        "/bao-cao/{id}/tep/{version}/{stage}/{format}" => {
            (format!("/bao-cao/{}/tep/1/0/pdf", thing.report), Names::Unknown)
        }
        "/co-so" | "/co-so/moi" => of_unit(path.to_owned()),
        _ if is("/co-so") => (fill("{id}", &thing.subject), Names::Unit),
        "/van-ban/den" | "/van-ban/den/vao-so" | "/van-ban/den/hoi" => (path.to_owned(), Names::Nothing),
        // The scan is there for whoever comes next.
        "/van-ban/den/{id}/ban-quet/go" => (fill("{id}", &Uuid::nil()), Names::Unknown),
        _ if is("/van-ban/den") => (fill("{id}", &thing.incoming), Names::Unit),
        "/van-ban/soan" | "/van-ban/soan/mau" => (path.to_owned(), Names::Nothing),
        "/van-ban/soan/{id}/tep/{version}/{stage}/{format}" => (
            format!("/van-ban/soan/{}/tep/1/0/pdf", thing.paper),
            Names::Unknown,
        ),
        _ if is("/van-ban/soan") => (
            fill("{id}", &thing.paper).replace("{format}", "docx"),
            Names::Draft,
        ),
        _ if is("/van-ban") => (path.to_owned(), Names::Unknown),
        _ if is("/bao-cao") => (
            fill("{id}", &thing.report).replace("{format}", "docx"),
            Names::Unit,
        ),
        _ if is("/gui-so-lieu") => (
            fill("{id}", &thing.filing).replace("{format}", "csv"),
            Names::Unit,
        ),
        _ if is("/so") || is("/ghi") => (fill("{register}", &"tuyen-truyen"), Names::Nothing),
        _ if is("/muc") => (fill("{id}", &thing.entry), Names::Entry),
        _ if is("/tep") => (fill("{id}", &thing.file), Names::File),
        _ if is("/thay-doi") => (fill("{id}", &thing.change), Names::Change),
        _ if is("/don-vi") && path.contains('{') => {
            let path = fill("{uid}", &thing.unit);
            (path.replace("{id}", &thing.unit.to_string()), Names::Unit)
        }
        _ if is("/nguoi") && path.contains('{') => {
            let path = fill("{id}", &thing.person);
            (path.replace("{term}", &thing.term.to_string()), Names::Person)
        }
        _ if path.contains('{') => (fill("{id}", &Uuid::nil()).replace("{code}", "vi"), Names::Unknown),
        _ => (path.to_owned(), Names::Nothing),
    }
}

fn address_in_interface(path: &str, thing: &Thing) -> (String, Names) {
    let is = |prefix: &str| path == prefix || path.starts_with(&format!("{prefix}/"));
    let fill = |name: &str, value: &dyn ToString| path.replace(name, &value.to_string());
    let in_2026 = |path: String| {
        let query = format!("unit={}&from=2026-01-01&to=2026-12-31", thing.unit);
        (format!("{path}?{query}"), Names::Unit)
    };
    match path {
        "/api/v1/filings" | "/api/v1/reports" | "/api/v1/papers" => {
            (format!("{path}?unit={}", thing.unit), Names::Unit)
        }
        "/api/v1/entries" => {
            let query = format!("unit={}&register=tuyen-truyen", thing.unit);
            (format!("{path}?{query}"), Names::Unit)
        }
        "/api/v1/totals" | "/api/v1/totals.csv" | "/api/v1/totals.xlsx" | "/api/v1/indicators" => {
            in_2026(path.to_owned())
        }
        "/api/v1/figures/{measure}" | "/api/v1/figures/{measure}/proof" => {
            in_2026(fill("{measure}", &"luot-tuyen-truyen"))
        }
        "/api/v1/indicators/{code}" => in_2026(fill("{code}", &"giam-toi-pham")),
        "/api/v1/units/{uid}" => (fill("{uid}", &thing.unit), Names::Unit),
        "/api/v1/files/{id}" => (fill("{id}", &thing.file), Names::File),
        "/api/v1/filings/{id}" => (fill("{id}", &thing.filing), Names::Unit),
        _ if is("/api/v1/reports") => (
            fill("{id}", &thing.report).replace("{format}", "docx"),
            Names::Unit,
        ),
        _ if is("/api/v1/papers") => (
            fill("{id}", &thing.paper).replace("{format}", "docx"),
            Names::Draft,
        ),
        _ if is("/api/v1/entries") => (fill("{id}", &thing.entry), Names::Entry),
        _ if is("/api/v1/registers") => (fill("{id}", &"tuyen-truyen"), Names::Unknown),
        _ => (path.to_owned(), Names::Nothing),
    }
}
