"""Machinery without a business word in it; a closed list of modules."""
