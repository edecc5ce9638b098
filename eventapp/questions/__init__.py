"""What a visit asks of its people beside names and addresses: questions of its own, and what was answered."""
