"""What each act on a case asks, says and does: one table, from which the act's page is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from app.cases import actions, queries
from app.cases.actions.applying import apply
from app.cases.actions.living import block_for
from app.cases.actions.telling import Happening, Overriding
from app.cases.models import Case, Promise
from app.cases.rules.belated import EXCUSE, is_belated
from app.cases.rules.limits import QUIET_CLOSE_DAYS, WAITING_DAYS
from app.correspondence.queries import fields_of, wording_of
from app.correspondence.rules import LetterKind, draft
from app.costs.actions import book_cost
from app.costs.rules.booking import Cost
from app.desk import forms
from app.desk.queries import owners_of_level
from app.desk.views import standing
from app.kernel import Lang, Money, Refused, Words, as_utc, day_ends_at, day_of, words, zone
from app.people.guards import current_actor
from app.people.queries import all_staff, staff_member, staff_of
from app.people.rules import Actor, Level, Permission, Role
from app.plumbing.fields import options
from app.plumbing.typography import say
from app.plumbing.web import lang

Do = Callable[[Case, Any, Actor, datetime], object]
STALE = words(
    "Le dossier a changé depuis que cette page est ouverte. Relisez-le, puis recommencez : votre texte est gardé ci-dessous.",
    "The case has changed since this page was opened. Read it again, then retry: your text is kept below.",
)


def _nothing(_form: Any, _case: Case) -> None:
    return None


@dataclass(frozen=True)
class Act:
    """One act: its title, its form, what pressing the button does, in the button's own words."""

    title: Words
    lead: Words
    button: Words
    done: Words
    form: Callable[[], Any]
    do: Do
    audience: str = "internal"
    needs: Permission | None = None
    prepare: Callable[[Any, Case], None] = _nothing
    fill: Callable[[Any, Case, datetime], None] | None = None


def check_version(form: Any, case: Case) -> None:
    """Refuse an act on a page that is older than the case."""
    if str(form.version.data) != str(case.version):
        form.version.raw_data, form.version.data = None, case.version
        raise Refused("stale", STALE)


def prefilled(form: Any, act: Act, case: Case, at: datetime) -> None:
    """Put in the form what we can already say."""
    if act.fill is not None:
        act.fill(form, case, at)


# --- answers ---------------------------------------------------------------------------------------------------------


def _answer(final: bool) -> Do:
    def do(case: Case, form: Any, by: Actor, at: datetime) -> object:
        override = (
            Overriding(form.override_rule.data, form.override_reason.data or "") if form.override_rule.data else None
        )
        return actions.answer(case, form.text.data, form.verdict.data, by=by, at=at, final=final, override=override)

    return do


def _letter(form: Any, case: Case, at: datetime) -> None:
    """The skeleton of an answer: what was understood, what we decide, what happens next; with the regime's text below."""
    on = day_of(at, case.zone)
    block = ""
    try:
        block = block_for(case, at=at)
    except Refused as incomplete:
        form.warning = incomplete.message
    lines = draft(
        LetterKind.ANSWER,
        replace(fields_of(case, on), close_on=on + timedelta(days=QUIET_CLOSE_DAYS)),
        wording_of(LetterKind.ANSWER, on),
    )
    own: Lang = "en" if case.lang == "en" else "fr"
    form.text.data = say(lines, own) + ("\n\n" + block if block else "")


def _ask_fill(form: Any, case: Case, at: datetime) -> None:
    form.until_on.data = day_of(at, case.zone) + timedelta(days=WAITING_DAYS)


def _acknowledge_fill(form: Any, case: Case, at: datetime) -> None:
    own: Lang = "en" if case.lang == "en" else "fr"
    kind, on = LetterKind.ACKNOWLEDGEMENT, day_of(at, case.zone)
    text = say(draft(kind, fields_of(case, on), wording_of(kind, on)), own)
    form.text.data = "\n\n".join([text, *_excuse(case, own)])


def _excuse(case: Case, own: Lang) -> list[str]:
    """Of a complaint that lay with us before it was logged, past a date of ours: when it reached us, and that we are sorry.

    What came from a file may have been acknowledged where it came from: we do not know.
    """
    logged_on = day_of(case.logged_at, case.zone)
    lay = (
        not case.imported
        and case.received_on < logged_on
        and any(is_belated(duty, logged_on) for duty in queries.duties_of(case))
    )
    return [say(EXCUSE.fill(received=case.received_on), own)] if lay else []


# --- the others ------------------------------------------------------------------------------------------------------


