"""The staff's door: queue, case page, approvals, settings. It composes the rooms and holds no rule of its own."""
