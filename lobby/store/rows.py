"""Rows written straight to their table: a session need not keep books on those that nobody looks at again in its transaction."""

from functools import cache
from typing import Any, cast

from sqlalchemy import Insert, Table, insert
from sqlalchemy.orm import Session

from lobby.store.tables.base import Base


def put(session: Session, row: Base) -> None:
    """Insert a row now. The session does not know it: what is changed of it afterwards is lost."""
    session.connection().execute(_plain(type(row)), _values(row))


def put_numbered(session: Session, row: Base) -> int:
    """The same; the id that the row got."""
    return cast(int, session.connection().scalar(_numbered(type(row)), _values(row)))


def _values(row: Base) -> dict[str, Any]:
    return {name: value for name in _names(type(row)) if (value := getattr(row, name)) is not None}


@cache
def _names(kind: type[Base]) -> tuple[str, ...]:
    return tuple(column.key for column in kind.__table__.columns)


@cache
def _plain(kind: type[Base]) -> Insert:
    return insert(cast(Table, kind.__table__)).inline()


@cache
def _numbered(kind: type[Base]) -> Insert:
    table = cast(Table, kind.__table__)
    return insert(table).returning(table.c.id)
