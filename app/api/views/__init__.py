"""What other systems may ask and write, what is said of it, and the pages on which keys are made."""

from app.api.views import cases, keys, openapi, reference, writing
from app.api.views.door import blueprint, v1

blueprint.register_blueprint(v1)
__all__ = ["blueprint", "cases", "keys", "openapi", "reference", "v1", "writing"]
