"""What the law already grants, recognised from facts: amount, since when, surcharge today. Never goodwill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from fractions import Fraction

from app.kernel import Money, Words, words
from app.kernel.civil import zone as place
from app.regimes.rules.deriving import duties_of
from app.regimes.rules.events import Happened
from app.regimes.rules.interest import Refund, Surcharge, surcharge
from app.regimes.rules.pack import Pack
from app.regimes.rules.parts import Status
from app.regimes.rules.scene import Scene, scene_of
from app.regimes.rules.sections import AmountTable, Band, EntitlementRule, Scale


@dataclass(frozen=True)
class Entitlement:
    """Something due by law: no offer, no authority and no budget can stop it."""

    rule: str
    key: str
    what: Words
    amount: Money | None
    since: date
    due_on: date | None
    done_on: date | None
    surcharge: Money | None
    steps: tuple[Words, ...]
    source: str
    status: Status


def entitlements(
    facts: Mapping[str, object],
    as_of: date,
    *,
    packs: Sequence[Pack],
    events: Sequence[Happened] = (),
    zone: str = "Europe/Paris",
) -> tuple[Entitlement, ...]:
    """What these facts and events entitle the customer to on that civil day."""
    noon = datetime.combine(as_of, time(12), place(zone)).astimezone(UTC)
    scene = scene_of(packs, events, facts, as_of=noon, zone=zone)
    duties_of(scene)
    found = [_of_rule(rule, pack, scene) for pack in packs for rule in pack.entitlements]
    return tuple(sorted((each for each in found if each), key=lambda each: (each.since, each.rule, each.key)))


def _of_rule(rule: EntitlementRule, pack: Pack, scene: Scene) -> Entitlement | None:
    begun = scene.first_of(rule.trigger)
    if begun is None or scene.holds(rule.when) is not True or not scene.in_force(rule, begun[1]):
        return None
    amount, working = _amount(rule, pack, scene)
    due_on = scene.dues.get(rule.duty) if rule.duty else None
    done = scene.first_of(rule.paid_by, begun[1])
    late = _late(rule, amount, due_on, done[1] if done else scene.today, scene)
    return Entitlement(
        rule=rule.id,
        key=rule.full,
        what=rule.what.words,
        amount=amount,
        since=begun[1],
        due_on=due_on,
        done_on=done[1] if done else None,
        surcharge=late.amount if late else None,
        steps=(*working, *(late.steps if late else ())),
        source=rule.source.cite,
        status=rule.source.status,
    )


def _amount(rule: EntitlementRule, pack: Pack, scene: Scene) -> tuple[Money | None, tuple[Words, ...]]:
    if rule.table is not None:
        table = next(each for one in scene.packs for each in one.amounts if rule.table in (each.id, each.full))
        return _by_distance(table, pack, scene)
    known = [value for name in rule.amount if isinstance(value := scene.facts.get(name), Money)]
    return (sum(known[1:], known[0]), ()) if known else (None, ())


def _late(rule: EntitlementRule, amount: Money | None, due: date | None, day: date, scene: Scene) -> Surcharge | None:
    if rule.scale is None or amount is None or due is None:
        return None
    scale = scale_on(scene.packs, rule.scale, due)
    price = scene.facts.get("purchase.price")
    return surcharge(scene.packs, scale, Refund(amount, price if isinstance(price, Money) else amount, due, day))


def scale_on(packs: Sequence[Pack], name: str, day: date) -> Scale:
    """The scale of that name in force on the day the refund was due."""
    named = [scale for pack in packs for scale in pack.scales if name in (scale.id, scale.full)]
    return next((scale for scale in named if scale.valid_on(day)), named[-1])


# --- flights ---------------------------------------------------------------------------------------------------------


def _by_distance(table: AmountTable, pack: Pack, scene: Scene) -> tuple[Money | None, tuple[Words, ...]]:
    """The band of the distance, halved when the delay was small, for every passenger."""
    distance = scene.facts.get("flight.distance_km")
    if not isinstance(distance, int):
        return None, ()
    number = next(n for n, band in enumerate(table.bands, 1) if band.up_to_km is None or distance <= band.up_to_km)
    if table.intra_eu_band and scene.facts.get("flight.intra_eu") is True:
        number = min(number, table.intra_eu_band)
    band = table.bands[number - 1]
    passengers = scene.facts.get("flight.passengers")
    count = passengers if isinstance(passengers, int) and passengers > 0 else 1
    each = pack.money(band.amount).times(Fraction(1, 2) if _halved(band, scene.facts) else 1)
    return each.times(count), (BAND.fill(km=distance, each=each, n=count),)


def _halved(band: Band, facts: Mapping[str, object]) -> bool:
    delay = facts.get("flight.arrival_delay_minutes")
    bound = band.halved_delay_below if facts.get("flight.event") == "delay" else band.halved_below
    return isinstance(delay, int) and bound is not None and delay < bound


BAND = words(
    "Distance {km} km : {each} par passager, {n} {n:passager|passagers}.",
    "Distance {km} km: {each} per passenger, {n} {n:passenger|passengers}.",
)
