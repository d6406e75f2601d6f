"""The pages of insight."""

from app.insight.views import exporting, improving, listing, page, reporting, returns
from app.insight.views.door import blueprint

__all__ = ["blueprint", "exporting", "improving", "listing", "page", "reporting", "returns"]
