"""A laboratory of forecasts: any method over any record of pupils."""
