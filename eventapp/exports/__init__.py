"""Pure: a released programme in, bytes out."""
