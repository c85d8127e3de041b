//! Whole levels of a stock ("hôm nay có 2.546 hộ") as lines of the ledger, across successions.
//!
//! A stated level replaces what the unit held until then: its own level before, or what its predecessors left to it. What
//! a predecessor left to several heirs stands until the last of them has stated. Until then an heir's statement takes
//! its known share away; where shares are unknown, it takes what it states, and the rest stays undivided. A commune's level
//! replaces those of its groups.

use super::carry::settle;
use super::checks::WHOLE;
use super::map::{Link, UnitMap};
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
    /// +1, or −1 for a reversal; 0 where a part is taken away from what stands elsewhere.
    pub w: i16,
}

/// Units whose levels bear on each other, and who holds what they left.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Kin {
    /// Units tied by successions, near and far.
    pub units: BTreeSet<UnitId>,
    /// The homes of all these.
    pub homes: BTreeSet<UnitId>,
    /// As `units`, with all groups of the homes: needed where a home itself states the stock.
    pub all: BTreeSet<UnitId>,
    steps: Vec<Step>,
    members: Vec<Member>,
}

/// On the day of its end a unit's stock passes to others. One that goes on keeps what it stated until it states again.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Step {
    day: Day,
    unit: UnitId,
    to: Vec<(UnitId, Option<u32>)>,
}

/// A group in its home; `to` is not counted.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Member {
    group: UnitId,
    home: UnitId,
    from: Day,
    to: Day,
}

impl Kin {
    /// The kin of some units.
    pub fn of(map: &UnitMap, units: impl IntoIterator<Item = UnitId>) -> Kin {
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
        // What falls from groups to their commune on a day passes on to its heirs on the same day.
        steps.sort_by_key(|s| (s.day, map.level(s.unit) != Some(Level::Group), s.unit));
        let members = all.iter().flat_map(|id| members(map, *id)).collect();
        Kin {
            units,
            homes,
            all,
            steps,
            members,
        }
    }

    /// Takes the units of another kin in, so that what its units stated is looked at too.
    pub fn with(mut self, other: &Kin) -> Kin {
        self.units.extend(&other.units);
        self.homes.extend(&other.homes);
        self.all.extend(&other.all);
        self
    }

    /// What each entry posts for the levels of one measure.
    pub fn lines(&self, stated: &[Stated]) -> BTreeMap<Uuid, Vec<LevelLine>> {
        let mut stated: Vec<&Stated> = stated.iter().collect();
        stated.sort_by_key(|s| (s.day, s.entry));
        let mut standing: Vec<Standing> = Vec::new();
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

    fn state(&self, standing: &mut Vec<Standing>, now: &Stated, lines: &mut Vec<LevelLine>) {
        let mut fresh = Standing::of(now);
        let ended = self.steps.iter().find(|s| s.unit == now.unit && s.day <= now.day);
        if let Some(end) = ended {
            // Stated for a unit that had ended: it is that part of what its heirs hold.
            let later = self.steps.iter().filter(|s| s.day >= end.day && s.day <= now.day);
            later.for_each(|s| fresh.pass(s));
        }
        let is_replaced = |s: &Standing| fresh.holders.contains_key(&s.unit);
        if ended.is_some() && standing.iter().any(is_replaced) {
            // Its heir has stated since.
            return;
        }
        let is_own = |s: &Standing| match ended {
            Some(_) => s.unit == now.unit,
            None => s
                .holders
                .keys()
                .all(|h| *h == now.unit || self.is_in(*h, now.unit, now.day)),
        };
        let (own, others): (Vec<Standing>, Vec<Standing>) = standing.drain(..).partition(is_own);
        let mut left = now.amount;
        for it in own {
            left -= it.amount;
            it.close(lines);
        }
        for mut it in others {
            let is_holder = ended.is_none() && it.holders.contains_key(&now.unit);
            if !is_holder || it.take(now, &mut left, lines) {
                standing.push(it);
            }
        }
        lines.push(fresh.line(1));
        standing.push(fresh);
    }

    fn is_in(&self, group: UnitId, home: UnitId, day: Day) -> bool {
        let holds = |m: &Member| m.group == group && m.home == home && m.from <= day && day < m.to;
        self.members.iter().any(holds)
    }
}

/// A stated level as it stands, and who holds it by now.
struct Standing {
    home: UnitId,
    unit: UnitId,
    amount: i64,
    bound: Bound,
    holders: BTreeMap<UnitId, Option<u32>>,
    /// Shares of those who have stated since.
    gone: Vec<u32>,
    /// What they took, at themselves.
    taken: Vec<LevelLine>,
}

impl Standing {
    fn of(stated: &Stated) -> Standing {
        Standing {
            home: stated.home,
            unit: stated.unit,
            amount: stated.amount,
            bound: stated.bound,
            holders: BTreeMap::from([(stated.unit, Some(WHOLE))]),
            gone: Vec::new(),
            taken: Vec::new(),
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
        self.holders = if self.gone.is_empty() {
            settle(all).into_iter().collect()
        } else {
            all.into_iter().collect()
        };
    }

    /// It is replaced: turned round, and what was taken from it given back.
    fn close(&self, lines: &mut Vec<LevelLine>) {
        lines.push(self.line(-1));
        lines.extend(self.given_back());
    }

    fn given_back(&self) -> impl Iterator<Item = LevelLine> + '_ {
        self.taken.iter().map(|t| LevelLine {
            amount: -t.amount,
            w: -t.w,
            ..t.clone()
        })
    }

    /// One of several holders states its level; tells whether something is left to the others.
    fn take(&mut self, now: &Stated, left: &mut i64, lines: &mut Vec<LevelLine>) -> bool {
        let place = self.holders.keys().position(|h| *h == now.unit);
        let shares: Option<Vec<u32>> = self.holders.values().copied().collect();
        self.holders.remove(&now.unit);
        match (shares, place) {
            (Some(mut shares), Some(place)) => {
                let mine = shares[place];
                shares.extend(&self.gone);
                let taken = LevelLine {
                    home: now.home,
                    unit: now.unit,
                    amount: -share_out(self.amount, &shares)[place],
                    bound: self.bound,
                    w: 0,
                };
                self.gone.push(mine);
                lines.push(taken.clone());
                self.taken.push(taken);
                true
            }
            _ => {
                let cut = (*left).clamp(0, self.amount.max(0));
                if cut == 0 {
                    return true;
                }
                *left -= cut;
                lines.push(self.line(-1));
                self.amount -= cut;
                if self.amount == 0 {
                    lines.extend(self.given_back());
                    return false;
                }
                lines.push(self.line(1));
                true
            }
        }
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
        to: settle(to),
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
