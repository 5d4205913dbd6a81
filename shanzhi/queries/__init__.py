"""The reader: one function per page or list -> one frozen dataclass; each states its query count."""
