"""The fixtures that every test may ask for, gathered from tests/support."""

from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.support.in_memory",
    "tests.support.shared_data",
    "tests.support.postgres",
    "tests.support.browser",
    "tests.support.care_store",
    "tests.support.traced",
    "tests.support.untried",  # last: it looks at the others, and pytest wants to load each before anybody imports it
]

# A machine shared with a solver is slow at times; a test that counts milliseconds per example would cry wolf.
settings.register_profile("house", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
