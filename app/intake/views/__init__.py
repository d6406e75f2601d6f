"""The pages of intake: logging a complaint, bringing in a file."""

from app.intake.views.conduct import conduct
from app.intake.views.customers import customers
from app.intake.views.door import blueprint
from app.intake.views.from_mail import in_writing
from app.intake.views.imports import import_file
from app.intake.views.log import log
from app.intake.views.undoing import import_undo

__all__ = ["blueprint", "conduct", "customers", "import_file", "import_undo", "in_writing", "log"]
