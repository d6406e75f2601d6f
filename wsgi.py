"""What web servers and the `flask` command load. Nothing that is imported is rubbish: none is looked for meanwhile, nor later."""

import gc

gc.disable()

from app.factory import create_app  # noqa: E402

app = create_app()
gc.freeze()
gc.enable()
