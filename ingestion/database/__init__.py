"""The warehouse's server, its connections, its migrations and its roles."""
