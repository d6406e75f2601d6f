"""The door for other systems: JSON."""
