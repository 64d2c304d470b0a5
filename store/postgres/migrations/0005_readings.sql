-- Which of several readings of one article this is: the least counts. '' in articles of before, which stay as they are.

ALTER TABLE article ADD COLUMN reading TEXT COLLATE "C" NOT NULL DEFAULT '';
