//! Files as people and programs leave them, held against a paper.

use super::archive::{FILE_MAX, UNPACKED_MAX};
use super::*;
use crate::docx::docx;
use crate::model::{Bar, Block, Chart, Column, Number, Span, Table};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

const NOTHING: [Mismatch; 0] = [];

fn read(document: &str) -> Result<Page, ReadBackError> {
    super::walk::read(document, &Styles::default())
}

fn zipped(name: &str, part: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    writer.start_file(name, options).expect("a part");
    writer.write_all(part).expect("written");
    writer.finish().expect("an archive").into_inner()
}

fn xml(body: &str) -> String {
    let spaces = [
        (
            "w",
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        ),
        (
            "mc",
            "http://schemas.openxmlformats.org/markup-compatibility/2006",
        ),
        (
            "wps",
            "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        ),
        ("x", "urn:of-another-program"),
    ];
    let spaces = spaces
        .map(|(prefix, of)| format!(r#" xmlns:{prefix}="{of}""#))
        .concat();
    format!(r#"<?xml version="1.0"?><w:document{spaces}><w:body>{body}</w:body></w:document>"#)
}

fn file(body: &str) -> Vec<u8> {
    zipped("word/document.xml", xml(body).as_bytes())
}

fn marked(body: &str) -> Result<Vec<(String, String)>, ReadBackError> {
    bookmarked(&file(body))
}

fn pairs(of: &[(&str, &str)]) -> Result<Vec<(String, String)>, ReadBackError> {
    Ok(of.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect())
}

fn start(id: u32, name: &str) -> String {
    format!(r#"<w:bookmarkStart w:id="{id}" w:name="{name}"/>"#)
}

fn end(id: u32) -> String {
    format!(r#"<w:bookmarkEnd w:id="{id}"/>"#)
}

fn text(of: &str) -> String {
    format!(r#"<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{of}</w:t></w:r>"#)
}

fn number(name: &str, text: &str) -> Number {
    Number {
        name: name.into(),
        text: text.into(),
        value: None,
        scale: 0,
        proof: String::new(),
    }
}

/// Words with numbers in every kind of block. The figures are made up.
fn paper() -> Paper {
    let words = |text: &str| Span::Words(text.into());
    let of = |name: &str, text: &str| Span::Number(number(name, text));
    let body = vec![
        Block::Paragraph(vec![
            words("Đã tổ chức "),
            of("buoi", "46"),
            words(" buổi với "),
            of("luot", "hơn\u{a0}2.844"),
            words(" lượt, cấp "),
            of("trieu", "30"),
            words(".000.000 đồng.\tTiếng "),
            of("viet", "Tiê\u{301}ng"),
            words("."),
        ]),
        Block::Chart(Chart {
            bars: vec![
                Bar {
                    label: "Tháng 1".into(),
                    number: number("thang-1", "1"),
                },
                Bar {
                    label: "Tháng 2".into(),
                    number: number("thang-2", "2"),
                },
            ],
            ..Chart::default()
        }),
        Block::Table(Table {
            columns: vec![Column::default(); 2],
            rows: vec![vec![vec![of("to-1", "37")], vec![of("to-2", "74")]]],
            ..Table::default()
        }),
    ];
    Paper {
        body,
        annexes: vec![("PHỤ LỤC".into(), vec![Block::Paragraph(vec![of("cuoi", "5")])])],
        ..Paper::default()
    }
}

fn name_of(number: &str) -> String {
    let paper = paper();
    let mut all = bookmarks(&paper).into_iter();
    all.find(|(of, _)| of.name == number).expect("the number").1
}

/// The paper as laid out, with its document changed once.
fn changed(from: &str, to: &str) -> Vec<Mismatch> {
    let before = document(&docx(&paper()).expect("laid out")).expect("its document");
    let after = before.replacen(from, to, 1);
    assert_ne!(before, after, "{from} is not there");
    differing(&paper(), &zipped("word/document.xml", after.as_bytes())).expect("readable")
}

fn only(name: &str, expected: &str, found: Difference) -> Vec<Mismatch> {
    vec![Mismatch {
        name: name.into(),
        expected: expected.into(),
        found,
    }]
}

#[test]
fn a_bookmark_may_be_split_and_span_paragraphs() {
    let body = format!(
        "<w:p>{}{}<w:proofErr/>{}{}</w:p><w:p>{}{}{}</w:p><w:p>{}</w:p>",
        start(1, "so_a"),
        text("2."),
        text("8<!-- -->44"),
        end(1),
        start(2, "so_b"),
        text("1"),
        text("2</w:t><w:tab/><w:t>3<w:br/>"),
        text("4") + &end(2),
    );
    assert_eq!(marked(&body), pairs(&[("so_a", "2.844"), ("so_b", "12 3  4")]));
}

#[test]
fn changes_that_wait_for_acceptance_are_taken_as_accepted() {
    let body = format!(
        "<w:p>{}<w:del>{}<w:r><w:delText>6</w:delText></w:r></w:del><w:ins>{}</w:ins><w:moveFrom>{}</w:moveFrom>{}</w:p>",
        start(1, "so_a"),
        text("46"),
        text("47"),
        text("9"),
        end(1),
    );
    assert_eq!(marked(&body), pairs(&[("so_a", "47")]));
    // A deleted mark of a paragraph is no deleted text.
    let body = format!(
        "<w:p><w:pPr><w:tabs><w:tab/></w:tabs><w:rPr><w:del/></w:rPr></w:pPr>{}{}{}</w:p>",
        start(1, "so_a"),
        text("46"),
        end(1)
    );
    assert_eq!(marked(&body), pairs(&[("so_a", "46")]));
}

#[test]
fn bookmarks_nest_and_overlap() {
    let body = [
        start(1, "so_a"),
        text("1"),
        start(2, "so_b"),
        text("2"),
        end(1),
        text("3"),
        start(3, "_GoBack"),
        start(4, "so_c"),
        end(4),
        end(3),
        end(2),
        end(9),
    ];
    let body = format!("<w:p>{}</w:p>", body.concat());
    assert_eq!(
        marked(&body),
        pairs(&[("so_a", "12"), ("so_b", "23"), ("so_c", "")])
    );
}

#[test]
fn a_bookmark_without_end_ends_with_its_paragraph() {
    let body = format!(
        "<w:p>{}{}</w:p><w:p>{}{}</w:p>",
        start(1, "so_a"),
        text("46"),
        text("9"),
        start(2, "so_b")
    );
    assert_eq!(marked(&body), pairs(&[("so_a", "46"), ("so_b", "")]));
}

#[test]
fn what_is_written_once_more_for_old_programs_is_read_once() {
    let once = start(1, "so_a") + &text("46") + &end(1);
    let body = format!(
        r#"<w:p><mc:AlternateContent><mc:Choice Requires="wps">{once}</mc:Choice><mc:Fallback>{once}</mc:Fallback></mc:AlternateContent></w:p>"#
    );
    assert_eq!(marked(&body), pairs(&[("so_a", "46")]));
}

#[test]
fn of_alternatives_the_first_that_word_knows_is_seen() {
    let told = |choices: &[(&str, &str)], fallback: &str| {
        let choice = |(needs, seen): &(&str, &str)| {
            format!(r#"<mc:Choice Requires="{needs}">{}</mc:Choice>"#, text(seen))
        };
        let choices: String = choices.iter().map(choice).collect();
        let body = format!(
            "<w:p>{}<mc:AlternateContent>{choices}<mc:Fallback>{}</mc:Fallback></mc:AlternateContent>{}</w:p>",
            start(1, "so_a"),
            text(fallback),
            end(1)
        );
        marked(&body)
    };
    assert_eq!(told(&[("wps", "46")], "47"), pairs(&[("so_a", "46")]));
    assert_eq!(told(&[("x", "46")], "47"), pairs(&[("so_a", "47")]));
    assert_eq!(
        told(&[("wps x", "46"), ("wps", "48")], "47"),
        pairs(&[("so_a", "48")])
    );
    assert_eq!(
        told(&[("wps", "46"), ("wps", "48")], "47"),
        pairs(&[("so_a", "46")])
    );
    assert_eq!(told(&[("of-nobody", "46")], "47"), pairs(&[("so_a", "47")]));
}

#[test]
fn what_another_program_wrote_is_passed_over_as_word_does() {
    let seen = |inside: &str| marked(&format!("<w:p>{}{inside}{}</w:p>", start(1, "so_a"), end(1)));
    let of = |digit: &str| format!("<w:r>{digit}</w:r>");
    let strange = of("<w:t>4</w:t><x:t>6</x:t>") + &of("<x:y><w:t>7</w:t></x:y><w:t>5</w:t>");
    assert_eq!(seen(&strange), pairs(&[("so_a", "45")]));
    // Not Word's own word for hidden, nor for an end.
    let shown = "<w:r><w:rPr><x:vanish/></w:rPr><w:t>46</w:t></w:r><x:bookmarkEnd w:id=\"1\"/><w:r><w:t>9</w:t></w:r>";
    assert_eq!(seen(shown), pairs(&[("so_a", "469")]));
    // By another prefix the same namespace is the same.
    let word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let other = format!(r#"<v:r xmlns:v="{word}"><v:t>46</v:t></v:r>"#);
    assert_eq!(seen(&other), pairs(&[("so_a", "46")]));
    for bad in [
        r#"<w:r><w:rPr><w:vanish x:val="0"/></w:rPr><w:t>46</w:t></w:r>"#,
        r#"<w:r mc:ProcessContent="x:y"><x:y><w:t>46</w:t></x:y></w:r>"#,
    ] {
        assert!(matches!(seen(bad), Err(ReadBackError::Broken(_))), "{bad}");
    }
}

#[test]
fn only_entities_of_xml_itself_are_known() {
    let body = |inside: &str| format!("<w:p>{}{}{}</w:p>", start(1, "so_&#97;"), text(inside), end(1));
    assert_eq!(
        marked(&body("&lt;&#52;&#x36;&amp;&gt;<![CDATA[<]]>")),
        pairs(&[("so_a", "<46&><")])
    );
    for bad in ["&nbsp;", "&#0;", "&", "&#x110000;", "&amp"] {
        assert!(
            matches!(marked(&body(bad)), Err(ReadBackError::Broken(_))),
            "{bad}"
        );
    }
    let doctype = xml("&x;").replace("<w:document", "<!DOCTYPE d [<!ENTITY x 'y'>]><w:document");
    assert!(matches!(read(&doctype), Err(ReadBackError::Broken(_))));
}

#[test]
fn what_is_no_sound_docx_is_refused() {
    assert_eq!(bookmarked(b""), Err(ReadBackError::NotADocx));
    assert_eq!(bookmarked(b"<w:document/>"), Err(ReadBackError::NotADocx));
    assert_eq!(
        bookmarked(&zipped("xl/workbook.xml", b"<a/>")),
        Err(ReadBackError::NotADocx)
    );
    let deep = "<w:p>".repeat(2_000) + &"</w:p>".repeat(2_000);
    for bad in ["<w:p>", "</w:p>", "<w:p></w:r>", "<w:p", "<!-- ", deep.as_str()] {
        assert!(matches!(marked(bad), Err(ReadBackError::Broken(_))), "{bad}");
    }
    for bad in [
        &b""[..],
        b"text",
        b"<html/>",
        b"<document/><document/>",
        b"<document>\xff</document>",
    ] {
        let read = bookmarked(&zipped("word/document.xml", bad));
        assert!(matches!(read, Err(ReadBackError::Broken(_))), "{bad:?}");
    }
    let long = format!("</{}>", "x".repeat(10_000));
    assert!(matches!(marked(&long), Err(ReadBackError::Broken(why)) if why.chars().count() == LETTERS_MAX));
}

#[test]
fn what_is_too_large_is_refused_by_what_it_holds() {
    assert_eq!(bookmarked(&vec![0; FILE_MAX + 1]), Err(ReadBackError::TooLarge));
    let size = UNPACKED_MAX as u32 + 1;
    let mut bytes = zipped("word/document.xml", &vec![b' '; size as usize]);
    assert_eq!(bookmarked(&bytes), Err(ReadBackError::TooLarge));
    // The same archive, stating 10 bytes in both of its tables.
    let places: Vec<usize> = (0..bytes.len() - 4)
        .filter(|i| bytes[*i..*i + 4] == size.to_le_bytes())
        .collect();
    assert!(!places.is_empty());
    for place in places {
        bytes[place..place + 4].copy_from_slice(&10u32.to_le_bytes());
    }
    assert!(bookmarked(&bytes).is_err());
}

#[test]
fn bookmarks_and_their_text_have_bounds() {
    let long = format!("<w:p>{}{}</w:p>", start(1, "so_a"), text(&"ế".repeat(300)));
    assert_eq!(
        marked(&long),
        pairs(&[("so_a", "ế".repeat(LETTERS_MAX).as_str())])
    );
    let many = |count: usize| "<w:bookmarkStart w:name='so_'/>".repeat(count) + &text(&"1".repeat(100_000));
    assert_eq!(marked(&many(BOOKMARKS_MAX)).map(|m| m.len()), Ok(BOOKMARKS_MAX));
    assert_eq!(marked(&many(BOOKMARKS_MAX + 1)), Err(ReadBackError::TooLarge));
}

#[test]
fn a_paper_as_laid_out_differs_nowhere() {
    let paper = paper();
    assert_eq!(
        differing(&paper, &docx(&paper).expect("laid out")),
        Ok(Vec::new())
    );
    // Both list the numbers in one order.
    let names: Vec<String> = Page::of(&paper).marks.into_iter().map(|m| m.name).collect();
    let numbers: Vec<&str> = paper.numbers().iter().map(|n| n.name.as_str()).collect();
    assert_eq!(names, numbers);
    assert_eq!(names.len(), 9);
}

#[test]
fn changed_text_is_found_and_white_space_and_unicode_forms_are_not() {
    let found = |text: &str| Difference::Changed(text.into());
    assert_eq!(changed(">46<", ">47<"), only("buoi", "46", found("47")));
    assert_eq!(changed(">46<", "><"), only("buoi", "46", found("")));
    assert_eq!(
        changed("hơn\u{a0}2.844", "hơn 2.845"),
        only("luot", "hơn\u{a0}2.844", found("hơn 2.845"))
    );
    assert_eq!(changed("hơn\u{a0}2.844", " hơn  2.844"), NOTHING);
    assert_eq!(changed(">Tiếng<", ">Tie\u{302}\u{301}ng<"), NOTHING);
}

#[test]
fn figures_typed_at_a_number_belong_to_it() {
    let found = |text: &str| Difference::Changed(text.into());
    assert_eq!(
        changed(">\u{a0}buổi", ">7 buổi"),
        only("buoi", "46", found("467"))
    );
    assert_eq!(
        changed(">\u{a0}buổi", ">,5. buổi"),
        only("buoi", "46", found("46,5"))
    );
    assert_eq!(
        changed("tổ chức <", "tổ chức 1.<"),
        only("buoi", "46", found("1.46"))
    );
    assert_eq!(changed(">\u{a0}buổi", ">. buổi"), NOTHING);
    // Those of the paper's own words were there before.
    assert_eq!(
        changed("000 đồng", "001 đồng"),
        only("trieu", "30", found("30.000.001"))
    );
    // Typed over, Word leaves the new figure outside: it looks the same.
    let end = document(&docx(&paper()).expect("laid out")).expect("its document");
    let end = end.split(">46</w:t></w:r>").nth(1).expect("what follows");
    let end = &end[..=end.find('>').expect("the end of the bookmark")];
    let (from, to) = (
        format!(">46</w:t></w:r>{end}"),
        format!(">4</w:t></w:r>{end}{}", text("6")),
    );
    assert_eq!(changed(&from, &to), NOTHING);
}

#[test]
fn missing_doubled_and_unknown_bookmarks_are_found() {
    let buoi = name_of("buoi");
    assert_eq!(changed(&buoi, "_GoBack"), only("buoi", "46", Difference::Missing));
    let again = start(900, &buoi) + &text("46") + &end(900);
    assert_eq!(
        changed("</w:body>", &format!("<w:p>{again}</w:p></w:body>")),
        only("buoi", "46", Difference::Twice)
    );
    let other = start(900, "so_ma") + &text("46") + &end(900);
    assert_eq!(
        changed("</w:body>", &format!("<w:p>{other}</w:p></w:body>")),
        only("so_ma", "", Difference::Unknown("46".into()))
    );
}

/// The run of the first number in the paper, around its text.
fn run_of(text: &str, properties: &str) -> String {
    format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>")
}

/// The document of the paper with the run of "46" replaced.
fn with_run(run: &str) -> String {
    let before = document(&docx(&paper()).expect("laid out")).expect("its document");
    let at = before.find(">46</w:t></w:r>").expect("the number") + ">46</w:t></w:r>".len();
    let from = before[..at].rfind("<w:r>").expect("its run");
    format!("{}{run}{}", &before[..from], &before[at..])
}

fn differs(document: &str, others: &[(&str, &str)]) -> Vec<Mismatch> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let own = [("word/document.xml", document)];
    for (name, part) in others.iter().chain(&own) {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .expect("a part");
        writer.write_all(part.as_bytes()).expect("written");
    }
    let file = writer.finish().expect("an archive").into_inner();
    differing(&paper(), &file).expect("readable")
}

fn seen_as(text: &str) -> Vec<Mismatch> {
    only("buoi", "46", Difference::Changed(text.into()))
}

#[test]
fn a_number_that_nobody_sees_is_gone() {
    for hidden in [
        "<w:vanish/>",
        r#"<w:vanish w:val="true"/>"#,
        "<w:strike/>",
        "<w:dstrike/>",
        r#"<w:color w:val="ffffff"/>"#,
        r#"<w:sz w:val="2"/>"#,
    ] {
        assert_eq!(
            differs(&with_run(&run_of("46", hidden)), &[]),
            seen_as(""),
            "{hidden}"
        );
    }
    for shown in [
        "<w:b/>",
        r#"<w:vanish w:val="0"/>"#,
        r#"<w:color w:val="FF0000"/>"#,
        r#"<w:color w:val="FFFFFF"/><w:shd w:fill="1F3864"/>"#,
        "<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>",
    ] {
        assert_eq!(differs(&with_run(&run_of("46", shown)), &[]), NOTHING, "{shown}");
    }
    // Of two digits one alone is hidden, in another run.
    let half = run_of("4", "") + &run_of("6", "<w:vanish/>");
    assert_eq!(differs(&with_run(&half), &[]), seen_as("4"));
    // Hidden digits between those that are seen do no harm.
    let more = run_of("4", "") + &run_of("9", "<w:vanish/>") + &run_of("6", "");
    assert_eq!(differs(&with_run(&more), &[]), NOTHING);
}

#[test]
fn a_style_may_hide_a_number() {
    let styles = r#"<w:styles xmlns:w="w"><w:style w:styleId="An"><w:rPr><w:vanish/></w:rPr></w:style>
        <w:style w:styleId="AnNua"><w:basedOn w:val="An"/></w:style>
        <w:style w:styleId="Hien"><w:basedOn w:val="An"/><w:rPr><w:vanish w:val="0"/></w:rPr></w:style></w:styles>"#;
    for (style, wanted) in [("An", seen_as("")), ("AnNua", seen_as("")), ("Hien", Vec::new())] {
        let document = with_run(&run_of("46", &format!(r#"<w:rStyle w:val="{style}"/>"#)));
        assert_eq!(
            differs(&document, &[("word/styles.xml", styles)]),
            wanted,
            "{style}"
        );
    }
}

#[test]
fn a_tracked_deletion_or_move_of_a_number_is_seen() {
    let gone = |tag: &str| format!("<w:{tag}>{}</w:{tag}>", run_of("46", ""));
    assert_eq!(differs(&with_run(&gone("del")), &[]), seen_as(""));
    assert_eq!(differs(&with_run(&gone("moveFrom")), &[]), seen_as(""));
    let replaced = gone("del") + &format!("<w:ins>{}</w:ins>", run_of("47", ""));
    assert_eq!(differs(&with_run(&replaced), &[]), seen_as("47"));
    // The row of a table that was deleted: its runs need not say so.
    let before = document(&docx(&paper()).expect("laid out")).expect("its document");
    let cell = before.find(">37</w:t>").expect("a cell");
    let row = before[..cell].rfind("<w:tr>").expect("its row") + "<w:tr>".len();
    let deleted = format!("{}<w:trPr><w:del/></w:trPr>{}", &before[..row], &before[row..]);
    let names: Vec<String> = differs(&deleted, &[]).into_iter().map(|m| m.name).collect();
    assert_eq!(names, ["to-1", "to-2"]);
}

#[test]
fn paragraphs_that_were_joined_join_their_figures() {
    let body = |mark: &str| {
        let number = start(1, &name_of("cuoi")) + &text("5") + &end(1);
        format!(
            "<w:p><w:pPr><w:rPr>{mark}</w:rPr></w:pPr>{number}</w:p><w:p>{}</w:p>",
            text("6 tổ")
        )
    };
    let seen = |mark: &str| {
        let page = read(&xml(&body(mark))).expect("readable");
        page.seen(&page.marks[0])
    };
    assert_eq!(seen(""), "5");
    assert_eq!(seen("<w:del/>"), "56");
    assert_eq!(seen("<w:vanish/>"), "56");
    assert_eq!(seen("<w:strike/>"), "5");
}

#[test]
fn a_field_in_the_place_of_a_number_is_told() {
    let step = |of: &str| format!(r#"<w:r><w:fldChar w:fldCharType="{of}"/></w:r>"#);
    let field = |code: &str, shown: &str| {
        let code = format!("<w:r><w:instrText>{code}</w:instrText></w:r>");
        format!(
            "{}{code}{}{}{}",
            step("begin"),
            step("separate"),
            run_of(shown, ""),
            step("end")
        )
    };
    let computed = only("buoi", "46", Difference::Field("46".into()));
    assert_eq!(differs(&with_run(&field(" = 40 + 7 ", "46")), &[]), computed);
    assert_eq!(differs(&with_run(&field(" HYPERLINK x ", "46")), &[]), NOTHING);
    assert_eq!(differs(&with_run(&field(" QUOTE 47 ", "47")), &[]), seen_as("47"));
    let simple = format!(
        r#"<w:fldSimple w:instr="DATE">{}</w:fldSimple>"#,
        run_of("46", "")
    );
    assert_eq!(differs(&with_run(&simple), &[]), computed);
    // Text in the instruction is not shown.
    let inside = step("begin") + &run_of("46", "") + &step("separate") + &step("end");
    assert_eq!(differs(&with_run(&inside), &[]), seen_as(""));
}

#[test]
fn figures_that_are_shown_from_right_to_left_read_otherwise() {
    let bdo = format!(r#"<w:bdo w:val="rtl">{}</w:bdo>"#, run_of("46", ""));
    assert_eq!(differs(&with_run(&bdo), &[]), seen_as("64"));
    let ltr = format!(r#"<w:bdo w:val="ltr">{}</w:bdo>"#, run_of("46", ""));
    assert_eq!(differs(&with_run(&ltr), &[]), NOTHING);
    let turned = changed("tổ chức <", "tổ chức \u{202e}<");
    assert_eq!(
        turned[..1],
        seen_as("64"),
        "all that follows in the paragraph is turned too"
    );
    // Signs that nobody sees change nothing.
    assert_eq!(changed(">46<", ">4\u{200b}\u{ad}6<"), NOTHING);
}

#[test]
fn what_stands_at_a_number_changes_it() {
    for (behind, wanted) in [
        (">７ buổi", "46７"),
        (">٣ buổi", "46٣"),
        (">\u{2009}000 buổi", "46 000"),
        ("> 000 buổi", "46 000"),
        (">% buổi", "46%"),
        (">/50 buổi", "46/50"),
        (">-50 buổi", "46-50"),
        (">² buổi", "46²"),
        ("> triệu buổi", "46 triệu"),
    ] {
        assert_eq!(changed(">\u{a0}buổi", behind), seen_as(wanted), "{behind}");
    }
    for (before, wanted) in [
        ("tổ chức −<", "−46"),
        ("tổ chức hơn <", "hơn 46"),
        ("tổ chức không quá <", "không quá 46"),
    ] {
        assert_eq!(changed("tổ chức <", before), seen_as(wanted), "{before}");
    }
    for same in [
        "> buổi 123",
        ">– buổi",
        ">; 1234 buổi",
        "> 2026 buổi",
        "> tỉnh buổi",
    ] {
        assert_eq!(changed(">\u{a0}buổi", same), NOTHING, "{same}");
    }
    for same in ["tổ chức 2026 <", "tổ chức trong hơn nữa <", "tổ chức - <"] {
        assert_eq!(changed("tổ chức <", same), NOTHING, "{same}");
    }
}

#[test]
fn the_part_that_word_opens_is_read() {
    let document = with_run(&run_of("47", ""));
    let same = with_run(&run_of("46", ""));
    let relations = r#"<Relationships><Relationship Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="/word/document2.xml"/></Relationships>"#;
    let others = [
        ("_rels/.rels", relations),
        ("word/document2.xml", document.as_str()),
    ];
    assert_eq!(differs(&same, &others), seen_as("47"));
}

#[test]
fn numbers_in_text_boxes_are_read_and_in_notes_they_are_missing() {
    let boxed = format!(
        "<w:r><w:pict><w:txbxContent><w:p>{}</w:p></w:txbxContent></w:pict></w:r>",
        run_of("46", "")
    );
    assert_eq!(differs(&with_run(&boxed), &[]), NOTHING);
    let buoi = name_of("buoi");
    let note = format!(
        "<w:footnotes><w:p>{}{}{}</w:p></w:footnotes>",
        start(1, &buoi),
        text("46"),
        end(1)
    );
    let gone = with_run("").replacen(&buoi, "_GoBack", 1);
    let missing = only("buoi", "46", Difference::Missing);
    assert_eq!(differs(&gone, &[("word/footnotes.xml", note.as_str())]), missing);
}

/// Sound pieces of documents and pieces of pieces.
fn pieces() -> impl Strategy<Value = String> {
    let all = vec![
        "<w:p><w:r><w:t>46</w:t></w:r></w:p>",
        "<w:r><w:t>2.</w:t><w:tab/></w:r>",
        "<w:del><w:r><w:t>7</w:t></w:r></w:del>",
        "<w:bookmarkStart w:id='1' w:name='so_a'/>",
        "<w:bookmarkStart w:id='2' w:name='so_b'/>",
        "<w:bookmarkEnd w:id='1'/>",
        "<w:bookmarkEnd w:id='2'/>",
        "<w:t>\u{2029}\0ế&#x1ebf;</w:t>",
        "<mc:AlternateContent><mc:Fallback><w:bookmarkStart w:name='so_'/></mc:Fallback></mc:AlternateContent>",
        "<w:p>",
        "</w:p>",
        "<w:t",
        "&lt;",
        "]]>",
    ];
    // What is sound comes far more often.
    let place = prop_oneof![20 => 0usize..9, 1 => 9usize..14];
    vec(place, 0..40).prop_map(move |places| places.into_iter().map(|at| all[at]).collect::<String>())
}

proptest! {
    #[test]
    fn foreign_bytes_stop_nothing(head in select(vec![&b""[..], b"PK\x03\x04", b"<document>"]), tail in vec(any::<u8>(), 0..400)) {
        run(&[head, &tail].concat());
    }

    #[test]
    fn changed_bytes_of_a_file_stop_nothing(changes in vec((any::<Index>(), any::<u8>()), 1..12)) {
        let mut bytes = file(&(start(1, "so_a") + &text("46") + &end(1)));
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        run(&bytes);
    }

    #[test]
    fn changed_bytes_of_a_document_stop_nothing(changes in vec((any::<Index>(), any::<u8>()), 1..6)) {
        let mut bytes = xml(&(start(1, "so_a") + &text("4&#x36;") + &end(1))).into_bytes();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        run(&zipped("word/document.xml", &bytes));
    }

    #[test]
    fn pieces_of_documents_stop_nothing(body in pieces()) {
        run(xml(&body).as_bytes());
        if let Ok(page) = read(&xml(&body)) {
            prop_assert!(page.marks.len() <= body.matches("w:name='so_").count());
        }
    }
}
