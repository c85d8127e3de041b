//! What is measured, one file a question.

pub(crate) mod book;
pub(crate) mod country;
mod load;
pub(crate) mod pages;
pub(crate) mod papers;
pub(crate) mod pocketbase;
pub(crate) mod reads;
pub(crate) mod sheets;
pub(crate) mod start;
pub(crate) mod writes;

/// The value in the middle.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The value that 99 of 100 stay under.
pub(crate) fn p99(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values
        .get((values.len() * 99 / 100).min(values.len().saturating_sub(1)))
        .copied()
        .unwrap_or(f64::NAN)
}

/// A line of the report with its target and whether it was met.
pub(crate) fn line(what: &str, figure: String, target: &str, met: bool) {
    println!(
        "| {what} | {figure} | {target} | {} |",
        if met { "yes" } else { "**no**" }
    );
}

/// The head of a table.
pub(crate) fn head(title: &str) {
    println!("\n## {title}\n\n| what | measured | target | met |\n|---|---|---|---|");
}
