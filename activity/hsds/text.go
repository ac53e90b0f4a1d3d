package hsds

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// wrong is a set of the faults that cleaning a text met.
type wrong uint8

const (
	wrongMarkup wrong = 1 << iota
	wrongMojibake
	wrongBlanks
)

// cleanText makes plain text of a directory's text: tags become line ends or
// nothing, entities become characters, the two characters \ and n become a
// line end, layout marks of the form ###MON### go, text decoded with the wrong
// character set is read again, blanks are folded, and the result is in Unicode
// normal form C. Most texts need nothing of this and are returned as they are.
//
// The order matters: entities are resolved after tags, so that an escaped
// "&lt;b&gt;" stays the text that it is.
func cleanText(s string) (string, wrong) {
	look := inspect(s)
	if look == 0 {
		return s, 0
	}
	var w wrong
	if look&seenWide != 0 {
		if mended, ok := mendMojibake(s); ok {
			s, w = mended, w|wrongMojibake
		}
	}
	if look&seenMark != 0 {
		plain := html.UnescapeString(stripTags(dropMarks(unescapeLines(s))))
		if plain != s {
			s, w = plain, w|wrongMarkup
		}
	}
	s = strings.ReplaceAll(s, "\u00a0", " ")
	if folded := foldBlanks(s); folded != s {
		s = folded
		if look&seenBlanks != 0 {
			w |= wrongBlanks
		}
	}
	return norm.NFC.String(s), w
}

const (
	seenMark uint8 = 1 << iota
	seenWide
	seenBlanks
	seenLine
)

// inspect says which steps of cleaning a text may need.
func inspect(s string) uint8 {
	var look uint8
	last := byte(' ')
	for i := range len(s) {
		c := s[i]
		switch {
		case c == '<', c == '&', c == '\\', c == '#':
			look |= seenMark
		case c >= utf8.RuneSelf:
			look |= seenWide
		case c == ' ':
			if last == ' ' || last == '\n' {
				look |= seenBlanks
			}
		case c < ' ' || c == 0x7f:
			look |= seenLine
		}
		last = c
	}
	if last == ' ' && len(s) > 0 {
		look |= seenBlanks
	}
	return look
}

// unescapeLines reads the two characters \n (and \r, \t) as a line end.
func unescapeLines(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	return strings.NewReplacer(`\r\n`, "\n", `\n`, "\n", `\r`, "\n", `\t`, " ").Replace(s)
}

// dropMarks removes layout marks: ### capitals ###.
func dropMarks(s string) string {
	if !strings.Contains(s, "###") {
		return s
	}
	var b strings.Builder
	for {
		i := strings.Index(s, "###")
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		n := strings.Index(s[i+3:min(len(s), i+3+maxMark+3)], "###")
		if n < 1 || strings.ToUpper(s[i+3:i+3+n]) != s[i+3:i+3+n] || strings.ContainsAny(s[i+3:i+3+n], " \n") {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		s = s[i+6+n:]
	}
}

// maxMark is the longest name of a layout mark.
const maxMark = 12

// stripTags replaces tags: block tags by a line end, others by nothing. A "<"
// that no letter, "/" or "!" follows is text, as in "ages <18".
func stripTags(s string) string {
	if !strings.Contains(s, "<") {
		return s
	}
	var b strings.Builder
	comments := strings.Contains(s, "-->")
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 || i+1 == len(s) {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		end := -1
		if !strings.HasPrefix(s[i:], "<!--") {
			end = tagEnd(s[i:])
		} else if comments { // searched for once more than there are
			if n := strings.Index(s[i:], "-->"); n >= 0 {
				end = n + 3
			}
			comments = end >= 0
		}
		if end < 0 {
			b.WriteByte('<')
			s = s[i+1:]
			continue
		}
		name := tagName(s[i+1 : i+end])
		s = s[i+end:]
		if name == "script" || name == "style" {
			s = afterClose(s, name)
		}
		b.WriteString(tagText(name))
	}
}

// tagEnd returns the length of the tag that s begins with, or -1.
func tagEnd(s string) int {
	c := s[1]
	if c != '/' && c != '!' && (c|0x20 < 'a' || c|0x20 > 'z') {
		return -1
	}
	n := strings.IndexAny(s[1:], "<>")
	if n < 0 || s[n+1] == '<' {
		return -1
	}
	return n + 2
}

// tagName returns the lower-case name of the tag without its slash.
func tagName(s string) string {
	s = strings.TrimPrefix(s, "/")
	n := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if n >= 0 {
		s = s[:n]
	}
	return strings.ToLower(s)
}

func tagText(name string) string {
	switch name {
	case "br", "tr", "dt", "dd":
		return "\n"
	case "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "section", "article", "header", "footer", "blockquote", "hr":
		return "\n"
	case "li":
		return "\n- "
	case "td", "th":
		return " "
	}
	return ""
}

// afterClose skips to behind the closing tag of the name.
func afterClose(s, name string) string {
	for {
		i := strings.Index(s, "</")
		if i < 0 {
			return ""
		}
		s = s[i+2:]
		if len(s) < len(name) || !strings.EqualFold(s[:len(name)], name) {
			continue
		}
		n := strings.IndexByte(s, '>')
		if n < 0 {
			return ""
		}
		return s[n+1:]
	}
}

// foldBlanks folds runs of blanks, trims lines, and leaves at most one empty
// line between paragraphs. A line that holds nothing but a dash goes.
func foldBlanks(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	empty := 0
	for line := range strings.Lines(s) {
		line = strings.Join(strings.Fields(line), " ")
		if line == "" || line == "-" {
			empty++
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
			if empty > 0 {
				b.WriteByte('\n')
			}
		}
		empty = 0
		b.WriteString(line)
	}
	return b.String()
}

// cp1252 holds what the bytes 0x80 to 0x9F mean in Windows-1252; 0 is unused.
var cp1252 = [32]rune{
	0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
	0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
}

// mendMojibake undoes a reading of UTF-8 as Windows-1252, such as "Ã©" for
// "é" or "â€™" for "’". Only when every character fits into that set and the
// bytes so found are UTF-8 with at least one multi-byte character is the text
// taken for mojibake: by chance that does not happen to real words, since an
// accented capital followed by a symbol occurs in none.
func mendMojibake(s string) (string, bool) {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		c, ok := to1252(r)
		if !ok {
			return "", false
		}
		b = append(b, c)
	}
	if !utf8.Valid(b) || len(b) == utf8.RuneCount(b) {
		return "", false
	}
	return string(b), true
}

func to1252(r rune) (byte, bool) {
	if r < 0x80 || r >= 0xA0 && r <= 0xFF {
		return byte(r), true
	}
	if r >= 0x80 && r < 0xA0 {
		return byte(r), true // the unused five are passed through by decoders
	}
	for i, w := range cp1252 {
		if w == r {
			return byte(0x80 + i), true
		}
	}
	return 0, false
}
