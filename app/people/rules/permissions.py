"""Who may press which button: permissions, and the one table that joins them to roles."""

from __future__ import annotations

from enum import StrEnum

from app.kernel import Words, words
from app.people.rules.roles import Role


class Permission(StrEnum):
    """One button each, `scope:action`; its words say what pressing it does."""

    HELP_READ = "help:read"
    CASE_READ = "case:read"
    CASE_LOG = "case:log"
    CASE_WORK = "case:work"
    CASE_ANSWER = "case:answer"
    CASE_FINAL = "case:final"
    CASE_CLOSE = "case:close"
    CASE_REOPEN = "case:reopen"
    CASE_ASSIGN = "case:assign"
    CASE_MERGE = "case:merge"
    CASE_JUDGE = "case:judge"
    CASE_FACT = "case:fact"
    CASE_LIMIT = "case:limit"
    CASE_DEROGATE = "case:derogate"
    CASE_ERASE = "case:erase"
    CASE_KEEP = "case:keep"
    CASE_IMPORT = "case:import"
    MAIL_SORT = "mail:sort"
    INCIDENT_WARN = "incident:warn"
    ACCESS_ANSWER = "access:answer"
    ACCESS_READ = "access:read"
    EXHIBIT_ADD = "exhibit:add"
    EXHIBIT_RELEASE = "exhibit:release"
    GESTURE_OFFER = "gesture:offer"
    GESTURE_APPROVE = "gesture:approve"
    GESTURE_CARRY_OUT = "gesture:carry_out"
    MEDIATION_RECORD = "mediation:record"
    DOCUMENT_BUILD = "document:build"
    INSIGHT_READ = "insight:read"
    INSIGHT_IMPROVE = "insight:improve"
    SETTINGS_READ = "settings:read"
    SETTINGS_WRITE = "settings:write"
    AUTHORITY_PROPOSE = "authority:propose"
    AUTHORITY_CONFIRM = "authority:confirm"
    CUSTOMER_WRITE = "customer:write"

    @property
    def words(self) -> Words:
        """What pressing it does, on screen."""
        return PERMISSION_WORDS[self]


PERMISSION_WORDS = {
    Permission.HELP_READ: words("Lire l’aide, tirée des tableaux", "Read the help drawn from the tables"),
    Permission.CASE_READ: words(
        "Ouvrir les dossiers que l’on peut voir, et lire ceux sur lesquels un collègue demande un avis",
        "Open the cases one may see, and read those about which a colleague asks for advice",
    ),
    Permission.CASE_LOG: words("Enregistrer une réclamation", "Log a complaint"),
    Permission.CASE_WORK: words(
        "Prendre en charge, demander au client ou à un collègue, noter, compter du temps, promettre, escalader",
        "Take charge, ask the customer or a colleague, note, book time, promise, escalate",
    ),
    Permission.CASE_ANSWER: words("Envoyer une réponse au client", "Send an answer to the customer"),
    Permission.CASE_FINAL: words("Envoyer notre réponse définitive", "Send our final answer"),
    Permission.CASE_CLOSE: words("Clore un dossier, en disant pourquoi", "Close a case for a stated reason"),
    Permission.CASE_REOPEN: words("Rouvrir un dossier clos, avec un motif", "Reopen a closed case, with a reason"),
    Permission.CASE_ASSIGN: words("Nommer qui porte un dossier", "Name the owner of a case"),
    Permission.CASE_MERGE: words("Réunir des dossiers, et défaire une réunion", "Merge cases and undo a merge"),
    Permission.CASE_JUDGE: words(
        "Donner l’appréciation d’une demande, au niveau qualité", "Give the verdict on a claim at the quality level"
    ),
    Permission.CASE_FACT: words(
        "Noter ce que d’autres ont fait : notification, assignation, retrait, réponse reçue",
        "Record what others did: notices, summons, withdrawals, answers received",
    ),
    Permission.CASE_LIMIT: words(
        "Limiter les canaux d’un client dont la conduite dépasse les bornes",
        "Limit a customer’s channels for unreasonable conduct",
    ),
    Permission.CASE_DEROGATE: words(
        "Nommer qui juge quand personne n’est indépendant", "Name a judge when no independent one exists"
    ),
    Permission.CASE_ERASE: words(
        "Effacer du journal les mots d’une personne, avec un motif",
        "Erase people’s words from the journal of a case, with a reason",
    ),
    Permission.CASE_KEEP: words(
        "Garder un dossier au-delà de sa date, et effacer celui dont la date est passée",
        "Hold a case beyond its date, and erase one whose date has passed",
    ),
    Permission.INCIDENT_WARN: words(
        "Écrire aux clients d’un incident qui n’ont pas réclamé",
        "Write to customers of an incident who have not complained",
    ),
    Permission.ACCESS_ANSWER: words(
        "Répondre aux clients qui demandent leurs données", "Answer customers who ask for their data"
    ),
    Permission.ACCESS_READ: words(
        "Lire qui a emporté quels fichiers (dossiers PDF, pièces, chiffres)",
        "Read who took which files away (case files, exhibits, figures)",
    ),
    Permission.CASE_IMPORT: words("Importer des réclamations d’un fichier", "Import complaints from a file"),
    Permission.MAIL_SORT: words(
        "Lire et trier les courriels qui ne sont encore dans aucun dossier, d’où qu’ils viennent",
        "Read and sort the mails that are in no case yet, whoever sent them",
    ),
    Permission.EXHIBIT_ADD: words("Ajouter des pièces à un dossier", "Add exhibits to a case"),
    Permission.EXHIBIT_RELEASE: words(
        "Dire qui peut voir une pièce, et la masquer", "Say who may see an exhibit, and mask it"
    ),
    Permission.GESTURE_OFFER: words("Proposer des gestes au client", "Propose gestures to the customer"),
    Permission.GESTURE_APPROVE: words(
        "Décider des demandes qui dépassent le pouvoir de leur auteur",
        "Decide on requests that exceed their author’s authority",
    ),
    Permission.GESTURE_CARRY_OUT: words(
        "Noter, avec sa preuve, qu’un geste accepté est exécuté",
        "Record with its proof that an accepted gesture was carried out",
    ),
    Permission.MEDIATION_RECORD: words("Noter les étapes d’une médiation", "Record the steps of a mediation"),
    Permission.DOCUMENT_BUILD: words("Établir des dossiers PDF et des liasses", "Build case files and bundles"),
    Permission.INSIGHT_READ: words(
        "Lire les chiffres des dossiers que l’on peut voir", "Read figures over the cases one may see"
    ),
    Permission.INSIGHT_IMPROVE: words(
        "Écrire les actions d’amélioration, faire tout recompter",
        "Write improvement actions, have everything counted afresh",
    ),
    Permission.SETTINGS_READ: words("Lire les réglages et leur historique", "Read the settings and their history"),
    Permission.SETTINGS_WRITE: words(
        "Changer les comptes, les services et les références", "Change accounts, services and reference data"
    ),
    Permission.AUTHORITY_PROPOSE: words(
        "Proposer un changement des pouvoirs, du catalogue ou des budgets",
        "Propose changes to the authority grid, the catalogue and the budgets",
    ),
    Permission.AUTHORITY_CONFIRM: words(
        "Confirmer un tel changement proposé par quelqu’un d’autre", "Confirm such a change proposed by somebody else"
    ),
    Permission.CUSTOMER_WRITE: words(
        "Créer et changer clients, achats et parties", "Create and change customers, purchases and parties"
    ),
}


