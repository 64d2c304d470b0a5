package article

import (
	"bytes"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
)

// decode turns bytes in any of the web's encodings into UTF-8. Bytes that are valid UTF-8 are UTF-8 whatever is declared: the other
// mistake, taking them for windows-1252, never gives valid text by chance. After that counts the byte order mark, then the header,
// then the page's own word, then windows-1252.
func decode(data []byte, contentType string) (string, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return "", ErrEmpty
	}
	if bytes.HasPrefix(bytes.TrimLeft(data[:min(len(data), 1024)], " \t\r\n"), []byte("%PDF-")) {
		return "", ErrPDF
	}
	if enc := utf16(data); enc != nil {
		return transcode(data, enc)
	}
	if isBinary(data) {
		return "", ErrBinary
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if utf8.Valid(data) && bytes.IndexByte(data[:min(len(data), 4096)], 0x1b) < 0 {
		return tidy(string(data)), nil
	}
	enc, name := declared(data, contentType)
	if enc == nil || name == "utf-8" {
		if mostlyUTF8(data) {
			return tidy(strings.ToValidUTF8(string(data), "\ufffd")), nil
		}
		enc, _ = charset.Lookup("windows-1252")
	}
	return transcode(data, enc)
}

func transcode(data []byte, enc encoding.Encoding) (string, error) {
	out, err := enc.NewDecoder().Bytes(data)
	if err != nil {
		return "", ErrBinary
	}
	return tidy(string(out)), nil
}

// tidy unifies the ends of lines and drops what no reader sees.
func tidy(s string) string {
	if strings.IndexByte(s, '\r') >= 0 {
		s = strings.ReplaceAll(s, "\r\n", "\n")
		s = strings.ReplaceAll(s, "\r", "\n")
	}
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	return s
}

// declared is the encoding that the header or else the page names.
func declared(data []byte, contentType string) (encoding.Encoding, string) {
	if _, params, err := mime.ParseMediaType(contentType); err == nil && params["charset"] != "" {
		if enc, name := charset.Lookup(params["charset"]); enc != nil {
			return enc, name
		}
	}
	if head := string(data[:min(len(data), 200)]); strings.HasPrefix(head, "<?xml") {
		if _, rest, ok := strings.Cut(head, "encoding="); ok && len(rest) > 2 {
			label, _, _ := strings.Cut(rest[1:], rest[:1])
			if enc, name := charset.Lookup(label); enc != nil {
				return enc, name
			}
		}
	}
	enc, name, _ := charset.DetermineEncoding(data[:min(len(data), 4096)], "")
	return enc, name
}

// utf16 recognises UTF-16 by its mark, or by every other byte of Latin text being zero.
func utf16(data []byte) encoding.Encoding {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	}
	head := data[:min(len(data), 512)&^1]
	var zero [2]int
	for i, c := range head {
		if c == 0 {
			zero[i&1]++
		}
	}
	half := len(head) / 2
	switch {
	case half < 8:
	case zero[1] > half*9/10 && zero[0] == 0:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case zero[0] > half*9/10 && zero[1] == 0:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	return nil
}

// mostlyUTF8 tells whether bytes are UTF-8 with a few broken places, such as a page cut off inside a letter.
func mostlyUTF8(data []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(data); {
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size <= 1 {
			bad++
		} else {
			good++
		}
		i += size
	}
	return good > 4*bad || bad == 1 && good > 0
}
