// Package queue spreads the work of ingest over many machines, by a NATS server with JetStream, while the record is kept on PostgreSQL.
//
//	source ─► Publisher ─► stream of work ─► Worker ─► record
//	          reads,       article           codes, saves, then acknowledges
//	          publishes    page     ─► fetched, becomes articles of the stream
//	                       archive  ─► split, becomes articles of the stream
//
// A message leaves the stream only when what it asked for is done: an article is acknowledged after its commit, a page or an archive
// after all it holds is in the stream. Whatever is interrupted is delivered again, so each message is worked on at least once; as
// articles are known by their content, doing it again changes nothing, and each is in the record exactly once. Publishing again is
// cheap as well: a message is named by a hash of its content, and the server drops names it has seen in the last two hours.
//
// What cannot be done goes, whole and with its reason, to a stream of dead letters, from where it can be replayed. A message that was
// delivered before and not finished may be what brought its worker down; from the third delivery it is worked on alone, so that it can
// take no other with it, and after Tries of that it is a dead letter.
//
// Workers keep no state. They come and go without notice; what they share (whose turn it is at which host, who merges, what feeds
// said) stands in buckets of the same server.
package queue
