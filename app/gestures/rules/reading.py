"""Reading palette, grid, budgets and published commitments from data; whatever is wrong is refused with its name."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from app.gestures.rules.authority import Ceilings, GridLine, Rank
from app.gestures.rules.catalogue import Entry, Fit, Price
from app.gestures.rules.commitments import Commitment, Metric
from app.gestures.rules.kinds import Kind, Nature, Pricing
from app.kernel import Money, Refused, Words, words

DATA = Path(__file__).parent.parent / "data"
MALFORMED = words("{what} : « {name} » est incomplet ou mal écrit.", "{what}: “{name}” is incomplete or malformed.")


def spec_of(entry: Entry) -> dict[str, Any]:
    """An entry as data, the way it is kept and shown in its history."""
    price, fit = entry.price, entry.fit
    return {
        "name": [entry.name.fr, entry.name.en],
        "wording": [entry.wording.fr, entry.wording.en],
        "kind": entry.kind.value,
        "pricing": price.how.value,
        "nature": price.nature.value,
        "vat": str(price.vat),
        "fixed": _minor(price.fixed),
        "percent": str(price.percent) if price.percent is not None else None,
        "cost_ratio": str(price.cost_ratio),
        "rate": _minor(price.rate),
        "handling": price.handling.minor,
        "returned": str(price.returned),
        "least": _minor(price.least),
        "most": _minor(price.most),
        "currency": price.handling.currency,
        "categories": list(fit.categories),
        "services": list(fit.services),
        "segments": list(fit.segments),
        "standings": list(fit.standings),
        "needs_purchase": fit.needs_purchase,
        "evidence": [entry.evidence.fr, entry.evidence.en] if entry.evidence else None,
        "carry_out_days": entry.carry_out_days,
        "floor_for": list(entry.floor_for),
    }


def _minor(amount: Money | None) -> int | None:
    return None if amount is None else amount.minor


def entry_of(
    code: str, version: int, spec: Mapping[str, Any], valid_from: date, valid_until: date | None = None
) -> Entry:
    """An entry from its data; refuses what is incomplete. The same data is read once."""
    return _read(code, version, json.dumps(dict(spec), sort_keys=True, default=str), valid_from, valid_until)


@lru_cache(maxsize=1024)
def _read(code: str, version: int, spec: str, valid_from: date, valid_until: date | None) -> Entry:
    try:
        return _entry(code, version, json.loads(spec), valid_from, valid_until)
    except (KeyError, ValueError, TypeError, ZeroDivisionError) as wrong:
        raise Refused("entry_malformed", MALFORMED.fill(what="catalogue", name=code), "spec") from wrong


def _entry(code: str, version: int, spec: Mapping[str, Any], valid_from: date, valid_until: date | None) -> Entry:
    currency = str(spec.get("currency", "EUR"))

    def money(name: str) -> Money | None:
        return None if spec.get(name) is None else Money(int(spec[name]), currency)

    price = Price(
        how=Pricing(spec["pricing"]),
        nature=Nature(spec["nature"]),
        vat=Fraction(str(spec.get("vat", "0.2"))),
        fixed=money("fixed"),
        percent=None if spec.get("percent") is None else Fraction(str(spec["percent"])),
        cost_ratio=Fraction(str(spec.get("cost_ratio", 1))),
        rate=money("rate"),
        handling=money("handling") or Money(0, currency),
        returned=Fraction(str(spec.get("returned", 0))),
        least=money("least"),
        most=money("most"),
    )
    fit = Fit(
        tuple(spec.get("categories", ())),
        tuple(spec.get("services", ())),
        tuple(spec.get("segments", ())),
        tuple(spec.get("standings", ())),
        bool(spec.get("needs_purchase", False)),
    )
    return check_entry(
        Entry(
            code=code,
            version=version,
            name=_both(spec["name"]),
            wording=_both(spec["wording"]),
            kind=Kind(spec["kind"]),
            price=price,
            fit=fit,
            valid_from=valid_from,
            valid_until=valid_until,
            evidence=_both(spec["evidence"]) if spec.get("evidence") else None,
            carry_out_days=int(spec.get("carry_out_days", 14)),
            floor_for=tuple(spec.get("floor_for", ())),
        )
    )


def check_entry(entry: Entry) -> Entry:
    """Refuse an entry that could not be priced or would promise without end."""
    price = entry.price
    wrong = (
        (price.how is Pricing.PERCENT and (price.percent is None or not 0 < price.percent <= 1))
        or (price.how is Pricing.FIXED and price.fixed is None)
        or (price.how in (Pricing.FREE, Pricing.FACE, Pricing.DIFFERENCE, Pricing.HOURS) and price.most is None)
        or not 0 <= price.cost_ratio <= 2
        or not 0 <= price.returned <= 1
        or not 0 <= price.vat < 1
        or not 1 <= entry.carry_out_days <= 365
        or any(amount is not None and amount.minor < 0 for amount in (price.fixed, price.least, price.most))
        or (price.least is not None and price.most is not None and price.most < price.least)
        or (entry.valid_until is not None and entry.valid_until < entry.valid_from)
    )
    if wrong:
        raise Refused("entry_malformed", MALFORMED.fill(what="catalogue", name=entry.code), "spec")
    return entry


def _both(pair: Sequence[str]) -> Words:
    fr, en = pair
    if not str(fr).strip() or not str(en).strip():
        raise ValueError("both languages")
    return Words(str(fr), str(en))


def _loaded(name: str) -> Any:
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))


MONEY_KEYS = ("fixed", "rate", "handling", "least", "most")


def shipped_entries(valid_from: date) -> tuple[Entry, ...]:
    """The palette that ships with the house; amounts in the file are in euros."""
    return tuple(
        entry_of(str(raw["code"]), 1, {**raw, **_in_minor(raw)}, valid_from) for raw in _loaded("catalogue.yaml")
    )


def _in_minor(raw: Mapping[str, Any]) -> dict[str, int]:
    return {key: int(Decimal(str(raw[key])) * 100) for key in MONEY_KEYS if raw.get(key) is not None}


def shipped_grid(valid_from: date, service_ids: Mapping[str, int]) -> tuple[GridLine, ...]:
    """The grid that ships with the house: lines of services that do not exist here are left out."""
    lines = []
    for raw in _loaded("authority.yaml"):
        service = raw.get("service")
        if service is not None and service not in service_ids:
            continue
        ceilings = Ceilings(*(Money(int(raw[name]) * 100) for name in ("gesture", "case", "customer")))
        lines.append(
            GridLine(
                rank=Rank(raw["level"]),
                service_id=service_ids[service] if service else None,
                kind=Kind(raw["kind"]) if raw.get("kind") else None,
                ceilings=ceilings,
                compromise=Money(int(raw.get("compromise", 0)) * 100),
                valid_from=valid_from,
            )
        )
    return tuple(lines)


@lru_cache(maxsize=1)
def shipped_commitments() -> tuple[Commitment, ...]:
    """The service menu that ships with the house."""
    return tuple(
        Commitment(
            code=str(raw["code"]),
            text=_both(raw["text"]),
            metric=Metric(raw["metric"]),
            at_most=int(raw["at_most"]),
            segments=tuple(raw.get("segments", ())),
            credit=str(raw["credit"]),
            amount=Money(int(Decimal(str(raw["amount"])) * 100)),
        )
        for raw in _loaded("commitments.yaml")
    )


def with_dates(entry: Entry, valid_from: date, valid_until: date | None, version: int) -> Entry:
    """The same entry as another version."""
    return check_entry(replace(entry, valid_from=valid_from, valid_until=valid_until, version=version))
