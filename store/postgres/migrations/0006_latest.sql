-- The day of a story's last report. With known it tells which stories were told again later, so that the record can be read as it was known
-- on a day of the past. 99999999 when a report has no day, 0 of imported ones.

ALTER TABLE story ADD COLUMN latest BIGINT NOT NULL DEFAULT 0;
UPDATE story SET latest = o.latest FROM (
	SELECT r.story AS id, max(CASE WHEN a.published = '' THEN 99999999 ELSE CAST(replace(substr(a.published, 1, 10), '-', '') AS BIGINT) END) AS latest
	FROM report r JOIN article a ON a.id = r.article WHERE r.story IS NOT NULL GROUP BY r.story) AS o
WHERE o.id = story.id;
CREATE INDEX story_latest ON story (latest) WHERE latest > known;
