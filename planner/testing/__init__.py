"""What tests of a consumer need: stub servers and events, as pytest fixtures and without pytest.

In a test file, or in the `conftest.py` at the top::

    pytest_plugins = ["planner.testing"]


    def test_the_price_is_shown(plan_stubs):
        assert my_client(plan_stubs.url("catalog-api")).price("mug") > 0
"""

from importlib.util import find_spec

from planner.testing.serving import RunningStubs, serve

__all__ = ["RunningStubs", "serve"]

if find_spec("pytest"):
    from planner.testing.plugin import plan_events, plan_stubs, pytest_addoption

    __all__ += ["plan_events", "plan_stubs", "pytest_addoption"]
