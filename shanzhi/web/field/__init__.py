"""The field: pages a paired phone opens without a log-in, for one post, to look and to report."""
