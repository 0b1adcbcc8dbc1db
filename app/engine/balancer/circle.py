"""The points of a hash ring in order, with their owners: never changed, only replaced by another."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

CHAPTER = 8  # points a chapter, about


class Circle:
    """Sorted `points`, the `owners` of each, and a table of `contents` that says where to begin looking.

    There is one owner more than points, the first one again: whoever looks behind the last point finds the one to
    whom the circle leads next, without asking. Chapter c of the contents holds the points p with `p >> shift == c`:
    they begin at index contents[c] and end before contents[c + 1], so that a search takes a few steps and not
    log₂ N. It is right for any points, and fast for those that are spread evenly, as hashes are.
    """

    __slots__ = ("contents", "owners", "points", "shift", "table")

    def __init__(self, points: list[int], owners: list[str], contents: list[int], shift: int) -> None:
        self.points = points
        self.owners = owners
        self.contents = contents
        self.shift = shift
        self.table = (points, owners, contents, shift)  # all at once, for who looks something up

    def insert(self, added: Iterable[int], name: str, bits: int) -> Circle:
        """Another circle with these points (sorted) of `name` as well; of equal points the first name comes first.

        Between two new points the old circle is copied as it is, which is far faster than to sort it again.
        """
        points, owners = self.points, self.owners
        new_points: list[int] = []
        new_owners: list[str] = []
        done = 0
        for point in added:
            at = bisect_left(points, point, done)
            while at < len(points) and points[at] == point and owners[at] < name:
                at += 1
            new_points += points[done:at]
            new_owners += owners[done:at]
            new_points.append(point)
            new_owners.append(name)
            done = at
        return circle_of(new_points + points[done:], new_owners + owners[done : len(points)], bits)

    def cut(self, removed: Iterable[int], name: str, bits: int) -> Circle:
        """Another circle without these points (sorted) of `name`; those of others at the same places stay."""
        points, owners = self.points, self.owners
        new_points: list[int] = []
        new_owners: list[str] = []
        done = 0
        for point in removed:
            at = bisect_left(points, point, done)
            while owners[at] != name:
                at += 1
            new_points += points[done:at]
            new_owners += owners[done:at]
            done = at + 1
        return circle_of(new_points + points[done:], new_owners + owners[done : len(points)], bits)


def circle_of(points: list[int], owners: list[str], bits: int) -> Circle:
    """A circle of sorted points from 0 to below 2**bits; it keeps both lists, and makes the rest."""
    if points and not 0 <= points[0] <= points[-1] < 1 << bits:
        raise ValueError(f"hash_function must give numbers from 0 to below 2**{bits}")
    owners += owners[:1]
    chapters = min(bits, (len(points) // CHAPTER).bit_length())
    shift = bits - chapters
    contents: list[int] = []
    begin = 0
    for chapter in range(1 << chapters):
        begin = bisect_left(points, chapter << shift, begin)
        contents.append(begin)
    contents.append(len(points))
    return Circle(points, owners, contents, shift)
