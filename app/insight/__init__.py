"""The figures: counts, durations, causes, improvement actions, returns; reads every room."""
