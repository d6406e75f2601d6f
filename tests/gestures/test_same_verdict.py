"""Page, JSON and command line print the same verdict."""

from __future__ import annotations

import json

from click.testing import Result
from flask import Flask

from tests.client import Browser
from tests.conftest import NOW
from tests.factories.gestures import a_sent, stocked
from tests.factories.house import a_case

ASKED = (
    ("alice", "voucher", "40"), ("alice", "price_cut", "100"), ("alice", "price_cut", "450"), ("alice", "voucher", "700"),
    ("sophie", "price_cut", "149"), ("sophie", "price_cut", "150,01"), ("alice", "delivery_refund", "10"), ("alice", "welcome_voucher", None),
    ("claire", "inconvenience", "1400"), ("alice", "full_refund", None),
)  # fmt: skip


def told(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=[*arguments, "--at", NOW.isoformat(), "--json"])


def test_the_three_doors_say_the_same(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    a_sent(case, firm.agent, ("voucher", 20))
    seen = set()
    for login, code, amount in ASKED:
        browser = Browser(app).sign_in(login)
        query = f"gesture={code}" + (f"&amount={amount}" if amount else "")
        answer = browser.fetch(f"/cases/{case.ref}/gestures/verdict.json?{query}").get_json()
        typed = ["--amount", amount] if amount else []
        command = json.loads(told(app, "may-grant", case.ref, code, *typed, "--by", login).stdout)
        assert answer == command, (login, code, amount)
        form = {"gesture": code, "amount": amount or "", "valid_until_on": "2026-12-05", "do": "check"}
        page = browser.send(f"/cases/{case.ref}/gestures/new", form)
        said = " ".join(answer["because"]["sentence"].split())
        assert said in page.text, (login, code, amount, said)
        seen.add(answer["verdict"])
    assert seen == {"granted", "needs_approval", "refused"}


def test_the_verdict_document_has_its_published_shape(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    found = json.loads(told(app, "may-grant", case.ref, "price_cut", "--amount", "100.00", "--by", "alice").stdout)
    assert found["verdict"] == "needs_approval"
    assert (found["level"], found["people"], found["because"]["code"]) == ("supervisor", ["sophie"], "over_gesture")
    assert found["counted"] == {"case": 0, "customer_12m": 0}
    palette = json.loads(told(app, "gestures").stdout)
    assert len(palette) >= 20
    on_case = json.loads(told(app, "gestures", case.ref, "--by", "alice").stdout)
    assert {"granted", "needs_approval"} <= {row["verdict"] for row in on_case}


def test_bad_amounts_and_unknown_gestures_are_refused_with_a_code(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    for amount, code in (("1e9", "amount_unreadable"), ("40.001", "amount_too_fine"), ("9" * 20, "amount_too_large")):
        result = told(app, "may-grant", case.ref, "voucher", "--amount", amount, "--by", "alice")
        assert (result.exit_code, json.loads(result.stdout)["refused"]["code"]) == (1, code)
    result = told(app, "may-grant", case.ref, "unicorn", "--amount", "4", "--by", "alice")
    assert (result.exit_code, json.loads(result.stdout)["refused"]["code"]) == (1, "no_such_gesture")
    for amount, code in (("-5", "amount_negative"), ("0", "amount_zero"), ("4.99", "amount_too_low")):
        result = told(app, "may-grant", case.ref, "voucher", f"--amount={amount}", "--by", "alice")
        assert (result.exit_code, json.loads(result.stdout)["because"]["code"]) == (0, code)
    assert (
        json.loads(told(app, "may-grant", case.ref, "voucher", "--amount", "5").stdout)["because"]["code"]
        == "no_authority"
    )
