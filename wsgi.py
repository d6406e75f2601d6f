"""What web servers and the `flask` command load. Nothing that is imported is rubbish: none is looked for meanwhile, nor later.

A web server started by itself refuses a database of another revision; commands look themselves, for some of them migrate.
"""

import gc
import os

gc.disable()

from app.cli.conventions import require_revision  # noqa: E402
from app.factory import create_app  # noqa: E402

app = create_app()
if os.environ.get("FLASK_RUN_FROM_CLI") != "true":
    with app.app_context():
        require_revision()
gc.freeze()
gc.enable()
