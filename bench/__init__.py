"""Measuring the house: a big company in a real server, beside a page that does nothing but draw fifty rows."""
