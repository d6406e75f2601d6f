"""Who is in the story: the staff and what each account is for, the customers and what they bought."""

# ruff: noqa: E501  prose reads better unbroken
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.cli.story.days import Days
from app.cli.story.shop import HOST
from app.kernel import Money
from app.people import actions as people
from app.people.actions import DEMO_PASSWORD
from app.people.models import Customer, Purchase, Service, Staff
from app.people.rules import Actor, CustomerKind, Role, Segment

PASSWORD = DEMO_PASSWORD
OPENING = 300
"""Working days before the anchor on which the house of the story opened."""


@dataclass(frozen=True)
class Member:
    """One account of the demo."""

    login: str
    name: str
    role: Role
    purpose: tuple[str, str]
    services: tuple[str, ...] = ()
    manager: str = ""
    speaks: str = "fr"


STAFF = (
    Member("alice", "Alice Petit", Role.AGENT, ("après-vente : enregistrer, répondre, petits gestes", "after-sales: log, answer, small gestures"), ("after-sales",), "sophie"),
    Member("sophie", "Sophie Garnier", Role.SUPERVISOR, ("après-vente : accords, retards, engagements", "after-sales: approvals, overdue cases, promises"), ("after-sales",), "helene", "fr,en"),
    Member("claire", "Claire Morel", Role.QUALITY, ("juger les litiges, suivre la médiation", "judge disputes, follow mediation"), (), "helene", "fr,en"),
    Member("quentin", "Quentin Lefèvre", Role.QUALITY, ("juger quand Claire s’est récusée", "judge when Claire is recused"), (), "helene", "fr,en"),
    Member("helene", "Hélène Vasseur", Role.DIRECTOR, ("approuver les demandes les plus hautes", "approve the highest requests")),
    Member("olivier", "Olivier Blanc", Role.AGENT, ("après-vente, parle anglais", "after-sales, speaks English"), ("after-sales",), "sophie", "fr,en"),
    Member("lea", "Léa Fontaine", Role.AGENT, ("livraison", "delivery"), ("delivery",), "marc"),
    Member("karim", "Karim Haddad", Role.AGENT, ("livraison, parle anglais", "delivery, speaks English"), ("delivery",), "marc", "fr,en"),
    Member("marc", "Marc Delorme", Role.SUPERVISOR, ("livraison", "delivery"), ("delivery",), "helene"),
    Member("bruno", "Bruno Faure", Role.AGENT, ("facturation", "billing"), ("billing",), "nadia"),
    Member("ines", "Inès Carvalho", Role.AGENT, ("facturation, en congé cette semaine", "billing, on leave this week"), ("billing",), "nadia", "fr,en"),
    Member("nadia", "Nadia Benali", Role.SUPERVISOR, ("facturation", "billing"), ("billing",), "helene"),
    Member("audrey", "Audrey Simon", Role.AUDITOR, ("tout lire, ne rien changer", "read everything, change nothing")),
    Member("admin", "Adrien Colin", Role.ADMIN, ("comptes et réglages, sans les dossiers", "accounts and settings, no case content")),
)  # fmt: skip


def hire(services: dict[str, Service], hashed: str, *, by: Actor, at: datetime) -> dict[str, Staff]:
    """Open the accounts; one password for all."""
    staff: dict[str, Staff] = {}
    for member in STAFF:
        staff[member.login] = people.add_staff(
            member.login, member.name, member.role, by=by, at=at, services=[services[code] for code in member.services],
            email=f"{member.login}@{HOST}", hashed=hashed, speaks=member.speaks, purpose=member.purpose,
        )  # fmt: skip
    for member in STAFF:
        if member.manager:
            people.change_staff(staff[member.login], by=by, at=at, manager=staff[member.manager])
    for one, other in (("alice", "olivier"), ("lea", "karim"), ("ines", "bruno"), ("claire", "quentin")):
        people.change_staff(staff[one], by=by, at=at, deputy=staff[other])
    return staff


