"""Pure computation: system -> network -> times -> plan, release order, forecast, impact."""
