"""New judgments by people: what to label, blind sheets for two assessors, how well they agree, and the qrels that result."""
