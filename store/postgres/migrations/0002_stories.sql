-- Stories, and the history of pairs.

CREATE TABLE story (
	id         BIGINT PRIMARY KEY,
	origin     TEXT COLLATE "C" NOT NULL,           -- '' coded here, 'gdelt' imported
	day        BIGINT NOT NULL,           -- filed under, 20250508; 0 when unknown
	known      BIGINT NOT NULL,           -- day of the first report; 0 when unknown
	type       TEXT COLLATE "C" NOT NULL,
	mode       TEXT COLLATE "C" NOT NULL,
	status     TEXT COLLATE "C" NOT NULL,
	confidence DOUBLE PRECISION NOT NULL,
	rejected   BIGINT NOT NULL,
	who        TEXT COLLATE "C" NOT NULL,           -- '@pak.mil pakistan army; @ind.gov india', in small letters without accents
	place      TEXT COLLATE "C" NOT NULL,           -- 'pathankot punjab @ind', likewise
	data       TEXT COLLATE "C" NOT NULL,           -- the story as JSON, without its reports
	words      TSVECTOR                  -- of its reports, folded by barograph; null for imported stories
);
CREATE INDEX story_words ON story USING gin (words) WITH (fastupdate = off);
CREATE INDEX story_day ON story (day, id);
CREATE INDEX story_rejected ON story (day, id) WHERE rejected = 1;

-- One row for each pair of each story, with all that it takes to weigh it, in the order in which a pair's history is read.
CREATE TABLE dyad (
	actor      TEXT COLLATE "C" NOT NULL,           -- country code; '' nobody or unknown
	recipient  TEXT COLLATE "C" NOT NULL,
	day        BIGINT NOT NULL,
	story      BIGINT NOT NULL,
	origin     TEXT COLLATE "C" NOT NULL,
	known      BIGINT NOT NULL,
	type       TEXT COLLATE "C" NOT NULL,
	status     TEXT COLLATE "C" NOT NULL,
	confidence DOUBLE PRECISION NOT NULL,
	rejected   BIGINT NOT NULL,
	quad       BIGINT NOT NULL,
	goldstein  DOUBLE PRECISION NOT NULL,
	articles   BIGINT NOT NULL,
	sources    BIGINT NOT NULL,
	PRIMARY KEY (actor, recipient, day, story)
);
CREATE INDEX dyad_actor ON dyad (actor, day, story);
CREATE INDEX dyad_recipient ON dyad (recipient, day, story);

CREATE TABLE change (
	seq   BIGSERIAL PRIMARY KEY,
	story BIGINT NOT NULL,                -- 0: anything may have changed
	gone  BIGINT NOT NULL
);
