"""People and programs from outside who press whatever they see: customers, a mediator, other firms' systems."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.cases.models import Case
from app.correspondence.models import CustomerAccess
from app.correspondence.queries.linking import token_for
from app.journal.models import Entry, EntryText
from app.mediation import actions as mediation
from app.mediation.models import MediatorLink
from app.plumbing import one_time_codes, unit_of_work
from app.plumbing.db import db
from tests.client import TOKEN
from tests.conftest import NOW
from tests.desk.crowd import SAID, Walker, _forms
from tests.factories.gestures import a_sent
from tests.factories.house import Company
from tests.mediation import world as mediating

OWN = re.compile(r'href="(/(?:c/case|m/space)/[^"#]+)"')
LEAVES = ("/c/case/leave", "/m/leave", "/language", "/theme")
PAPER = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


class Outsider(Walker):
    """Somebody who came in by link and code, and presses what stands on their own page."""

    def __init__(self, app: Flask, door: str, home: str, code: str, seed: int) -> None:
        super().__init__(app, home, [], seed)
        self.door, self.home, self.code = door, home, code

    def sign_in(self) -> None:
        """As this person does, with the code from their mail."""
        found = TOKEN.search(self.client.get(self.door).get_data(as_text=True))
        assert found is not None
        sent = {"code": self.code, "csrf_token": found["token"]}
        assert self.client.post(f"{self.door}/enter", data=sent).status_code == 302

    def turn(self) -> None:
        """Open their page, perhaps go on from there, and send one of the forms, now and then with a file."""
        where, page = self.home, self._open(self.home)
        onwards = [one for one in OWN.findall(page) if not one.startswith(LEAVES)]
        if onwards and self.draw.random() < 0.8:
            where = self.draw.choice(onwards).replace("&amp;", "&")
            page = self._open(where)
        forms = [one for one in _forms(page) if not (one.get("action") or "").startswith(LEAVES)]
        if forms:
            form = self.draw.choice(forms)
            sent: dict[str, Any] = dict(self._sent(form))
            taking = [each.get("name") for each in form.iter("input") if each.get("type") == "file"]
            if taking and self.draw.random() < 0.5:
                sent[taking[0]] = (io.BytesIO(PAPER + str(self.draw.random()).encode()), "pièce.pdf")
            self._note("POST", form.get("action") or where, sent)


class Caller(Walker):
    """A program of another firm: logs, appends, lists; sends some things twice, as programs do."""

    def __init__(self, app: Flask, key: str, refs: list[str], seed: int) -> None:
        super().__init__(app, "program", refs, seed)
        self.headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": ""}
        self.written: dict[tuple[str, int], str] = {}
        self.numbers: dict[str, str] = {}
        self.seed = seed

    def sign_in(self) -> None:
        """Nobody signs in: the key goes with every call."""

    def turn(self) -> None:
        """One thing of what programs do."""
        self.draw.choice((self._log, self._append, self._append, self._list, self._read))()

    def _call(self, method: str, path: str, sent: object = None, key: str = "") -> tuple[int, Any]:
        headers = {**self.headers, "Idempotency-Key": key} if key else {"Authorization": self.headers["Authorization"]}
        body = None if sent is None else json.dumps(sent)
        answer = self.client.open(
            f"/api/v1{path}", method=method, headers=headers, data=body, content_type="application/json"
        )
        self.seen[f"{method} api {answer.status_code}"] += 1
        if answer.status_code >= 500:
            self.faults.append(f"program {method} {path} {sent}: {answer.status_code}")
        return answer.status_code, answer.get_json()

    def _log(self) -> None:
        number = f"N-{self.seed}-{self.draw.randint(1, 30)}"
        what = {
            "external_id": number,
            "what": self.draw.choice(SAID),
            "customer": {"name": "Ada Roy", "email": f"{number}@exemple.fr"},
        }
        status, told = self._call("POST", "/complaints", what)
        if status in (200, 201) and self.numbers.setdefault(number, told["ref"]) != told["ref"]:
            self.faults.append(f"{number} made two cases: {self.numbers[number]} and {told['ref']}")

    def _append(self) -> None:
        ref, kind = self.draw.choice(self.refs), self.draw.choice(("notes", "contacts"))
        text = f"{self.draw.choice(SAID)} {self.draw.random()}"
        sent: dict[str, object] = {"text": text}
        if kind == "contacts":
            sent |= {"channel": "phone", "direction": "in"}
        key = f"k{self.draw.random()}"
        first, told = self._call("POST", f"/cases/{ref}/{kind}", sent, key)
        if first == 201:
            self.written[told["ref"], told["entry"]] = text
            again, repeated = self._call("POST", f"/cases/{ref}/{kind}", sent, key)
            if again != 429 and (again, repeated) != (200, told):
                self.faults.append(f"sent twice: {told} and then {again} {repeated}")

    def _list(self) -> None:
        seen, after = list[str](), ""
        while True:
            status, told = self._call("GET", f"/cases?limit=5{after}")
            if status != 200:
                return
            seen += [one["ref"] for one in told["cases"]]
            if not told["next"]:
                break
            after = f"&cursor={told['next']}"
        if len(set(seen)) != len(seen):
            self.faults.append(f"pages repeat a case: {Counter(seen).most_common(2)}")
        for ref in set(self.refs) - set(seen):  # given to others, or to nobody they may know, is no miss
            if self._call("GET", f"/cases/{ref}")[0] == 200:
                self.faults.append(f"pages miss {ref}")

    def _read(self) -> None:
        ref = self.draw.choice(self.refs)
        self._call("GET", self.draw.choice((f"/cases/{ref}", f"/cases/{ref}/duties", f"/cases/{ref}/estimate")))

    def lost(self) -> list[tuple[str, int]]:
        """What the door said it had written, and the journal has not, other than erased."""
        wanted = select(Entry.seq, EntryText.body).outerjoin(EntryText, EntryText.entry_id == Entry.id)
        missing = []
        for (ref, seq), text in self.written.items():
            found = db.session.execute(wanted.where(Entry.stream == f"case:{ref}", Entry.seq == seq)).one_or_none()
            if found is None or (found.body is not None and text not in found.body.values()):
                missing.append((ref, seq))
        return missing


def customers(app: Flask, firm: Company, cases: list[Case], seed: int) -> list[Walker]:
    """The customers of these cases, each let in at their own; some have an offer before them."""
    made: list[Walker] = []
    for place, case in enumerate(cases):
        if place % 2:
            a_sent(case, firm.agent, ("voucher", 20))
        email = case.customer.email
        with unit_of_work.writing():
            access = CustomerAccess(case_id=case.id, case=case, email=email, name="Awa", lang="fr", made_at=NOW)
            db.session.add(access)
            db.session.flush()
            code = one_time_codes.new_code(access, at=NOW)
        made.append(Outsider(app, f"/c/{token_for(case, email)}", "/c/case", code, seed + place))
    return made


def mediators(app: Flask, firm: Company, entry: Any, cases: list[Case], seed: int) -> list[Walker]:
    """The mediator, let in at each of these cases, which were refused for good and then notified."""
    made: list[Walker] = []
    for place, case in enumerate(cases):
        there = mediating.World(firm, case, entry)
        mediating.refuse_finally(there)
        row = mediating.notified(there)
        with unit_of_work.writing():
            link, token = mediation.give_link(
                row, f"greffe{place}@mediateur.example", 30, by=firm.quality.actor, at=NOW
            )
            code = one_time_codes.new_code(db.session.get_one(MediatorLink, link.id), at=NOW)
        made.append(Outsider(app, f"/m/{token}", "/m/space", code, seed + place))
    return made
