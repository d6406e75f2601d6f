"""What figures are, over which period, and what they say: pure."""
