-- What people said about the record, and small values that are no part of it.

CREATE TABLE correction (
	id     INTEGER PRIMARY KEY,
	undone INTEGER NOT NULL,
	data   TEXT    NOT NULL                -- as JSON
);

CREATE TABLE memo (
	kind  TEXT NOT NULL,
	key   TEXT NOT NULL,
	value BLOB NOT NULL,
	PRIMARY KEY (kind, key)
) WITHOUT ROWID;
