"""fetch: one response, whole or refused; a source's lists, paged through to the asked-for date."""
