"""Ground floor: database, text, errors, clock, tokens, answers. It knows no domain."""
