"""The markdown archive of old: its grammar, and its way into the database."""
