package article

import (
	"slices"
	"strings"
)

// channels by the words that tell them, the more telling first.
var channels = []struct {
	channel string
	words   []string
}{
	{"X", []string{" on x", " x post", "post on x", "platform x", " on twitter", "tweet", "twitter", "x account", " to x"}},
	{"Truth Social", []string{"truth social"}},
	{"Telegram", []string{"telegram"}},
	{"Facebook", []string{"facebook"}},
	{"press conference", []string{"press conference", "news conference", "press briefing", "news briefing", "media briefing", "joint briefing", "at a briefing", "a briefing", "presser"}},
	{"interview", []string{"interview"}},
	{"TV", []string{"televised", "television", "state tv", " on tv", "tv address", "tv channel", "broadcaster"}},
	{"radio", []string{" radio"}},
	{"phone", []string{"by phone", "phone call", "telephone", "over the phone", "on the phone", "phone conversation"}},
	{"video", []string{"video message", "video address", "video statement", "in a video", "video link"}},
	{"statement", []string{"statement", "press release", "communique", "communiqué", "readout", "news release"}},
	{"letter", []string{"in a letter", "letter to"}},
	{"speech", []string{"in a speech", "in an address", "speech to", "addressing parliament", "address to", "told parliament", "told lawmakers", "told the house", "told the un", "told the security council", "told the united nations", "told a rally", "told the rally"}},
	{"social media", []string{"social media", "a post", "posted on", "instagram", "weibo", "in posts"}},
	{"press conference", []string{"told reporters", "told journalists", "told a gathering of reporters", "told the media", "told newsmen"}},
}

// outlets that are told something in an interview.
var outlets = wordSet(`bbc cnn reuters ap afp bloomberg nbc abc cbs msnbc sky itv pti ani ndtv geo dawn guardian telegraph times post journal axios politico economist spiegel monde figaro haaretz jazeera arabiya tass interfax yonhap nhk dw rt ria npr
	kyodo anadolu fox newsweek time dpa newsmax`)

// channelOf reads the channel of a quote from its verb and the words around it.
func channelOf(verb, subject, rest string) string {
	around := " " + strings.ToLower(verb+" "+strings.TrimSpace(rest[:min(len(rest), 300)])) + " "
	around = strings.Map(func(r rune) rune {
		if strings.ContainsRune(",.;:\"“”()", r) {
			return ' '
		}
		return r
	}, around)
	for _, c := range channels {
		for _, w := range c.words {
			if i := strings.Index(around, w); i >= 0 && (w != " on x" && w != " to x" || around[i+len(w)] == ' ') {
				return c.channel
			}
		}
	}
	if verb == "told" {
		fields := strings.Fields(around)
		if i := slices.Index(fields, "told"); i >= 0 {
			for _, w := range fields[i+1 : min(len(fields), i+5)] {
				if outlets[strings.TrimSuffix(w, "'s")] {
					return "interview"
				}
			}
		}
	}
	switch c := speechVerbs[verb]; c {
	case "writing":
		return ""
	default:
		return c
	}
}
