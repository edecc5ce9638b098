"""The draft as a plan, and how organisers edit it."""
