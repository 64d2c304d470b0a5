package article

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lines that stand on news pages and are not the article, whatever their markup. All are compared in lower case.

// furnitureLines are furniture when they are the whole line.
var furnitureLines = lineSet(`
advertisement
advertisements
advertisement - continue reading below
advertising
article continues below advertisement
story continues below advertisement
story continues below this ad
story continues below
article continues below
continues below advertisement
content continues below
remove ads
ad
sponsored
sponsored content
paid content
promoted
share
share this
share this article
share this story
share on facebook
share on twitter
share on x
share on whatsapp
share via email
share article
share save
save
listen
listen to this article
listen to article
listen to this story
watch live
watch
live
live updates
print
print this article
email
email this article
copy link
link copied
copied
tweet
facebook
twitter
whatsapp
telegram
linkedin
reddit
instagram
pinterest
x
follow us
follow us on
follow
comments
comment
add a comment
leave a comment
leave a reply
post a comment
view comments
show comments
read comments
join the conversation
no comments
0 comments
read more
read full story
read the full story
read also
also read
more
more on this story
more on this topic
more from this section
more stories
more news
related
related stories
related news
related articles
related topics
related content
related posts
related coverage
related links
recommended
recommended for you
recommended stories
recommended reading
you may also like
you might also like
you may like
trending
trending now
trending stories
most read
most popular
most viewed
top stories
top news
latest news
latest stories
latest
in this story
in this article
topics
tags
tags:
topics:
explore more
explore more on these topics
what to read next
read next
up next
next
next article
next story
previous
previous article
previous story
next up
scroll for next
scroll to continue
scroll down to continue
scroll down
tap to read
click to expand
loading
loading...
skip advertisement
skip to content
skip to main content
skip past newsletter promotion
after newsletter promotion
sign up
sign in
log in
login
register
register now
subscribe
subscribe now
subscribe today
newsletter
get the app
download the app
download app
open in app
back to top
top
home
menu
search
close
play
play video
pause
mute
video
image
photo
photos
gallery
view gallery
view image in fullscreen
photo gallery
transcript
show more
show less
see more
see all
view all
load more
expand
edit
edited by
with inputs from agencies
(with inputs from agencies)
with agency inputs
follow live updates
get breaking news alerts
breaking news
breaking
developing story
exclusive
premium
subscriber only
subscribers only
members only
reprints
report an error
report a correction
suggest a correction
our standards: the thomson reuters trust principles.
purchase licensing rights
, opens new tab
all rights reserved
all rights reserved.
copyright
privacy policy
terms of use
terms of service
cookie policy
about us
contact us
advertise with us
key points
summary
companies
`)

