"""What must hold of a batch before people see it: suites as data, and the process that judges."""
