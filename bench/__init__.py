"""What the system costs, as ratios taken in one run (`make bench`). Not part of the tests."""
