"""The costs room."""
