-- Stories, and the history of pairs.

CREATE TABLE story (
	id         INTEGER PRIMARY KEY,
	origin     TEXT    NOT NULL,           -- '' coded here, 'gdelt' imported
	day        INTEGER NOT NULL,           -- filed under, 20250508; 0 when unknown
	known      INTEGER NOT NULL,           -- day of the first report; 0 when unknown
	type       TEXT    NOT NULL,
	mode       TEXT    NOT NULL,
	status     TEXT    NOT NULL,
	confidence REAL    NOT NULL,
	rejected   INTEGER NOT NULL,
	who        TEXT    NOT NULL,           -- '@pak.mil pakistan army; @ind.gov india', in small letters without accents
	place      TEXT    NOT NULL,           -- 'pathankot punjab @ind', likewise
	data       TEXT    NOT NULL            -- the story as JSON, without its reports
);
CREATE INDEX story_day ON story (day, id);
CREATE INDEX story_rejected ON story (day, id) WHERE rejected = 1;

-- One row for each pair of each story, with all that it takes to weigh it, in the order in which a pair's history is read.
CREATE TABLE dyad (
	actor      TEXT    NOT NULL,           -- country code; '' nobody or unknown
	recipient  TEXT    NOT NULL,
	day        INTEGER NOT NULL,
	story      INTEGER NOT NULL,
	origin     TEXT    NOT NULL,
	known      INTEGER NOT NULL,
	type       TEXT    NOT NULL,
	status     TEXT    NOT NULL,
	confidence REAL    NOT NULL,
	rejected   INTEGER NOT NULL,
	quad       INTEGER NOT NULL,
	goldstein  REAL    NOT NULL,
	articles   INTEGER NOT NULL,
	sources    INTEGER NOT NULL,
	PRIMARY KEY (actor, recipient, day, story)
) WITHOUT ROWID;
CREATE INDEX dyad_actor ON dyad (actor, day, story);
CREATE INDEX dyad_recipient ON dyad (recipient, day, story);

-- The words of a story's reports, folded by barograph.
CREATE VIRTUAL TABLE story_text USING fts5 (words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0');

CREATE TABLE change (
	seq   INTEGER PRIMARY KEY AUTOINCREMENT,
	story INTEGER NOT NULL,                -- 0: anything may have changed
	gone  INTEGER NOT NULL
);
