"""Logging a complaint: what is asked, whether it is known already, and complaints brought in from files."""
