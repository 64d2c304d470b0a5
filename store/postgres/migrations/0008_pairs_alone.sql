-- The history of a pair is answered from the index alone: its rows lie apart in the table, which is in the order in which they came.

ALTER TABLE dyad DROP CONSTRAINT dyad_pkey;
ALTER TABLE dyad ADD PRIMARY KEY (actor, recipient, day, story)
	INCLUDE (origin, known, type, status, confidence, rejected, quad, goldstein, articles, sources, sides);
