-- What kinds of parties stand behind a pair (barograph.Sides). Pairs of stories written before count as acts between states until they
-- are coded anew.
ALTER TABLE dyad ADD COLUMN sides BIGINT NOT NULL DEFAULT 0;

-- The daily sums of pairs (store.Flow), in the order in which a pair's history is read; '*' '*' is the world.
CREATE TABLE flow (
	actor     TEXT COLLATE "C" NOT NULL,
	recipient TEXT COLLATE "C" NOT NULL,
	day       BIGINT NOT NULL,
	origin    TEXT COLLATE "C" NOT NULL,
	status    TEXT COLLATE "C" NOT NULL,
	told      BIGINT NOT NULL,           -- step of corroboration: 0 one source, 1 two or three, … 4 sixteen or more
	sides     BIGINT NOT NULL,
	events    BIGINT NOT NULL,
	words1    BIGINT NOT NULL,           -- √(10 |Goldstein|) × confidence, in millionths: verbal co-operation
	deeds1    BIGINT NOT NULL,           -- material co-operation
	words2    BIGINT NOT NULL,           -- verbal conflict
	deeds2    BIGINT NOT NULL,           -- material conflict
	seq       BIGINT NOT NULL,           -- the moment of its last change, as in change
	PRIMARY KEY (actor, recipient, day, origin, status, told, sides)
);
CREATE INDEX flow_recipient ON flow (recipient, day);
CREATE INDEX flow_seq ON flow (seq);

INSERT INTO flow
SELECT actor, recipient, day, origin, status,
	CASE WHEN sources >= 16 THEN 4 WHEN sources >= 8 THEN 3 WHEN sources >= 4 THEN 2 WHEN sources >= 2 THEN 1 ELSE 0 END AS told, sides, count(*),
	sum(CASE WHEN quad = 1 AND goldstein > 0 THEN CAST(floor(sqrt(10 * goldstein) * confidence * 1e6 + 0.5) AS BIGINT) ELSE 0 END),
	sum(CASE WHEN quad = 2 AND goldstein > 0 THEN CAST(floor(sqrt(10 * goldstein) * confidence * 1e6 + 0.5) AS BIGINT) ELSE 0 END),
	sum(CASE WHEN quad = 3 AND goldstein < 0 THEN CAST(floor(sqrt(10 * -goldstein) * confidence * 1e6 + 0.5) AS BIGINT) ELSE 0 END),
	sum(CASE WHEN quad = 4 AND goldstein < 0 THEN CAST(floor(sqrt(10 * -goldstein) * confidence * 1e6 + 0.5) AS BIGINT) ELSE 0 END),
	(SELECT coalesce(max(seq), 0) FROM change)
FROM dyad WHERE rejected = 0 AND day > 0 GROUP BY actor, recipient, day, origin, status, told, sides;

INSERT INTO flow
SELECT '*', '*', day, origin, status, told, sides, sum(events),
	sum(CASE WHEN between_two THEN words1 ELSE 0 END), sum(CASE WHEN between_two THEN deeds1 ELSE 0 END),
	sum(CASE WHEN between_two THEN words2 ELSE 0 END), sum(CASE WHEN between_two THEN deeds2 ELSE 0 END), max(seq)
FROM (SELECT f.*, f.actor <> f.recipient AND f.actor <> '' AND f.recipient <> '' AS between_two FROM flow f) AS of_pairs
GROUP BY day, origin, status, told, sides;