@dataclass(frozen=True)
class Buyer:
    """A customer of the story; `since` is how many years they have been one."""

    title: str
    name: str
    street: str
    postcode: str
    city: str
    phone: str = ""
    organisation: str = ""
    kind: CustomerKind = CustomerKind.CONSUMER
    segment: Segment = Segment.STANDARD
    standing: str = "good"
    since: int = 2
    lang: str = "fr"
    prefers: str = "email"
    headcount: int | None = None
    turnover: int | None = None

    @property
    def mail(self) -> str:
        """An address on a domain that cannot exist."""
        folded = self.name.lower().translate(str.maketrans("éèêëàâçîïôöùûü’ ", "eeeeaaciioouuu-."))
        return f"{folded}@courriel.example"


BUYERS: dict[str, Buyer] = {
    "kaddour": Buyer("Mme", "Samira Kaddour", "14 rue des Tanneurs", "69005", "Lyon", "06 39 98 14 02", since=6, segment=Segment.LOYAL, standing="long"),
    "lemoine": Buyer("Mme", "Odette Lemoine", "3 impasse du Lavoir", "01000", "Bourg-en-Bresse", "04 65 71 20 31", since=19, standing="long", segment=Segment.LOYAL, prefers="post"),
    "rossi": Buyer("M.", "Fabrice Rossi", "27 avenue Jean-Mermoz", "38100", "Grenoble", "06 39 98 27 45", segment=Segment.PREMIUM, since=4),
    "bertin": Buyer("M.", "Lucien Bertin", "8 rue de la Paix", "42000", "Saint-Étienne", "04 65 71 33 18", since=11, prefers="post"),
    "whitaker": Buyer("M.", "James Whitaker", "Le Bourg, route du Pigeonnier", "24220", "Saint-Cyprien", "05 36 49 02 77", lang="en", since=3),
    "auclair": Buyer("M.", "Thomas Auclair", "5 place du Marché", "71000", "Mâcon", "03 53 01 44 12", "Restaurant Les Tilleuls", CustomerKind.MICRO_FIRM, Segment.PROFESSIONAL, since=5, headcount=6, turnover=480_000_00),
    "hotel": Buyer("Mme", "Béatrice Salomon", "1 quai de la Saône", "71100", "Chalon-sur-Saône", "03 53 01 55 60", "Hôtel des Bateliers SARL", CustomerKind.BUSINESS, Segment.PROFESSIONAL, since=7, headcount=34, turnover=2_900_000_00),
    "copro": Buyer("M.", "Alain Guérin", "22 cours Gambetta", "69003", "Lyon", "04 65 71 48 09", "Copropriété Les Glycines", CustomerKind.NON_PROFESSIONAL, since=2),
    "moreau": Buyer("M.", "Gilles Moreau", "41 rue Victor-Hugo", "69002", "Lyon", "06 39 98 41 11"),
    "dupuis": Buyer("Mme", "Catherine Dupuis", "9 chemin des Vignes", "69210", "L’Arbresle", "06 39 98 09 90", segment=Segment.LOYAL, since=9, standing="long"),
    "nguyen": Buyer("Mme", "Linh Nguyen", "16 rue Sala", "69002", "Lyon", "06 39 98 16 33"),
    "benoit": Buyer("M.", "Julien Benoit", "2 allée des Peupliers", "69500", "Bron", "06 39 98 02 71", since=1),
    "fernandes": Buyer("Mme", "Rosa Fernandes", "55 rue Paul-Bert", "69003", "Lyon", "06 39 98 55 08", since=4),
    "girard": Buyer("M.", "Étienne Girard", "12 montée de la Boucle", "69004", "Lyon", "06 39 98 12 67"),
    "perrin": Buyer("Mme", "Monique Perrin", "7 rue du Four", "01600", "Trévoux", "04 65 71 07 22", since=14, prefers="phone", standing="long"),
    "traore": Buyer("M.", "Moussa Traoré", "30 boulevard des États-Unis", "69008", "Lyon", "06 39 98 30 19"),
    "leclerc": Buyer("Mme", "Sandrine Leclercq", "18 rue de la République", "38200", "Vienne", "06 39 98 18 54"),
    "marchand": Buyer("M.", "Paul Marchand", "4 rue des Écoles", "42300", "Roanne", "06 39 98 04 82", since=3),
    "roy": Buyer("Mme", "Isabelle Roy", "63 route de Vienne", "69007", "Lyon", "06 39 98 63 40", segment=Segment.PREMIUM, since=5),
    "colin": Buyer("M.", "Damien Collin", "11 rue Garibaldi", "69006", "Lyon", "06 39 98 11 25"),
    "voisin": Buyer("M.", "Yann Chevalier", "13 rue Garibaldi", "69006", "Lyon", "06 39 98 06 48"),
    "haas": Buyer("Mme", "Ursula Haas", "6 rue du Faisan", "67000", "Strasbourg", "03 53 01 06 13", since=2),
    "lopez": Buyer("M.", "Antoine Lopez", "90 cours Émile-Zola", "69100", "Villeurbanne", "06 39 98 90 57"),
    "vidal": Buyer("Mme", "Claudine Vidal", "25 rue Nationale", "69400", "Villefranche-sur-Saône", "04 65 71 25 64", since=8),
    "petitjean": Buyer("M.", "Hugo Petitjean", "33 rue Bossuet", "69006", "Lyon", "06 39 98 33 76", since=1),
    "arnaud": Buyer("Mme", "Élodie Arnaud", "19 place Carnot", "69002", "Lyon", "06 39 98 19 03"),
    "schmitt": Buyer("M.", "Bernard Schmitt", "10 rue de l’Étang", "68100", "Mulhouse", "03 53 01 10 48", since=6),
    "picard": Buyer("Mme", "Amandine Picard", "48 avenue Berthelot", "69007", "Lyon", "06 39 98 48 21"),
    "oconnor": Buyer("Ms", "Fiona O’Connor", "21 rue des Remparts-d’Ainay", "69002", "Lyon", "06 39 98 21 86", lang="en", since=1),
    "besson": Buyer("M.", "Roger Besson", "7 rue du Puits", "71500", "Louhans", "03 53 01 62 17", since=8, prefers="post"),
    "vasseur": Buyer("Mme", "Nadia Vasseur", "31 rue du Chariot-d’Or", "69004", "Lyon", "06 39 98 77 21", since=1),
    "mercer": Buyer("Ms", "Helen Mercer", "12 chemin des Noyers", "24200", "Sarlat-la-Canéda", "05 36 49 12 08", lang="en", since=2),
}  # fmt: skip


