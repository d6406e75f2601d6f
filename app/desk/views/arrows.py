"""The acts that move a case along an arrow of its workflow: one table."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.cases import actions
from app.cases.models import Case
from app.desk import forms
from app.desk.views import parties_and_claims
from app.desk.views.act import FACT, REASON, RECORD, SEND, SENT, Act, Do, another
from app.desk.views.answering import acknowledgement, answered, ask, ask_fill, final_letter, letter, reminding
from app.desk.views.independence import barred_from_answering
from app.desk.views.judging import fact, judgment, judgment_fill
from app.kernel import Refused, words
from app.people.rules import Actor, Level


def _close(name: str) -> Do:
    return lambda case, form, by, at: actions.close(case, name, text=form.text.data or "", by=by, at=at)


def _merge(case: Case, form: Any, by: Actor, at: datetime) -> None:
    into = another(by, form.into.data, "into")
    if into.customer_id != case.customer_id and not form.two_customers.data:
        raise Refused("two_customers", TWO_CUSTOMERS.fill(ref=into.ref, who=into.customer.display_name), "into")
    actions.merge(case, into, by=by, at=at)


TWO_CUSTOMERS = words(
    "{ref} est le dossier de {who}, pas de ce client. Vérifiez la référence ; si les deux vont ensemble, cochez la case ci-dessous.",
    "{ref} is the case of {who}, not of this customer. Check the reference; if both belong together, tick the box below.",
)


def _escalate(case: Case, form: Any, by: Actor, at: datetime) -> object:
    level = Level(form.level.data) if form.level.data else None
    return actions.escalate(case, form.reason.data, level=level, by=by, at=at)


ACTS: dict[str, Act] = {
    "take_charge": Act(
        words("Prendre en charge", "Take charge"),
        SENT,
        words("Prendre en charge et accuser réception", "Take charge and acknowledge"),
        words("Dossier pris en charge", "Case taken in charge"),
        forms.OptionalTextForm,
        lambda case, form, by, at: actions.take_charge(case, form.text.data or "", by=by, at=at),
        "customer",
        fill=acknowledgement,
    ),
    "ask_customer": Act(
        words("Demander des pièces au client", "Ask the customer"),
        SENT,
        SEND,
        words("Demande enregistrée", "Request recorded"),
        forms.AskForm,
        ask,
        "customer",
        fill=ask_fill,
        named=reminding,
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
        answered(final=False),
        "customer",
        fill=letter,
        closed=barred_from_answering(final=False),
    ),
    "final_answer": Act(
        words("Envoyer la réponse définitive", "Send the final answer"),
        SENT,
        words("Envoyer la réponse définitive au client", "Send the final answer to the customer"),
        words("Réponse définitive enregistrée", "Final answer recorded"),
        forms.AnswerForm,
        answered(final=True),
        "customer",
        fill=final_letter,
        closed=barred_from_answering(final=True),
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
        prepare=parties_and_claims.levels_above,
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
        fact("court_seized", "court.filed"),
        "customer",
    ),
    "judgment": Act(
        words("Noter le jugement", "Record the judgment"),
        FACT,
        RECORD,
        words("Jugement noté", "Judgment recorded"),
        forms.JudgmentForm,
        judgment,
        "customer",
        fill=judgment_fill,
    ),
    "proceedings_dropped": Act(
        words("Noter le désistement", "Record that proceedings were dropped"),
        FACT,
        RECORD,
        words("Désistement noté", "Recorded"),
        forms.FactForm,
        fact("proceedings_dropped"),
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
