"""Migrations of the tables, in the manner of Alembic; `service.storage.migrating` runs them.

To change a table, change `service/storage/tables.py`, add a file under ``versions`` whose ``down_revision`` is the last
one's ``revision``, and move `service.storage.migrating.HEAD`. A test tells every difference between the two.
"""
