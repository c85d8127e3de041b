//! From answers to lines of the ledger.

use super::value::{Body, Value};
use crate::amount::Bound;
use crate::ledger::Line;
use crate::packs::{Condition, Post, PostAmount, Register, item_measure};

/// What a final entry writes to the ledger. A number that was not answered posts nothing; a typed 0 posts 0.
pub fn postings(register: &Register, body: &Body) -> Vec<Line> {
    register.posts.iter().flat_map(|post| lines(post, body)).collect()
}

fn lines(post: &Post, body: &Body) -> Vec<Line> {
    if !post.when.as_ref().is_none_or(|c| holds(c, body)) {
        return Vec::new();
    }
    let amount = match &post.amount {
        PostAmount::Fixed(steps) => Some((*steps, Bound::Exact)),
        PostAmount::Field(field) => body.values.get(field).and_then(Value::number),
    };
    let Some((amount, bound)) = amount else {
        return Vec::new();
    };
    let (amount, bound) = if post.sign < 0 {
        (-amount, bound.turned())
    } else {
        (amount, bound)
    };
    let line = |measure: String| Line {
        measure,
        amount,
        bound,
        level: post.level,
    };
    match &post.per {
        None => vec![line(post.measure.clone())],
        Some(field) => chosen(body, field)
            .map(|item| line(item_measure(&post.measure, item)))
            .collect(),
    }
}

fn chosen<'a>(body: &'a Body, field: &str) -> impl Iterator<Item = &'a String> {
    let items: &[String] = match body.values.get(field) {
        Some(Value::Choices(items)) => items,
        Some(Value::Choice(item)) => std::slice::from_ref(item),
        _ => &[],
    };
    items.iter()
}

fn holds(condition: &Condition, body: &Body) -> bool {
    match body.values.get(&condition.field) {
        Some(Value::YesNo(yes)) => condition
            .is
            .iter()
            .any(|v| v == if *yes { "true" } else { "false" }),
        Some(_) => chosen(body, &condition.field).any(|item| condition.is.contains(item)),
        None => false,
    }
}
