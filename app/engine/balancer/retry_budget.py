"""A budget for retries: they may be a share of the requests, and no more.

Without one, a service that fails gets up to (1 + retries) times its load just when it can bear it least.
"""

from __future__ import annotations

SAVED = 10.0  # retries that a quiet time can save up


class RetryBudget:
    """Every request puts `share` of a retry into the purse, every retry takes one out (Finagle's retry budget).

    `share` None: unlimited. Not locked.
    """

    def __init__(self, share: float | None) -> None:
        self.share = share
        self.balance = 1.0  # the first failure need not wait for a purse to fill

    def deposit(self) -> None:
        """A request has come."""
        if self.share is not None:
            self.balance = round(min(SAVED, self.balance + self.share), 9)  # ten tenths are one

    def withdraw(self) -> bool:
        """Take out a retry, if there is one."""
        if self.share is None:
            return True
        if self.balance < 1.0:
            return False
        self.balance -= 1.0
        return True

    def __repr__(self) -> str:
        return "<RetryBudget [no limit]>" if self.share is None else f"<RetryBudget [{self.balance:.1f} retries left]>"