@dataclass(frozen=True)
class Bought:
    """A purchase: what, when (calendar days before the anchor), for how much (euros), and when it came."""

    owner: str
    label: str
    product: str
    days: int
    euros: str
    promised: int | None = None
    """Days after the purchase on which delivery was promised."""
    delivered: int | None = None
    """Days after the purchase on which it was delivered; None when it never was."""
    channel: str = "online"


BOUGHT: dict[str, Bought] = {
    "kaddour": Bought("kaddour", "Lave-linge Ondine 9 kg", "Lave-linge", 500, "649", 5, 6),
    "lemoine": Bought("lemoine", "Réfrigérateur combiné Boréal 340 L", "Réfrigérateur", 215, "899", 4, 4, "store"),
    "rossi": Bought("rossi", "Téléviseur Panorama 65 pouces", "Téléviseur", 452, "1490", 6, 7),
    "bertin": Bought("bertin", "Contrat Sérénité", "Contrat Sérénité", 1750, "14.90", channel="store"),
    "whitaker": Bought("whitaker", "Cave à vin Millésime 120 bouteilles", "Cave à vin", 128, "1290", 8, 13),
    "auclair": Bought("auclair", "Congélateur professionnel Banquise 500 L", "Congélateur", 330, "2380", 3, 3, "store"),
    "hotel": Bought("hotel", "Douze téléviseurs Panorama 43 pouces", "Téléviseur", 96, "4668", 10, 10),
    "copro": Bought("copro", "Deux sèche-linge Zéphyr pour la buanderie", "Sèche-linge", 180, "1398", 7, 7),
    "moreau": Bought("moreau", "Lave-vaisselle Cascade 14 couverts", "Lave-vaisselle", 260, "549", 5, 5),
    "dupuis": Bought("dupuis", "Four encastrable Braise", "Four", 170, "479", 7, 7),
    "nguyen": Bought("nguyen", "Aspirateur robot Filou", "Aspirateur robot", 140, "329", 3, 3),
    "benoit": Bought("benoit", "Ordinateur portable Nova 14", "Ordinateur", 75, "899", 4, 4),
    "fernandes": Bought("fernandes", "Sèche-linge Zéphyr 8 kg", "Sèche-linge", 35, "699", 6, 21),
    "girard": Bought("girard", "Enceinte Écho", "Enceinte", 52, "199", 3, 3),
    "perrin": Bought("perrin", "Congélateur coffre Banquise 200 L", "Congélateur", 380, "319", 5, 5, "store"),
    "traore": Bought("traore", "Téléviseur Panorama 55 pouces", "Téléviseur", 24, "799", 5, 8),
    "leclerc": Bought("leclerc", "Plaque à induction Vesta 60", "Plaque à induction", 210, "429", 6, 6),
    "marchand": Bought("marchand", "Plaque à induction Vesta 60", "Plaque à induction", 195, "429", 6, 6),
    "roy": Bought("roy", "Plaque à induction Vesta 75", "Plaque à induction", 160, "589", 6, 6),
    "colin": Bought("colin", "Plaque à induction Vesta 60", "Plaque à induction", 88, "429", 6, 6),
    "haas": Bought("haas", "Climatiseur mobile Alizé", "Climatiseur", 150, "399", 5, 9),
    "lopez": Bought("lopez", "Canapé-lit Escale", "Canapé", 64, "1150", 30, None),
    "vidal": Bought("vidal", "Machine à café Arôme", "Machine à café", 300, "449", 3, 3),
    "petitjean": Bought("petitjean", "Console et deux manettes", "Console", 20, "549", 2, None),
    "arnaud": Bought("arnaud", "Lave-linge Ondine 9 kg", "Lave-linge", 118, "649", 5, 5),
    "schmitt": Bought("schmitt", "Réfrigérateur américain Boréal 560 L", "Réfrigérateur", 230, "1690", 8, 8),
    "picard": Bought("picard", "Hotte aspirante Brise", "Hotte", 45, "299", 6, 6),
    "oconnor": Bought("oconnor", "Dishwasher Cascade 14 place settings", "Lave-vaisselle", 58, "549", 5, 11),
    "besson": Bought("besson", "Plaque à induction Vesta 75", "Plaque à induction", 132, "589", 6, 6, "store"),
    "vasseur": Bought("vasseur", "Plaque à induction Vesta 60", "Plaque à induction", 101, "429", 6, 6, "store"),
    "mercer": Bought("mercer", "Plaque à induction Vesta 60", "Plaque à induction", 120, "429", 6, 6),
}  # fmt: skip


