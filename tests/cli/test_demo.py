"""The demo story: a believable year, told once, through the real actions, with nothing to wince at."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.cases.models import AccessRequest, Case, Incident, SignalRow
from app.cases.queries import judging
from app.cases.rules.independence import barred
from app.cases.rules.signals import SignalKind
from app.cases.rules.states import OPEN_STATES, Ended, State
from app.cli.demo import TOLD, house_is_empty, tell_into_empty, tell_story
from app.cli.story.cast import PASSWORD
from app.cli.story.days import Days
from app.cli.story.evidence import take_in_all
from app.cli.story.script import in_order
from app.cli.story.telling import FULL, SCRIPTS
from app.correspondence.models import IncidentLetter, IncomingMail
from app.correspondence.rules import Standing
from app.correspondence.rules.mails import Place, Why
from app.exhibits.models import Exhibit
from app.exhibits.queries import original
from app.gestures.models import Approval, CounterOffer, EntitlementRow, Offer, OfferEnd
from app.journal.models import Entry, EntryText
from app.journal.queries import entries_of_kind, verify
from app.kernel import FixedClock, Refused
from app.mediation.models import Referral
from app.people.actions import check_password
from app.people.models import Customer, Staff, Terms
from app.people.queries import demo_accounts
from app.people.rules import CustomerKind, Role
from app.plumbing.db import db
from tests.conftest import NOW, _administer, _url
from tests.factories.demo import house_in, told_in
from tests.factories.house import company

ENGLISH = re.compile(r"\b(the|and|with|your|please|our|we|you|of|customer|refund|order|was|is not)\b")
PLAIN_BEFORE_HIGH = re.compile(r" [;:!?»]|« ")
STRAIGHT = re.compile(r"[a-zà-ÿ]'[a-zà-ÿ]|\"")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A house of each kind that was told the story once, with 20 November 2026 as its today."""
    folder = tmp_path_factory.mktemp("demo")
    if request.param == "sqlite":
        told_in(folder, request.getfixturevalue("of_all"), request.getfixturevalue("sqlite_template"))
        made = house_in(folder, FixedClock(NOW))
    else:
        base, worker = request.getfixturevalue("postgres"), os.environ.get("PYTEST_XDIST_WORKER", "main")
        name = f"demo_{worker}"
        _administer(base, f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name} TEMPLATE template_{worker}")
        made = house_in(folder, FixedClock(NOW), DATABASE_URL=_url(base, name), SINGLE_MACHINE="1")
    with made.app_context():
        if request.param == "postgresql":
            assert tell_story(NOW).told
        yield made
        db.session.remove()
        db.engine.dispose()


def french_texts() -> list[tuple[str, str]]:
    """Every text of the journals of cases in French, with where it is."""
    wanted = (
        select(Entry.stream, Entry.seq, EntryText.body)
        .join(EntryText, EntryText.entry_id == Entry.id)
        .join(Case, Entry.stream == "case:" + Case.ref)
        .where(Case.lang == "fr")
    )
    return [(f"{stream}/{seq}", text) for stream, seq, body in db.session.execute(wanted) for text in body.values()]


def count(model: type, *where: object) -> int:
    """How many rows there are."""
    return int(db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0)  # type: ignore[arg-type]


def test_the_story_holds_what_a_demo_needs(told: Flask) -> None:
    cases = list(db.session.scalars(select(Case)))
    states = Counter(case.state for case in cases)
    assert len(cases) >= 40
    assert set(states) == set(State)
    assert {case.ended for case in cases if case.ended} == set(Ended)
    assert {signal.kind for signal in db.session.scalars(select(SignalRow))} >= {
        SignalKind.LAWYER, SignalKind.SAFETY, SignalKind.PRESS, SignalKind.BROKEN_PROMISE, SignalKind.THIRD_CONTACT,
    }  # fmt: skip
    assert {end.how for end in db.session.scalars(select(OfferEnd))} >= {
        "accepted",
        "partly",
        "refused",
        "expired",
        "superseded",
    }
    assert count(CounterOffer) >= 2
    assert count(Approval) > count(Approval, Approval.decision.has()), "an approval waits"
    assert {row.state for row in db.session.scalars(select(EntitlementRow))} >= {"to_confirm", "due", "paid"}
    assert {row.outcome.value if row.outcome else "open" for row in db.session.scalars(select(Referral))} >= {
        "agreed",
        "inadmissible",
        "open",
    }
    assert count(Case, Case.incident_id.is_not(None)) >= 3
    assert count(Incident) == 1
    assert {row.standing for row in db.session.scalars(select(IncidentLetter))} == {Standing.SENT}
    assert count(IncidentLetter) == 3
    assert count(AccessRequest) == 1
    assert set(db.session.scalars(select(Customer.kind).distinct())) >= {
        CustomerKind.CONSUMER, CustomerKind.MICRO_FIRM, CustomerKind.BUSINESS, CustomerKind.NON_PROFESSIONAL,
    }  # fmt: skip
    assert count(Case, Case.lang == "en") >= 2
    assert count(Terms) == 2


