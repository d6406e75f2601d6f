"""Which column of a file is what, said by a person where no mapping knows its headings: a mapping read anew."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self

from app.intake.rules.mapping import FieldName, Mapping, Source, heading
from app.kernel import Refused, Words, words

FIELDS: dict[FieldName, Words] = {
    "external_id": words("Numéro", "Number"),
    "what": words("Ce que dit le client", "What the customer says"),
    "received_on": words("Reçue le", "Received on"),
    "sent_on": words("Envoyée le", "Sent on"),
    "subject": words("Objet", "Subject"),
    "asked": words("Ce qu’il demande", "What they ask"),
    "amount": words("Montant demandé", "Amount asked"),
    "name": words("Client : nom", "Customer: name"),
    "title": words("Client : civilité", "Customer: title"),
    "organisation": words("Client : société", "Customer: organisation"),
    "kind": words("Client : particulier, entreprise…", "Customer: consumer, business…"),
    "email": words("Client : courriel", "Customer: e-mail"),
    "phone": words("Client : téléphone", "Customer: telephone"),
    "street": words("Client : adresse", "Customer: street"),
    "postcode": words("Client : code postal", "Customer: postcode"),
    "city": words("Client : ville", "Customer: city"),
    "country": words("Client : pays", "Customer: country"),
    "lang": words("Client : langue", "Customer: language"),
    "category": words("Catégorie", "Category"),
    "product": words("Produit", "Product"),
    "channel": words("Canal", "Channel"),
    "written": words("Écrite : oui ou non", "Written: yes or no"),
    "state": words("État : ouvert, clos…", "State: open, closed…"),
    "closed_on": words("Close le", "Closed on"),
    "service": words("Service", "Service"),
}
"""What a column can be, as people call it, the needed ones near the top."""
NEEDED: tuple[FieldName, ...] = ("what", "received_on")
Amounts = Literal["fr", "en"]
Days = Literal["dmy", "mdy"]


@dataclass(frozen=True)
class Said:
    """What a person said of a file: the column of each field, how its amounts are written, which comes first in its dates."""

    columns: Dict[FieldName, str] = field(default_factory=dict)
    amounts: Amounts = "fr"
    days: Days = "dmy"

    def as_json(self) -> dict[str, Any]:
        """As a page and a job carry it."""
        return {"columns": dict(self.columns), "amounts": self.amounts, "days": self.days}

    @classmethod
    def of(cls, kept: Dict[str, Any] | None) -> Self | None:
        """What was kept; None where nothing was said."""
        return cls(dict(kept["columns"]), kept["amounts"], kept["days"]) if kept else None


def chosen(headings: Sequence[str], said: Sequence[str], amounts: Amounts, days: Days) -> Said:
    """What each column was said to be; refuses two columns for one field, and a file that lacks a needed one."""
    columns: dict[FieldName, str] = {}
    for name, what in zip(headings, said, strict=False):
        known = next((one for one in FIELDS if one == what), None)
        if known is not None and known in columns:
            raise Refused("column_twice", TWO_FOR_ONE.fill(field=FIELDS[known], a=columns[known], b=name), "columns")
        if known is not None:
            columns[known] = name
    missing = tuple(FIELDS[one] for one in NEEDED if one not in columns)
    if missing:
        raise Refused("columns_missing", LACKING.fill(missing=missing), "columns")
    return Said(columns, amounts, days)


def read_anew(mapping: Mapping, said: Said | None) -> Mapping:
    """The mapping with the columns that were said instead of its own; what values mean stays."""
    if said is None:
        return mapping
    fields = {name: _source(mapping, name, column) for name, column in said.columns.items()}
    days = ("iso", said.days, "serial")
    return mapping.model_copy(update={"fields": fields, "amounts": said.amounts, "days": days, "left_aside": ()})


def _source(mapping: Mapping, name: FieldName, column: str) -> Source:
    known = mapping.fields.get(name)
    changed = {"columns": (column,), "instead": (), "join": ""}
    if known is None:
        return Source.model_validate({"from": [column], "required": name in NEEDED})
    return known.model_copy(update=changed)


def fitting_days(mapping: Mapping, *, since_1904: bool) -> Mapping:
    """The same, where the file counts its days from 1904: a bare number is then no day."""
    if not since_1904:
        return mapping
    return mapping.model_copy(update={"days": tuple(one for one in mapping.days if one != "serial")})


def told_of(mapping: Mapping, headings: Sequence[str]) -> dict[int, FieldName]:
    """What each column (by its place) is read as with a mapping."""
    found: dict[int, FieldName] = {}
    titles = [heading(name) for name in headings]
    for name, source in mapping.fields.items():
        place = next((titles.index(one) for one in map(heading, source.columns) if one in titles), None)
        if place is not None:
            found.setdefault(place, name)
    return found


def parse_columns(given: Sequence[str], headings: Sequence[str], said: Said) -> Said:
    """Columns as a command is given them (`what=Description`); refuses an unknown field and a column the file has not."""
    places: dict[int, str] = {}
    titles = [heading(name) for name in headings]
    for each in given:
        name, _, column = each.partition("=")
        if name not in FIELDS:
            raise Refused("unknown_field", NO_FIELD.fill(name=name[:40], known=tuple(FIELDS)), "column")
        if heading(column) not in titles:
            found = tuple(one[:40] for one in headings if one)[:20] or ("—",)
            raise Refused("unknown_column", NO_COLUMN.fill(name=column[:40], found=found), "column")
        places[titles.index(heading(column))] = name
    kept = chosen(headings, [places.get(place, "") for place in range(len(headings))], said.amounts, said.days)
    return replace(said, columns=kept.columns)


TWO_FOR_ONE = words(
    "Deux colonnes sont dites « {field} » : « {a} » et « {b} ». Gardez-en une.",
    "Two columns are said to be “{field}”: “{a}” and “{b}”. Keep one.",
)
LACKING = words(
    "Dites aussi quelle colonne est : {missing}. Sans elle, aucune ligne ne peut devenir un dossier.",
    "Say also which column is: {missing}. Without it no line can become a case.",
)
NO_FIELD = words("Champ inconnu : {name}. Connus : {known}.", "Unknown field: {name}. Known: {known}.")
NO_COLUMN = words(
    "Le fichier n’a pas de colonne « {name} ». Colonnes trouvées : {found}.",
    "The file has no column “{name}”. Columns found: {found}.",
)