JUDGED = words("jugement du {on}", "judgment of {on}")
JUDGED_BY = words("jugement du {on}, {court}", "judgment of {on}, {court}")
AWARDED = words("Payer la condamnation : {award}", "Pay the award: {award}")
AWARD_PAID_WITHIN = timedelta(days=30)
"""House rule: well before the two months after which the legal interest rises (art. L. 313-3 CMF)."""
AWARD_LATE = words(
    "Ce jour est passé : donnez celui où la somme sera payée, aujourd’hui s’il le faut.",
    "That day has gone by: give the one on which the sum will be paid, today if need be.",
)


def _fact(name: str, event: str | None = None) -> Do:
    def do(case: Case, form: Any, by: Actor, at: datetime) -> object:
        if form.on.data > day_of(at, case.zone):
            raise Refused(
                "future",
                words("Un fait ne peut pas être daté de l’avenir.", "A fact cannot be dated in the future."),
                "on",
            )
        text = {key: value for key, value in {"court": form.court.data, "body": form.text.data}.items() if value}
        happened = {event: form.on.data} if event else {}
        return apply(case, name, Happening({"on": form.on.data.isoformat()}, text, happened=happened), by=by, at=at)

    return do


def _judgment(case: Case, form: Any, by: Actor, at: datetime) -> object:
    """The judgment is a fact of the case; what it makes us pay is promised, and an actual cost with the judgment as its proof."""
    entry = _fact("judgment")(case, form, by, at)
    award = Money.parse(form.award.typed, case.currency, "award") if form.award.typed else None
    if award:
        court = (form.court.data or "").strip()
        proof = JUDGED_BY.fill(on=form.on.data, court=court) if court else JUDGED.fill(on=form.on.data)
        own: Lang = "en" if case.lang == "en" else "fr"
        book_cost(case, Cost.AWARD, award, say(proof, own), by=by, at=at)
        _promise_award(case, say(AWARDED.fill(award=award), own), form.pay_by_on.data, by=by, at=at)
    return entry


def _promise_award(case: Case, what: str, pay_by_on: date | None, *, by: Actor, at: datetime) -> None:
    """What a judgment makes us pay has an owner and a day, like everything else we owe."""
    last = pay_by_on or day_of(at, case.zone) + AWARD_PAID_WITHIN
    due_at = day_ends_at(last, case.zone) - timedelta(seconds=1)
    if due_at <= at:
        raise Refused("past", AWARD_LATE, "pay_by_on")
    actions.promise(case, what, due_at, by=by, at=at, origin="judgment")


def _judgment_fill(form: Any, case: Case, at: datetime) -> None:
    form.pay_by_on.data = day_of(at, case.zone) + AWARD_PAID_WITHIN


def _close(name: str) -> Do:
    return lambda case, form, by, at: actions.close(case, name, text=form.text.data or "", by=by, at=at)


def _merge(case: Case, form: Any, by: Actor, at: datetime) -> None:
    into = _other(by, form.into.data, "into")
    if into.customer_id != case.customer_id and not form.two_customers.data:
        raise Refused("two_customers", TWO_CUSTOMERS.fill(ref=into.ref, who=into.customer.display_name), "into")
    actions.merge(case, into, by=by, at=at)


TWO_CUSTOMERS = words(
    "{ref} est le dossier de {who}, pas de ce client. Vérifiez la référence ; si les deux vont ensemble, cochez la case ci-dessous.",
    "{ref} is the case of {who}, not of this customer. Check the reference; if both belong together, tick the box below.",
)


def _link(case: Case, form: Any, by: Actor, at: datetime) -> None:
    actions.link_cases(case, _other(by, form.other.data, "other"), form.why.data or "", by=by, at=at)


def _other(by: Actor, ref: str, field: str) -> Case:
    try:
        return queries.case_named(by, ref)
    except Refused as refused:
        raise Refused(refused.code.removeprefix("no_such_"), refused.message, field) from refused


def _promise(case: Case, form: Any, by: Actor, at: datetime) -> object:
    hour = time.fromisoformat(form.hour.data)
    due_at = as_utc(datetime.combine(form.due_on.data, hour, zone(case.zone)))
    try:
        return actions.promise(case, form.what.data, due_at, by=by, at=at)
    except Refused as refused:
        raise Refused(
            refused.code, refused.message, "due_on" if refused.field == "due_at" else refused.field
        ) from refused


def _keep(case: Case, form: Any, by: Actor, at: datetime) -> None:
    wanted = [row for row in queries.open_promises(case) if row.id == form.promise.data]
    broken: list[Promise] = [row for row in case.promises if row.state == "broken" and row.id == form.promise.data]
    if not wanted and not broken:
        raise Refused("no_such_promise", words("Choisissez l’engagement.", "Choose the promise."), "promise")
    actions.keep_promise(case, (wanted or broken)[0], form.proof.data, by=by, at=at)


