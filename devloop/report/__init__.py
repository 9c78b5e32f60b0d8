"""What was judged, as documents for other tools: nothing is run or printed here."""
