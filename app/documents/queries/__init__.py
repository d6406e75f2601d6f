"""Files for each audience, made from frozen facts."""

from app.documents.queries.build import (
    Released,
    build_bundle,
    build_file,
    copy_name,
    draw_file,
    exhibits_zip,
    join_bundle,
)
from app.documents.queries.case_document import case_document, case_json

__all__ = [
    "Released",
    "build_bundle",
    "build_file",
    "case_document",
    "case_json",
    "copy_name",
    "draw_file",
    "exhibits_zip",
    "join_bundle",
]
