"""The policies of a case: its workflow, its ladder, its next step, who may see it and who may judge it."""
