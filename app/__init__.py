"""Amiable: rooms on stairs. A room uses the rooms below it, never those above; `docs/tour.md` is the map."""
