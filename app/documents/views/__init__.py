"""The pages of documents: files and bundles, checking a file, settlement agreements."""

from app.documents.views.door import blueprint
from app.documents.views.files import files
from app.documents.views.settling import settlements

__all__ = ["blueprint", "files", "settlements"]
