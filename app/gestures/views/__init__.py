"""The pages of gestures."""

from app.gestures.views import approvals, catalogue, deciding, figures, grid, offering, offers
from app.gestures.views.door import blueprint

__all__ = ["approvals", "blueprint", "catalogue", "deciding", "figures", "grid", "offering", "offers"]
