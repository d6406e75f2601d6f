"""Evidence: numbered pieces, what each file is by its content, who may see which copy of it."""
