"""Correspondence: letters that leave the house, by mail or on paper, kept exactly as they left."""
