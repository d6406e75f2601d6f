"""Sentences, amounts and dates as French and English readers expect to see them.

Everything a person sees from Python is `Words`; this is the edge where values get their spelling. Nothing here knows
the request: the language, the zone and today are parameters; `jinja_tools` binds them once per request.
French follows the Imprimerie nationale: U+202F (narrow, no break) before ; : ! ? % and inside « », ’ for apostrophes,
« 1er » for the first of a month, « 18 h 30 » for times in sentences.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache, partial
from string import Formatter

from babel import Locale
from babel.numbers import format_currency, format_decimal
from markupsafe import Markup, escape

from app.kernel import Lang, Money, Words, day_of
from app.kernel import zone as place
from app.plumbing.drawing import axis

NARROW = "\u202f"
HARD = "\u00a0"
LOCALES = {"fr": "fr_FR", "en": "en_GB"}
PARIS = "Europe/Paris"

Number = int | float | Decimal | Fraction
Pieces = tuple[tuple[str, str | None, str], ...]

UNTOUCHED = re.compile(r"((?:[a-z][a-z0-9+.-]{0,30}://|www\.|mailto:)\S*|(?<!\S)\S+@\S+)", re.IGNORECASE)
"""Addresses: never retouched."""
COPIED = re.compile(r"(\S+@\S+|\S*://\S+|[\w-]+(?:\.[\w-]+)+/\S*|www\.\S+)")
"""What a reader of paper copies by hand."""
ON_A_LINE = 60
"""An address of so many characters stands on one line of a letter."""
BEFORE_HIGH = re.compile(r" +(?=[;:!?%»])")
AFTER_OPENING = re.compile(r"(?<=«) +")
BEFORE_UNIT = re.compile(r"(?<=[\d}]) (?=(?:€|h|min|km|kg|Mo|Ko)(?![\w]))")
AFTER_NUMBER_SIGN = re.compile(r"(?<=[nN]°) ")
MONTHLY = re.compile(
    r"(?:(?<=\d)|(?<=1er)) (?=(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|January|February|March"
    r"|April|May|June|July|August|September|October|November|December)\b)"
)
"""Between a day and its month."""
APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W_]|[«{])")


# --- sentences -------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def french(text: str) -> str:
    """The same text with French spaces and apostrophes; addresses and times such as 18:30 stay as typed."""
    return "".join(part if i % 2 else _retouched(part) for i, part in enumerate(UNTOUCHED.split(text)))


def _retouched(text: str) -> str:
    text = BEFORE_HIGH.sub(NARROW, text)
    text = AFTER_OPENING.sub(NARROW, text)
    text = BEFORE_UNIT.sub(HARD, text)
    text = AFTER_NUMBER_SIGN.sub(HARD, text)
    return APOSTROPHE.sub("’", text)


def bound(text: str, lang: Lang) -> str:
    """A text as paper wants it, typed with plain spaces: no sum and no date parts at the end of a line."""
    return MONTHLY.sub(HARD, french(text) if lang == "fr" else text)


def unbroken(text: str) -> Markup:
    """The same text for paper: an address that fits on a line is never parted at one of its hyphens, for it is copied by hand."""
    return Markup("").join(
        Markup('<span class="whole">{}</span>').format(part) if i % 2 and len(part) <= ON_A_LINE else escape(part)
        for i, part in enumerate(COPIED.split(text))
    )


@lru_cache(maxsize=4096)
def _pieces(template: str, lang: Lang) -> Pieces:
    if lang != "fr":
        return tuple((text, name, spec or "") for text, name, spec, _ in Formatter().parse(template))
    return tuple(_of_somebody(text, name, spec or "") for text, name, spec, _ in Formatter().parse(french(template)))


NAMING = frozenset({"name", "who"})
"""Values of sentences that name somebody: “l’accord d’Alice”, never “de Alice”."""
BEFORE_NAME = re.compile(r"(?:(?<=[\s(’])|^)de $")
ELIDES = re.compile(r"[aàâäeéèêëiîïoôöuùûüœæ]|h[eé]l|henr|hon|hort|hipp", re.IGNORECASE)
"""First letters before which “de” loses its e; those of the usual first names among words with an h."""


def _of_somebody(text: str, name: str | None, spec: str) -> tuple[str, str | None, str]:
    if name in NAMING and not spec and BEFORE_NAME.search(text):
        return text[: -len("de ")], name, "de"
    return text, name, spec


def say(sentence: Words, lang: Lang, zone: str = PARIS) -> str:
    """A sentence in one language, its values formatted.

    Specs: dates `{d}` `{d:full}` `{d:short}` `{d:near}` `{d:month}`; instants `{at}` `{at:short}` `{at:time}`;
    Money `{m}` `{m:trim}` `{m:round}`; numbers `{n}` `{n:plain}` `{p:%}` (a share) `{n:minutes}`, and the word that
    agrees with a number: `{n} {n:dossier|dossiers}`; tuples are joined with "et" (`{who:or}`: "ou").
    """
    if not sentence.values:
        return french(sentence.fr) if lang == "fr" else sentence.en
    return _filled(sentence.template(lang), dict(sentence.values), lang, zone)


def choose(fr: str, en: str, lang: Lang, zone: str = PARIS, **values: object) -> str:
    """`t` of the templates: the text of this language; safe HTML among the values stays HTML, the rest is escaped."""
    template = fr if lang == "fr" else en
    if not values:
        return french(template) if lang == "fr" else template
    if any(hasattr(value, "__html__") for value in values.values()):
        return _filled_html(template, values, lang, zone)
    return _filled(template, values, lang, zone)


def _filled(template: str, values: Mapping[str, object], lang: Lang, zone: str) -> str:
    out = ""
    for text, name, spec in _pieces(template, lang):
        out += text if name is None else text + shown(values[name], lang, spec, zone)
    return out


def _filled_html(template: str, values: Mapping[str, object], lang: Lang, zone: str) -> Markup:
    out: list[str] = []
    for text, name, spec in _pieces(template, lang):
        out.append(escape(text))
        if name is not None:
            value = values[name]
            safe = hasattr(value, "__html__")
            out.append(escape("de ") if safe and spec == "de" else "")
            out.append(escape(value if safe else shown(value, lang, spec, zone)))
    return Markup("").join(out)


def shown(value: object, lang: Lang, spec: str = "", zone: str = PARIS) -> str:
    """One value as `say` writes it; what has `words` (a state, a role) says them; people's text is untouched."""
    if spec == "de":
        return _with_de(shown(value, lang, "", zone))
    write = WRITER_OF.get(type(value))
    if write is not None:
        return write(value, lang, spec, zone)
    own = getattr(value, "words", None)
    if isinstance(own, Words):
        return say(own, lang, zone)
    if isinstance(value, str):
        return str(value.value) if isinstance(value, Enum) else value
    for kind, write in WRITERS:
        if isinstance(value, kind):
            return write(value, lang, spec, zone)
    return format(value, spec)


