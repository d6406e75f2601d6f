"""One dispute from the first complaint to the end: parties, claims, ladder, workflow, duties, who may see it."""
