"""Tables of targets and of tasks, whatever their page left of them."""