def _keep_choices(form: Any, case: Case) -> None:
    form.promise.choices = options([(row.id, row.what) for row in case.promises if row.state in {"open", "broken"}])


def _owners(form: Any, case: Case) -> None:
    form.owner.choices = options([(member.id, f"{member.name}") for member in owners_of_level(case)])


def _people(form: Any, _case: Case) -> None:
    form.staff.choices = options(
        [(member.id, f"{member.name} ({say(member.role.words, lang())})") for member in all_staff(active=True)]
    )


def _officers(form: Any, case: Case) -> None:
    """Quality officers, but for those who stepped aside: nobody names them against their own word."""
    aside = queries.judging(case).recused
    form.staff.choices = options([(m.id, m.name) for m in staff_of(Role.QUALITY) if m.key not in aside])


def _oneself(form: Any, _case: Case, _at: datetime) -> None:
    form.staff.data = current_actor().staff_id


def _escalate(case: Case, form: Any, by: Actor, at: datetime) -> object:
    level = Level(form.level.data) if form.level.data else None
    return actions.escalate(case, form.reason.data, level=level, by=by, at=at)


REASON = words("Votre motif reste au journal du dossier.", "Your reason stays in the journal of the case.")
SENT = words(
    "Ce texte est envoyé au client et reste au journal tel quel.",
    "This text is sent to the customer and stays in the journal as it is.",
)
FACT = words(
    "Un fait se note toujours, quel que soit l’état du dossier.",
    "A fact can always be recorded, whatever the state of the case.",
)
SEND = words("Envoyer au client", "Send to the customer")
RECORD = words("Enregistrer", "Record")