def welcome(days: Days, key: str, *, by: Actor, at: datetime) -> Customer:
    """Keep a customer of the story."""
    buyer = BUYERS[key]
    return people.add_customer(
        buyer.name, by=by, at=at, kind=buyer.kind, title=buyer.title, organisation=buyer.organisation, email=buyer.mail, phone=buyer.phone,
        street=buyer.street, postcode=buyer.postcode, city=buyer.city, lang=buyer.lang, prefers=buyer.prefers, segment=buyer.segment,
        standing=buyer.standing, since_on=date(days.today.year - buyer.since, 3, 14), headcount=buyer.headcount,
        turnover=Money(buyer.turnover) if buyer.turnover else None,
    )  # fmt: skip


def reference_of(key: str) -> str:
    """The order number of a purchase, the same on every paper."""
    return f"CMD-{48_000 + 137 * (1 + list(BOUGHT).index(key))}"


def bought_on(days: Days, key: str) -> date:
    """The civil day of a purchase."""
    return days.ago(BOUGHT[key].days)


def sell(days: Days, key: str, owner: Customer, *, by: Actor, at: datetime) -> Purchase:
    """Keep a purchase of the story."""
    bought, on = BOUGHT[key], bought_on(days, key)
    after = {
        name: None if n is None else on + timedelta(days=n)
        for name, n in (("promised", bought.promised), ("delivered", bought.delivered))
    }
    return people.add_purchase(
        owner, reference_of(key), bought.label, on, Money.parse(bought.euros), by=by, at=at, product=bought.product,
        promised_on=after["promised"], delivered_on=after["delivered"], channel=bought.channel,
    )  # fmt: skip
