"""The bundled sample: sites of invented places, served on loopback, so that every part runs."""
