"""What a dispute will cost if it is not settled, beside a gesture: estimates, budgets, money ledger, calibration."""
