"""A synthetic history of schema `raw`, as large as is asked for; README.md tells how."""
