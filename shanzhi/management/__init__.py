"""The night watch: whatever a timer or a terminal starts."""
