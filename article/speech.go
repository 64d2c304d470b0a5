package article

// speechVerbs say that somebody spoke, with the channel that the verb itself tells.
var speechVerbs = map[string]string{
	"said": "", "says": "", "say": "", "told": "", "tells": "", "stated": "", "states": "", "added": "", "adds": "", "announced": "", "announces": "", "declared": "", "declares": "", "warned": "", "warns": "", "noted": "", "notes": "",
	"asserted": "", "asserts": "", "claimed": "", "claims": "", "argued": "", "argues": "", "insisted": "", "insists": "", "explained": "", "explains": "", "continued": "", "continues": "", "replied": "", "replies": "", "responded": "",
	"responds": "", "asked": "", "asks": "", "remarked": "", "remarks": "", "commented": "", "comments": "", "stressed": "", "stresses": "", "emphasised": "", "emphasized": "", "emphasises": "", "emphasizes": "", "reiterated": "", "reiterates": "",
	"reaffirmed": "", "urged": "", "urges": "", "vowed": "", "vows": "", "pledged": "", "pledges": "", "promised": "", "confirmed": "", "confirms": "", "denied": "", "denies": "", "acknowledged": "", "acknowledges": "", "admitted": "", "admits": "",
	"conceded": "", "concluded": "", "recalled": "", "recalls": "", "observed": "", "observes": "", "pointed": "", "underlined": "", "underscored": "", "quipped": "", "joked": "", "shouted": "", "cried": "", "exclaimed": "", "alleged": "", "alleges": "",
	"boasted": "", "called": "", "condemned": "", "described": "", "describing": "", "calling": "", "saying": "", "adding": "", "telling": "", "warning": "", "stating": "", "noting": "", "insisting": "", "demanded": "", "demands": "", "accused": "",
	"revealed": "", "reported": "", "reports": "", "testified": "", "cautioned": "", "cautions": "", "countered": "", "retorted": "", "agreed": "", "clarified": "", "maintained": "", "maintains": "", "lamented": "", "suggested": "", "predicted": "",
	"wrote": "writing", "writes": "writing", "writing": "writing", "posted": "social media", "posts": "social media", "posting": "social media", "tweeted": "X", "tweets": "X", "read": "", "reads": "", "reading": "", "quoted": "",
}
