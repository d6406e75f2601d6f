"""Who stands in for the customer of a case, read from its parties."""

from __future__ import annotations

from datetime import date

from app.cases.models import Case
from app.cases.rules.standing_in import StandIn, in_whose_name, lacking, paid_words, speaks_words, stand_in
from app.kernel import Words, words


def who_stands_in(case: Case, on: date) -> StandIn | None:
    """Whoever is written to in the customer's place that day; none where the customer is."""
    return stand_in(case.parties, on)


def customer_words(case: Case) -> Words:
    """The customer's name in each language."""
    return words(
        "{in_french}", "{in_english}", in_french=case.customer.name_in("fr"), in_english=case.customer.name_in("en")
    )


def for_whom(case: Case, found: StandIn) -> Words:
    """For whom somebody stands in: the customer, or what they left."""
    return in_whose_name(found, case.parties, customer_words(case))


def voices_said(case: Case, on: date) -> tuple[list[Words], Words | None]:
    """What the page of a case says of who speaks and who is paid, where that is not simply the customer; and what is lacking."""
    found, who = who_stands_in(case, on), customer_words(case)
    paid = paid_words(case.parties, who, on)
    said = [speaks_words(found, for_whom(case, found))] if found is not None else []
    if paid is not None:
        said.append(PAID.fill(to=paid))
    return said, lacking(case.parties, case.customer.name, who, on)


def paid_to(case: Case, on: date) -> Words | None:
    """Who is paid what this case ends with, in words; none where that is simply the customer."""
    return paid_words(case.parties, customer_words(case), on)


PAID = words("À payer à : {to}.", "To be paid to: {to}.")
