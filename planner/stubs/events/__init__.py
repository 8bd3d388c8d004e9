"""Events that a contract describes: valid ones, as JSON and as they travel."""
