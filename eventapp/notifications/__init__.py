"""The post office that reads no letters: outbox, delivery."""
