//! Whole levels of a stock ("hôm nay có 2.546 hộ") as lines of the ledger, across successions.
//!
//! A stated level replaces what the unit held until then: its own earlier level, or what it inherited. A level
//! inherited by several heirs stays one undivided level until one of them states its own. If all shares are known, each
//! of the others then holds its share, as an estimate. If one is unknown, the stated amount is deducted from the
//! inherited level, and the rest stays undivided among the others. A commune's level replaces those of its groups.

use super::checks::WHOLE;
use super::map::{Link, UnitMap};
use super::restate::merge_shares;
use super::{Level, UnitId};
use crate::amount::Bound;
use crate::ledger::share_out;
use crate::time::Day;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A level as stated by an entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stated {
    /// Entry.
    pub entry: Uuid,
    /// Unit whose level it is.
    pub unit: UnitId,
    /// Home where it is counted.
    pub home: UnitId,
    /// Day.
    pub day: Day,
    /// Steps.
    pub amount: i64,
    /// Bound.
    pub bound: Bound,
}

/// A line that an entry posts for a stock on its day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LevelLine {
    /// Home.
    pub home: UnitId,
    /// Unit.
    pub unit: UnitId,
    /// Steps; of a reversal, with the sign turned.
    pub amount: i64,
    /// Bound.
    pub bound: Bound,
    /// +1, or −1 for a reversal.
    pub w: i16,
}

/// Connected units: those whose levels depend on one another, with the successions that pass their levels on.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ConnectedUnits {
    /// Units connected by successions, directly or through others.
    pub units: BTreeSet<UnitId>,
    /// The homes of all these.
    pub homes: BTreeSet<UnitId>,
    /// As `units`, with all groups of the homes: needed where a home itself states the stock.
    pub all: BTreeSet<UnitId>,
    steps: Vec<Step>,
    members: Vec<Member>,
}

/// A unit's stock passes to others on the day of its end. A unit that goes on keeps its level until it states another.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Step {
    day: Day,
    unit: UnitId,
    to: Vec<(UnitId, Option<u32>)>,
}

/// The days during which a group belongs to a home; `to` is excluded.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Member {
    group: UnitId,
    home: UnitId,
    from: Day,
    to: Day,
}

impl ConnectedUnits {
    /// Finds the connected units of some units.
    pub fn of(map: &UnitMap, units: impl IntoIterator<Item = UnitId>) -> ConnectedUnits {
        let units = super::scope::closure(units.into_iter().collect(), |id| near(map, id));
        let homes = units.iter().flat_map(|id| map.homes_ever(*id)).collect();
        let homes = super::scope::closure(homes, |id| near(map, id));
        let groups = homes.iter().flat_map(|home| groups_ever(map, *home));
        let all: BTreeSet<UnitId> = groups
            .chain(units.iter().copied())
            .chain(homes.iter().copied())
            .collect();
        let all = super::scope::closure(all, |id| near(map, id));
        let mut steps: Vec<Step> = all.iter().filter_map(|id| step(map, *id)).collect();
        // Groups come first, so that what passes from them to their commune passes on to its heirs on the same day.
        steps.sort_by_key(|s| (s.day, map.level(s.unit) != Some(Level::Group), s.unit));
        let members = all.iter().flat_map(|id| members(map, *id)).collect();
        ConnectedUnits {
            units,
            homes,
            all,
            steps,
            members,
        }
    }

    /// Adds the units of another set, so that their statements are read too; its successions are not added.
    pub fn with(mut self, other: &ConnectedUnits) -> ConnectedUnits {
        self.units.extend(&other.units);
        self.homes.extend(&other.homes);
        self.all.extend(&other.all);
        self
    }

    /// Computes the lines that each entry posts for its levels of one measure.
    pub fn lines(&self, stated: &[Stated]) -> BTreeMap<Uuid, Vec<LevelLine>> {
        let mut stated: Vec<&Stated> = stated.iter().collect();
        stated.sort_by_key(|s| (s.day, s.entry));
        let mut standing: Vec<HeldLevel> = Vec::new();
        let mut steps = self.steps.iter().peekable();
        let mut found = BTreeMap::new();
        for now in stated {
            while let Some(step) = steps.next_if(|step| step.day <= now.day) {
                standing.iter_mut().for_each(|s| s.pass(step));
            }
            let lines: &mut Vec<LevelLine> = found.entry(now.entry).or_default();
            self.state(&mut standing, now, lines);
        }
        found
    }

