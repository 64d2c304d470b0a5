-- What people said about the record, and small values that are no part of it.

CREATE TABLE correction (
	id     BIGINT PRIMARY KEY,
	undone BIGINT NOT NULL,
	data   TEXT COLLATE "C" NOT NULL                -- as JSON
);

CREATE TABLE memo (
	kind  TEXT COLLATE "C" NOT NULL,
	key   TEXT COLLATE "C" NOT NULL,
	value BYTEA NOT NULL,
	PRIMARY KEY (kind, key)
);
