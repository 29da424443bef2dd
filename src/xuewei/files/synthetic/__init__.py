"""A synthetic country: population folder, plan and README, all made up and all saying so."""
