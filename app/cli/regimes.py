"""Commands about the law as data: the regimes, what if, entitlements, working time. None of them needs the database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import wraps
from typing import Any, cast

import click

from app.cli.conventions import print_json, refuse
from app.kernel import Lang, Money, Refused, SystemClock, words
from app.kernel import zone as place
from app.plumbing.typography import say
from app.regimes.queries import packs_named, shipped
from app.regimes.rules.calendars import REGIONS, Calendar
from app.regimes.rules.duties import Duty
from app.regimes.rules.entitlements import Entitlement, entitlements
from app.regimes.rules.events import COMPLAINTS, EVENTS, ORAL_OR_WRITTEN, Happened, check_events
from app.regimes.rules.facts import FACTS
from app.regimes.rules.gates import GateVerdict, derive
from app.regimes.rules.pack import PARTS, Pack
from app.regimes.rules.parts import Rule
from app.regimes.rules.reading import read_day, read_event, read_fact, read_instant
from app.regimes.rules.working_time_batch import answer

PARIS = "Europe/Paris"
LANG = click.option("--lang", type=click.Choice(["fr", "en"]), default="fr", help="Language of the sentences.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


def _answers(function: Any) -> Any:
    """Print what the function returns; a refusal is one document with `--json`, exit status 1."""

    @wraps(function)
    def run(as_json: bool, **options: Any) -> None:
        try:
            result = function(**options)
        except Refused as refused:
            refuse(refused, as_json)
        else:
            print_json(result) if as_json else _for_people(result)

    return run


def _for_people(result: Any, indent: str = "") -> None:
    for row in result if isinstance(result, list) else [result]:
        for name, value in row.items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                click.echo(f"{indent}{name}:")
                _for_people(value, indent + "  ")
            elif value not in (None, [], ""):
                click.echo(f"{indent}{name}: {value}")
        click.echo("")


# --- regimes ---------------------------------------------------------------------------------------------------------


@click.command("regimes")
@LANG
@JSON
@_answers
def regimes(lang: Lang) -> list[dict[str, Any]]:
    """Every regime that ships: its rules with source, status and validity."""
    return [_pack(pack, lang) for pack in shipped().values()]


def _pack(pack: Pack, lang: Lang) -> dict[str, Any]:
    about = pack.pack
    return {
        "id": pack.id,
        "title": say(about.title.words, lang),
        "country": about.country,
        "sectors": list(about.sectors),
        "version": about.version,
        "valid_from": about.valid_from.isoformat(),
        "valid_to": about.valid_to.isoformat() if about.valid_to else None,
        "zone": about.zone,
        "calendar": about.calendar,
        "currency": about.currency,
        "reviewed_on": about.reviewed_on.isoformat(),
        "rules": [_rule(part, rule, lang) for part, rule in parts(pack)],
        "values": [value.model_dump(mode="json") for value in pack.values],
        "legal_interest": [rate.model_dump(mode="json") for rate in pack.legal_interest],
        "admissibility": [ground.model_dump(mode="json") for ground in pack.admissibility],
    }


def parts(pack: Pack) -> Iterable[tuple[str, Rule]]:
    """Every rule with the part of the file that holds it."""
    for part in PARTS:
        for rule in getattr(pack, part):
            yield part, rule


def _rule(part: str, rule: Rule, lang: Lang) -> dict[str, Any]:
    spoken = getattr(rule, "label", None) or getattr(rule, "what", None) or getattr(rule, "message", None)
    return {
        "rule": rule.id,
        "key": rule.key,
        "part": part,
        "kind": getattr(rule, "kind", None),
        "label": say(spoken.words, lang) if spoken else rule.key,
        "source": rule.source.cite,
        "url": rule.source.url,
        "status": rule.source.status,
        "checked_on": rule.source.checked_on.isoformat(),
        "valid_from": rule.valid_from.isoformat() if rule.valid_from else None,
        "valid_to": rule.valid_to.isoformat() if rule.valid_to else None,
    }


# --- what if ---------------------------------------------------------------------------------------------------------


@click.command("what-if")
@click.option("--list", "listing", is_flag=True, help="All events and facts, with types and examples.")
@click.option("--regime", "names", multiple=True, metavar="ID", help="A regime; several stack.")
@click.option("--event", "events", multiple=True, metavar="NAME=DATE", help="An event on a day, or at an instant.")
@click.option("--fact", "facts", multiple=True, metavar="NAME=VALUE", help="A fact; amounts are decimal euros.")
@click.option("--as-of", "--at", "as_of", metavar="DATE", help="Judge on this day (default: today).")
@click.option("--zone", metavar="ZONE", help="Time zone of the case (default: the regime’s).")
@click.option("--calendar", metavar="NAME", help=f"Public holidays: {', '.join(REGIONS)}.")
@click.option("--by", hidden=True)
@LANG
@JSON
@_answers
def what_if(
    listing: bool, names: tuple[str, ...], events: tuple[str, ...], facts: tuple[str, ...], **rest: Any
) -> dict[str, Any]:
    """Which duties and gates follow from events and facts, under these regimes."""
    lang: Lang = rest["lang"]
    if listing:
        return _vocabulary(lang)
    if not names:
        raise click.UsageError("--regime is needed (or --list)")
    packs = packs_named(*dict.fromkeys(names))
    zone = _zone(packs, rest["zone"])
    happened = [read_event(*_pair(each, "--event")) for each in events]
    check_events(happened, zone)
    known = {name: read_fact(name, text, _currency(packs)) for name, text in (_pair(each, "--fact") for each in facts)}
    calendar = Calendar(rest["calendar"]) if rest["calendar"] else None
    derived = derive(packs, happened, known, as_of=_moment(rest["as_of"], zone), zone=zone, calendar=calendar)
    return {
        "duties": [_duty(duty, lang, zone) for duty in derived.duties],
        "gates": [_gate(verdict, lang) for verdict in derived.gates],
    }


def _pair(text: str, option: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise click.UsageError(f"{option} expects NAME=VALUE: {text}")
    return name.strip(), value


def _zone(packs: tuple[Pack, ...], asked: str | None) -> str:
    name = asked or next((pack.pack.zone for pack in packs if pack.pack.zone), PARIS)
    place(name)
    return name


def _currency(packs: tuple[Pack, ...]) -> str:
    return packs[-1].pack.currency


def _moment(text: str | None, zone: str) -> datetime:
    """The instant to judge at: a date is its noon there."""
    if not text:
        return SystemClock().now()
    if "T" in text:
        return read_instant(text.replace("Z", "+00:00"), "as_of").astimezone(UTC)
    return datetime.combine(read_day(text, "as_of"), time(12), place(zone)).astimezone(UTC)


def _duty(duty: Duty, lang: Lang, zone: str) -> dict[str, Any]:
    dates = {"opens_on": duty.opens_on, "due_on": duty.due_on, "due_at": duty.due_at, "met_on": duty.met_on}
    return {
        "rule": duty.rule,
        "key": duty.key,
        "label": say(duty.label, lang),
        "kind": duty.kind,
        **{name: value.isoformat() for name, value in dates.items() if value is not None},
        "state": duty.state,
        "ours": duty.ours,
        "starts_from": {"event": duty.starts_from.event, "on": duty.starts_from.on.isoformat()},
        "explanation": say(duty.explanation, lang, zone),
        "steps": [say(step, lang, zone) for step in duty.steps],
        "thresholds": list(duty.thresholds),
        "source": duty.source,
        "status": duty.status,
        "checked_on": duty.checked_on.isoformat(),
        "pack": duty.pack,
    }


def _gate(verdict: GateVerdict, lang: Lang) -> dict[str, Any]:
    return {
        "rule": verdict.rule,
        "key": verdict.key,
        "act": verdict.act,
        "effect": verdict.effect,
        "message": say(verdict.message, lang),
        "source": verdict.source,
        "status": verdict.status,
        "override_role": verdict.override_role,
    }


def _vocabulary(lang: Lang) -> dict[str, Any]:
    events = [
        {"name": kind.name, "type": "date or instant", "label": say(kind.label, lang), "example": kind.example,
         "not_before": [name for name in kind.not_before if name in EVENTS],
         "not_before_the_first_of": list(COMPLAINTS) if ORAL_OR_WRITTEN in kind.not_before else []}
        for kind in EVENTS.values()
    ]  # fmt: skip
    facts = [
        {"name": kind.name, "type": kind.type, "label": say(kind.label, lang), "example": kind.example,
         "choices": list(kind.choices), "default": kind.default}
        for kind in FACTS.values()
    ]  # fmt: skip
    return {"regimes": list(shipped()), "events": events, "facts": facts}


# --- entitlements ----------------------------------------------------------------------------------------------------


@click.command("entitlements")
@click.option("--as-of", "--at", "as_of", metavar="DATE", help="Count to this day (default: today).")
@click.option("--by", hidden=True)
@LANG
@JSON
@_answers
def entitled(as_of: str | None, lang: Lang, by: str | None) -> list[dict[str, Any]]:
    """What the law grants from the facts given as JSON on standard input (docs/regimes.md has the format)."""
    document = _document()
    packs = packs_named(*document.pop("regimes", ("FR-GEN", "FR-AIR")))
    zone = _zone(packs, document.pop("zone", None))
    facts, events = _sorted_out(document, document.pop("currency", _currency(packs)))
    check_events(events, zone)
    moment = _moment(as_of, zone).astimezone(place(zone)).date()
    found = entitlements(facts, moment, packs=packs, events=events, zone=zone)
    return [_entitlement(each, lang) for each in found]


def _document() -> dict[str, Any]:
    try:
        read = json.loads(sys.stdin.buffer.read().decode("utf-8-sig"), parse_float=Decimal)
    except (ValueError, RecursionError) as wrong:
        raise Refused("not_json", words("L’entrée n’est pas du JSON.", "The input is not JSON.")) from wrong
    if not isinstance(read, dict) or not isinstance(read.get("regimes", []), list):
        raise Refused("not_a_table", words("L’entrée doit être une table JSON.", "The input must be a JSON object."))
    return cast(dict[str, Any], read)


def _sorted_out(document: Mapping[str, Any], currency: str) -> tuple[dict[str, Any], list[Happened]]:
    """Facts and events, nested under `facts` and `events` or side by side: each name says which it is."""
    flat = {name: value for name, value in document.items() if name not in ("facts", "events")}
    for group in ("facts", "events"):
        nested = document.get(group, {})
        if not isinstance(nested, dict):
            message = words("{group} doit être une table JSON.", "{group} must be a JSON object.", group=group)
            raise Refused("not_a_table", message, group)
        flat |= nested
    facts, events = dict[str, Any](), list[Happened]()
    for name, value in flat.items():
        if name in EVENTS:
            events += [read_event(name, str(each)) for each in (value if isinstance(value, list) else [value])]
        elif value is not None:
            facts[name] = read_fact(name, str(value), currency)
    return facts, events


def _entitlement(each: Entitlement, lang: Lang) -> dict[str, Any]:
    def minor(amount: Money | None) -> int | None:
        return None if amount is None else amount.minor

    def day(on: date | None) -> str | None:
        return on.isoformat() if on else None

    return {
        "rule": each.rule,
        "key": each.key,
        "what": say(each.what, lang),
        "amount": minor(each.amount),
        "currency": each.amount.currency if each.amount else None,
        "since": day(each.since),
        "due_on": day(each.due_on),
        "done_on": day(each.done_on),
        "surcharge": minor(each.surcharge),
        "steps": [say(step, lang) for step in each.steps],
        "source": each.source,
        "status": each.status,
    }


# --- working time ----------------------------------------------------------------------------------------------------


@click.command("working-time")
@click.option("--batch", is_flag=True, help="One JSON question a line on standard input, one JSON answer a line.")
@click.option("--json", "as_json", is_flag=True, help="Answers are always JSON.")
@click.option("--at", hidden=True)
@click.option("--by", hidden=True)
@LANG
def working_time(batch: bool, lang: Lang, **_: Any) -> None:
    """Working minutes and business days: a line that cannot be answered says why, and the rest goes on."""
    if not batch:
        raise click.UsageError("--batch is needed: questions come as lines of JSON on standard input")
    for raw in sys.stdin.buffer:
        line = raw.decode("utf-8-sig", errors="replace")
        if line.strip():
            sys.stdout.write(json.dumps(_answered(line, lang), ensure_ascii=False) + "\n")


def _answered(line: str, lang: Lang) -> dict[str, Any]:
    number: object = None
    try:
        question = json.loads(line)
        number = question.get("id") if isinstance(question, dict) else None
        return {"id": number, **answer(question)}
    except Refused as refused:
        return {"id": number, "error": say(refused.message, lang), "code": refused.code, "field": refused.field}
    except (ValueError, RecursionError):
        return {"id": number, "error": "JSON illisible" if lang == "fr" else "unreadable JSON", "code": "not_json"}
    except OverflowError:
        return {"id": number, "error": "date hors limites" if lang == "fr" else "date out of range", "code": "overflow"}


COMMANDS: list[click.Command] = [regimes, what_if, entitled, working_time]
