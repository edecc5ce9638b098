"""The only room that joins plan and people: release, outputs, paper, feeds, visit files."""
