"""What a round asks of its learner: predictions, questions and goals. Their answers are computed, never typed."""

from app.lessons.tasks.base import BadAnswer, Task
from app.lessons.tasks.reading import KINDS, read_task

__all__ = ["KINDS", "BadAnswer", "Task", "read_task"]
