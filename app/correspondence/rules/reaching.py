"""By which way a letter goes, and where one stands on its way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from app.kernel import Refused, Words, words

HOUSE_ZONE = "Europe/Paris"
"""Where the days of letters are counted that belong to no case."""
UNDO_FOR = timedelta(minutes=2)
"""How long a letter can be held back before it leaves."""


class Channel(StrEnum):
    """How a letter travels."""

    EMAIL = "email"
    POST = "post"
    REGISTERED = "registered"
    HAND = "person"

    @property
    def words(self) -> Words:
        """Its name on screen."""
        return CHANNELS[self]

    @property
    def on_paper(self) -> bool:
        """Is it printed?"""
        return self is not Channel.EMAIL


CHANNELS = {
    Channel.EMAIL: words("courriel", "e-mail"),
    Channel.POST: words("courrier", "post"),
    Channel.REGISTERED: words("lettre recommandée", "registered post"),
    Channel.HAND: words("remise en main propre", "handed over"),
}


class Standing(StrEnum):
    """Where a letter is on its way."""

    WAITING = "waiting"
    TO_PRINT = "to_print"
    TO_HAND = "to_hand"
    LEAVING = "leaving"
    RETRIED = "retried"
    SENT = "sent"
    FAILED = "failed"
    STOPPED = "stopped"

    @property
    def words(self) -> Words:
        """In words."""
        return STANDING_WORDS[self][0]

    @property
    def tone(self) -> str:
        """Its colour, always with the word."""
        return STANDING_WORDS[self][1]

    @property
    def may_stop(self) -> bool:
        """Can it still be held back?"""
        return self in (Standing.WAITING, *ON_PAPER, Standing.RETRIED)


STANDING_WORDS = {
    Standing.WAITING: (words("part dans un instant", "leaves in a moment"), "work"),
    Standing.TO_PRINT: (words("à imprimer et à poster", "to print and post"), "soon"),
    Standing.TO_HAND: (words("à imprimer et à remettre", "to print and hand over"), "soon"),
    Standing.LEAVING: (words("en cours d’envoi", "being sent"), "work"),
    Standing.RETRIED: (words("pas encore partie, nouvel essai prévu", "not gone yet, to be tried again"), "soon"),
    Standing.SENT: (words("envoyée", "sent"), "kept"),
    Standing.FAILED: (words("n’a pas pu partir", "could not be sent"), "missed"),
    Standing.STOPPED: (words("retenue avant son départ", "held back before it left"), "missed"),
}


ON_PAPER = (Standing.TO_PRINT, Standing.TO_HAND)
"""Where a letter waits for one of us: it is drawn, and goes by post or from hand to hand."""


class OnItsWay(NamedTuple):
    """As much of a letter, and of the task that sends it, as tells where it is on its way."""

    channel: Channel
    copied: bool
    """Has it been drawn on paper?"""
    begun_at: datetime | None
    stopped_at: datetime | None
    sent_at: datetime | None
    tries: int | None = None
    leased_until: datetime | None = None
    dead_at: datetime | None = None

    @property
    def standing(self) -> Standing:
        """Where it is on its way."""
        if self.sent_at is not None:
            return Standing.SENT
        if self.stopped_at is not None:
            return Standing.STOPPED
        if self.dead_at is not None:
            return Standing.FAILED
        if self.channel.on_paper and self.copied:
            return Standing.TO_HAND if self.channel is Channel.HAND else Standing.TO_PRINT
        if self.tries and self.leased_until is None:
            return Standing.RETRIED
        return Standing.LEAVING if self.begun_at is not None else Standing.WAITING


@dataclass(frozen=True)
class Reach:
    """Whom a letter is for and where they can be reached; somebody may stand in for the customer."""

    name: str
    email: str = ""
    postal: str = ""
    prefers: str = "email"
    lang: str = "fr"
    for_whom: str = ""
    """The customer, or their estate, when the letter goes to somebody in their place."""
    capacity: Words | None = None
    """As what they stand in."""

    @property
    def addressed(self) -> str:
        """The name as a letter of no case is addressed, with whom they stand in for."""
        if not self.for_whom:
            return self.name
        return f"{self.name}, {'for' if self.lang == 'en' else 'pour'} {self.for_whom}"


def channel_for(reach: Reach) -> Channel:
    """What they prefer when we can, else what we have: mail, post, else handed over."""
    if reach.email and (reach.prefers != "post" or not reach.postal):
        return Channel.EMAIL
    return Channel.POST if reach.postal else Channel.HAND


def require_channel(channel: Channel, reach: Reach) -> None:
    """Refuse a way for which we have no address."""
    if channel is Channel.EMAIL and not reach.email:
        raise Refused("no_email", NO_EMAIL.fill(who=reach.name), "channel")
    if channel in (Channel.POST, Channel.REGISTERED) and not reach.postal:
        raise Refused("no_postal", NO_POSTAL.fill(who=reach.name), "channel")


LEAVING = {
    Channel.EMAIL: words(
        "La lettre part par courriel au bout de deux minutes ; jusque-là, on peut la retenir depuis les lettres du dossier.",
        "The letter leaves by e-mail after two minutes; until then it can be held back from the letters of the case.",
    ),
    Channel.POST: words(
        "La lettre est à imprimer et à poster, depuis les lettres du dossier.",
        "The letter is to be printed and posted, from the letters of the case.",
    ),
    Channel.REGISTERED: words(
        "La lettre est à imprimer et à poster en recommandé, depuis les lettres du dossier.",
        "The letter is to be printed and sent by registered post, from the letters of the case.",
    ),
    Channel.HAND: words(
        "Rien ne part de soi-même : nous n’avons ni adresse électronique ni adresse postale de {who}. Imprimez la lettre, "
        "depuis les lettres du dossier, et remettez-la ; ou lisez-la au téléphone et notez l’appel.",
        "Nothing leaves by itself: we have neither an e-mail nor a postal address of {who}. Print the letter, from the letters "
        "of the case, and hand it over; or read it out on the telephone and record the call.",
    ),
}
"""What becomes of a letter that goes this way, and what is left to do; `{who}` is its reader."""
CONCERNS = words(
    "Cette lettre concerne {who} : nous vous l’adressons parce que vous agissez à sa place.",
    "This letter concerns {who}: we send it to you because you act in their place.",
)
"""What a letter outside any case says to whoever reads it in a customer's place."""
NO_READER = words(
    "Rien ne part : ce dossier n’a personne à qui écrire. Dites-le de vive voix à la personne et notez ce contact.",
    "Nothing leaves: this case has nobody to write to. Tell the person by word of mouth and record the contact.",
)
NO_EMAIL = words("Nous n’avons pas d’adresse électronique pour {who}.", "We have no e-mail address for {who}.")
NO_POSTAL = words("Nous n’avons pas d’adresse postale pour {who}.", "We have no postal address for {who}.")
