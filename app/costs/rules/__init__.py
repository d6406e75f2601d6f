"""The cost of a dispute beside every gesture: facts and a tariff in, a frozen estimate with its working out."""

from app.costs.rules.estimate import Booked, Estimate, Node, Spread, Swing, estimate
from app.costs.rules.facts import CaseFacts, Missing, contested_part
from app.costs.rules.lines import Line
from app.costs.rules.loading import default_tariff, load_tariff, parameter_of, read_tariff
from app.costs.rules.parameters import Parameter, Scope, Status, Unit
from app.costs.rules.tariff import Ceiling, Rate, Segment, Tariff

__all__ = [
    "Booked",
    "CaseFacts",
    "Ceiling",
    "Estimate",
    "Line",
    "Missing",
    "Node",
    "Parameter",
    "Rate",
    "Scope",
    "Segment",
    "Spread",
    "Status",
    "Swing",
    "Tariff",
    "Unit",
    "contested_part",
    "default_tariff",
    "estimate",
    "load_tariff",
    "parameter_of",
    "read_tariff",
]
