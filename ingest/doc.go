// Package ingest brings sources to articles, and articles into the record.
//
//	source ─► Reader ─► Document ─► article ─► Loader ─► record
//	files, feeds,       the bytes   package    known already? dated when? a copy of what?
//	archives, web       of one      article    coded, saved, and only then settled
//
// A Reader reads whatever a user names: files, folders, standard input, pages, feeds and lists of them, sitemaps, web archives,
// Wikipedia's chronicle. It looks at the first bytes, not at names, unpacks what is packed, and holds one article at a time, so that
// an archive of a gigabyte needs no more memory than a page. What cannot be read is handed on as a Document that says why; nothing
// is dropped in silence.
//
// A Loader takes documents into the record. The same article again changes nothing: articles are told apart by their canonical
// address and their text (Canonical, Fingerprint). A document is settled when its article is safe in the record, and a source's state
// (how far it was read, when a feed last changed) is only then written down. A process may be killed at any moment: what was not
// settled is read again, what was is recognised.
//
// A Watcher reads feeds again and again.
package ingest
