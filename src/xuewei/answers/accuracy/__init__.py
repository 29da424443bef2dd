"""How wrong forecasts have been (``backtest``) and what they rest on (``fit``)."""
