-- Articles and what was coded from them. Ids are 64-bit hashes; lpad(to_hex(id), 16, '0') is how barograph writes them.

CREATE TABLE article (
	id          BIGINT PRIMARY KEY,
	url         TEXT COLLATE "C" NOT NULL, -- canonical; '' when it has none
	address     BIGINT NOT NULL,           -- a hash of the url; 0 when it has none
	outlet      TEXT COLLATE "C" NOT NULL,
	language    TEXT COLLATE "C" NOT NULL,
	headline    TEXT COLLATE "C" NOT NULL,
	published   TEXT COLLATE "C" NOT NULL,           -- 2025-05-09 or RFC 3339; '' when unknown
	version     TEXT COLLATE "C" NOT NULL,           -- of several texts at one url, the one with the greatest version counts
	fingerprint BIGINT NOT NULL,           -- simhash; 0 is none
	copies      BIGINT NOT NULL,           -- the least id of the group of copies
	superseded  BIGINT NOT NULL DEFAULT 0, -- 1: a newer version has taken its place
	feed        TEXT COLLATE "C" NOT NULL,           -- where it was read
	coder       TEXT COLLATE "C" NOT NULL,           -- model and tables that coded it
	seen        BIGINT NOT NULL,           -- when it was read, seconds since 1970
	data        BYTEA   NOT NULL            -- zstd of JSON: article, quotes, warnings
);
CREATE INDEX article_address ON article (address) WHERE address <> 0;
CREATE INDEX article_copies ON article (copies);
CREATE INDEX article_outlet ON article (outlet);

-- The fingerprint in four bands of 16 bits: copies, which differ in at most three bits, agree in one band at least.
CREATE TABLE article_band (
	band    BIGINT NOT NULL,
	value   BIGINT NOT NULL,
	article BIGINT NOT NULL,
	PRIMARY KEY (band, value, article)
);

CREATE TABLE report (
	id      BIGINT PRIMARY KEY,
	article BIGINT NOT NULL REFERENCES article (id),
	ordinal BIGINT NOT NULL,           -- its place among the article's events
	type    TEXT COLLATE "C" NOT NULL,
	day     BIGINT NOT NULL,           -- filed under, 20250508; 0 when unknown
	live    BIGINT NOT NULL,           -- 0: of a superseded article
	pending BIGINT NOT NULL,           -- 1: waits to be merged
	story   BIGINT,                    -- the story that holds it
	data    TEXT COLLATE "C" NOT NULL,           -- the event as JSON
	vector  BYTEA                       -- its meaning, a signed byte for each dimension
);
CREATE INDEX report_article ON report (article, ordinal);
CREATE INDEX report_story ON report (story) WHERE story IS NOT NULL;
CREATE INDEX report_day ON report (day, type);
CREATE INDEX report_pending ON report (day, id) WHERE pending = 1;

-- The countries a report names, '' for one that names none: the way to reports that may tell the same act.
CREATE TABLE report_country (
	country TEXT COLLATE "C" NOT NULL,
	day     BIGINT NOT NULL,
	type    TEXT COLLATE "C" NOT NULL,
	report  BIGINT NOT NULL,
	PRIMARY KEY (country, day, type, report)
);
CREATE INDEX report_country_report ON report_country (report);
