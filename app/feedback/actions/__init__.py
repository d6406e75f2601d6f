"""Asking, and keeping what is answered."""
