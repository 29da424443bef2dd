"""Tables of people as bureaus print them: census, births, pupils, registers of children, totals."""
