//! The OpenAPI description of the interface: generated from the handlers and completed from the table of routes, so that
//! it cannot diverge from them.

use super::error::Error;
use super::schema::ActCode;
use super::{entries, figures, filings, import, indicators, me, papers, registers, reports, totals, units};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use dienhong_i18n::{Locale, t};
use dienhong_web_kit::access::Access;
use dienhong_web_kit::shell::Reader;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;
use utoipa::{IntoParams, OpenApi};
use uuid::Uuid;

/// Parameters of figures.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only its description is used")]
pub(super) struct QuestionParams {
    /// Unit; the unit held when not said.
    unit: Option<Uuid>,
    /// First day; 1 January of this year when not said.
    #[param(format = Date, pattern = r"^(19(4[5-9]|[5-9]\d)|[2-9]\d{3})-\d{2}-\d{2}$")]
    from: Option<String>,
    /// Last day, counted; today when not said.
    #[param(format = Date, pattern = r"^(19(4[5-9]|[5-9]\d)|[2-9]\d{3})-\d{2}-\d{2}$")]
    to: Option<String>,
    /// Instead of days: 2022, 2022-H1, 2022-Q3, 2022-09, 2020..2022, or a window of the law, w.<code>.<year>. This year
    /// when neither is said.
    #[param(pattern = r"^(\d{4}(-(H[12]|Q[1-4]|\d{2}))?|\d{4}\.\.\d{4}|w\..+\.\d{4})$")]
    period: Option<String>,
    /// Map: `as-it-was` (when not said), `today`, or a day.
    #[param(pattern = r"^(as-it-was|today|\d{4}-\d{2}-\d{2})$")]
    lens: Option<String>,
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Diên Hồng",
        version = "1",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    paths(
        document,
        me::show,
        registers::list,
        registers::show,
        registers::measures,
        import::import,
        import::template,
        units::list,
        units::show,
        entries::list::list,
        entries::show::show,
        entries::write::put,
        entries::write::state,
        entries::batch::record,
        entries::files::add,
        entries::files::show,
        totals::show,
        totals::csv,
        totals::xlsx,
        filings::list,
        filings::show,
        filings::freeze,
        reports::list,
        reports::show,
        reports::file,
        reports::begin,
        papers::list,
        papers::show,
        papers::file,
        indicators::list,
        indicators::show,
        figures::show,
        figures::proof
    ),
    components(schemas(Error, ActCode))
)]
struct Document;

static DOCUMENTS: LazyLock<[Value; 2]> = LazyLock::new(|| Locale::ALL.map(build));
static TEXTS: LazyLock<[String; 2]> = LazyLock::new(|| [0, 1].map(|i| DOCUMENTS[i].to_string()));

fn place(locale: Locale) -> usize {
    usize::from(locale != Locale::ALL[0])
}

/// The description in a language.
pub fn described(locale: Locale) -> &'static Value {
    &DOCUMENTS[place(locale)]
}

/// Hands over this description.
#[utoipa::path(get, path = "/api/v1/openapi.json", operation_id = "show_description", tag = "me",
    responses((status = 200, description = "OpenAPI 3.1", body = Value)))]
pub(super) async fn document(
    reader: Reader,
    params: super::extract::Params,
) -> Result<Response, super::error::Refusal> {
    params.done()?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::VARY, HeaderValue::from_static("accept-language")),
    ];
    Ok((headers, TEXTS[place(reader.locale)].as_str()).into_response())
}

fn build(locale: Locale) -> Value {
    // A description that cannot be written is a mistake of the program; a test reads it whole.
    let mut all = serde_json::to_value(Document::openapi()).unwrap_or_default();
    all["info"]["description"] = json!(t(locale, "api-about"));
    all["components"]["securitySchemes"] = json!({
        "key": { "type": "http", "scheme": "bearer", "description": t(locale, "api-about-key") },
        "session": { "type": "apiKey", "in": "cookie", "name": "dh", "description": t(locale, "api-about-session") },
    });
    all["components"]["responses"] = refusals();
    for route in super::table() {
        let method = route.method.as_str().to_ascii_lowercase();
        let item = all["paths"].get_mut(route.path);
        let item = item.and_then(|item| item.get_mut(method));
        if let Some(operation) = item.and_then(Value::as_object_mut) {
            complete(operation, route.access, locale);
        }
    }
    all
}

