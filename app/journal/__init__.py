"""Append-only streams, chained: what happened, when, by whom; people's words lie beside the chain and may be erased."""
