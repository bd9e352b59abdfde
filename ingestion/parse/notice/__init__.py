"""What the notice is: title, number, issuer, place, dates, citations."""
