"""The state of an experiment as the page shows it, kept up to date by the events of its recording.

Here it is the server that follows events, and not the engine's own objects that are read: what ran has long ended.
The browser's reducer follows the same ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Fields = Mapping[str, Any]


class Picture:
    """What runs, what is replayed, who works on what. Not locked: only calls and threads of one clock use it."""

    def __init__(self, estimate: float) -> None:
        self.experiment: dict[str, Any] = {
            "phase": "idle",
            "place": 0,
            "done": 0,
            "total": 0,
            "note": "",
            "error": None,
            "estimate": estimate,
        }
        self.result: dict[str, Any] | None = None
        self.others: list[dict[str, Any]] = []  # results of the same kind, measured before with other parameters
        self.finished: list[dict[str, Any]] = []
        self._clear()
        self.variant: dict[str, Any] | None = None

    def _clear(self) -> None:
        self.workers: dict[str, dict[str, Any]] = {}
        self.queue: list[int] = []
        self.tasks: dict[str, dict[str, Any]] = {}
        self.totals = {"submitted": 0, "finished": 0, "failed": 0}

    def state(self, t: float) -> dict[str, Any]:
        """A copy, for a keyframe at model time `t`."""
        return {
            "t": t,
            "experiment": dict(self.experiment),
            "result": self.result,
            "others": list(self.others),
            "variant": dict(self.variant) if self.variant else None,
            "finished": [dict(each) for each in self.finished],
            "workers": {who: dict(worker) for who, worker in self.workers.items()},
            "queue": list(self.queue),
            "tasks": {task: dict(each) for task, each in self.tasks.items()},
            "totals": dict(self.totals),
            "recent": [],
        }

    def take(self, t: float, kind: str, fields: Fields) -> None:
        """An event of the vocabulary, stamped `t`; others change nothing."""
        match kind:
            case "run.progress":
                self.experiment |= fields
            case "run.variant":
                self._clear()
                self.variant = {**fields, "since": t}
            case "run.finished":
                label = self.variant["label"] if self.variant else fields["variant"]
                self.finished.append({"variant": fields["variant"], "label": label, "took": fields["took"]})
                self.variant = None
            case "worker.started":
                self.workers[fields["who"]] = {
                    "state": "starting", "since": t, "until": None, "task": None, "kind": fields["reason"]
                }  # fmt: skip
            case "worker.ended":
                self.workers.pop(fields["who"], None)
            case "thread.state":
                worker = self.workers.setdefault(fields["who"], {"kind": "thread"})
                worker |= {"state": fields["state"], "since": t, "until": fields["until"], "task": fields["request"]}
            case "task.submitted" | "task.started" | "task.finished":
                self._take_task(t, kind, fields)

    def _take_task(self, t: float, kind: str, fields: Fields) -> None:
        number, name = fields["task"], str(fields["task"])
        if kind == "task.submitted":
            self.tasks[name] = {"state": "queued", "submitted": t, "since": t, "who": None}
            self.queue.append(number)
            self.totals["submitted"] += 1
            return
        if number in self.queue:
            self.queue.remove(number)
        if kind == "task.started":
            submitted = self.tasks.get(name, {}).get("submitted", t)
            self.tasks[name] = {"state": "running", "submitted": submitted, "since": t, "who": fields["who"]}
            return
        self.tasks.pop(name, None)
        self.totals["failed" if fields["error"] else "finished"] += 1
