pytest_plugins = ["planner.testing"]
