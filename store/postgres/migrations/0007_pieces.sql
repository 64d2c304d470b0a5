-- What an article costs to add. The pieces of a fingerprint carry all of it, so that the articles which share one by chance (there are as many
-- as articles / 65,536 for each) need not be read; and an article without copies, as most are, needs no entry in the index of groups.

CREATE TABLE article_piece (
	piece       BIGINT NOT NULL,        -- which of the four, and its 16 bits: copies, which differ in at most three bits, agree in one at least
	article     BIGINT NOT NULL,
	fingerprint BIGINT NOT NULL,
	PRIMARY KEY (piece, article)
);
INSERT INTO article_piece SELECT b.band * 65536 + b.value, b.article, a.fingerprint FROM article_band b JOIN article a ON a.id = b.article
ORDER BY 1, 2;
DROP TABLE article_band;

DROP INDEX article_copies;
CREATE INDEX article_copies ON article (copies) WHERE copies <> id;
