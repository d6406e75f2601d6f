"""Makers of rows through the real actions; they demand what matters and choose the rest."""
