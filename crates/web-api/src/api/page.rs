//! The page that lists the operations of the interface, read from the OpenAPI description.

use super::openapi::described;
use askama::Template;
use axum::response::Response;
use dienhong_app::urls;
use dienhong_i18n::t;
use dienhong_web_kit::respond::html;
use dienhong_web_kit::shell::{Reader, Shell};
use serde_json::Value;

struct Parameter {
    name: String,
    place: &'static str,
    is_required: bool,
}

struct Operation {
    name: String,
    method: String,
    path: String,
    summary: String,
    scopes: String,
    parameters: Vec<Parameter>,
    answers: String,
}

struct Group {
    id: String,
    title: String,
    operations: Vec<Operation>,
}

#[derive(Template)]
#[template(path = "api/page.html")]
struct Page {
    shell: Shell,
    groups: Vec<Group>,
}

/// Lists the operations of the interface.
pub(super) async fn show(reader: Reader) -> Response {
    let locale = reader.locale;
    let document = described(locale);
    let mut groups: Vec<Group> = [
        "me",
        "units",
        "registers",
        "entries",
        "totals",
        "filings",
        "reports",
        "papers",
    ]
    .iter()
    .map(|tag| Group {
        id: (*tag).to_owned(),
        title: t(locale, title(tag)),
        operations: Vec::new(),
    })
    .collect();
    for route in super::table().filter(|route| route.path != urls::INTERFACE) {
        let (method, path) = (route.method.as_str(), route.path);
        let of = &document["paths"][path][method.to_ascii_lowercase()];
        let tag = of["tags"][0].as_str().unwrap_or_default();
        if let Some(group) = groups.iter_mut().find(|g| g.id == tag) {
            group.operations.push(operation(method, path, of));
        }
    }
    let shell = Shell::new(&reader, t(locale, "api-title"))
        .lead(t(locale, "api-about"))
        .public()
        .narrow();
    html(&Page { shell, groups })
}

fn title(tag: &str) -> &'static str {
    match tag {
        "units" => "api-group-units",
        "registers" => "api-group-registers",
        "entries" => "api-group-entries",
        "totals" => "api-group-totals",
        "filings" => "api-group-filings",
        "reports" => "api-group-reports",
        "papers" => "api-group-papers",
        _ => "api-group-me",
    }
}

fn operation(method: &str, path: &str, of: &Value) -> Operation {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let all = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let parameter = |p: &Value| Parameter {
        name: text(&p["name"]),
        place: if p["in"] == "path" { "path" } else { "query" },
        is_required: p["required"] == true,
    };
    let answers: Vec<String> = of["responses"]
        .as_object()
        .into_iter()
        .flat_map(|r| r.keys().cloned())
        .collect();
    Operation {
        name: text(&of["operationId"]),
        method: method.to_owned(),
        path: path.to_owned(),
        summary: text(&of["summary"]),
        scopes: all(&of["security"][0]["key"])
            .iter()
            .map(text)
            .collect::<Vec<_>>()
            .join(", "),
        parameters: all(&of["parameters"]).iter().map(parameter).collect(),
        answers: answers.join(", "),
    }
}