def test_every_journal_verifies_and_every_open_case_has_owner_step_and_date(told: Flask) -> None:
    assert list(verify()) == []
    for case in db.session.scalars(select(Case).where(Case.is_open)):
        assert case.owner_id is not None
        assert case.state in OPEN_STATES
        assert case.next_code != "none"
        assert case.next_on is not None


def test_something_is_overdue_something_is_due_today_and_something_this_week(told: Flask) -> None:
    today = NOW.date()
    dates = [case.next_on for case in db.session.scalars(select(Case).where(Case.is_open)) if case.next_on]
    assert any(day < today for day in dates)
    assert any(day == today for day in dates)
    assert sum(today < day <= today + timedelta(days=7) for day in dates) >= 5


def test_a_mail_went_into_its_case_one_waits_and_one_was_kept_aside(told: Flask) -> None:
    rows = list(db.session.scalars(select(IncomingMail).order_by(IncomingMail.id)))
    assert [row.place for row in rows] == [Place.SORTED, Place.TO_SORT, Place.ASIDE]
    assert rows[0].case is not None
    assert rows[0].sorted_by == rows[0].case.customer.key
    assert rows[0].body.endswith("Élodie Arnaud")
    assert rows[2].why is Why.ABSENCE


def test_a_second_telling_adds_nothing_and_another_house_is_left_alone(told: Flask) -> None:
    before = count(Entry), count(Case), count(Exhibit), count(Staff)
    again = tell_story(NOW + timedelta(days=30))
    assert not again.told
    assert again.anchor == NOW
    assert before == (count(Entry), count(Case), count(Exhibit), count(Staff))
    assert len(entries_of_kind("house", TOLD)) == 1


def test_a_house_that_holds_anything_refuses_the_story(app: Flask) -> None:
    company()
    assert not house_is_empty()
    with pytest.raises(Refused, match="not_empty"):
        tell_story(NOW)
    assert tell_into_empty(app.extensions["settings"]) == []


def test_every_account_says_what_it_is_for_and_opens_with_the_one_password(told: Flask) -> None:
    accounts = demo_accounts()
    assert len(accounts) >= 12
    assert {member.role for member in accounts} == set(Role)
    assert all(member.purpose_fr and member.purpose_en for member in accounts)
    assert sum(member.role is Role.QUALITY for member in accounts) == 2
    assert check_password("claire", PASSWORD) is not None


def test_french_texts_are_french_and_well_set(told: Flask) -> None:
    texts = french_texts()
    assert len(texts) > 300
    for where, text in texts:
        assert not ENGLISH.search(text), f"{where}: {text[:80]}"
        assert not PLAIN_BEFORE_HIGH.search(text), f"{where}: {text[:80]}"
        assert not STRAIGHT.search(text), f"{where}: {text[:80]}"
        assert "{+" not in text, f"{where}: {text[:80]}"


def test_every_exhibit_is_the_file_it_says(told: Flask) -> None:
    rows = list(db.session.scalars(select(Exhibit)))
    kinds = Counter(row.type_code for row in rows)
    assert len(rows) >= 30
    assert {"pdf", "jpg", "eml", "xlsx"} <= set(kinds)
    heads = {"pdf": b"%PDF", "jpg": b"\xff\xd8", "xlsx": b"PK", "eml": b"From"}
    for row in rows:
        content = original(row)
        assert len(content) == row.size > 200
        assert content.startswith(heads[row.type_code])
        assert row.pages > 0 or row.type_code not in {"pdf", "jpg"}


def test_nothing_is_dated_after_the_anchor(told: Flask) -> None:
    assert count(Entry, Entry.at > NOW) == 0


def test_who_judged_at_the_quality_level_never_handled_the_case_below(told: Flask) -> None:
    for case in db.session.scalars(select(Case).where(Case.final_at.is_not(None))):
        assert barred([entry.by for entry in entries_of_kind(case.stream, "case.final_answer")], judging(case)) == {}


@pytest.mark.parametrize("today", ["2026-01-02", "2026-05-03", "2026-08-15", "2028-02-29"])
def test_on_any_day_every_act_lies_before_the_anchor_and_in_order(today: str) -> None:
    days = Days(datetime.fromisoformat(f"{today}T00:05:00").replace(tzinfo=UTC))
    for script in SCRIPTS:
        moments = [at for at, _act in in_order(script, days)]
        assert moments == sorted(moments), script.key
        assert all(at < days.anchor for at in moments), script.key


def test_the_same_story_gives_the_same_files(app: Flask) -> None:
    def keys() -> dict[str, str]:
        return {
            name: taken.key
            for name, taken in take_in_all(Days(NOW), tuple(module.fill for module in FULL), NOW).items()
        }

    assert keys() == keys()


def test_offers_that_need_approval_wait_for_the_director(told: Flask) -> None:
    waiting = db.session.scalars(select(Approval).where(~Approval.decision.has())).all()
    directors = {member.id for member in demo_accounts() if member.role is Role.DIRECTOR}
    assert any(directors & set(row.people) for row in waiting)
    assert count(Offer) >= 10
