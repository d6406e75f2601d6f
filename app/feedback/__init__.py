"""Surveys after closing and at the end of a contact, and the check that a promise was kept."""
