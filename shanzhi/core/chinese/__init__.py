"""Words of Chinese official documents: numerals, dates, recurrences, quantities, money, lists of units."""
