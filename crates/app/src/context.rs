//! What all code that serves one request or job shares: who acts, when, and on which map and rules.

use crate::app::{App, Fault};
use crate::law::side_by_side;
use crate::people::{Actor, RightsContext};
use crate::snapshot::{LawSpan, Rules, RulesSnapshot};
use dienhong_domain::procedures::{Deadline, DueDay};
use dienhong_domain::rights::Permission;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::UnitId;
use dienhong_store::{Batch, Store, WriteError, args};
use std::sync::Arc;

/// Who acts, when, and on which map and rules. It is read once per request or job, so everything made from it is
/// consistent, and a batch made from it is refused if the map or the packs changed meanwhile. Cheap to clone. Each area
/// adds its service: `cx.reports()`.
#[derive(Clone)]
pub struct Context<'a> {
    pub(crate) app: &'a App,
    pub(crate) store: &'a Store,
    pub(crate) actor: &'a Actor,
    snapshot: Arc<RulesSnapshot>,
    now: i64,
}

impl<'a> Context<'a> {
    /// `now` in UTC milliseconds.
    pub fn new(app: &'a App, actor: &'a Actor, snapshot: Arc<RulesSnapshot>, now: i64) -> Context<'a> {
        Context {
            app,
            store: &app.store,
            actor,
            snapshot,
            now,
        }
    }

    /// The same actor now, on the map and rules now in force, to repeat an act that somebody else's write overtook.
    pub(crate) fn renewed(&self) -> Context<'a> {
        Context::new(self.app, self.actor, self.app.snapshot(), self.app.now())
    }

    /// Whether a write was refused because of what others did since this context was made; the map and the rules are
    /// then reloaded.
    pub(crate) async fn is_overtaken(&self, error: &WriteError) -> Result<bool, Fault> {
        self.app.is_overtaken(&self.snapshot, error).await
    }

    /// Map and rules.
    pub fn snapshot(&self) -> &RulesSnapshot {
        &self.snapshot
    }

    /// The moment in UTC milliseconds.
    pub fn now(&self) -> i64 {
        self.now
    }

    /// The civil day in Vietnam.
    pub fn today(&self) -> Day {
        dienhong_i18n::day_of(self.now)
    }

    /// What may be chosen in a unit today.
    pub fn rules_today(&self, unit: UnitId) -> Arc<Rules> {
        self.snapshot.rules(unit, self.today())
    }

    /// The law in force in a unit on the day of a fact.
    pub fn rules_on(&self, unit: UnitId, day: Day) -> Arc<Rules> {
        self.snapshot.rules_on(unit, day, self.today())
    }

    /// The law in force on a day if it knows a register, otherwise the newest one that does.
    pub fn rules_knowing(&self, register: &str, unit: UnitId, day: Day) -> Arc<Rules> {
        self.snapshot.rules_knowing(register, unit, day, self.today())
    }

    /// The law by which a period is read: that of its last day, or of today for a period that goes on.
    pub fn rules_for_period(&self, unit: UnitId, period: Period) -> Arc<Rules> {
        self.rules_on(unit, period.to.min(self.today()))
    }

    /// The law by which figures of a period are read: that of its last day, and beside it what only earlier laws of the period
    /// count.
    pub(crate) fn rules_over(&self, unit: UnitId, period: Period) -> Arc<Rules> {
        side_by_side(&self.rules_in(unit, period)).unwrap_or_else(|| self.rules_for_period(unit, period))
    }

    /// All laws that ever stood in a unit until today, in order.
    pub(crate) fn rules_until_today(&self, unit: UnitId) -> Vec<LawSpan> {
        self.rules_in(
            unit,
            Period {
                from: Day::MIN,
                to: self.today(),
            },
        )
    }

    /// All laws that stood in a unit during a period, in order, as far as it has gone.
    pub fn rules_in(&self, unit: UnitId, period: Period) -> Vec<LawSpan> {
        let to = period.to.min(self.today()).max(period.from);
        self.snapshot
            .rules_in(unit, Period { to, ..period }, self.today())
    }

    /// The last day in time of something that a unit owes for a period, with the holidays that are known today.
    pub(crate) fn due_day(&self, unit: UnitId, deadline: Deadline, period: Period) -> DueDay {
        deadline.due(period.to, &self.rules_today(unit).pack.holidays)
    }

    /// What rights are checked against.
    pub fn here(&self) -> RightsContext<'_> {
        self.snapshot.rights_at(self.now)
    }

    /// Whether the actor may do something to a unit.
    pub fn may(&self, permission: Permission, unit: UnitId) -> bool {
        self.actor.may(permission, unit, self.here())
    }

    /// An empty batch of the actor. It is refused when map or packs are no longer those of this context.
    pub(crate) fn batch(&self) -> Batch {
        Batch::new(self.actor.person, self.now).made_on(self.snapshot.generation)
    }

    /// An empty batch of the actor for writes that do not depend on the map and the rules: a letter that has already
    /// gone out, an address. It is never refused because they changed.
    pub(crate) fn batch_without_rules(&self) -> Batch {
        Batch::new(self.actor.person, self.now)
    }

    /// Writes a batch of this context. A batch made on an outdated map or outdated rules is refused as
    /// [`WriteError::Stale`], like any change that somebody else made first, and the map and the rules are reloaded for
    /// the next attempt.
    pub(crate) async fn write(&self, batch: Batch) -> Result<(), WriteError> {
        match self.store.write(batch).await {
            Err(outdated @ WriteError::Outdated) => {
                // If they cannot be reloaded now, the next request reloads them.
                self.is_overtaken(&outdated).await.ok();
                Err(WriteError::Stale)
            }
            done => done,
        }
    }

    /// Marks in a batch that the map or the packs change. The batch is refused if another process changed them since
    /// they were read.
    pub(crate) fn next_generation(&self, batch: Batch) -> Batch {
        let seen = self.snapshot.generation;
        batch
            .run(
                "UPDATE setting SET value = $1 WHERE key = 'generation' AND value = $2",
                args![(seen + 1).to_string(), seen.to_string()],
            )
            .expect(1)
    }
}

/// A service of an area: acts that see one [`Context`].
macro_rules! service {
    ($(#[$doc:meta])* $service:ident, $area:ident) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $service<'a>(crate::context::Context<'a>);

        impl<'a> std::ops::Deref for $service<'a> {
            type Target = crate::context::Context<'a>;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        impl<'a> crate::context::Context<'a> {
            $(#[$doc])*
            pub fn $area(&self) -> $service<'a> {
                $service(self.clone())
            }
        }
    };
}
pub(crate) use service;
