"""Visits and organisations, and who may see them."""
