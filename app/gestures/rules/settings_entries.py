"""How the history of the settings tells changes of the grid, the palette, the budgets and delegations."""

from __future__ import annotations

from app.cases.rules.entries import Data, EntryKind, amount, day
from app.gestures.rules.authority import Rank
from app.gestures.rules.kinds import Kind
from app.kernel import Words, words

SETTINGS = "settings"
"""The stream of the journal that tells changes of the settings."""
ALL = words("tous les gestes", "every gesture")


def _line(data: Data) -> Words:
    kind = data.get("kind")
    top = {name: amount(data, name) for name in ("gesture", "case", "customer")}
    return LINE.fill(
        rank=Rank(str(data["rank"])).words, kind=Kind(str(kind)).words if kind else ALL, on=day(data, "from"), **top
    )


def _entry(data: Data) -> Words:
    spec = data.get("spec")
    name = spec.get("name") if isinstance(spec, dict) else None
    said = Words(str(name[0]), str(name[1])) if isinstance(name, list) else words("{c}", "{c}", c=str(data["code"]))
    return ENTRY.fill(name=said, on=day(data, "from"))


def _budget(data: Data) -> Words:
    return BUDGET.fill(limit=amount(data, "limit"), start=day(data, "from"), end=day(data, "to"))


WHAT = {"grid": _line, "catalogue": _entry, "budget": _budget}
LINE = words(
    "{rank}, {kind}, {gesture:trim} par geste, {case:trim} par dossier, {customer:trim} par client, à partir du {on}",
    "{rank}, {kind}, {gesture:trim} per gesture, {case:trim} per case, {customer:trim} per customer, from {on}",
)
ENTRY = words("{name}, à partir du {on}", "{name}, from {on}")
BUDGET = words("{limit:trim}, du {start} au {end}", "{limit:trim}, {start} to {end}")
NAMES = {
    "grid": words("Pouvoirs de décision", "Authority"),
    "catalogue": words("Palette de gestes", "Palette of gestures"),
    "budget": words("Budget", "Budget"),
}
PROPOSED = words("{about} : changement proposé ({what})", "{about}: change proposed ({what})")
CONFIRMED = words("{about} : changement confirmé ({what})", "{about}: change confirmed ({what})")
DECLINED = words("{about} : changement écarté ({what})", "{about}: change declined ({what})")
WITHDRAWN = words(
    "{about} : proposition retirée par son auteur ({what})", "{about}: proposal withdrawn by its author ({what})"
)


def _said(about: str, as_: Words) -> EntryKind:
    return EntryKind(lambda data: as_.fill(about=NAMES[about], what=WHAT[about](data)), "sliders")


def _decided(about: str) -> EntryKind:
    def title(data: Data) -> Words:
        said = CONFIRMED if data.get("confirmed") else DECLINED
        return said.fill(about=NAMES[about], what=WHAT[about](data))

    return EntryKind(title, "sliders")


def _moved(fr: str, en: str) -> EntryKind:
    return EntryKind(
        lambda data: words(fr, en).fill(m=amount(data, "limit"), start=day(data, "from"), end=day(data, "to")),
        "cash-coin",
    )


def _lent(data: Data) -> Words:
    return LENT.fill(m=amount(data, "gesture"), start=day(data, "from"), end=day(data, "until"))


LENT = words(
    "Pouvoir délégué : {m:trim} par geste, du {start} au {end}",
    "Authority delegated: {m:trim} per gesture, {start} to {end}",
)
SETTINGS_ENTRIES: dict[str, EntryKind] = {
    **{f"{about}.proposed": _said(about, PROPOSED) for about in WHAT},
    **{f"{about}.withdrawn": _said(about, WITHDRAWN) for about in WHAT},
    **{f"{about}.decided": _decided(about) for about in WHAT},
    "budget.opened": _moved(
        "Budget ouvert : {m:trim}, du {start} au {end}", "Budget opened: {m:trim}, {start} to {end}"
    ),
    "budget.changed": _moved(
        "Budget modifié : {m:trim}, du {start} au {end}", "Budget changed: {m:trim}, {start} to {end}"
    ),
    "budget.low": _moved(
        "Budget bientôt épuisé, sur {m:trim}, du {start} au {end}", "Budget running low, of {m:trim}, {start} to {end}"
    ),
    "delegation.made": EntryKind(_lent, "person-check"),
}
