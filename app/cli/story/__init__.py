"""The demo story: an invented company, its people and a year of disputes, told through the real actions."""
