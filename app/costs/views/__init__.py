"""Pages of costs: the working of a case, the parameters, calibration, the portfolio."""

from app.costs.views import parameters, portfolio, working
from app.costs.views.door import blueprint

__all__ = ["blueprint", "parameters", "portfolio", "working"]
