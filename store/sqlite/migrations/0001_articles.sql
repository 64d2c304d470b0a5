-- Articles and what was coded from them. Ids are 64-bit hashes; printf('%016x', id) is how barograph writes them.

CREATE TABLE article (
	id          INTEGER PRIMARY KEY,
	url         TEXT    NOT NULL,           -- canonical; '' when it has none
	address     INTEGER NOT NULL,           -- a hash of the url; 0 when it has none
	outlet      TEXT    NOT NULL,
	language    TEXT    NOT NULL,
	headline    TEXT    NOT NULL,
	published   TEXT    NOT NULL,           -- 2025-05-09 or RFC 3339; '' when unknown
	version     TEXT    NOT NULL,           -- of several texts at one url, the one with the greatest version counts
	fingerprint INTEGER NOT NULL,           -- simhash; 0 is none
	copies      INTEGER NOT NULL,           -- the least id of the group of copies
	superseded  INTEGER NOT NULL DEFAULT 0, -- 1: a newer version has taken its place
	feed        TEXT    NOT NULL,           -- where it was read
	coder       TEXT    NOT NULL,           -- model and tables that coded it
	seen        INTEGER NOT NULL,           -- when it was read, seconds since 1970
	data        BLOB    NOT NULL            -- zstd of JSON: article, quotes, warnings
);
CREATE INDEX article_address ON article (address) WHERE address <> 0;
CREATE INDEX article_copies ON article (copies);
CREATE INDEX article_outlet ON article (outlet);

-- The fingerprint in four bands of 16 bits: copies, which differ in at most three bits, agree in one band at least.
CREATE TABLE article_band (
	band    INTEGER NOT NULL,
	value   INTEGER NOT NULL,
	article INTEGER NOT NULL,
	PRIMARY KEY (band, value, article)
) WITHOUT ROWID;

CREATE TABLE report (
	id      INTEGER PRIMARY KEY,
	article INTEGER NOT NULL REFERENCES article (id),
	ordinal INTEGER NOT NULL,           -- its place among the article's events
	type    TEXT    NOT NULL,
	day     INTEGER NOT NULL,           -- filed under, 20250508; 0 when unknown
	live    INTEGER NOT NULL,           -- 0: of a superseded article
	pending INTEGER NOT NULL,           -- 1: waits to be merged
	story   INTEGER,                    -- the story that holds it
	data    TEXT    NOT NULL,           -- the event as JSON
	vector  BLOB                        -- its meaning, a signed byte for each dimension
);
CREATE INDEX report_article ON report (article, ordinal);
CREATE INDEX report_story ON report (story) WHERE story IS NOT NULL;
CREATE INDEX report_day ON report (day, type);
CREATE INDEX report_pending ON report (day, id) WHERE pending = 1;

-- The countries a report names, '' for one that names none: the way to reports that may tell the same act.
CREATE TABLE report_country (
	country TEXT    NOT NULL,
	day     INTEGER NOT NULL,
	type    TEXT    NOT NULL,
	report  INTEGER NOT NULL,
	PRIMARY KEY (country, day, type, report)
) WITHOUT ROWID;
CREATE INDEX report_country_report ON report_country (report);
