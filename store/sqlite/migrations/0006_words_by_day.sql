-- The words of stories in the order of days, so that a search finds the latest stories first and ends when it has enough. spot is the place of
-- a story's words: its day, then the upper bits of its id (package sqldb, spotOf). Imported stories have no words and no spot.

ALTER TABLE story ADD COLUMN spot INTEGER;
UPDATE story SET spot = o.spot FROM (
	SELECT id, ((day / 10000 * 372 + day / 100 % 100 * 31 + day % 100) << 41) + (id >> 23) + 1099511627776
		+ row_number() OVER (PARTITION BY day, id >> 23 ORDER BY id) - 1 AS spot
	FROM story WHERE id IN (SELECT id FROM story_text_docsize)) AS o
WHERE o.id = story.id;
CREATE UNIQUE INDEX story_spot ON story (spot) WHERE spot IS NOT NULL;

-- With the words go the pair (U+E000 actor U+E000 recipient), the countries (U+E001) and the type (U+E002), which no words of a text can be.
CREATE VIRTUAL TABLE story_words USING fts5 (words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0');
CREATE VIRTUAL TABLE temp.story_term USING fts5vocab (main, story_text, instance);
INSERT INTO story_words (rowid, words)
SELECT s.spot, t.words || ' ' || char(57346) || s.type || coalesce(d.codes, '')
FROM (SELECT doc, group_concat(term, ' ' ORDER BY offset) AS words FROM temp.story_term GROUP BY doc) AS t JOIN story s ON s.id = t.doc
LEFT JOIN (
	SELECT story, group_concat(' ' || char(57344) || actor || char(57344) || recipient || ' ' || char(57345) || actor || ' ' || char(57345) || recipient, '')
		AS codes
	FROM dyad WHERE origin = '' GROUP BY story) AS d ON d.story = s.id
ORDER BY s.spot;
DROP TABLE temp.story_term;
DROP TABLE story_text;
