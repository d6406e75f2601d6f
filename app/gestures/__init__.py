"""Goodwill within authority: the palette, who may grant what, approvals, offers, entitlements first."""
