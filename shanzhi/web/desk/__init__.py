"""The desk (办公): where officials hand in plans, check readings and run the ledger."""