    fn state(&self, standing: &mut Vec<HeldLevel>, now: &Stated, lines: &mut Vec<LevelLine>) {
        let mut fresh = HeldLevel::of(now);
        let ended = self.steps.iter().find(|s| s.unit == now.unit && s.day <= now.day);
        if let Some(end) = ended {
            // The unit has ended: its level counts as a part of what its heirs hold.
            let later = self.steps.iter().filter(|s| s.day >= end.day && s.day <= now.day);
            later.for_each(|s| fresh.pass(s));
        }
        let is_replaced = |s: &HeldLevel| fresh.holders.contains_key(&s.unit);
        if ended.is_some() && standing.iter().any(is_replaced) {
            // An heir has stated a level since, which already covers this one.
            return;
        }
        let is_own = |s: &HeldLevel| match ended {
            Some(_) => s.unit == now.unit,
            None => s
                .holders
                .keys()
                .all(|h| *h == now.unit || self.is_in(*h, now.unit, now.day)),
        };
        let (own, others): (Vec<HeldLevel>, Vec<HeldLevel>) = standing.drain(..).partition(is_own);
        let mut left = now.amount;
        for it in own {
            left -= it.amount;
            lines.push(it.line(-1));
        }
        for it in others {
            if ended.is_some() || !it.holders.contains_key(&now.unit) {
                standing.push(it);
                continue;
            }
            match it.shares() {
                Some(shares) => {
                    let rest = self.handed_over(&it, &shares, now);
                    lines.push(it.line(-1));
                    lines.extend(rest.iter().map(|s| s.line(1)));
                    standing.extend(rest);
                }
                None => standing.extend(it.without(now, &mut left, lines)),
            }
        }
        lines.push(fresh.line(1));
        standing.push(fresh);
    }

    /// Splits a level with known shares: the levels that the other holders keep, one each.
    fn handed_over(&self, it: &HeldLevel, shares: &[u32], now: &Stated) -> Vec<HeldLevel> {
        let amounts = share_out(it.amount, shares);
        let others = it.holders.keys().zip(amounts).filter(|(h, _)| **h != now.unit);
        others
            .map(|(holder, amount)| HeldLevel {
                home: self.home(*holder, now.day),
                unit: *holder,
                amount,
                bound: it.bound.plus(Bound::About),
                holders: BTreeMap::from([(*holder, Some(WHOLE))]),
            })
            .collect()
    }

    /// The home of a unit: for a group its commune on a day, or its last one after its end; otherwise the unit itself.
    fn home(&self, unit: UnitId, day: Day) -> UnitId {
        let its = self.members.iter().filter(|m| m.group == unit && m.from <= day);
        its.max_by_key(|m| m.from).map_or(unit, |m| m.home)
    }

    fn is_in(&self, group: UnitId, home: UnitId, day: Day) -> bool {
        let holds = |m: &Member| m.group == group && m.home == home && m.from <= day && day < m.to;
        self.members.iter().any(holds)
    }
}

/// A stated level that still counts, with its current holders and their shares.
struct HeldLevel {
    home: UnitId,
    unit: UnitId,
    amount: i64,
    bound: Bound,
    holders: BTreeMap<UnitId, Option<u32>>,
}

impl HeldLevel {
    fn of(stated: &Stated) -> HeldLevel {
        HeldLevel {
            home: stated.home,
            unit: stated.unit,
            amount: stated.amount,
            bound: stated.bound,
            holders: BTreeMap::from([(stated.unit, Some(WHOLE))]),
        }
    }

    fn line(&self, w: i16) -> LevelLine {
        LevelLine {
            home: self.home,
            unit: self.unit,
            amount: self.amount * i64::from(w),
            bound: self.bound,
            w,
        }
    }

    fn pass(&mut self, step: &Step) {
        let Some(share) = self.holders.remove(&step.unit) else {
            return;
        };
        let times = |a: u32, b: u32| (u64::from(a) * u64::from(b) / u64::from(WHOLE)) as u32;
        let heirs = step
            .to
            .iter()
            .map(|(to, part)| (*to, share.zip(*part).map(|(a, b)| times(a, b))));
        let all: Vec<_> = self.holders.iter().map(|(u, s)| (*u, *s)).chain(heirs).collect();
        self.holders = merge_shares(all).into_iter().collect();
    }

    /// The shares of all holders in millionths; `None` if one is unknown.
    fn shares(&self) -> Option<Vec<u32>> {
        self.holders.values().copied().collect()
    }

