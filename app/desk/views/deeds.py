"""The acts on a case that change no state: one table."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from app.cases import actions, queries
from app.cases.models import Case, Promise
from app.cases.queries.judges import named_as
from app.desk import forms
from app.desk.forms.claims import ClaimForm
from app.desk.queries import owners_of_level
from app.desk.views import parties_and_claims
from app.desk.views.act import REASON, RECORD, Act, another
from app.desk.views.advising import ADVISING
from app.desk.views.independence import no_derogation
from app.desk.views.line_verdicts import LINE_VERDICTS
from app.desk.views.outward import OUTWARD
from app.desk.views.timing import TIMING
from app.kernel import Refused, as_utc, words, zone
from app.people.guards import current_actor
from app.people.queries import all_staff, staff_member, staff_of
from app.people.rules import Actor, Permission, Role
from app.plumbing.fields import options
from app.plumbing.typography import say
from app.plumbing.web import lang


def _link(case: Case, form: Any, by: Actor, at: datetime) -> None:
    actions.link_cases(case, another(by, form.other.data, "other"), form.why.data or "", by=by, at=at)


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


def _people(form: Any, case: Case) -> None:
    """Everybody at work, but for those who stepped aside already."""
    aside = named_as(case, "recused")
    there = [member for member in all_staff(active=True) if member.id not in aside]
    form.staff.choices = options([(one.id, f"{one.name} ({say(one.role.words, lang())})") for one in there])


def _officers(form: Any, case: Case) -> None:
    """Quality officers, but for those who stepped aside: nobody names them against their own word."""
    aside = named_as(case, "recused")
    form.staff.choices = options([(m.id, m.name) for m in staff_of(Role.QUALITY) if m.id not in aside])


def _oneself(form: Any, _case: Case, _at: datetime) -> None:
    form.staff.data = current_actor().staff_id


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
        closed=no_derogation,
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
            "Un ayant droit, un parent, un tuteur ou un curateur parle et lit nos lettres à la place du client dès qu’il est ajouté ; "
            "un représentant, seulement sous un mandat valable.",
            "An heir, a parent, a guardian or a curator speaks and reads our letters in the customer’s place once added; a "
            "representative only under a valid mandate.",
        ),
        words("Enregistrer", "Record"),
        words("Personne notée", "Person recorded"),
        forms.PartyForm,
        parties_and_claims.join,
        prepare=parties_and_claims.who_may_join,
        fill=parties_and_claims.as_known,
        named=parties_and_claims.whose_record,
    ),
    "mandate": Act(
        words("Noter un mandat", "Record a mandate"),
        words(
            "Avec un mandat signé en main, on peut parler au représentant, lui faire une offre et le payer. Révoqué : donnez le "
            "dernier jour où il valait.",
            "With a signed mandate in hand we may talk to the representative, make them an offer and pay them. Revoked: give the "
            "last day on which it held.",
        ),
        RECORD,
        words("Mandat noté", "Mandate recorded"),
        forms.MandateForm,
        parties_and_claims.mandate,
        prepare=parties_and_claims.whose_mandate,
        fill=parties_and_claims.from_today,
    ),
    "claim": Act(
        words("Préciser une demande", "State a claim"),
        words(
            "Une demande de plus, ou une demande redite : les autres restent. Leur total est l’enjeu du dossier.",
            "One more claim, or an old one said anew: the others stay. Their total is what the case is about.",
        ),
        RECORD,
        words("Demande notée", "Claim recorded"),
        ClaimForm,
        parties_and_claims.claim,
        "customer",
        prepare=parties_and_claims.which_claim,
        closed=parties_and_claims.no_claim,
    ),
    **ADVISING,
    **LINE_VERDICTS,
    **OUTWARD,
    **TIMING,
}
"""The acts that change no state."""
