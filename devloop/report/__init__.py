"""Reports for other tools: nothing is run or printed here."""