    /// Deducts the level that one of several holders states, and returns what stays undivided among the others. `left`
    /// is the part of the stated amount, in steps, that is not yet deducted from other levels.
    fn without(mut self, now: &Stated, left: &mut i64, lines: &mut Vec<LevelLine>) -> Option<HeldLevel> {
        self.holders.remove(&now.unit);
        // The shares referred to the whole level, which no longer exists.
        self.holders.values_mut().for_each(|share| *share = None);
        let cut = (*left).clamp(0, self.amount.max(0));
        if cut == 0 {
            return Some(self);
        }
        lines.push(self.line(-1));
        *left -= cut;
        self.amount -= cut;
        if self.amount == 0 {
            return None;
        }
        lines.push(self.line(1));
        Some(self)
    }
}

fn groups_ever(map: &UnitMap, home: UnitId) -> impl Iterator<Item = UnitId> + '_ {
    map.children_ever(home)
        .filter(|id| map.level(*id) == Some(Level::Group))
}

/// Predecessors, heirs, and groups that ended or began on the same day in the same place without being linked.
fn near(map: &UnitMap, id: UnitId) -> Vec<UnitId> {
    let links = map.heirs(id).iter().chain(map.predecessors(id));
    let mut found: Vec<UnitId> = links.flat_map(|l| [l.from, l.to]).collect();
    if let Some(unit) = map.get(id).filter(|_| map.level(id) == Some(Level::Group)) {
        found.extend(followers(map, id).into_iter().flatten());
        let day = unit.begins();
        let home = unit.spans[0].parent;
        let homes = home.iter().copied().chain(
            home.iter()
                .flat_map(|h| map.predecessors(*h))
                .filter(|l| l.day == day)
                .map(|l| l.from),
        );
        let before = homes.flat_map(|home| groups_ever(map, home)).filter(|group| {
            map.get(*group).is_some_and(|g| g.ends() == day)
                && followers(map, *group).is_some_and(|all| all.contains(&id))
        });
        found.extend(before);
    }
    found
}

/// Who holds the stock of a group that ended without an heir: the groups that began there on that day without
/// predecessors, else all that began, else the commune. `None` for all other units.
fn followers(map: &UnitMap, id: UnitId) -> Option<Vec<UnitId>> {
    let unit = map.get(id)?;
    let day = unit.ends();
    let on_that_day = |link: &&Link| link.day == day;
    if day == Day::MAX || map.level(id) != Some(Level::Group) || map.heirs(id).iter().any(|l| on_that_day(&l))
    {
        return None;
    }
    if let Some(link) = map
        .group_links
        .get(&id)
        .into_iter()
        .flatten()
        .find(|l| l.day == day)
    {
        return Some(vec![link.to]);
    }
    let home = unit.last().parent?;
    let heirs = map.heirs(home).iter().filter(on_that_day).map(|l| l.to);
    let homes: Vec<UnitId> = std::iter::once(home).chain(heirs).collect();
    let began: Vec<UnitId> = homes
        .iter()
        .flat_map(|home| groups_ever(map, *home))
        .filter(|group| map.get(*group).is_some_and(|g| g.begins() == day))
        .collect();
    let unlinked: Vec<UnitId> = began
        .iter()
        .copied()
        .filter(|group| !map.predecessors(*group).iter().any(|l| on_that_day(&l)))
        .collect();
    Some(match (unlinked.is_empty(), began.is_empty()) {
        (false, _) => unlinked,
        (true, false) => began,
        (true, true) => vec![home],
    })
}

fn step(map: &UnitMap, id: UnitId) -> Option<Step> {
    let day = map.get(id)?.ends();
    let to: Vec<(UnitId, Option<u32>)> = match followers(map, id) {
        Some(all) => all.into_iter().map(|to| (to, None)).collect(),
        None => {
            let links = map.heirs(id).iter().filter(|l| l.day == day);
            links.map(|l| (l.to, l.share)).collect()
        }
    };
    Some(Step {
        day,
        unit: id,
        to: merge_shares(to),
    })
    .filter(|step| !step.to.is_empty())
}

fn members(map: &UnitMap, group: UnitId) -> Vec<Member> {
    let spans = map.get(group).filter(|_| map.level(group) == Some(Level::Group));
    let spans = spans.map_or(&[][..], |u| &u.spans[..]);
    spans
        .iter()
        .filter_map(|span| {
            Some(Member {
                group,
                home: span.parent?,
                from: span.from,
                to: span.to,
            })
        })
        .collect()
}
