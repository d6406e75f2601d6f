"""Two cases of one customer in which every field and file holds words found nowhere else, lived through the real actions."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.cases import actions as cases
from app.cases.actions.parties_and_claims import Asked
from app.cases.models import Case
from app.cases.queries import advice_for
from app.cases.rules.parties import PartyRole
from app.cases.rules.signals import SignalKind
from app.correspondence import actions as letters
from app.correspondence.actions import customers_page, mails
from app.correspondence.models import Message
from app.correspondence.queries.customers_page import reachable
from app.correspondence.rules import Channel, LetterKind
from app.documents import actions as documents
from app.documents.models import Product, Reader
from app.documents.rules.settlement import Deal
from app.exhibits import actions as exhibits
from app.exhibits.actions import About
from app.exhibits.rules import ExhibitKind
from app.feedback.rules import Reply
from app.gestures import actions as gestures
from app.gestures.actions import Drafted
from app.gestures.queries import approvals_of
from app.gestures.rules.weighing import Wanted
from app.kernel import Audience, Money
from app.mediation.actions import Letter, give_link, refer
from app.mediation.actions import ask_code as ask_mediators_code
from app.mediation.rules import Mode
from app.people import actions as people
from app.people.models import Customer
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.worker import rounds
from app.worker.tables import CLOCKWORKS
from tests.conftest import NOW
from tests.correspondence.mails_world import a_bounce, a_mail
from tests.documents.test_canaries import annotated_pdf, written_pdf
from tests.exhibits import files
from tests.factories.gestures import stocked
from tests.factories.house import Company, a_complaint
from tests.feedback.world import answered, asked
from tests.mediation.world import World, notified, refuse_finally, step, under_contract

BEFORE = NOW - timedelta(days=45)
LATER = NOW + timedelta(days=6 * 366)
"""Six years on: every time that kept the cases has passed."""


class Aviary:
    """Words that exist nowhere else, numbered, and where each was put."""

    def __init__(self, name: str = "") -> None:
        self.words: dict[str, str] = {}
        self.name = name
        self._numbers = itertools.count(1)

    def __call__(self, what: str) -> str:
        word = f"qzx{self.name}{next(self._numbers):03d}{what}wvj"
        self.words[word] = what
        return word

    def heard_in(self, content: bytes) -> set[str]:
        """Where the words came from that can be read in these bytes, in any case or common encoding."""
        low = content.lower()
        return {
            what for word, what in self.words.items()
            if any(word.lower().encode(code) in low for code in ("utf-8", "utf-16-le", "utf-16-be"))
        }  # fmt: skip


def a_page(word: str) -> bytes:
    """A PDF page whose words can be heard in its bytes."""
    return written_pdf(word) + f"\n%{word}\n".encode()


def a_customer(put: Aviary) -> Customer:
    """Somebody of whom everything is a canary."""
    with unit_of_work.writing():
        return people.add_customer(
            f"Zoe {put('name')}", title="Mme", organisation=put("firm"), email=f"{put('mail')}@example.org",
            phone=put("phone"), street=put("street"), postcode="69003", city=put("city"), by=SYSTEM, at=BEFORE,
        )  # fmt: skip


def a_disputed_case(firm: Company, customer: Customer, put: Aviary) -> Case:
    """Logged, talked about, offered, refused, mediated in vain, withdrawn."""
    with unit_of_work.writing():
        bought = people.add_purchase(
            customer,
            put("order"),
            put("label"),
            date(2026, 3, 2),
            Money(54900),
            delivered_on=date(2026, 3, 9),
            by=SYSTEM,
            at=BEFORE,
        )
        complaint = a_complaint(
            what=put("what"), asked=put("asked"), subject=put("subject"), received_on=date(2026, 9, 10)
        )
        case = cases.log_case(
            complaint, customer, firm.after_sales, by=firm.agent.actor, at=BEFORE - timedelta(days=20), purchase=bought
        )
        cases.take_charge(case, put("take"), by=firm.agent.actor, at=BEFORE)
    _talk(firm, case, put)
    CLOCKWORKS["estimates_kept"](BEFORE + timedelta(hours=4))
    rounds.alert(BEFORE + timedelta(days=3))
    _offer(firm, case, put)
    _survey(firm, case, put)
    _letters(firm, case, put)
    _mails(case, put)
    world = World(firm, case, under_contract())
    refuse_finally(world)
    _evidence(firm, case, put)
    _mediate(world, put)
    with unit_of_work.writing():
        cases.withdraw(case, put("withdrawn"), by=firm.quality.actor, at=NOW + timedelta(days=1))
    return case


def _talk(firm: Company, case: Case, put: Aviary) -> None:
    by, at = firm.agent.actor, BEFORE
    with unit_of_work.writing():
        for n in range(40):
            cases.add_note(case, f"Note {n} : {put('note')}", by=by, at=at)
            cases.record_contact(
                case, "phone", "in" if n % 2 else "out", f"{put('contact')}, avocat et presse", by=by, at=at, minutes=3
            )
        cases.record_contact(
            case, "email", "in", put("mail_in"), by=by, at=at, solved="no", solved_words=put("solved_words")
        )
        for role in (PartyRole.CONTRACTING, PartyRole.CLAIMANT, PartyRole.PROTECTED, PartyRole.PROTECTED):
            cases.add_party(
                case, role, put("party"), email=f"{put('party_mail')}@example.org", address=put("party_address"),
                protection=put("guard")[:30] if role is PartyRole.PROTECTED else "", by=by, at=at,
            )  # fmt: skip
        lines = [Asked(put("claim"), Money(1000), basis=put("basis")) for _n in range(8)]
        cases.state_claims(case, lines, by=by, at=at)
        cases.raise_signal(case, SignalKind.SAFETY, put("signal"), by=by, at=at)
        cases.ask_colleague(case, firm.biller, put("advice_asked"), None, by=by, at=at)
        asked = advice_for(firm.biller.actor, case.ref, at.date())
        cases.answer_colleague(case, asked, put("advice_answered"), by=firm.biller.actor, at=at)
        cases.note_as_adviser(case, asked, put("advice_note"), by=firm.biller.actor, at=at)
        cases.recuse(case, firm.other_agent, put("recused"), by=by, at=at)
        cases.assign(case, firm.agent, by=by, at=at, reason=put("assigned"))
        kept = cases.promise(case, put("promise"), at + timedelta(days=1), by=by, at=at)
        cases.keep_promise(case, kept, put("kept"), by=by, at=at)
        broken = cases.promise(case, put("broken"), at + timedelta(hours=1), by=by, at=at)
        cases.break_promise(case, broken, by=SYSTEM, at=at + timedelta(hours=2))
        cases.keep_promise(case, broken, put("kept_late"), by=by, at=at + timedelta(hours=3))
        cases.ask_customer(case, put("question"), by=by, at=at)
        cases.customer_replied(case, put("reply"), by=by, at=at)


def _offer(firm: Company, case: Case, put: Aviary) -> None:
    by, at = firm.agent.actor, BEFORE
    with unit_of_work.writing():
        drafted = Drafted(
            [Wanted("price_cut", Money(10000), evidence=put("evidence"))],
            date(2026, 12, 31),
            message=put("draft"),
            reason=put("asks"),
            deviation=put("deviation"),
        )
        draft = gestures.propose_offer(case, drafted, by=by, at=at)
    with unit_of_work.writing():
        gestures.decide(approvals_of(case)[0], False, put("decides"), by=firm.supervisor.actor, at=at)
    with unit_of_work.writing():
        gestures.withdraw_offer(draft, put("withdraws"), by=by, at=at)
    with unit_of_work.writing():
        drafted = Drafted(
            [Wanted("voucher", Money(4000))], date(2026, 12, 31), message=put("offer"), deviation=put("why_not")
        )
        offer = gestures.propose_offer(case, drafted, by=by, at=at)
    with unit_of_work.writing():
        gestures.send_offer(offer, by=by, at=at)
    with unit_of_work.writing():
        gestures.record_counter(offer, put("counter"), Money(50000), by=by, at=at, proof=put("counter_proof"))
        gestures.answer_offer(
            offer, "refused", offer.edition, by=by, at=at + timedelta(days=1), proof=put("refusal"), text=put("refuses")
        )


def _survey(firm: Company, case: Case, put: Aviary) -> None:
    at = BEFORE + timedelta(days=7)
    with unit_of_work.writing():
        cases.record_contact(case, "phone", "out", put("call"), by=firm.agent.actor, at=BEFORE, solved="yes")
    rounds.run_jobs(at)
    (row,) = asked(case, at)
    answered(row, at, solved=Reply.PARTLY, effort=2, words=put("survey"))


def _letters(firm: Company, case: Case, put: Aviary) -> None:
    at = BEFORE + timedelta(days=8)
    for channel in (Channel.EMAIL, Channel.POST, Channel.EMAIL):
        with unit_of_work.writing():
            letters.send_letter(case, LetterKind.HOLDING, put("letter"), channel, by=firm.agent.actor, at=at)
        rounds.run_jobs(at + timedelta(minutes=5))
    with unit_of_work.writing():
        reach = reachable(case, at.date())
        assert reach is not None
        customers_page.ask_code(case, reach, at=at)
        customers_page.ask_by_name(case.ref, reach.email, "192.0.2.7", at=at)
    rounds.run_jobs(at + timedelta(minutes=6))


def _mails(case: Case, put: Aviary) -> None:
    """An answer by mail with a quoted tail and a file, the same again by another way, and a letter that came back."""
    at = BEFORE + timedelta(days=8, hours=1)
    letter = db.session.scalars(
        select(Message)
        .where(Message.case_id == case.id, Message.sent_at.is_not(None), Message.channel == "email")
        .limit(1)
    ).one()
    said = f"{put('mail_said')}\n\n> {put('mail_quoted')}\n"
    content = a_mail(
        said, f"{put('mail_name')} <{case.customer.email}>", put("mail_subject"), ((f"{put('mail_file')}.pdf", a_page(put("mail_page"))),),
        In_Reply_To=letter.message_id,
    )  # fmt: skip
    again = f"X-Way: {put('mail_way')}\r\n".encode() + content
    returned = a_bounce(letter.message_id).replace(b"no such user", put("mail_returned").encode())
    for each in (content, again, returned):
        mails.keep(each, at=at)
    mails.open_mails(at)


def _evidence(firm: Company, case: Case, put: Aviary) -> None:
    by = firm.quality.actor
    contents = [
        (f"{put('file_name')}.pdf", a_page(put("page"))), ("b.pdf", annotated_pdf(put("comment"), "-", put("author"))),
        ("c.jpg", files.photo(put("exif"))), ("d.eml", files.mail(f"Bonjour {put('eml')}", bcc=f"{put('bcc')}@example.org")),
        ("e.docx", files.word(put("word"))), ("f.pdf", a_page(put("masked"))), ("g.pdf", a_page(put("gone"))),
    ]  # fmt: skip
    taken = exhibits.take_in(contents)
    about = [About(title=put("title"), author=put("written_by"), audience=Audience.MEDIATOR) for _one in taken]
    with unit_of_work.writing():
        rows = exhibits.add_exhibits(case, taken, about, by=by, at=NOW)
    copy = exhibits.prepare_mask(rows[5], [(1, (0.0, 0.0, 1.0, 0.5))])
    with unit_of_work.writing():
        exhibits.mask(rows[5], copy, Audience.MEDIATOR, put("mask_reason"), by=by, at=NOW)
        exhibits.withdraw(rows[6], put("withdraw_reason"), by=by, at=NOW)
    rounds.run_jobs(NOW)


def _mediate(world: World, put: Aviary) -> None:
    row = notified(world, text=put("notification"))
    with unit_of_work.writing():
        link, _secret = give_link(row, f"{put('mediator_mail')}@example.org", 30, by=world.firm.quality.actor, at=NOW)
        ask_mediators_code(link, at=NOW)
    rounds.run_jobs(NOW)
    step(row, "requested", date(2026, 11, 19), text=put("mediator_asks"))
    for reader in (Reader.MEDIATOR, Reader.INTERNAL):
        with unit_of_work.writing():
            documents.ask_for(world.case, reader, Product.FILE, "fr", by=world.firm.quality.actor, at=NOW)
    rounds.run_jobs(NOW)
    step(row, "failed", date(2026, 11, 20), text=put("failed"))


def a_settled_case(firm: Company, customer: Customer, put: Aviary) -> Case:
    """An entitlement paid, an offer accepted and carried out, a settlement agreement signed, a conciliator: closed as carried out."""
    by, at = firm.agent.actor, NOW
    with unit_of_work.writing():
        complaint = a_complaint(what=put("what2"), asked=put("asked2"))
        case = cases.log_case(complaint, customer, firm.after_sales, by=by, at=at)
        cases.take_charge(case, by=by, at=at)
        right = gestures.recognise_entitlement(case, "FR-SUB-01", put("right"), Money(2000), put("facts"), by=by, at=at)
        gestures.pay_entitlement(right, put("paid"), by=by, at=at)
        offer = gestures.propose_offer(
            case, Drafted([Wanted("voucher", Money(4000))], date(2026, 12, 31)), by=by, at=at
        )
    with unit_of_work.writing():
        gestures.send_offer(offer, by=by, at=at)
    with unit_of_work.writing():
        gestures.answer_offer(offer, "accepted", offer.edition, by=by, at=at, proof=put("yes"), text=put("accepts"))
    with unit_of_work.writing():
        gestures.carry_out(offer.lines[0], put("payout"), by=by, at=at)
    _conciliate(firm, case, put)
    _agree(firm, case, put)
    with unit_of_work.writing():
        if case.is_open:
            cases.close(case, "close_carried_out", by=by, at=at + timedelta(hours=2), text=put("closed"))
        cases.link_cases(case, db.session.get_one(Case, case.id - 1), put("link"), by=by, at=at)
    return case


def _conciliate(firm: Company, case: Case, put: Aviary) -> None:
    taken = exhibits.take_in([("saisine.pdf", a_page(put("seised")))])
    with unit_of_work.writing():
        number = exhibits.add_exhibits(case, taken, [About(kind=ExhibitKind.OTHER)], by=firm.quality.actor, at=NOW)[
            0
        ].number
        letter = Letter(NOW.date(), text=put("refers"), their_ref=put("their_ref"), exhibit=number)
        refer(case, Mode.CONCILIATOR, letter, by=firm.quality.actor, at=NOW, name=put("conciliator"))


def _agree(firm: Company, case: Case, put: Aviary) -> None:
    deal = Deal(put("deal_facts"), put("ours"), put("theirs"), Money(3000), (1,), date(2026, 12, 15))
    with unit_of_work.writing():
        row = documents.draft(case, deal, by=firm.supervisor.actor, at=NOW)
    with unit_of_work.writing():
        documents.approve(row, by=firm.quality.actor, at=NOW)
    rounds.run_jobs(NOW)
    with unit_of_work.writing():
        documents.send(row, by=firm.supervisor.actor, at=NOW)
    rounds.run_jobs(NOW + timedelta(minutes=3))
    copy = exhibits.take_in([("signe.pdf", a_page(put("signed")))])
    at = NOW + timedelta(hours=1)
    with unit_of_work.writing():
        number = exhibits.add_exhibits(case, copy, [About()], by=firm.agent.actor, at=at)[0].number
        for side in ("customer", "house"):
            documents.sign(
                row,
                side,
                exhibit=number,
                by=firm.agent.actor,
                at=at,
                name=put("signatory"),
                capacity=put("capacity"),
                signed_on=NOW.date(),
            )
    with unit_of_work.writing():
        documents.carry_out(row, NOW.date(), put("proof"), by=firm.agent.actor, at=at)


def lived(put: Aviary, at: datetime = BEFORE) -> tuple[Company, int, list[str]]:
    """The house, the customer's number, and the references of both closed cases."""
    firm = stocked(at - timedelta(days=30))
    customer = a_customer(put)
    found = [a_disputed_case(firm, customer, put), a_settled_case(firm, customer, put)]
    number, refs = customer.id, [case.ref for case in found]
    rounds.run_jobs(NOW + timedelta(days=2))
    return firm, number, refs


def another_customers_case(firm: Company, put: Aviary) -> str:
    """A case of somebody else, closed the same day, with the same exhibit: nothing of it goes."""
    customer = a_customer(put)
    with unit_of_work.writing():
        complaint = a_complaint(what=put("what"), asked=put("asked"), regimes=("US-CFPB",))
        case = cases.log_case(complaint, customer, firm.after_sales, by=firm.agent.actor, at=NOW)
        cases.add_note(case, put("note"), by=firm.agent.actor, at=NOW)
    return case.ref