_AGENT = {
    Permission.HELP_READ,
    Permission.CASE_READ,
    Permission.CASE_LOG,
    Permission.CASE_WORK,
    Permission.CASE_ANSWER,
    Permission.CASE_FACT,
    Permission.CASE_CLOSE,
    Permission.EXHIBIT_ADD,
    Permission.GESTURE_OFFER,
    Permission.GESTURE_CARRY_OUT,
    Permission.CUSTOMER_WRITE,
    Permission.DOCUMENT_BUILD,
    Permission.MAIL_SORT,
}
_SUPERVISOR = _AGENT | {
    Permission.CASE_REOPEN,
    Permission.CASE_ASSIGN,
    Permission.CASE_MERGE,
    Permission.CASE_ERASE,
    Permission.CASE_IMPORT,
    Permission.GESTURE_APPROVE,
    Permission.INSIGHT_READ,
    Permission.EXHIBIT_RELEASE,
    Permission.SETTINGS_READ,
}
_QUALITY = _SUPERVISOR | {
    Permission.CASE_FINAL,
    Permission.CASE_JUDGE,
    Permission.CASE_LIMIT,
    Permission.CASE_KEEP,
    Permission.INCIDENT_WARN,
    Permission.ACCESS_ANSWER,
    Permission.MEDIATION_RECORD,
    Permission.INSIGHT_IMPROVE,
}
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.AGENT: frozenset(_AGENT),
    Role.SUPERVISOR: frozenset(_SUPERVISOR),
    Role.QUALITY: frozenset(_QUALITY),
    Role.DIRECTOR: frozenset(
        {
            Permission.HELP_READ,
            Permission.CASE_READ,
            Permission.GESTURE_APPROVE,
            Permission.CASE_DEROGATE,
            Permission.ACCESS_ANSWER,
            Permission.ACCESS_READ,
            Permission.INSIGHT_READ,
            Permission.SETTINGS_READ,
            Permission.AUTHORITY_PROPOSE,
            Permission.AUTHORITY_CONFIRM,
            Permission.DOCUMENT_BUILD,
        }
    ),
    Role.AUDITOR: frozenset(
        {
            Permission.HELP_READ,
            Permission.CASE_READ,
            Permission.ACCESS_READ,
            Permission.INSIGHT_READ,
            Permission.SETTINGS_READ,
        }
    ),
    Role.ADMIN: frozenset(
        {
            Permission.HELP_READ,
            Permission.ACCESS_READ,
            Permission.SETTINGS_READ,
            Permission.SETTINGS_WRITE,
            Permission.AUTHORITY_CONFIRM,
        }
    ),
}
"""May this role press this button? The only place that says so."""
APPROVALS = frozenset(
    {
        Permission.GESTURE_APPROVE,
        Permission.AUTHORITY_CONFIRM,
        Permission.CASE_DEROGATE,
        Permission.CASE_JUDGE,
        Permission.CASE_ERASE,
        Permission.ACCESS_ANSWER,
    }
)
"""What only a person does: the system approves nothing, and erases nobody’s words."""
