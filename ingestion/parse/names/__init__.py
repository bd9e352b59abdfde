"""What is measured, and for whom."""
