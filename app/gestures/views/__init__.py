"""The pages of gestures."""

from app.gestures.views import approvals, catalogue, figures, grid, offering, offers
from app.gestures.views.door import blueprint

__all__ = ["approvals", "blueprint", "catalogue", "figures", "grid", "offering", "offers"]