ACTS: dict[str, Act] = {
    "take_charge": Act(
        words("Prendre en charge", "Take charge"),
        SENT,
        words("Prendre en charge et accuser réception", "Take charge and acknowledge"),
        words("Dossier pris en charge", "Case taken in charge"),
        forms.OptionalTextForm,
        lambda case, form, by, at: actions.take_charge(case, form.text.data or "", by=by, at=at),
        "customer",
        fill=_acknowledge_fill,
    ),
    "ask_customer": Act(
        words("Demander des pièces au client", "Ask the customer"),
        SENT,
        SEND,
        words("Demande enregistrée", "Request recorded"),
        forms.AskForm,
        lambda case, form, by, at: actions.ask_customer(case, form.text.data, form.until_on.data, by=by, at=at),
        "customer",
        fill=_ask_fill,
    ),
    "customer_replied": Act(
        words("Noter la réponse du client", "Record the customer’s reply"),
        FACT,
        RECORD,
        words("Réponse notée", "Reply recorded"),
        forms.ReplyForm,
        lambda case, form, by, at: actions.customer_replied(case, form.text.data, form.channel.data, by=by, at=at),
        "customer",
    ),
    "answer": Act(
        words("Répondre au client", "Answer the customer"),
        SENT,
        SEND,
        words("Réponse enregistrée", "Answer recorded"),
        forms.AnswerForm,
        _answer(final=False),
        "customer",
        fill=_letter,
    ),
    "final_answer": Act(
        words("Envoyer la réponse définitive", "Send the final answer"),
        SENT,
        words("Envoyer la réponse définitive au client", "Send the final answer to the customer"),
        words("Réponse définitive enregistrée", "Final answer recorded"),
        forms.AnswerForm,
        _answer(final=True),
        "customer",
        fill=_letter,
    ),
    "escalate": Act(
        words("Escalader", "Escalate"),
        words(
            "La personne disponible et compétente du niveau choisi portera le dossier ; votre motif reste au journal.",
            "Whoever is available and competent at that level will carry the case; your reason stays in the journal.",
        ),
        words("Escalader le dossier", "Escalate the case"),
        words("Dossier escaladé", "Case escalated"),
        forms.EscalateForm,
        _escalate,
        prepare=standing.levels_above,
    ),
    "contest": Act(
        words("Noter que le client conteste", "Record that the customer contests"),
        FACT,
        RECORD,
        words("Contestation notée", "Contest recorded"),
        forms.TextForm,
        lambda case, form, by, at: actions.contest(case, form.text.data, by=by, at=at),
        "customer",
    ),
    "contest_final": Act(
        words(
            "Noter que le client conteste la réponse définitive", "Record that the customer contests the final answer"
        ),
        FACT,
        RECORD,
        words("Contestation notée", "Contest recorded"),
        forms.TextForm,
        lambda case, form, by, at: actions.contest(case, form.text.data, by=by, at=at),
        "customer",
    ),
    "withdraw": Act(
        words("Noter le retrait du client", "Record the customer’s withdrawal"),
        words(
            "Copiez les mots du client : ils prouvent le retrait, qui clôt le dossier.",
            "Copy the customer’s words: they prove the withdrawal, which closes the case.",
        ),
        words("Noter le retrait et clore le dossier", "Record the withdrawal and close the case"),
        words("Retrait noté", "Withdrawal recorded"),
        forms.TextForm,
        lambda case, form, by, at: actions.withdraw(case, form.text.data, by=by, at=at),
        "customer",
    ),
    "court_seized": Act(
        words("Noter une assignation", "Record a summons"),
        FACT,
        RECORD,
        words("Assignation notée", "Summons recorded"),
        forms.FactForm,
        _fact("court_seized", "court.filed"),
        "customer",
    ),
    "judgment": Act(
        words("Noter le jugement", "Record the judgment"),
        FACT,
        RECORD,
        words("Jugement noté", "Judgment recorded"),
        forms.JudgmentForm,
        _judgment,
        "customer",
        fill=_judgment_fill,
    ),
    "proceedings_dropped": Act(
        words("Noter le désistement", "Record that proceedings were dropped"),
        FACT,
        RECORD,
        words("Désistement noté", "Recorded"),
        forms.FactForm,
        _fact("proceedings_dropped"),
        "customer",
    ),
    "close_carried_out": Act(
        words("Clore : tout est exécuté", "Close: all carried out"),
        words("Fenêtres, prescription et droits continuent de courir.", "Windows, limitation and rights keep running."),
        words("Clore le dossier", "Close the case"),
        words("Dossier clos", "Case closed"),
        forms.CloseForm,
        _close("close_carried_out"),
        "customer",
    ),
    "close_solved": Act(
        words("Clore : résolu, dit le client", "Close: solved, says the customer"),
        words(
            "Notez ses mots : « rapporté par nos équipes », jusqu’à sa confirmation.",
            "Write their words: “reported by staff”, until they confirm.",
        ),
        words("Clore le dossier", "Close the case"),
        words("Dossier clos", "Case closed"),
        forms.CloseForm,
        _close("close_solved"),
        "customer",
    ),
    "close_quietly": Act(
        words("Clore : répondu, sans réaction", "Close: answered, no reaction"),
        words("La clôture était annoncée dans la réponse.", "The closing was announced in the answer."),
        words("Clore le dossier", "Close the case"),
        words("Dossier clos", "Case closed"),
        forms.CloseForm,
        _close("close_quietly"),
        "customer",
    ),
    "close_not_ours": Act(
        words("Clore : pas une réclamation, ou pas la nôtre", "Close: not a complaint, or not ours"),
        words(
            "Dites ce que c’était, ou à qui le client doit s’adresser ; cela reste au journal.",
            "Say what it was, or whom the customer should turn to; it stays in the journal.",
        ),
        words("Clore le dossier", "Close the case"),
        words("Dossier clos", "Case closed"),
        forms.CloseForm,
        _close("close_not_ours"),
    ),
    "merge": Act(
        words("Réunir à un autre dossier", "Merge into another case"),
        words("Rien n’est déplacé, et la réunion peut être défaite.", "Nothing is moved, and the merge can be undone."),
        words("Réunir", "Merge"),
        words("Dossiers réunis", "Cases merged"),
        forms.MergeForm,
        _merge,
    ),
    "undo_merge": Act(
        words("Défaire la réunion", "Undo the merge"),
        REASON,
        words("Défaire la réunion", "Undo the merge"),
        words("Réunion défaite", "Merge undone"),
        forms.ReasonForm,
        lambda case, form, by, at: actions.undo_merge(case, form.reason.data, by=by, at=at),
    ),
    "reopen": Act(
        words("Rouvrir", "Reopen"),
        REASON,
        words("Rouvrir le dossier", "Reopen the case"),
        words("Dossier rouvert", "Case reopened"),
        forms.ReasonForm,
        lambda case, form, by, at: actions.reopen(case, form.reason.data, by=by, at=at),
    ),
}
"""The acts that are arrows of the workflow and have no page in another room."""

