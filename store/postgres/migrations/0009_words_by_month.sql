-- The words of stories by month, so that a search reads the latest months first and ends when it has enough. With the words go the pairs
-- (U+E000 actor U+E000 recipient), the countries (U+E001) and the type (U+E002), which no words of a text can be.

DROP INDEX story_words;
UPDATE story SET words = words || array_to_tsvector(ARRAY[chr(57346) || type]) || coalesce(array_to_tsvector(o.codes), '')
FROM (SELECT s.id, d.codes FROM story s LEFT JOIN (
	SELECT story, array_agg(DISTINCT code) AS codes
	FROM dyad, unnest(ARRAY[chr(57344) || actor || chr(57344) || recipient, chr(57345) || actor, chr(57345) || recipient]) AS code
	WHERE origin = '' GROUP BY story) AS d ON d.story = s.id
	WHERE s.words IS NOT NULL) AS o
WHERE o.id = story.id;

-- The index has each word behind its month: 202505:border. Words hold no quotation marks, so that one behind a blank begins a word.
CREATE FUNCTION words_of_month(day BIGINT, words TSVECTOR) RETURNS TSVECTOR LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN replace(' ' || words::text, ' ''', ' ''' || (day / 100)::text || ':')::tsvector;

-- What finds the same words as a query, in any of some months: '202505,202504'.
CREATE FUNCTION query_of_months(query TSQUERY, months TEXT) RETURNS TSQUERY LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN (SELECT string_agg('(' || regexp_replace(query::text, '''([^'']*)''', '''' || month || ':\1''', 'g') || ')', ' | ')::tsquery
		FROM unnest(string_to_array(months, ',')) AS month);

CREATE INDEX story_words ON story USING gin (words_of_month(day, words)) WITH (fastupdate = off) WHERE words IS NOT NULL;
ANALYZE story;
