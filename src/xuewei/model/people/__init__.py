"""People by sex and single age: areas, births, mortality, net migration, and their projection."""
