// Package article takes from a page the article that its author wrote.
//
// A news page is mostly not news: menus, captions, share bars, prompts to sign up, teasers of other stories. What is coded must be
// the author's words alone, or a headline from the sidebar becomes an event. There are two ways in:
//
//	FromHTML  a page with its markup. The tree is cut into blocks (a paragraph, a heading, a list item), each block is weighed as
//	          prose or as furniture, and the subtree with the largest sum is the body. What the page says about itself (JSON-LD,
//	          meta elements, OpenGraph, the classes of headline and byline) gives the rest and confirms the body.
//	FromText  text scraped from a page, its markup gone: caption, section label, headline, standfirst, byline, body and the headlines
//	          of other stories stand in lines. Each line is judged by its shape: does it end as a sentence does, how long is it, how is
//	          it capitalised.
//
// Read looks at the bytes and chooses between them; Feed reads RSS and Atom. All share one list of furniture (furniture.go), one
// reader of datelines and one of dates.
//
// On the text of an article work Sentences, which cuts it, and Quotes, which finds who said what in which channel.
package article
