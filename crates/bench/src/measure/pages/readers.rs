//! Who reads a book, at which level, and which pages.

use super::super::country::{Places, places};
use anyhow::{Context, Result};
use dienhong_app::App;
use dienhong_app::clock::SystemClock;
use dienhong_bench::people;
use dienhong_domain::rights::Role;
use dienhong_domain::units::UnitId;
use dienhong_store::Store;
use std::sync::Arc;
use uuid::Uuid;

/// The newest entries of a register in the interface for programs.
pub(in super::super) const INTERFACE: &str = "/api/v1/entries?register=tuyen-truyen&per_page=20";

/// Somebody who reads at a level.
pub(in super::super) struct Reader {
    /// "ward", "province" or "country".
    pub(in super::super) level: &'static str,
    /// Unit over which they are appointed.
    pub(in super::super) unit: UnitId,
    pub(super) uid: Uuid,
    pub(super) cookie: String,
    /// Longest a page may take, ms.
    pub(super) target: f64,
}

impl Reader {
    /// The line of a request's head that says who asks.
    pub(in super::super) fn sign(&self) -> String {
        format!("Cookie: dh={}", self.cookie)
    }

    /// Pages with what they are called.
    pub(super) fn pages(&self) -> Vec<(&'static str, String)> {
        let uid = self.uid;
        let year = format!("don-vi={uid}&tu=2026-01-01&den=2026-12-31");
        let mut all = vec![
            ("Hôm nay", "/".to_owned()),
            ("a register's list", "/so/tuyen-truyen".to_owned()),
            ("search, a common word", "/tim?tim=tuyen+truyen".to_owned()),
            ("search, a rare word", "/tim?tim=khong+thay".to_owned()),
            ("interface, a register's entries", INTERFACE.to_owned()),
            ("proof of a figure", format!("/so-lieu/luot-tuyen-truyen?{year}")),
            ("Số liệu", format!("/so-lieu?{year}")),
            ("Theo đơn vị", format!("/theo-don-vi?{year}")),
            ("Chỉ tiêu", "/chi-tieu".to_owned()),
            ("Gửi số liệu", "/gui-so-lieu".to_owned()),
            ("Báo cáo", "/bao-cao".to_owned()),
        ];
        if self.level == "ward" {
            all.push(("Rà soát số liệu", format!("/soat-so?don-vi={uid}")));
        }
        all
    }
}

/// A book with its readers.
pub(in super::super) struct Prepared {
    /// One of each level, the ward's first.
    pub(in super::super) readers: Vec<Reader>,
    /// Communes into which clients write meanwhile.
    pub(super) communes: Vec<Uuid>,
    /// How large the book is, in words.
    pub(in super::super) size: String,
}

/// Opens a book; its tables are brought up to this program.
pub(in super::super) async fn opened(address: &str) -> Result<App> {
    let store = Store::open(address).await?;
    let clock = Arc::new(SystemClock::default());
    Ok(App::open(store, clock, "http://localhost".parse()?).await?)
}

/// Adds a reader of each level to a book.
pub(in super::super) async fn prepared(app: &App) -> Result<Prepared> {
    let (snapshot, today) = (app.snapshot(), app.today());
    let (at, is_alone) = standing(app).await?;
    let levels = [
        ("ward", at.ward, 20.0),
        ("province", at.province, 50.0),
        ("country", at.country, 50.0),
    ];
    let mut readers = Vec::new();
    for (level, unit, target) in levels {
        readers.push(Reader {
            level,
            unit,
            uid: snapshot.map.uid(unit),
            cookie: people::add(&app.store, Role::Official, unit, app.now()).await?,
            target,
        });
    }
    let homes = match is_alone {
        true => vec![at.ward],
        false => snapshot.map.children(at.province, today),
    };
    let count = |sql: &'static str| app.store.number(sql, vec![]);
    let entries = count("SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM tally WHERE kind = 0").await?;
    let recording = count("SELECT COUNT(DISTINCT scope) FROM tally WHERE kind = 1").await?;
    Ok(Prepared {
        readers,
        communes: homes.into_iter().map(|unit| snapshot.map.uid(unit)).collect(),
        size: format!("{entries} entries of {recording} communes"),
    })
}

/// Lets the same readers into the same book as an earlier release has it.
pub(super) fn let_in(address: &str, readers: &[Reader], now: i64) -> Result<()> {
    for reader in readers {
        people::add_by_sql(address, &reader.cookie, Role::Official, reader.uid, now)?;
    }
    Ok(())
}

/// Where one looks, and whether the ward stands alone in its book: where the usual ward has no entries, it is the one that has the most.
async fn standing(app: &App) -> Result<(Places, bool)> {
    let at = places(app)?;
    let there = format!(
        "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM tally WHERE kind = 1 AND scope = {}",
        at.ward.0
    );
    if app.store.number(there, vec![]).await? > 0 {
        return Ok((at, false));
    }
    let fullest = "SELECT CAST(scope AS BIGINT) FROM tally WHERE kind = 1 GROUP BY scope ORDER BY SUM(n) DESC, scope LIMIT 1";
    let ward = UnitId(i32::try_from(app.store.number(fullest, vec![]).await?)?);
    let snapshot = app.snapshot();
    let span = snapshot
        .map
        .at(ward, app.today())
        .context("a ward with entries")?;
    let at = Places {
        country: at.country,
        province: span.parent.context("its province")?,
        ward,
    };
    Ok((at, true))
}
