"""The door of customers and mediators: one case, by link and code."""
