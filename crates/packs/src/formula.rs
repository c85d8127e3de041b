//! From Common Expression Language to a formula: the arithmetic, comparisons and conditions of CEL over measures.
//!
//! CEL is read by its own parser and computed by `dienhong_domain::indicators`, because CEL's numbers round and know
//! no bounds. A code is written with `_` for its hyphens; a measure made for an item as `stem.item` or `stem["item"]`.

use cel::common::ast::{CallExpr, Expr, LiteralValue, operators as op};
use cel::parser::{Expression, PrattParser};
use dienhong_domain::indicators::{Formula, Sign, Term, When};

/// Deepest nesting of a formula.
const DEPTH_MAX: u16 = 24;
/// Most numbers, names and signs of a formula: nobody checks a longer one by hand.
const NODES_MAX: usize = 200;

/// Why a text is no formula.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FormulaError {
    /// Not CEL.
    Syntax {
        /// Letter at which the parser stops, counted from 1.
        column: usize,
        /// What the parser says.
        message: String,
    },
    /// CEL, but nothing that a formula may hold.
    NotAllowed {
        /// The name or sign that is not allowed.
        what: String,
    },
}

/// Reads a formula.
///
/// # Errors
/// The first thing in it that is no formula.
pub fn read_formula(text: &str) -> Result<Formula, FormulaError> {
    let parser = PrattParser::new()
        .max_recursion_depth(DEPTH_MAX)
        .max_expression_node_count(NODES_MAX)
        .error_recovery_limit(4);
    let tree = parser.parse(text).map_err(|all| {
        let first = all.errors.first();
        FormulaError::Syntax {
            column: first.map_or(1, |e| usize::try_from(e.pos.1).map_or(1, |at| at.max(1))),
            message: first.map_or_else(String::new, |e| crate::keys::shortened(&e.msg)),
        }
    })?;
    formula(&tree)
}

fn formula(tree: &Expression) -> Result<Formula, FormulaError> {
    match &tree.expr {
        Expr::Literal(literal) => number(literal),
        Expr::Ident(_) | Expr::Select(_) => Ok(Formula::Measure(term(tree, When::Period)?)),
        Expr::Call(call) => called(call),
        _ => Err(not_allowed("[ ] { }")),
    }
}

fn called(call: &CallExpr) -> Result<Formula, FormulaError> {
    if call.target.is_some() {
        return Err(not_allowed(&call.func_name));
    }
    let args = &call.args;
    let two = |make: fn(Box<Formula>, Box<Formula>) -> Formula| match &args[..] {
        [a, b] => Ok(make(Box::new(formula(a)?), Box::new(formula(b)?))),
        _ => Err(not_allowed(&call.func_name)),
    };
    let compare = |sign: Sign| match &args[..] {
        [a, b] => Ok(Formula::Compare(
            sign,
            Box::new(formula(a)?),
            Box::new(formula(b)?),
        )),
        _ => Err(not_allowed(&call.func_name)),
    };
    match (call.func_name.as_str(), &args[..]) {
        (op::ADD, _) => two(Formula::Sum),
        (op::SUBSTRACT, _) => two(Formula::Difference),
        (op::MULTIPLY, _) => two(Formula::Product),
        (op::DIVIDE, _) => two(Formula::Ratio),
        (op::LOGICAL_AND, _) => two(Formula::And),
        (op::LOGICAL_OR, _) => two(Formula::Or),
        (op::LESS, _) => compare(Sign::Less),
        (op::LESS_EQUALS, _) => compare(Sign::AtMost),
        (op::GREATER, _) => compare(Sign::More),
        (op::GREATER_EQUALS, _) => compare(Sign::AtLeast),
        (op::EQUALS, _) => compare(Sign::Equal),
        (op::NOT_EQUALS, _) => compare(Sign::Unequal),
        (op::NEGATE, [a]) => Ok(Formula::Minus(Box::new(formula(a)?))),
        (op::LOGICAL_NOT, [a]) => Ok(Formula::Not(Box::new(formula(a)?))),
        (op::CONDITIONAL, [c, a, b]) => Ok(Formula::If(
            Box::new(formula(c)?),
            Box::new(formula(a)?),
            Box::new(formula(b)?),
        )),
        (op::INDEX, [stem, item]) => Ok(Formula::Measure(item_of(stem, item)?)),
        ("before", [a]) => Ok(Formula::Before(Box::new(formula(a)?))),
        ("start", [a]) => Ok(Formula::Measure(term(a, When::Start)?)),
        ("recorded", [a]) => Ok(Formula::IsRecorded(term(a, When::Period)?)),
        (name, _) => Err(not_allowed(name)),
    }
}

/// A measure's name: `hoa_giai_thanh`, or `cam_ket_theo_ben.ho_dan`.
fn term(tree: &Expression, when: When) -> Result<Term, FormulaError> {
    let code = |name: &str| name.replace('_', "-");
    let measure = match &tree.expr {
        Expr::Ident(name) => code(name),
        Expr::Call(call) if call.func_name == op::INDEX && call.args.len() == 2 => {
            let found = item_of(&call.args[0], &call.args[1])?;
            return Ok(Term { when, ..found });
        }
        Expr::Select(select) if !select.test => match &select.operand.expr {
            Expr::Ident(stem) => format!("{}:{}", code(stem), code(&select.field)),
            _ => return Err(not_allowed(&select.field)),
        },
        _ => return Err(not_allowed("( )")),
    };
    Ok(Term {
        measure,
        when,
        back: 0,
    })
}

