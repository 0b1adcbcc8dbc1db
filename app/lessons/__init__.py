"""Lessons: Markdown files with rounds, presets and computed numbers, read, checked and drawn as pages.

A trainer adds a file to lessons/ and writes no Python; lessons/README.md says how.
"""

from app.lessons.library import LESSONS, Lesson, Library

__all__ = ["LESSONS", "Lesson", "Library"]