def _with_de(said: str) -> str:
    return f"d’{said}" if ELIDES.match(said) else f"de {said}"


def _listed(values: tuple[object, ...] | list[object], lang: Lang, spec: str, zone: str) -> str:
    last = {"fr": (" et ", " ou "), "en": (" and ", " or ")}[lang][spec == "or"]
    each = [shown(value, lang, "" if spec == "or" else spec, zone) for value in values]
    return each[0] if len(each) == 1 else ", ".join(each[:-1]) + last * bool(each) + "".join(each[-1:])


def _number(value: Number, lang: Lang, spec: str, zone: str) -> str:
    if "|" in spec:
        return agreed(value, spec, lang)
    if spec == "%":
        return percent(value, lang)
    if spec == "minutes":
        return minutes(int(value), lang)
    if spec == "plain" or (isinstance(value, int) and abs(value) < 10_000):  # a year is not grouped
        return str(value)
    return count(value, lang)


def agreed(n: Number, forms: str, lang: Lang) -> str:
    """The form that agrees with a number: `agreed(0, "dossier|dossiers", "fr")` is "dossier"."""
    singular, _, plural = forms.partition("|")
    return singular if (-2 < n < 2 if lang == "fr" else n == 1) else plural


# --- dates and instants ----------------------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def _names(lang: Lang) -> tuple[dict[int, str], dict[int, str], dict[int, str], dict[int, str]]:
    locale = Locale.parse(LOCALES[lang])
    wide, short = locale.months["format"]["wide"], locale.months["format"]["abbreviated"]
    days, brief = locale.days["format"]["wide"], locale.days["format"]["abbreviated"]
    return dict(wide), dict(short), dict(days), dict(brief)


