"""Case files and bundles for each audience."""
