//! Texts of the program: help, mistakes in the arguments, languages, exit codes.

use crate::common::{Ended, dienhong};

fn run(args: &[&str]) -> Ended {
    Ended::of(dienhong().args(args).output().expect("the program runs"))
}

const COMMANDS: [&[&str]; 33] = [
    &[],
    &["serve"],
    &["demo"],
    &["init"],
    &["pack"],
    &["pack", "check"],
    &["pack", "install"],
    &["pack", "list"],
    &["pack", "show"],
    &["unit"],
    &["unit", "find"],
    &["unit", "show"],
    &["unit", "history"],
    &["entry"],
    &["entry", "import"],
    &["entry", "list"],
    &["entry", "export"],
    &["totals"],
    &["recount"],
    &["log"],
    &["log", "verify"],
    &["person"],
    &["person", "unlock"],
    &["cert", "init"],
    &["cert", "show"],
    &["backup"],
    &["restore"],
    &["upgrade"],
    &["doctor"],
    &["bench"],
    &["bench", "generate"],
    &["indicators"],
    &["cert"],
];

#[test]
fn every_command_has_its_help_in_both_languages() {
    for command in COMMANDS {
        for (language, heading) in [("vi", "Cách dùng:"), ("en", "Usage:")] {
            let help = run(&[command, &["--help", "--lang", language]].concat()).expect(0);
            assert!(help.out.contains(heading), "{command:?}: {}", help.out);
            assert!(
                !help.out.contains("[cli-"),
                "{command:?} has a key without words: {}",
                help.out
            );
            let english = ["Options:", "Print help", "[default", "[possible"];
            let has_english = language == "vi" && english.iter().any(|e| help.out.contains(e));
            assert!(
                !has_english,
                "English in the Vietnamese help of {command:?}: {}",
                help.out
            );
        }
    }
}

#[test]
fn the_language_is_asked_for_or_the_machines() {
    let with = |name: &str, value: &str| {
        Ended::of(
            dienhong()
                .env(name, value)
                .args(["unit", "find"])
                .output()
                .expect("the program runs"),
        )
    };
    assert!(
        with("LANG", "en_GB.UTF-8").err.starts_with("Missing"),
        "the machine's"
    );
    assert!(with("LANG", "vi_VN.UTF-8").err.starts_with("Thiếu"));
    assert!(
        with("LANG", "C.UTF-8").err.starts_with("Thiếu"),
        "Vietnamese is the reference"
    );
    assert!(
        with("DIENHONG_LANG", "en").err.starts_with("Missing"),
        "the variable of the service file"
    );
    assert_eq!(run(&["init", "--lang", "fr"]).expect(2).err.lines().count(), 1);
}

#[test]
fn wrong_arguments_are_told_with_what_to_do() {
    let cases: [(&[&str], &str); 6] = [
        (&["moo"], "moo"),
        (&["totals"], "--unit"),
        (&["init", "--forcee"], "--forcee"),
        (&["serve", "--listen", "nowhere"], "nowhere"),
        (
            &["totals", "--unit", "1", "--from", "1/1/2022", "--period", "2022"],
            "--period",
        ),
        (&["serve", "--tls-cert", "c.pem"], "--tls-key"),
    ];
    for (args, named) in cases {
        let said = run(args).expect(2);
        assert!(
            said.err.contains(named) && said.out.is_empty(),
            "{args:?}: {said:?}"
        );
        let json = run(&[args, &["--json"]].concat()).expect(2).json();
        assert!(
            json["error"]["message"]
                .as_str()
                .is_some_and(|m| m.contains(named)),
            "{args:?}: {json}"
        );
    }
}

#[test]
fn without_a_command_the_help_comes() {
    let said = run(&[]).expect(2);
    assert!(
        said.err.contains("serve") && said.err.contains("doctor"),
        "{said:?}"
    );
}