// furnitureStarts are furniture at the start of a line, when a mark, a blank or the end follows. The number is the most words that
// such a line has: what is longer is prose that happens to begin so.
var furnitureStarts = []struct {
	start string
	words int
}{
	{"read more:", 40}, {"read more |", 40}, {"read more on", 20}, {"read more about", 20}, {"read more from", 20}, {"read more -", 40},
	{"also read", 40}, {"read also", 40}, {"read |", 40}, {"read:", 40}, {"must read", 40}, {"read here", 20}, {"read this", 12},
	{"read the full", 25}, {"read our", 25}, {"read next", 40}, {"see also", 30}, {"see more", 12}, {"more on", 12}, {"more:", 30}, {"more from", 12},
	{"related:", 40}, {"related |", 40}, {"related story", 30}, {"related stories", 30}, {"related article", 30}, {"related articles", 30}, {"related news", 30}, {"related topics", 30}, {"related coverage", 30},
	{"related reading", 30}, {"recommended:", 30}, {"don't miss", 30}, {"in case you missed", 30}, {"explained |", 40}, {"explainer |", 40}, {"opinion |", 40}, {"editorial |", 40},
	{"watch:", 40}, {"watch |", 40}, {"watch the", 20}, {"watch more", 20}, {"watch live", 20}, {"watch on", 12}, {"video:", 30}, {"listen:", 30}, {"listen to", 20},
	{"photos:", 30}, {"in pictures", 20}, {"in pics", 20}, {"gallery:", 30}, {"live:", 30}, {"live |", 40}, {"live updates", 25}, {"follow live", 25},
	{"follow our", 30}, {"follow us", 30}, {"follow the", 9}, {"follow @", 20}, {"follow all the", 30}, {"catch all the", 40}, {"get the latest", 30}, {"get all the", 30}, {"get our", 25}, {"get breaking", 25},
	{"get more", 20}, {"for more news", 30}, {"for more stories", 30}, {"for the latest", 30}, {"for all the latest", 30}, {"stay up to date", 30}, {"stay informed", 30}, {"stay tuned", 25},
	{"stay updated", 30}, {"stay connected", 30}, {"sign up", 40}, {"signup", 30}, {"sign in", 20}, {"log in", 20}, {"subscribe to", 40}, {"subscribe for", 30}, {"subscribe now", 30}, {"subscribe here", 30},
	{"already a subscriber", 20}, {"already have an account", 20}, {"not a subscriber", 20}, {"create a free account", 30}, {"create an account", 25}, {"become a member", 30},
	{"support our", 40}, {"support independent", 40}, {"donate", 15}, {"make a donation", 30}, {"join our", 40}, {"join us on", 30}, {"join the", 8}, {"click here", 30}, {"click to", 20}, {"click on the", 20}, {"tap here", 20}, {"tap to", 15},
	{"download the", 20}, {"download our", 25}, {"install our", 25}, {"enter your email", 20}, {"your email", 12}, {"by signing up", 60}, {"by subscribing", 60}, {"by clicking", 60}, {"by submitting", 60},
	{"we use cookies", 90}, {"this site uses", 60}, {"this site is protected", 40}, {"this website uses", 60}, {"please enable", 30}, {"your browser", 30}, {"to view this", 25}, {"to continue reading", 40}, {"continue reading", 20}, {"enable javascript", 20},
	{"this content is not available", 30}, {"this video", 12}, {"this page is no longer", 20}, {"this live page", 20}, {"this live blog", 20}, {"our live coverage", 20}, {"this article is for subscribers", 30}, {"this article is reserved", 30}, {"you have reached your", 40}, {"you've reached your", 40}, {"you have read your", 30},
	{"share this", 12}, {"share on", 8}, {"share via", 8}, {"share:", 12}, {"tags:", 60}, {"tag:", 30}, {"topics:", 40}, {"filed under", 40}, {"filed in", 20}, {"posted in", 20}, {"categories:", 30}, {"category:", 15}, {"keywords:", 40}, {"tagged", 15}, {"tags |", 40},
	{"comments", 4}, {"leave a comment", 15}, {"show comments", 5}, {"have your say", 20}, {"what do you think", 20}, {"let us know", 30}, {"do you have a", 25}, {"do you know more", 40}, {"got a tip", 40}, {"have a tip", 40}, {"contact us", 25}, {"never miss", 30}, {"we want to hear", 30}, {"available for everyone, funded", 20}, {"we recommend the best products", 40}, {"this post contains references", 60}, {"write to us", 25}, {"contact the reporter", 25},
	{"photo:", 40}, {"photo by", 25}, {"photo credit", 25}, {"photograph:", 40}, {"photograph by", 25}, {"photographs by", 20}, {"image:", 40}, {"image credit", 25}, {"image source", 25}, {"image courtesy", 25}, {"picture:", 30}, {"picture by", 20}, {"file photo", 40}, {"file image", 40}, {"file picture", 40}, {"representative image", 20}, {"representational", 12},
	{"credit:", 20}, {"caption:", 40}, {"illustration:", 25}, {"illustration by", 20}, {"graphic:", 25}, {"map:", 25}, {"source:", 12}, {"getty images", 12}, {"(image", 30}, {"(photo", 40}, {"(file photo", 30}, {"(video", 25}, {"[photo", 30}, {"[image", 30}, {"[file", 30}, {"ap photo/", 40}, {"(ap photo/", 60},
	{"©", 40}, {"(c) ", 20}, {"copyright", 40}, {"all rights reserved", 40}, {"(except for the headline", 60}, {"this story has not been edited", 60}, {"this story is published from", 40}, {"this article was originally published", 40}, {"this article first appeared", 40}, {"this story first appeared", 40}, {"disclaimer", 80}, {"first published", 20}, {"published on", 12}, {"published:", 12}, {"published at", 12}, {"last updated", 15}, {"updated:", 14}, {"updated on", 12}, {"updated at", 12}, {"posted on", 12}, {"posted:", 12}, {"posted at", 10}, {"date:", 10}, {"last modified", 12},
	{"(with inputs from", 25}, {"with inputs from", 20}, {"(inputs from", 20}, {"with agency inputs", 10}, {"(agencies)", 3}, {"(with agency", 12}, {"reporting by", 60}, {"(reporting by", 60}, {"additional reporting by", 60}, {"(additional reporting", 60}, {"editing by", 25}, {"(editing by", 25}, {"written by", 15}, {"edited by", 12}, {"compiled by", 15}, {"produced by", 12}, {"our standards", 15}, {"purchase licensing", 6},
	{"advertisement", 6}, {"sponsored", 8}, {"story continues", 8}, {"article continues", 8}, {"skip past newsletter", 8}, {"after newsletter", 6}, {"skip to", 6}, {"scroll", 6}, {"swipe", 8}, {"add as a preferred", 12}, {"add us as", 20}, {"google news", 8}, {"make us your", 20}, {"choose us as", 15}, {"the author is", 40}, {"about the author", 40}, {"views expressed", 40}, {"the views expressed", 50}, {"the opinions expressed", 50}, {"opinions expressed", 50},
	{"trending:", 30}, {"trending |", 30}, {"most read", 8}, {"most popular", 8}, {"up next", 20}, {"next article", 25}, {"previous article", 25}, {"next:", 25}, {"next post", 25}, {"previous post", 25}, {"previous:", 25}, {"next story", 25}, {"back to top", 6}, {"view all", 6}, {"view comments", 5}, {"view more", 8}, {"load more", 6}, {"show more", 6},
	{"minute read", 4}, {"min read", 4}, {"estimated reading", 8}, {"reading time", 8}, {"all times", 12},
}