DEEDS: dict[str, Act] = {
    "promise": Act(
        words("Prendre un engagement", "Make a promise"),
        words(
            "Un engagement a un porteur et une date ; rompu, la supervision le voit.",
            "A promise has an owner and a date; broken, the supervisor sees it.",
        ),
        words("Promettre", "Promise"),
        words("Engagement pris", "Promise made"),
        forms.PromiseForm,
        _promise,
        "customer",
    ),
    "keep": Act(
        words("Solder un engagement", "Keep a promise"),
        words("Dites ce qui prouve qu’il est tenu.", "Say what proves that it was kept."),
        words("Engagement tenu", "Promise kept"),
        words("Engagement soldé", "Promise settled"),
        forms.KeepForm,
        _keep,
        "customer",
        prepare=_keep_choices,
    ),
    "read": Act(
        words("Message du client lu", "Customer’s message read"),
        words(
            "Rien n’est à répondre : l’étape suivante redevient celle du dossier.",
            "There is nothing to reply: the next step becomes that of the case again.",
        ),
        words("Lu, rien à répondre", "Read, nothing to reply"),
        words("Message noté comme lu", "Message noted as read"),
        forms.ActForm,
        lambda case, _form, by, at: actions.message_read(case, by=by, at=at),
    ),
    "assign": Act(
        words("Confier à quelqu’un d’autre", "Give to somebody else"),
        REASON,
        words("Confier", "Give"),
        words("Dossier confié", "Case given"),
        forms.AssignForm,
        lambda case, form, by, at: actions.assign(
            case, staff_member(form.owner.data), reason=form.reason.data or "", by=by, at=at
        ),
        needs=Permission.CASE_ASSIGN,
        prepare=_owners,
    ),
    "recuse": Act(
        words("Enregistrer une récusation", "Record a recusal"),
        REASON,
        RECORD,
        words("Récusation enregistrée", "Recusal recorded"),
        forms.RecuseForm,
        lambda case, form, by, at: actions.recuse(case, staff_member(form.staff.data), form.reason.data, by=by, at=at),
        prepare=_people,
        fill=_oneself,
    ),
    "derogate": Act(
        words("Désigner un juge par dérogation", "Name a judge by derogation"),
        words(
            "Seulement quand aucun responsable qualité présent n’est indépendant. Votre motif reste au journal du dossier.",
            "Only when no quality officer present is independent. Your reason stays in the journal of the case.",
        ),
        words("Désigner cette personne", "Name this person"),
        words("Juge désigné par dérogation", "Judge named by derogation"),
        forms.DerogateForm,
        lambda case, form, by, at: actions.derogate(
            case, staff_member(form.staff.data), form.reason.data, by=by, at=at
        ),
        needs=Permission.CASE_DEROGATE,
        prepare=_officers,
    ),
    "link": Act(
        words("Lier un autre dossier", "Link another case"),
        words(
            "Des faits nouveaux font un nouveau dossier, lié à celui-ci.",
            "New facts make a new case, linked to this one.",
        ),
        words("Lier", "Link"),
        words("Dossiers liés", "Cases linked"),
        forms.LinkForm,
        _link,
    ),
    "party": Act(
        words("Ajouter une personne au litige", "Add somebody to the dispute"),
        words(
            "Sans mandat valable, rien n’est dit, offert ni payé à un représentant.",
            "Without a valid mandate nothing is said, offered or paid to a representative.",
        ),
        words("Ajouter", "Add"),
        words("Personne ajoutée", "Person added"),
        forms.PartyForm,
        standing.join,
        prepare=standing.who_may_join,
    ),
    "mandate": Act(
        words("Noter un mandat", "Record a mandate"),
        words(
            "Avec un mandat signé en main, on peut parler au représentant, lui faire une offre et le payer.",
            "With a signed mandate in hand we may talk to the representative, make them an offer and pay them.",
        ),
        RECORD,
        words("Mandat noté", "Mandate recorded"),
        forms.MandateForm,
        standing.mandate,
        prepare=standing.whose_mandate,
        fill=standing.from_today,
    ),
    "claim": Act(
        words("Préciser une demande", "State a claim"),
        words(
            "Une demande de plus, ou une demande redite : les autres restent. Leur total est l’enjeu du dossier.",
            "One more claim, or an old one said anew: the others stay. Their total is what the case is about.",
        ),
        RECORD,
        words("Demande notée", "Claim recorded"),
        forms.ClaimForm,
        standing.claim,
        "customer",
        prepare=standing.which_claim,
    ),
    "time": Act(
        words("Compter du temps", "Book time"),
        words(
            "Le temps compte pour le coût du litige, jamais pour noter une personne.",
            "Time counts for the cost of the dispute, never to rank anybody.",
        ),
        RECORD,
        words("Temps compté", "Time booked"),
        forms.TimeForm,
        lambda case, form, by, at: actions.book_time(case, form.minutes.data, form.what.data or "autre", by=by, at=at),
    ),
}
"""The acts that change no state."""
