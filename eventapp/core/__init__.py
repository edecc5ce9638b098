"""Ground floor: database, text, errors, clock, tokens, web. It knows no domain."""