@lru_cache(maxsize=8192)
def day(d: date, lang: Lang, style: str = "long") -> str:
    """A civil date: long "30 novembre 2026", full (and weekday), short "30/11/2026", month "novembre 2026";

    near "lun. 30 nov.", brief "30 nov.", dated "30 nov. 2026" where room is short.
    """
    if style == "short":
        return f"{d.day:02}/{d.month:02}/{d.year:04}"
    months, brief_months, days, brief_days = _names(lang)
    if style == "month":
        return f"{months[d.month]} {d.year}"
    number = f"{d.day}{'er' if lang == 'fr' and d.day == 1 else ''}"
    if style in ("brief", "dated"):
        return f"{number}{HARD}{brief_months[d.month]}" + (f" {d.year}" if style == "dated" else "")
    if style == "near":
        return f"{brief_days[d.weekday()]} {number}{HARD}{brief_months[d.month]}"
    words = f"{number}{HARD}{months[d.month]} {d.year}"
    return f"{days[d.weekday()]} {words}" if style == "full" else words


@lru_cache(maxsize=8192)
def instant(at: datetime, lang: Lang, zone: str = PARIS, style: str = "long") -> str:
    """An instant where the reader is: long "30 novembre 2026 à 18 h 30", short "30/11/2026 18:30", time "18 h 30"."""
    if at.tzinfo is None:
        raise ValueError("an instant needs a zone")
    local = at.astimezone(place(zone))
    if style == "short":
        return f"{day(local.date(), lang, 'short')} {local:%H:%M}"
    hour = f"{local.hour}{HARD}h{HARD}{local:%M}" if lang == "fr" else f"{local:%H:%M}"
    if style == "time":
        return hour
    return f"{day(local.date(), lang)} {'à' if lang == 'fr' else 'at'} {hour}"


def _brief(d: date, today: date) -> str:
    return "brief" if d.year == today.year else "dated"


YEARS_FROM = 730
"""So many days ahead nobody counts in days."""


def days_left(d: date, today: date, lang: Lang) -> str:
    """How far a date is: "dans 9 jours", "demain", "aujourd’hui", "hier", "en retard de 3 jours", "dans 5 ans environ"."""
    n = (d - today).days
    near = {
        "fr": {0: "aujourd’hui", 1: "demain", -1: "hier"},
        "en": {0: "today", 1: "tomorrow", -1: "yesterday"},
    }[lang]
    if n in near:
        return near[n]
    if n >= YEARS_FROM:
        years = f"{(n + 182) // 365}{HARD}"
        return f"dans {years}ans environ" if lang == "fr" else f"in about {years}years"
    days = count(abs(n), lang)
    if lang == "fr":
        return f"dans {days}{HARD}jours" if n > 0 else f"en retard de {days}{HARD}jours"
    return f"in {days}{HARD}days" if n > 0 else f"{days}{HARD}days late"


def due_on(d: date, today: date, lang: Lang, *, late: bool = False) -> str:
    """A due date as a table says it: "demain", "retard 3 j", "jeudi 26", then the day itself; `late` when it was missed."""
    left = (d - today).days
    if abs(left) < 2:
        return days_left(d, today, lang)
    if left < 0 and late:
        return f"retard {count(-left, lang)}{HARD}j" if lang == "fr" else f"{count(-left, lang)}{HARD}d late"
    return day(d, lang, "near" if 0 < left < 8 else _brief(d, today))


def minutes(n: int, lang: Lang) -> str:
    """A length of time given in minutes: "12 min", "1 h 05", "2 h"."""
    hours, rest = divmod(abs(n), 60)
    sign = "−" if n < 0 else ""
    if not hours:
        return f"{sign}{rest}{HARD}min"
    tail = f"{HARD}{rest:02}{'' if lang == 'fr' else HARD + 'min'}" if rest else ""
    return f"{sign}{count(hours, lang)}{HARD}h{tail}"


