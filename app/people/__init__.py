"""Who works here and who we work for: staff, roles, services, sign-in; customers, purchases, terms."""
