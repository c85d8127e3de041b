//! How many entries there are, kept by the engine itself ([`crate::lists`] reads nothing else), and the proof of it.

use crate::args::Args;
use crate::batch::{Batch, WriteError};
use crate::db::{Store, StoreError};
use crate::lists::EntryScope;
use crate::rows::As;
use dienhong_domain::entries::State;

/// A count that differs from the entries that there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Miscount {
    /// 0 the whole book, 1 a home, 2 a unit that is not its home.
    pub kind: i16,
    /// Number of that home or unit; 0 for the book.
    pub scope: i32,
    /// Register.
    pub register: i32,
    /// State as stored.
    pub state: i16,
    /// Kept.
    pub stored: i64,
    /// Counted.
    pub counted: i64,
}

type MiscountRow = (As<i16>, As<i32>, As<i32>, As<i16>, i64, i64);

impl Store {
    /// How many entries of a scope there are by register and state, drafts of everybody with them.
    pub async fn tallied(
        &self,
        scope: &EntryScope,
        register: Option<i32>,
    ) -> Result<Vec<(i32, State, i64)>, StoreError> {
        let kind = scope.kind();
        let (among, args) = scope.among(self.engine(), 1);
        let register = register.map_or(String::new(), |r| format!(" AND register = {r}"));
        let sql = format!(
            "SELECT register, state, CAST(SUM(n) AS BIGINT) FROM tally WHERE kind = {kind} AND scope {among}{register} \
             GROUP BY register, state HAVING SUM(n) > 0 ORDER BY register, state"
        );
        let rows: Vec<(As<i32>, As<State>, i64)> = self.all(sql, args).await?;
        Ok(rows
            .into_iter()
            .map(|(As(register), As(state), n)| (register, state, n))
            .collect())
    }

    /// Counts the entries of one home, or of the whole book, and gives what is kept otherwise.
    pub async fn miscounts(&self, home: Option<i32>) -> Result<Vec<Miscount>, StoreError> {
        let (kept, own) = match home {
            None => (String::new(), String::new()),
            Some(home) => (
                format!(" WHERE kind = 1 AND scope = {home}"),
                format!(" WHERE home = {home}"),
            ),
        };
        let mut parts = vec![
            format!("SELECT kind, scope, register, state, n, 0 AS c FROM tally{kept}"),
            format!(
                "SELECT 1, home, register, state, 0, COUNT(*) FROM entry{own} GROUP BY home, register, state"
            ),
        ];
        if home.is_none() {
            parts.push(
                "SELECT 0, 0, register, state, 0, COUNT(*) FROM entry GROUP BY register, state".to_owned(),
            );
            parts.push(
                "SELECT 2, unit, register, state, 0, COUNT(*) FROM entry WHERE unit <> home GROUP BY unit, register, state"
                    .to_owned(),
            );
        }
        let sql = format!(
            "SELECT kind, scope, register, state, CAST(SUM(n) AS BIGINT), CAST(SUM(c) AS BIGINT) FROM ({}) f \
             GROUP BY kind, scope, register, state HAVING SUM(n) <> SUM(c) ORDER BY kind, scope, register, state",
            parts.join(" UNION ALL ")
        );
        let rows: Vec<MiscountRow> = self.all(sql, Args::new()).await?;
        Ok(rows.into_iter().map(Miscount::from).collect())
    }

    /// Corrects counts. Each is written as a difference, so that concurrent writes are not lost.
    pub async fn mend_tally(&self, miscounts: &[Miscount], at: i64) -> Result<(), WriteError> {
        let mut batch = Batch::new(0, at);
        for m in miscounts {
            batch = batch.run(
                "INSERT INTO tally (kind, scope, register, state, n) VALUES ($1,$2,$3,$4,$5) \
                 ON CONFLICT (kind, scope, register, state) DO UPDATE SET n = tally.n + excluded.n",
                crate::args![m.kind, m.scope, m.register, m.state, m.counted - m.stored],
            );
        }
        let detail = serde_json::json!({ "cells": miscounts.len() }).to_string();
        self.write(batch.log(0, "ledger.mend", uuid::Uuid::nil(), detail))
            .await
    }
}

impl From<MiscountRow> for Miscount {
    fn from((As(kind), As(scope), As(register), As(state), stored, counted): MiscountRow) -> Miscount {
        Miscount {
            kind,
            scope,
            register,
            state,
            stored,
            counted,
        }
    }
}
