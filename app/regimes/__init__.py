"""The law as data: packs, calendars, dates, duties, gates, required texts, entitlements. Nothing is stored here."""
