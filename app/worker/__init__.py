"""The door of the clock: jobs, alerts, expiries."""
