"""Settings shared by all Python tests: how hypothesis searches, and what happens to threads that never end."""

import faulthandler
import os

from hypothesis import settings

# No deadlines: this project's tests assert what happens, never how long it took. On CI the same examples every
# time; at home new ones at every run, and the seed of a failure printed.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("home", deadline=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "home")


def pytest_unconfigure() -> None:
    """A thread that a test left running would keep the process for ever: show where it stands, and fail."""
    faulthandler.dump_traceback_later(20, exit=True)
