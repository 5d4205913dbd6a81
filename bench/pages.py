"""The ledger's pages that are measured: the first, a later one, filtered, searched and sorted, grouped."""

PAGES = ("", "?page=7", "?light=late", "?text=%E6%B8%85&sort=due", "?group=unit")
