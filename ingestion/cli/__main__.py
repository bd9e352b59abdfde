"""`python -m ingestion.cli`: the command line where its script is not installed."""

from ingestion.cli import main

main()
