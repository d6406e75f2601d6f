"""The shape of what programs send, of what they are given, and of what is asked of whoever makes a key."""
