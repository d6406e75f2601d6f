"""The mediation of a case: may it be referred, the referral and its steps, the outcome and whether it was carried out."""
