"""Rows told as one text for each column and person: what every question reads and hardly ever changes between two.

Such texts are quickly put together by the store and quickly compared. Who has read the very same ones before need not
read them again, in whatever process they were written: nothing has to be told that it has changed, and nothing can be
out of date.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, func
from sqlalchemy.orm import InstrumentedAttribute

Texts = tuple[str, ...]
"""What stands in each column, row after row."""
_BETWEEN = "\n"
"""What stands between two rows; in no id, time, status or number."""


def told_whole(query: Select[Any], whose: InstrumentedAttribute[str], *columns: InstrumentedAttribute[Any]) -> Any:
    """The rows of a query as (whose, texts of the columns), one row for each person, in no certain order within it."""
    told = query.order_by(None).with_only_columns(whose, *map(_one_below_the_other, columns))
    return told.group_by(whose)


def _one_below_the_other(column: InstrumentedAttribute[Any]) -> ColumnElement[str]:
    """No value leaves an empty line: all columns must have as many."""
    text: ColumnElement[str] = cast(column, Text)
    return func.aggregate_strings(func.coalesce(text, "") if column.nullable else text, _BETWEEN)


def rows_of(texts: Texts) -> list[tuple[str, ...]]:
    """The columns of each row, as the store writes them."""
    return list(zip(*(text.split(_BETWEEN) for text in texts), strict=True))
