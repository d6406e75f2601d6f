"""One line of a file becomes a record, or the list of what is wrong with it, each naming its column."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.intake.rules.choices import is_written
from app.intake.rules.country_names import land_of
from app.intake.rules.mapping import FieldName, Mapping, Source, heading, legible
from app.intake.rules.subject import in_one_line
from app.kernel import Money, Refused, Words, day_of, words
from app.people.rules import CustomerKind

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LONGEST = {
    "external_id": 110,
    "what": 50_000,
    "asked": 2_000,
    "subject": 1_000,
    "product": 80,
    "service": 40,
    "title": 20,
    "name": 160,
    "organisation": 160,
    "email": 200,
    "phone": 40,
    "street": 200,
    "postcode": 20,
    "city": 120,
}
"""Characters, as many as the rows hold; what is longer is refused, never cut in silence."""
SHAPES = {
    "iso": ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"),
    "dmy": ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%d.%m.%y", "%d-%m-%y"),
    "mdy": ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y"),
    "serial": (),
}
TIME = re.compile(r"(?<=\d)[ T,à]+([01]?\d|2[0-4])\s?[:h]\s?\d{2}(:\d{2}(\.\d+)?)?\s?([ap]\.?m\.?)?$", re.IGNORECASE)
"""A time after a day that names no zone: the day stands as it is written."""
SERIAL = re.compile(r"\d{5}([.,]\d+)?")
"""A day as spreadsheets count it, from 1900, where a cell lost its format."""
SERIAL_START = date(1899, 12, 30)
SPELT = re.compile(
    r"(?:[a-z]+ )?(?P<day>\d{1,2})(?: ?er| ?st| ?nd| ?rd| ?th)? (?:of )?(?P<month>[a-z]{3,}) (?P<year>\d{4}|\d{2})"
)
SPELT_MONTH_FIRST = re.compile(r"(?:[a-z]+ )?(?P<month>[a-z]{3,}) (?P<day>\d{1,2})(?:st|nd|rd|th)? (?P<year>\d{4})")
OFFSET = re.compile(r"\s+(?:(?P<utc>UTC|GMT|Z)|(?P<by>[+-]\d{2}:?\d{2}))$")
MONTHS = (
    ("janvier", "january"), ("fevrier", "february"), ("mars", "march"), ("avril", "april"), ("mai", "may"), ("juin", "june"),
    ("juillet", "july"), ("aout", "august"), ("septembre", "september"), ("octobre", "october"), ("novembre", "november"),
    ("decembre", "december"),
)  # fmt: skip
EARLIEST, LATEST = 1990, 2100
ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#NOM?", "#VALEUR!"})
"""What a spreadsheet writes in a cell that it could not work out."""
YES = frozenset({"oui", "yes", "true", "vrai", "1", "x", "o", "y"})


@dataclass(frozen=True)
class Record:
    """One complaint as a file tells it."""

    external_id: str
    what: str
    received_on: date
    sent_on: date | None = None
    asked: str = ""
    amount: Money = field(default_factory=lambda: Money(0))
    subject: str = ""
    category: str = "other"
    product: str = ""
    channel: str = "email"
    written: bool = True
    closed: bool = False
    closed_on: date | None = None
    service: str = ""
    lang: str = "fr"
    kind: CustomerKind = CustomerKind.CONSUMER
    person: Dict[str, str] = field(default_factory=dict)
    """title, name, organisation, email, phone, street, postcode, city, country (where they live, by its code): what the file says."""
    state: str = ""
    """Where the other tool had it, in its own word."""

    @property
    def named(self) -> bool:
        """Does the file say who complains?"""
        return bool(self.person.get("name") or self.person.get("organisation"))


@dataclass(frozen=True)
class Reading:
    """A record, or what is wrong with the line."""

    record: Record | None
    problems: tuple[Words, ...] = ()


def digest(values: Dict[str, str]) -> str:
    """What a record without a number is known by: the same contents, however spaced, give the same digest."""
    said = {name: " ".join(value.split()).casefold() for name, value in values.items() if value.strip()}
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "digest:" + hashlib.sha256(canonical.encode()).hexdigest()[:40]


class _Reader:
    """Reads the fields of one line, gathering what is wrong instead of stopping at the first."""

    def __init__(self, mapping: Mapping, cells: Dict[str, str]) -> None:
        self.mapping = mapping
        self.cells = cells
        self.problems: list[Words] = []

    def text(self, name: str) -> str:
        source = self.mapping.fields.get(name)  # type: ignore[call-overload]
        if source is None:
            return ""
        value = self._meaning(source, self._raw(source))
        column = self.column(source)
        if value.strip() in ERRORS:
            self.problems.append(SHEET_ERROR.fill(column=column, value=value.strip()))
            return ""
        if "\x00" in value:
            self.problems.append(NUL.fill(column=column))
        value = CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
        if len(value) > LONGEST.get(name, 1_000):
            self.problems.append(LONG.fill(column=column, n=len(value), most=LONGEST.get(name, 1_000)))
            return ""
        if source.required and not value:
            self.problems.append(EMPTY.fill(column=column))
        return value

    def column(self, source: Source) -> str:
        """The heading this field was read under."""
        return next((name for name in source.columns if heading(name) in self.cells), source.columns[0])

    def _raw(self, source: Source) -> str:
        values = [self.cells.get(heading(name), "") for name in source.columns]
        present = [value for value in values if value.strip()]
        if source.join:
            return source.join.join(present)
        if present:
            return present[0]
        return " — ".join(v for name in source.instead if (v := self.cells.get(heading(name), "")).strip())

    def _meaning(self, source: Source, value: str) -> str:
        if not value.strip():
            return source.otherwise or ""
        if not source.values:
            return value
        for said, meant in source.values.items():
            if heading(said) == heading(value):
                return meant
        if source.otherwise is None:
            self.problems.append(UNLISTED.fill(column=self.column(source), value=legible(value)[:40]))
            return ""
        return source.otherwise

    def day(self, name: str) -> date | None:
        value = self.text(name)
        if not value:
            return None
        found = read_day(value, self.mapping.days, self.mapping.zone)
        if found is None:
            source = self.mapping.fields[name]  # type: ignore[index]
            shapes = tuple(DAY_WORDS[shape] for shape in self.mapping.days if shape in DAY_WORDS)
            self.problems.append(NO_DAY.fill(column=self.column(source), value=value[:40], shapes=shapes))
        return found

    def land(self) -> dict[str, str]:
        """The country the customer lives in, by its code (`lands_said`); nothing where the file says none."""
        value = self.text("country")
        code = land_of(value)
        if code is None and heading(value) not in SAYS_NOTHING:
            column = self.column(self.mapping.fields["country"])
            self.problems.append(NO_LAND.fill(column=column, value=value[:40]))
        return {"country": code} if code else {}

    def money(self, name: str) -> Money:
        currency = self.mapping.currency
        value = tidied(self.text(name), currency, english=self.mapping.amounts == "en")
        if not value:
            return Money(0, currency)
        try:
            amount = Money.parse(value, currency, name)
        except Refused as refused:
            self.problems.append(IN.fill(column=self.column(self.mapping.fields[name]), why=refused.message))  # type: ignore[index]
            return Money(0, currency)
        if amount.minor < 0:
            self.problems.append(NEGATIVE.fill(column=self.column(self.mapping.fields[name])))  # type: ignore[index]
        return amount


NO_AMOUNT = frozenset({"-", "–", "—", "n/a", "na", "n/c", "nc", "néant", "aucun", "none", "nil", "null"})
"""What people write where there is no amount."""
NAMED = {
    "EUR": "eur|euros?",
    "GBP": "gbp|pounds?",
    "USD": "usd|us\\$|dollars?",
    "CHF": "chf|fr\\.|francs?",
    "CAD": "cad|dollars?",
}


def tidied(value: str, currency: str, *, english: bool) -> str:
    """An amount without the name of its currency and without what parts its thousands: of a point and a comma the last parts the cents."""
    plain = re.sub(
        rf"^(?:{NAMED.get(currency, currency)})\s*|\s*(?:{NAMED.get(currency, currency)})$",
        "",
        value.strip(),
        flags=re.IGNORECASE,
    )
    if value.strip().lower() in NO_AMOUNT:
        return ""
    if english:
        return plain.replace(",", "")
    return re.sub(r"[.](?=\d{3}(?:\D|$))", "", plain) if re.search(r"[.]\d{3},\d", plain) else plain


def read_day(text: str, shapes: tuple[str, ...], zone: str) -> date | None:
    """A civil day as files write it: with a time and offset it is the day in that zone; None when it is none."""
    text = text.strip()
    instant = _instant(text) if "iso" in shapes and len(text) > 10 and text[4:5] == "-" else None
    if instant is not None:
        return _plausible(day_of(instant, zone) if instant.tzinfo else instant.date())
    text = TIME.sub("", text)
    if "serial" in shapes and SERIAL.fullmatch(text):
        return _plausible(SERIAL_START + timedelta(days=int(text[:5])))
    for shape in shapes:
        for pattern in SHAPES[shape]:
            try:
                return _plausible(datetime.strptime(text, pattern).date())  # noqa: DTZ007  a civil day has no zone
            except ValueError:
                continue
    return _spelt(heading(text))


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(OFFSET.sub(lambda found: found["by"] or "+00:00", text))
    except ValueError:
        return None


def _spelt(text: str) -> date | None:
    """A day with the name of its month, whole or cut short: “lundi 2 février 2026”, “1er mars 2026”, “3 avr. 25”, “Apr 3, 2026”."""
    found = SPELT.fullmatch(text) or SPELT_MONTH_FIRST.fullmatch(text)
    if found is None:
        return None
    months = {n for n, names in enumerate(MONTHS, start=1) if any(name.startswith(found["month"]) for name in names)}
    year = int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)
    try:
        return _plausible(date(year, months.pop() if len(months) == 1 else 0, int(found["day"])))
    except ValueError:
        return None


def _plausible(day: date) -> date | None:
    return day if EARLIEST <= day.year <= LATEST else None


SAYS_NOTHING = frozenset(
    {"", "n a", "inconnu", "inconnue", "unknown", "none", "null", "non renseigne", "autre", "other"}
)
"""What programs write for a country that nobody told them."""
PERSON = ("title", "name", "organisation", "email", "phone", "street", "postcode", "city")


def read(mapping: Mapping, cells: Dict[str, str], carried: Collection[str] = ()) -> Reading:
    """Read one line (values by folded heading) with a mapping; a line with any problem gives no record.

    `carried`: headings of what stands in a row above, in a merged cell: an amount is not counted again, a number or a complaint
    that two rows share is one complaint.
    """
    reader = _Reader(mapping, {name: cell for name, cell in cells.items() if name not in _once(mapping, carried)})
    reader.problems += _shared(mapping, carried)
    what, received_on = reader.text("what"), reader.day("received_on")
    person = {name: " ".join(value.split()) for name in PERSON if (value := reader.text(name))} | reader.land()
    channel = reader.text("channel") or "email"
    written = reader.text("written")
    state, kind = reader.text("state"), reader.text("kind")
    external_id = reader.text("external_id")
    email = person.get("email", "")
    if email and not re.fullmatch(r"[^@\s]+@[^@\s]+", email):
        reader.problems.append(NO_EMAIL.fill(value=email[:60]))
    if not what and not reader.problems:
        reader.problems.append(NOTHING_SAID)
    record = Record(
        external_id=external_id or digest(cells),
        what=what,
        received_on=received_on or date.min,
        sent_on=reader.day("sent_on"),
        asked=reader.text("asked"),
        amount=reader.money("amount"),
        subject=reader.text("subject")[:200] or in_one_line(what),
        category=reader.text("category") or "other",
        product=reader.text("product"),
        channel=channel,
        written=heading(written) in YES if written else is_written(channel),
        closed=bool(state) and heading(state) in {heading(value) for value in mapping.closed},
        closed_on=reader.day("closed_on"),
        service=reader.text("service"),
        lang=reader.text("lang") or mapping.lang,
        kind=CustomerKind(kind) if kind in set(CustomerKind) else CustomerKind.CONSUMER,
        person=person,
        state=state,
    )
    problems = tuple(dict.fromkeys((*reader.problems, *_backwards(record))))
    return Reading(None if problems else record, problems)


def _once(mapping: Mapping, carried: Collection[str]) -> set[str]:
    source = mapping.fields.get("amount")
    return {heading(name) for name in source.columns} & set(carried) if source and carried else set()


def _shared(mapping: Mapping, carried: Collection[str]) -> list[Words]:
    """Why a line whose number or complaint stands in a cell merged with the row above is none of its own."""
    sources = [mapping.fields[name] for name in ONE if name in mapping.fields] if carried else []
    return [
        SHARED.fill(column=column) for source in sources for column in source.columns if heading(column) in carried
    ][:1]


ONE: tuple[FieldName, ...] = ("external_id", "what")


def _backwards(record: Record) -> tuple[Words, ...]:
    """A complaint is sent, then received, then closed."""
    if record.received_on == date.min:
        return ()
    late = SENT_AFTER if record.sent_on and record.sent_on > record.received_on else None
    early = CLOSED_BEFORE if record.closed and record.closed_on and record.closed_on < record.received_on else None
    return tuple(why for why in (late, early) if why is not None)


def beyond(record: Record, services: Collection[str], on: date) -> tuple[Words, ...]:
    """What this house refuses of a record that reads well: a service it has not (folded names and codes), a day to come."""
    unknown = record.service and heading(record.service) not in services
    days = (record.received_on, record.closed_on if record.closed else None)
    future = any(day is not None and day > on for day in days)
    return (*((UNKNOWN_SERVICE.fill(name=record.service),) if unknown else ()), *((FUTURE,) if future else ()))


UNKNOWN_SERVICE = words("Aucun service ne s’appelle « {name} ».", "No service is called “{name}”.")
FUTURE = words(
    "Une réclamation ne peut être datée de l’avenir, ni sa clôture.",
    "Neither a complaint nor its closing can be dated in the future.",
)
SENT_AFTER = words(
    "La réclamation serait envoyée après avoir été reçue.", "The complaint would be sent after it was received."
)
CLOSED_BEFORE = words(
    "La réclamation serait close avant d’être reçue.", "The complaint would be closed before it was received."
)
SHARED = words(
    "La cellule « {column} » est fusionnée avec celle de la ligne au-dessus : c’est la suite de la même réclamation. Complétez le "
    "dossier de cette ligne à la main, ou défusionnez et donnez à chaque ligne la sienne.",
    "The cell “{column}” is merged with that of the row above: this line goes on with the same complaint. Complete the case of "
    "that row by hand, or unmerge and give each line its own.",
)
SHEET_ERROR = words(
    "La colonne « {column} » porte l’erreur de tableur « {value} ».",
    "The column “{column}” holds the spreadsheet error “{value}”.",
)
NO_LAND = words(
    "La colonne « {column} » nomme un pays que nous ne connaissons pas : « {value} ». Écrivez son code de deux lettres.",
    "The column “{column}” names a country that we do not know: “{value}”. Write its code of two letters.",
)
EMPTY = words("La colonne « {column} » est vide.", "The column “{column}” is empty.")
NUL = words("La colonne « {column} » contient un caractère NUL.", "The column “{column}” holds a NUL character.")
LONG = words(
    "La colonne « {column} » a {n} caractères ; {most} au plus.",
    "The column “{column}” has {n} characters; {most} at most.",
)
UNLISTED = words(
    "La colonne « {column} » dit « {value} », que ce modèle de lecture ne connaît pas.",
    "The column “{column}” says “{value}”, which this mapping does not know.",
)
NO_DAY = words(
    "La colonne « {column} » dit « {value} », qui n’est pas une date écrite {shapes:or}.",
    "The column “{column}” says “{value}”, which is not a date written {shapes:or}.",
)
DAY_WORDS = {
    "iso": words("2026-11-21", "2026-11-21"),
    "dmy": words("21/11/2026 (jour d’abord)", "21/11/2026 (day first)"),
    "mdy": words("11/21/2026 (mois d’abord)", "11/21/2026 (month first)"),
}
IN = words("Colonne « {column} » : {why}", "Column “{column}”: {why}")
NEGATIVE = words("La colonne « {column} » est négative.", "The column “{column}” is negative.")
NO_EMAIL = words("« {value} » n’est pas une adresse électronique.", "“{value}” is not an e-mail address.")
NOTHING_SAID = words("La ligne ne dit pas ce qui ne va pas.", "The line does not say what is wrong.")
