// Package backup writes a whole record into one file, and makes a record of such a file again, on either database.
//
// A backup is what the record holds, not how a database keeps it: zstd-compressed JSON lines, one for each article with its events, each
// event of the record with the ids of its reports, each correction and each memo, led by a line that says what the file is and ended by
// one with the counts, a hash of all lines before it, and the hash of the record's canonical dump (store.Dump). It is taken in one
// transaction, so that others may write meanwhile. All that a database derives (the history of pairs, the index of words, the copies of
// columns) is made anew, so a backup is read by every later version and by the other kind of database.
//
// Restoring fills an empty record in one transaction, which is only committed when the file was whole and the dump of what was filled has
// the hash that the file promises.
package backup
