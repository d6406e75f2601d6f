"""The cost of a dispute beside every gesture: facts and a tariff in, a frozen estimate with its working out.

`ranking` weighs gestures, `calibration` compares with what happened, `learning` proposes parameters, `portfolio` adds up.
"""

from app.costs.rules.acceptance import PastOffer
from app.costs.rules.calibration import Calibration, Outcome, calibrate, outcome_of
from app.costs.rules.estimate import Booked, Estimate, Node, Spread, Swing, estimate
from app.costs.rules.facts import CaseFacts, Missing, contested_part
from app.costs.rules.keeping import as_kept, outcome_kept
from app.costs.rules.learning import Measure, Proposal, Trial, learn, trials_of
from app.costs.rules.lines import Line
from app.costs.rules.loading import default_tariff, load_tariff, parameter_of, read_tariff
from app.costs.rules.parameters import Parameter, Scope, Status, Unit
from app.costs.rules.portfolio import OpenCase, Portfolio, ToSettle, portfolio
from app.costs.rules.ranking import GestureOption, Ranked, Zone, rank_gestures, zone_of
from app.costs.rules.tariff import Ceiling, Rate, Segment, Tariff

__all__ = [
    "Booked",
    "Calibration",
    "CaseFacts",
    "Ceiling",
    "Estimate",
    "GestureOption",
    "Line",
    "Measure",
    "Missing",
    "Node",
    "OpenCase",
    "Outcome",
    "Parameter",
    "PastOffer",
    "Portfolio",
    "Proposal",
    "Ranked",
    "Rate",
    "Scope",
    "Segment",
    "Spread",
    "Status",
    "Swing",
    "Tariff",
    "ToSettle",
    "Trial",
    "Unit",
    "Zone",
    "as_kept",
    "calibrate",
    "contested_part",
    "default_tariff",
    "estimate",
    "learn",
    "load_tariff",
    "outcome_kept",
    "outcome_of",
    "parameter_of",
    "portfolio",
    "rank_gestures",
    "read_tariff",
    "trials_of",
    "zone_of",
]
