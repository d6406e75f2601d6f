"""The directory of mediators: who they are, what they are competent for, until when we have a contract, what they cost."""
