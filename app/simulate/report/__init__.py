"""What became of policies, told: a page with pictures, tables as CSV and JSON, and the evidence in docs."""