// furnitureEnds are furniture at the end of a short line.
var furnitureEnds = []string{
	"min read", "mins read", "minute read", "minutes read", "minutes to read", "min ago", "mins ago", "minutes ago", "minute ago", "hours ago", "hour ago", "hrs ago", "days ago", "day ago", "comments", "shares",
	"views", "opens new tab", "(opens in new window)", "opens in a new tab", "all rights reserved.", "all rights reserved", "read more", "read more »", "read more →", "click here", "click here.", "click here for more",
}

// captionMarks are what ends a caption: who took the picture. At most a name follows.
var captionMarks = []string{
	"file photo", "file pic", "(photo:", "photo:", "| ap", "| afp", "| pti", "| reuters", "| ani", "| epa", "/afp", "/ap)", "/ap]", "/reuters", "/epa", "/getty", "(file)", "[file", "(image:", "image:", "photograph:", "credit:", "courtesy:", "epa-efe",
	"photo credit", "image credit", "image source", "representational image", "representative image", "illustrative image",
}

// softCaptionMarks stand in prose as well: they tell a caption only where the line does not end as a sentence, or ends in a bracket.
var softCaptionMarks = []string{
	"file image", "getty images", "ap photo", "reuters photo", "pti photo", "photo by", "via reuters", "via ap", "via afp", "via getty", "anadolu via", "handout", "shutterstock", "wikimedia commons", "screengrab", "screenshot",
}

func lineSet(lines string) map[string]bool {
	set := make(map[string]bool)
	for line := range strings.SplitSeq(strings.TrimSpace(lines), "\n") {
		set[line] = true
	}
	return set
}

// isFurniture tells whether a line of its own is furniture by its words.
func isFurniture(line string) bool {
	if len(line) > 700 {
		return false
	}
	s := strings.ToLower(strings.Trim(line, " \t\u00a0*_-–—•·>»|[]#"))
	s = strings.ReplaceAll(s, "’", "'")
	if s == "" || furnitureLines[strings.TrimRight(s, " :.!…→")] || furnitureLines[s] {
		return true
	}
	words := countWords(s)
	if words == 0 {
		return !strings.ContainsAny(s, "!?") || len(s) < 4
	}
	for i := range furnitureStarts {
		f := &furnitureStarts[i]
		if words <= f.words && strings.HasPrefix(s, f.start) && edge(s, len(f.start)) {
			return words <= 12 || len(f.start) >= 9 || strings.ContainsAny(f.start, ":|@(©") || !endsSentence(line) // a short start may open prose too
		}
	}
	if words <= 8 {
		for _, end := range furnitureEnds {
			if strings.HasSuffix(s, end) && (words <= 4 || !endsSentence(line)) {
				return true
			}
		}
	}
	return isStamp(s) || isCaption(line)
}

