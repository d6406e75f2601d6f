"""How people stand to each other: who answers for whom, who may say that somebody is away; small closed lists."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from app.kernel import Refused, Words, words
from app.people.rules import PERMISSIONS, Actor, Permission, Role, StaffFacts

STANDINGS: dict[str, Words] = {
    "new": words("Nouveau client", "New customer"),
    "good": words("Bon client", "In good standing"),
    "long": words("Client de longue date", "Long-standing customer"),
    "arrears": words("Factures impayées", "Bills unpaid"),
}
PREFERS: dict[str, Words] = {
    "email": words("Courriel", "E-mail"),
    "phone": words("Téléphone", "Telephone"),
    "post": words("Courrier", "Post"),
    "sms": words("SMS", "SMS"),
}
CONDITIONS: dict[str, Words] = {
    "new": words("Neuf", "New"),
    "used": words("Occasion", "Second-hand"),
    "refurbished": words("Reconditionné", "Refurbished"),
}
BOUGHT: dict[str, Words] = {
    "online": words("En ligne", "Online"),
    "shop": words("En magasin", "In a shop"),
    "phone": words("Par téléphone", "By telephone"),
    "home": words("À domicile", "At home"),
}
LANGS: dict[str, Words] = {"fr": words("Français", "French"), "en": words("Anglais", "English")}

CIRCLE = words(
    "{name} ne peut pas répondre à une personne dont il est déjà le responsable.",
    "{name} cannot report to somebody who already reports to them.",
)
NOT_YOURS = words(
    "Seuls la personne, son responsable ou l’administration disent une absence.",
    "Only the person, their manager or an administrator say an absence.",
)
NOT_UP_TO_IT = words(
    "{name} ({role}) n’a pas tous les droits de la personne absente et ne peut pas la suppléer.",
    "{name} ({role}) lacks some of the rights of the absent person and cannot stand in.",
)
NOT_OPEN = words("Le compte de {name} est fermé.", "The account of {name} is closed.")
LOGIN = "[A-Za-z0-9._-]+"
"""What a login is made of: what every keyboard types."""
ODD_LOGIN = words(
    "Un identifiant s’écrit sans espace ni accent : lettres, chiffres, point et tiret.",
    "A login has no space and no accent: letters, digits, dot and dash.",
)
OWN_ACCOUNT = words("Personne ne ferme son propre compte.", "Nobody closes their own account.")


FIRST_STEPS: tuple[tuple[str, Words, str], ...] = (
    (
        "service",
        words("Ouvrir un service : il porte les dossiers.", "Open a service: it carries the cases."),
        "people.services",
    ),
    (
        Role.AGENT,
        words(
            "Ouvrir un compte au service client : il enregistre et répond.",
            "Open an account for a support agent: they log and answer.",
        ),
        "people.staff_new",
    ),
    (
        Role.SUPERVISOR,
        words(
            "Ouvrir un compte à la supervision : elle accorde davantage et veille aux retards ; sans elle, l’accueil monte droit à la qualité.",
            "Open an account for a supervisor: they grant more and watch what is overdue; without one, cases climb straight to the quality level.",
        ),
        "people.staff_new",
    ),
    (
        Role.QUALITY,
        words(
            "Ouvrir un compte de responsable qualité : il juge les litiges et suit la médiation.",
            "Open an account for a quality officer: they judge disputes and follow mediation.",
        ),
        "people.staff_new",
    ),
    (
        Role.DIRECTOR,
        words(
            "Ouvrir un compte à la direction : elle propose les budgets et les pouvoirs, que vous confirmez.",
            "Open an account for the director: they propose budgets and authority, which you confirm.",
        ),
        "people.staff_new",
    ),
    (
        "card",
        words(
            "Présenter la maison : nos lettres portent son nom et son adresse.",
            "Present the house: our letters carry its name and address.",
        ),
        "people.house",
    ),
)
"""What a house needs before its first case, in the order in which it is done: what, said to an administrator, and where."""


def first_steps(done: Collection[str]) -> list[tuple[Words, str]]:
    """What is left to do before the first case: what and where (an endpoint); `done` names a service, a card, roles."""
    return [(what, where) for name, what, where in FIRST_STEPS if name not in done]


def check_line(member_id: int, name: str, manager_id: int | None, managers: Mapping[int, int | None]) -> None:
    """Refuse a reporting line that runs in a circle; `managers` is the line as it stands (staff → manager)."""
    above, seen = manager_id, set[int]()
    while above is not None and above not in seen:
        if above == member_id:
            raise Refused("line_circle", CIRCLE.fill(name=name), "manager")
        seen.add(above)
        above = managers.get(above)


def may_set_absence(actor: Actor, member_id: int, manager_id: int | None) -> bool:
    """The person, whoever they report to, and whoever keeps the accounts."""
    theirs = actor.staff_id is not None and actor.staff_id in {member_id, manager_id}
    return actor.is_system or theirs or actor.may(Permission.SETTINGS_WRITE)


def can_stand_in(role: Role, absent: Role) -> bool:
    """Can somebody of this role do the work of that one? Whatever the absent person may do, the deputy may do too."""
    return PERMISSIONS[absent] <= PERMISSIONS[role]


def require_deputy(deputy: StaffFacts, absent: Role) -> None:
    """Refuse a deputy whose account is closed, or who could not do the work."""
    if not deputy.active:
        raise Refused("deputy_closed", NOT_OPEN.fill(name=deputy.name), "deputy")
    if not can_stand_in(deputy.role, absent):
        raise Refused("deputy_unfit", NOT_UP_TO_IT.fill(name=deputy.name, role=deputy.role.words), "deputy")


SERVED = frozenset({Role.AGENT, Role.SUPERVISOR})
"""Roles that receive the cases of their services."""


def unserved(role: Role, services: Collection[object], *, active: bool = True) -> bool:
    """Will somebody whose role lives on the cases of services receive none?"""
    return active and role in SERVED and not services
