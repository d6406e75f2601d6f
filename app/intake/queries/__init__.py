"""What intake reads: files of complaints, the mappings that read them, and complaints that look alike."""

from app.intake.queries.asked import KIND, import_files_of, import_job, past_imports
from app.intake.queries.files import Table, opened
from app.intake.queries.mappings import all_mappings, mapping_named
from app.intake.queries.similar_cases import known_numbers, like_this, parties_beside, ref_of_key

__all__ = [
    "KIND",
    "Table",
    "all_mappings",
    "import_files_of",
    "import_job",
    "known_numbers",
    "like_this",
    "mapping_named",
    "opened",
    "parties_beside",
    "past_imports",
    "ref_of_key",
]
