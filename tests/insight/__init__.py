"""Figures, their cases, causes, actions, returns."""
