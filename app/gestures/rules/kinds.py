"""The closed lists of the palette: kinds of gesture, how they are priced, what they are for the tax office."""

from __future__ import annotations

from enum import StrEnum

from app.kernel import Words, words


class Kind(StrEnum):
    """What a gesture is; the authority grid has a column for each."""

    APOLOGY = "apology"
    CONTACT = "contact"
    FULL_REFUND = "full_refund"
    PARTIAL_REFUND = "partial_refund"
    PRICE_CUT = "price_cut"
    VOUCHER = "voucher"
    EXCHANGE = "exchange"
    BETTER_PRODUCT = "better_product"
    REPAIR = "repair"
    GUARANTEE = "guarantee"
    BILL_CREDIT = "bill_credit"
    FREE_WORK = "free_work"
    UPGRADE = "upgrade"
    GIFT = "gift"
    FEE_WAIVER = "fee_waiver"
    RETURN_COST = "return_cost"
    PAID_MORE = "paid_more"
    EXPERT_TIME = "expert_time"

    @property
    def words(self) -> Words:
        """Its name on screen."""
        return KIND_WORDS[self]


KIND_WORDS = {
    Kind.APOLOGY: words("Lettre d’excuses", "Letter of apology"),
    Kind.CONTACT: words("Interlocuteur désigné et rappel", "Named contact and call-back"),
    Kind.FULL_REFUND: words("Remboursement intégral", "Full refund"),
    Kind.PARTIAL_REFUND: words("Remboursement partiel", "Partial refund"),
    Kind.PRICE_CUT: words("Remise sur le prix", "Price reduction"),
    Kind.VOUCHER: words("Bon d’achat", "Voucher"),
    Kind.EXCHANGE: words("Échange", "Exchange"),
    Kind.BETTER_PRODUCT: words("Échange contre un modèle supérieur", "Exchange for a better product"),
    Kind.REPAIR: words("Réparation hors garantie", "Repair outside the guarantee"),
    Kind.GUARANTEE: words("Extension de garantie", "Guarantee extension"),
    Kind.BILL_CREDIT: words("Avoir sur facture", "Bill credit"),
    Kind.FREE_WORK: words("Intervention gratuite", "Free work"),
    Kind.UPGRADE: words("Surclassement", "Upgrade"),
    Kind.GIFT: words("Cadeau", "Gift"),
    Kind.FEE_WAIVER: words("Annulation de frais", "Fee waiver"),
    Kind.RETURN_COST: words("Retour à nos frais", "Return at our cost"),
    Kind.PAID_MORE: words("Compensation de qui a payé plus cher", "Compensation for having paid more"),
    Kind.EXPERT_TIME: words("Temps d’un expert", "Expert’s time"),
}
IN_MONEY = frozenset({Kind.FULL_REFUND, Kind.PARTIAL_REFUND, Kind.PRICE_CUT, Kind.BILL_CREDIT, Kind.FEE_WAIVER})
"""Kinds that give money back: what the law already grants can never be dressed up as one of them."""


class Pricing(StrEnum):
    """How the two amounts of a gesture are found."""

    FIXED = "fixed"
    PERCENT = "percent"
    FACE = "face"
    DIFFERENCE = "difference"
    HOURS = "hours"
    FREE = "free"

    @property
    def words(self) -> Words:
        """Its name on screen."""
        return PRICING_WORDS[self]


PRICING_WORDS = {
    Pricing.FIXED: words("montant fixe", "fixed amount"),
    Pricing.PERCENT: words("pourcentage de l’achat", "percent of the purchase"),
    Pricing.FACE: words("valeur faciale × taux de coût", "face value × cost ratio"),
    Pricing.DIFFERENCE: words("différence × taux de coût", "difference × cost ratio"),
    Pricing.HOURS: words("heures × tarif", "hours × rate"),
    Pricing.FREE: words("montant libre entre deux bornes", "free amount within bounds"),
}


class Nature(StrEnum):
    """What a gesture is for VAT (FR-GOOD-04): it decides what it costs us."""

    PRICE_CUT = "price_cut"
    """A lower price: a credit note gives the VAT back to us."""
    DAMAGES = "damages"
    """True damages: outside VAT, nothing to recover."""
    VOUCHER = "voucher"
    """A multi-purpose voucher: VAT falls due when it is used."""
    WORK = "work"
    """Something we do or hand over: its own cost, net of VAT recovered."""

    @property
    def words(self) -> Words:
        """Its name on screen."""
        return NATURE_WORDS[self]


NATURE_WORDS = {
    Nature.PRICE_CUT: words("réduction de prix (avoir, TVA régularisée)", "price cut (credit note, VAT adjusted)"),
    Nature.DAMAGES: words("dommages-intérêts (hors TVA)", "damages (outside VAT)"),
    Nature.VOUCHER: words("bon à usages multiples", "multi-purpose voucher"),
    Nature.WORK: words("prestation ou bien remis", "work done or goods handed over"),
}