# --- amounts and numbers ---------------------------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def money(m: Money, lang: Lang, style: str = "exact") -> str:
    """An amount: exact "1 234,00 €"; trim drops ",00"; round shows whole units (estimates)."""
    amount = m.decimal
    whole = style == "round" or (style == "trim" and amount == amount.to_integral_value())
    if whole:
        amount = amount.quantize(Decimal(1), ROUND_HALF_EVEN)
    spelled = format_currency(amount, m.currency, _whole_pattern(lang) if whole else None, LOCALES[lang], not whole)
    return spelled.replace("-", "−")


@lru_cache(maxsize=4)
def _whole_pattern(lang: Lang) -> str:
    pattern = str(Locale.parse(LOCALES[lang]).currency_formats["standard"].pattern)
    return pattern.replace("0.00", "0")


@lru_cache(maxsize=8192)
def count(n: Number, lang: Lang) -> str:
    """A number with its thousands grouped: "12 345" in French, "12,345" in English; at most two decimals."""
    exact = Decimal(n.numerator) / Decimal(n.denominator) if isinstance(n, Fraction) else n
    return format_decimal(exact, "#,##0.##", LOCALES[lang]).replace("-", "−")


def percent(share: Number, lang: Lang) -> str:
    """A share of one in percent: 0.125 is "12,5 %"; one decimal at most."""
    points = round(float(share) * 100, 1)
    return f"{count(points, lang)}{NARROW + '%' if lang == 'fr' else '%'}"


Writer = Callable[..., str]
WRITERS: tuple[tuple[type | tuple[type, ...], Writer], ...] = (
    (Money, lambda v, lang, spec, _: money(v, lang, spec or "exact")),
    (Words, lambda v, lang, _, zone: say(v, lang, zone)),
    (datetime, lambda v, lang, spec, zone: instant(v, lang, zone, spec or "long")),
    (date, lambda v, lang, spec, _: day(v, lang, spec or "long")),
    (bool, lambda v, lang, *_: {"fr": ("non", "oui"), "en": ("no", "yes")}[lang][v]),
    ((int, float, Decimal, Fraction), _number),
    ((tuple, list), _listed),
    (timedelta, lambda v, lang, *_: minutes(round(v.total_seconds() / 60), lang)),
    (type(None), lambda *_: "—"),
)
"""First match wins: a datetime is a date, a bool is an int."""
WRITER_OF: dict[type, Writer] = {
    str: lambda v, *_: v,
    **{one: write for kinds, write in WRITERS for one in (kinds if isinstance(kinds, tuple) else (kinds,))},
}
"""The same by the very type of a value, as nearly all have one of these."""


# --- templates -------------------------------------------------------------------------------------------------------


def jinja_tools(lang: Lang, zone: str, today: date) -> dict[str, object]:
    """What every template finds in its context, bound to one reader.

    `t(fr, en, **values)`, `say(words)` (text that is no Words passes unchanged), `money(m, style)`, `day(d, style)`
    (style "auto": brief, with its year when that is not this year),
    `day_here(at)` (the civil day of an instant where the reader is),
    `axis(marks)`, `instant(at, style)`, `days_left(d)`, `count(n)`, `percent(share)`, `minutes(n)`, `agreed(n, "jour|jours")`,
    `french(text)`, and `lang`, `zone`, `today`.
    """

    def spoken(sentence: object) -> str:
        if type(sentence) is Words:
            return say(sentence, lang, zone)
        if type(sentence) is str or type(sentence) is Markup:
            return sentence
        return shown(sentence, lang, "", zone)

    def dated(d: date, style: str = "long") -> str:
        return day(d, lang, _brief(d, today) if style == "auto" else style)

    return {
        "t": partial(choose, lang=lang, zone=zone),
        "say": spoken,
        "money": lambda m, style="exact": money(m, lang, style),
        "day": dated,
        "axis": lambda marks: axis(marks, spoken, dated),
        "day_here": lambda at: day_of(at, zone),
        "instant": lambda at, style="long": instant(at, lang, zone, style),
        "days_left": lambda d, since=today: days_left(d, since, lang),
        "due_on": lambda d, late: due_on(d, today, lang, late=late),
        "count": lambda n: count(n, lang),
        "percent": lambda share: percent(share, lang),
        "minutes": lambda n: minutes(n, lang),
        "agreed": lambda n, forms: agreed(n, forms, lang),
        "french": french,
        "lang": lang,
        "zone": zone,
        "today": today,
    }