// edge tells whether a word ends at s[i:].
func edge(s string, i int) bool {
	if i >= len(s) {
		return true
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	last, _ := utf8.DecodeLastRuneInString(s[:i])
	return !unicode.IsLetter(r) || !unicode.IsLetter(last)
}

// isCaption tells whether a line is the caption of a picture: it names who took it.
func isCaption(line string) bool {
	if len(line) > 600 {
		return false
	}
	lower := strings.ToLower(line)
	if endsWithMark(lower, captionMarks) {
		return true
	}
	return (!endsSentence(line) || strings.HasSuffix(line, ")") || strings.HasSuffix(line, "]")) && endsWithMark(lower, softCaptionMarks)
}

func endsWithMark(lower string, marks []string) bool {
	for _, mark := range marks {
		at := strings.LastIndex(lower, mark)
		if at < 0 || !edge(lower, at+len(mark)) {
			continue
		}
		rest := strings.TrimRight(lower[at+len(mark):], " )].")
		if countWords(rest) <= 5 && !strings.Contains(rest, ". ") {
			return true
		}
	}
	return false
}

// isStamp tells whether a line is a moment in time and nothing more: "10:32 am IST", "12 min ago", "May 9, 2025".
func isStamp(lower string) bool {
	if len(lower) > 60 {
		return false
	}
	digits, other := 0, 0
	for w := range strings.FieldsFuncSeq(lower, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		switch {
		case w[0] >= '0' && w[0] <= '9':
			digits++
		case stampWords[w] || months[w] != 0:
		default:
			other++
		}
	}
	return digits > 0 && other == 0
}

var stampWords = wordSet(`am pm a p m ist gmt utc bst est edt et pst pdt cet cest pkt msk eat hkt jst kst aest local time at on of updated update published posted
	last min mins minute minutes hour hours hr hrs h sec secs second seconds day days week weeks ago monday tuesday wednesday thursday friday saturday sunday mon tue tues
	wed thu thur thurs fri sat sun th st nd rd noon hrs date first the`)

// isCorrection tells whether a paragraph is a notice of the outlet about its own mistake.
func isCorrection(p string) bool {
	if len(p) > 1500 {
		return false
	}
	s := strings.ToLower(strings.TrimLeft(p, " *_-–—([•"))
	for _, start := range []string{
		"correction:", "correction ", "corrections:", "clarification:", "correction (", "corrected:", "this article was amended", "this article was corrected", "this story has been corrected",
		"this article has been corrected", "this article has been updated to correct", "this story has been updated to correct", "this story was corrected", "an earlier version of this", "a previous version of this",
		"(this version corrects", "this version corrects", "editor's note: an earlier", "editor’s note: an earlier", "editor's note: this story has been corrected", "editor’s note: this story has been corrected",
		"editor's note: this article has been corrected", "editor's note: a previous", "editor’s note: a previous", "(this story has been corrected", "this version of the story corrects", "this story corrects", "this report has been corrected",
		"this article has been amended", "this piece was amended", "this headline was amended",
	} {
		if strings.HasPrefix(s, start) {
			return start != "correction " || strings.Contains(s, "earlier version") || strings.Contains(s, "previous version") || strings.Contains(s, "misstated") || strings.Contains(s, "incorrectly") || strings.Contains(s, "this article") || strings.Contains(s, "this story")
		}
	}
	return false
}

// paywallMarks are what a page says where it stops for those who have not paid.
var paywallMarks = []string{
	"subscribe to continue", "subscribe to read", "to continue reading", "to read the full", "to read the rest", "this article is for subscribers", "this article is reserved for", "this content is for subscribers", "exclusive to subscribers",
	"for subscribers only", "already a subscriber", "log in to read", "sign in to read", "sign in to continue", "register to continue", "become a subscriber", "start your free trial", "unlock this article", "you have reached your limit",
	"you've reached your limit", "free articles remaining", "remaining free articles", "keep reading for", "subscribe for full access", "this premium article", "premium subscribers", "to keep reading",
}

func isPaywallPrompt(line string) bool {
	if len(line) > 400 {
		return false
	}
	s := strings.ReplaceAll(strings.ToLower(line), "’", "'")
	for _, mark := range paywallMarks {
		if strings.Contains(s, mark) {
			return true
		}
	}
	return false
}

// endsSentence tells whether s ends as a sentence does, closing quotes and brackets aside.
func endsSentence(s string) bool {
	s = strings.TrimRight(s, " \t\u00a0\"”’')]»")
	return strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "…") || strings.HasSuffix(s, "。")
}