/// `cam_ket_theo_ben["ho-dan"]`: for items whose codes are no names.
fn item_of(stem: &Expression, item: &Expression) -> Result<Term, FormulaError> {
    match (&stem.expr, &item.expr) {
        (Expr::Ident(stem), Expr::Literal(LiteralValue::String(item))) => Ok(Term {
            measure: format!("{}:{}", stem.replace('_', "-"), item.inner()),
            when: When::Period,
            back: 0,
        }),
        _ => Err(not_allowed("[ ]")),
    }
}

fn number(literal: &LiteralValue) -> Result<Formula, FormulaError> {
    let whole = |n: i64| Ok(Formula::Number(n, 1));
    match literal {
        LiteralValue::Int(n) => whole(*n.inner()),
        LiteralValue::UInt(n) => i64::try_from(*n.inner()).map_or(Err(not_allowed("u")), whole),
        // The shortest decimals that read as this number are the ones that the author wrote.
        LiteralValue::Double(n) => {
            decimal(&n.inner().to_string()).ok_or_else(|| not_allowed(&n.inner().to_string()))
        }
        LiteralValue::Boolean(b) => Err(not_allowed(&b.inner().to_string())),
        LiteralValue::String(text) => Err(not_allowed(text.inner())),
        LiteralValue::Bytes(_) | LiteralValue::Null => Err(not_allowed("null")),
    }
}

fn decimal(text: &str) -> Option<Formula> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.len() > 9 {
        return None;
    }
    let digits: i64 = format!("{whole}{decimals}").parse().ok()?;
    Some(Formula::Number(digits, 10i64.pow(decimals.len() as u32)))
}

fn not_allowed(what: &str) -> FormulaError {
    FormulaError::NotAllowed {
        what: crate::keys::shortened(what),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn measure(code: &str) -> Box<Formula> {
        Box::new(Formula::Measure(Term {
            measure: code.to_owned(),
            when: When::Period,
            back: 0,
        }))
    }

    #[test]
    fn codes_are_written_with_underscores_and_items_after_a_point() {
        let ratio = Formula::Ratio(measure("hoa-giai-thanh"), measure("hoa-giai"));
        assert_eq!(read_formula("hoa_giai_thanh / hoa_giai"), Ok(ratio));
        assert_eq!(
            read_formula("cam_ket_theo_ben.ho_dan"),
            Ok(*measure("cam-ket-theo-ben:ho-dan"))
        );
    }

    #[test]
    fn decimals_are_exact() {
        assert_eq!(read_formula("0.1"), Ok(Formula::Number(1, 10)));
        assert_eq!(read_formula("12.50"), Ok(Formula::Number(125, 10)));
        assert_eq!(read_formula("3"), Ok(Formula::Number(3, 1)));
    }

    #[test]
    fn what_cel_allows_and_a_formula_does_not_is_named() {
        for (text, what) in [
            ("[1, 2]", "[ ] { }"),
            ("a.b.c", "c"),
            ("size(a)", "size"),
            ("\"a\"", "a"),
            ("a % 2", op::MODULO),
            ("before()", "before"),
            ("start(a + b)", "( )"),
            ("a.matches(\"x\")", "matches"),
            ("true", "true"),
        ] {
            let what = what.to_owned();
            assert_eq!(
                read_formula(text),
                Err(FormulaError::NotAllowed { what }),
                "{text}"
            );
        }
    }

    #[test]
    fn a_slip_is_told_with_its_column() {
        assert!(
            matches!(
                read_formula("a + * b"),
                Err(FormulaError::Syntax { column: 5, .. })
            ),
            "{:?}",
            read_formula("a + * b")
        );
        assert!(matches!(read_formula(""), Err(FormulaError::Syntax { .. })));
        for piece in ["-", "!", "(", "a + ", "a ? a : ", "before(", "a.", "a[", "a == "] {
            let deep = format!(
                "{}a{}",
                piece.repeat(300),
                ")".repeat(piece.matches('(').count() * 300)
            );
            if let Ok(formula) = read_formula(&deep) {
                assert!(formula.terms().len() == 1, "{piece}");
            }
        }
        assert!(matches!(
            read_formula(&"a + ".repeat(300)),
            Err(FormulaError::Syntax { .. })
        ));
    }

    proptest! {
        #[test]
        fn foreign_text_stops_nothing(text in "\\PC{0,60}") {
            let _ = read_formula(&text);
        }

        #[test]
        fn pieces_of_formulas_stop_nothing(pieces in prop::collection::vec(
            prop::sample::select(vec!["a", "b_c", ".", "(", ")", "+", "-", "*", "/", "?", ":", "<", ">=", "==", "&&", "!",
                "1", "0.5", "1e400", "9223372036854775808", "before", "start", "has", "all", "'", "`", "[", "{", "\\u0000", "//"]), 0..25)) {
            let _ = read_formula(&pieces.join(" "));
            let _ = read_formula(&pieces.concat());
        }
    }
}