fn complete(operation: &mut Map<String, Value>, access: Access, locale: Locale) {
    let name = operation
        .get("operationId")
        .and_then(Value::as_str)
        .unwrap_or_default();
    operation.insert("summary".to_owned(), json!(t(locale, summary(name))));
    operation.remove("description");
    binary(operation);
    let security = match access {
        Access::Public => json!([{}]),
        Access::SignedIn => json!([{ "key": [] }, { "session": [] }]),
        Access::Needs(permission) => {
            json!([{ "key": [permission.code()] }, { "session": [permission.code()] }])
        }
        Access::NeedsAny(permissions) => {
            let each = permissions.iter().map(|of| of.code());
            let of = |door: &str| {
                each.clone()
                    .map(|code| json!({ door: [code] }))
                    .collect::<Vec<_>>()
            };
            Value::Array([of("key"), of("session")].concat())
        }
    };
    operation.insert("security".to_owned(), security);
    let has_body = operation.contains_key("requestBody");
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else {
        return;
    };
    let also: &[&str] = if has_body { &["413", "415"] } else { &[] };
    let key: &[&str] = if access == Access::Public { &[] } else { &["401"] };
    for status in ["400", "404", "429", "500", "503"].iter().chain(key).chain(also) {
        responses
            .entry(*status)
            .or_insert_with(|| json!({ "$ref": format!("#/components/responses/{status}") }));
    }
    // Responses are sorted by status code.
    let mut sorted: Vec<(String, Value)> = std::mem::take(responses).into_iter().collect();
    sorted.sort_by(|a, b| a.0.cmp(&b.0));
    responses.extend(sorted);
}

/// A body that is no JSON, no text and no form is the bytes of a file. Handlers name it by its media type only.
fn binary(operation: &mut Map<String, Value>) {
    let answers = operation.get("responses").and_then(Value::as_object);
    let names: Vec<String> = answers.into_iter().flat_map(|all| all.keys().cloned()).collect();
    let answers = names.iter().map(|status| format!("/responses/{status}/content"));
    let mut of = Value::Object(std::mem::take(operation));
    for place in answers.chain(["/requestBody/content".to_owned()]) {
        let content = of.pointer_mut(&place).and_then(Value::as_object_mut);
        for (media, body) in content.into_iter().flatten() {
            if media != "application/json" && !media.starts_with("text/") && !media.starts_with("multipart/")
            {
                body["schema"] = json!({ "type": "string", "format": "binary" });
            }
        }
    }
    if let Value::Object(completed) = of {
        *operation = completed;
    }
}

fn refusals() -> Value {
    let all = [
        (
            "400",
            "`unreadable`: the request does not have the described shape",
        ),
        ("401", "`unauthorized`: no key and no session, or they are over"),
        ("404", "`not-found`: not there, or not for whoever asks"),
        ("413", "`too-large`: more than is taken"),
        ("415", "`unsupported-media-type`"),
        ("429", "`too-many`: asked too often"),
        ("500", "`broken`: tell the operator the reference"),
        ("503", "`busy`: the database cannot write now"),
    ];
    let refusal = |(status, words): (&str, &str)| {
        let content = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Error" } } });
        (
            status.to_owned(),
            json!({ "description": words, "content": content }),
        )
    };
    Value::Object(all.into_iter().map(refusal).collect())
}

/// The words' key of an operation.
pub fn summary(operation: &str) -> &'static str {
    match operation {
        "show_description" => "api-op-description",
        "show_me" => "api-op-me",
        "list_registers" => "api-op-registers",
        "show_register" => "api-op-register",
        "list_measures" => "api-op-measures",
        "import_sheet" => "api-op-import",
        "show_template" => "api-op-template",
        "list_units" => "api-op-units",
        "show_unit" => "api-op-unit",
        "list_entries" => "api-op-entries",
        "show_entry" => "api-op-entry",
        "record_entry" => "api-op-record",
        "set_entry_state" => "api-op-state",
        "record_batch" => "api-op-batch",
        "add_files" => "api-op-add-files",
        "show_file" => "api-op-file",
        "show_totals" => "api-op-totals",
        "show_totals_csv" => "api-op-totals-csv",
        "show_totals_xlsx" => "api-op-totals-xlsx",
        "list_filings" => "api-op-filings",
        "show_filing" => "api-op-filing",
        "freeze_filing" => "api-op-freeze",
        "list_reports" => "api-op-reports",
        "show_report" => "api-op-report",
        "show_report_file" => "api-op-report-file",
        "begin_report" => "api-op-report-begin",
        "list_papers" => "api-op-papers",
        "show_paper" => "api-op-paper",
        "show_paper_file" => "api-op-paper-file",
        "list_indicators" => "api-op-indicators",
        "show_indicator" => "api-op-indicator",
        "show_figure" => "api-op-figure",
        "show_proof" => "api-op-proof",
        _ => "api-op-none",
    }
}
