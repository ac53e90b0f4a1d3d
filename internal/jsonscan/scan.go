package jsonscan

import (
	"errors"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	flagLong uint8 = 1 << iota
	flagUTF8
	flagSurrogate
	flagControl
	flagShadowed
	flagTrue
)

// textIssues reports what was wrong with a text that began at offset.
func (r *Reader) textIssues(flags uint8, offset int64) {
	if flags&(flagLong|flagUTF8|flagSurrogate|flagControl) == 0 || r.opt.Issue == nil {
		return
	}
	at := r.Pointer()
	for _, f := range [...]struct {
		flag uint8
		p    Problem
	}{
		{flagLong, StringTooLong},
		{flagUTF8, InvalidUTF8},
		{flagSurrogate, LoneSurrogate},
		{flagControl, ControlChar},
	} {
		if flags&f.flag != 0 {
			r.issue(f.p, offset, at)
		}
	}
}

// text appends the string that begins at the cursor to dst. No more than
// Options.StringBytes are kept.
func (r *Reader) text(dst []byte) ([]byte, uint8, error) {
	r.pos++ // the quote
	from, flags, ascii := len(dst), uint8(0), true
	for {
		chunk := r.buf[r.pos:]
		n, wide := plain(chunk)
		ascii = ascii && !wide
		dst = r.keep(dst, from, chunk[:n], &flags)
		r.pos += n
		if n == len(chunk) {
			if !r.fill() {
				return dst, flags, r.cut()
			}
			continue
		}
		switch c := r.buf[r.pos]; {
		case c == '"':
			r.pos++
			return finish(dst, from, flags, ascii)
		case c == '\\':
			var err error
			if dst, err = r.escape(dst, from, &flags); err != nil {
				return dst, flags, err
			}
			ascii = false
		case c == '\n' && r.opt.Lines:
			return dst, flags, r.fail(CutLine)
		default:
			flags |= flagControl
			if c == '\n' {
				r.line++
			}
			dst = r.keep(dst, from, r.buf[r.pos:r.pos+1], &flags)
			r.pos++
		}
	}
}

// finish mends the text's UTF-8; a text cut at the limit loses a partial rune.
func finish(dst []byte, from int, flags uint8, ascii bool) ([]byte, uint8, error) {
	if ascii {
		return dst, flags, nil
	}
	if flags&flagLong != 0 {
		dst = cutRune(dst, from)
	}
	dst, ok := validText(dst, from)
	if !ok {
		flags |= flagUTF8
	}
	return dst, flags, nil
}

// cutRune drops an incomplete rune at the end of text[from:].
func cutRune(text []byte, from int) []byte {
	for i := len(text) - 1; i >= from && i >= len(text)-utf8.UTFMax; i-- {
		if utf8.RuneStart(text[i]) {
			if !utf8.FullRune(text[i:]) {
				return text[:i]
			}
			break
		}
	}
	return text
}

// keep appends b within the limits.
func (r *Reader) keep(dst []byte, from int, b []byte, flags *uint8) []byte {
	room := r.opt.StringBytes - (len(dst) - from)
	if len(b) > room {
		b = b[:max(room, 0)]
		*flags |= flagLong
	}
	if r.drop {
		return dst
	}
	return append(dst, b...)
}

// stops marks the bytes that end a plain run: quote, backslash, controls.
// A byte of a multi-byte rune is marked 2.
var stops = func() [256]uint8 {
	var t [256]uint8
	for i := range t {
		switch {
		case i < ' ' || i == '"' || i == '\\':
			t[i] = 1
		case i >= utf8.RuneSelf:
			t[i] = 2
		}
	}
	return t
}()

// plain returns the length of the run of b that needs no look, and whether it
// holds bytes of multi-byte runes.
func plain(b []byte) (int, bool) {
	var seen uint8
	for i, c := range b {
		s := stops[c]
		if s == 1 {
			return i, seen != 0
		}
		seen |= s
	}
	return len(b), seen != 0
}

// need makes n bytes available from the cursor on.
func (r *Reader) need(n int) bool {
	for len(r.buf)-r.pos < n {
		if !r.fill() {
			return false
		}
	}
	return true
}

// escape appends what the escape at the cursor stands for.
func (r *Reader) escape(dst []byte, from int, flags *uint8) ([]byte, error) {
	if !r.need(2) {
		return dst, r.cut()
	}
	var b byte
	switch c := r.buf[r.pos+1]; c {
	case '"', '\\', '/':
		b = c
	case 'b':
		b = '\b'
	case 'f':
		b = '\f'
	case 'n':
		b = '\n'
	case 'r':
		b = '\r'
	case 't':
		b = '\t'
	case 'u':
		return r.unicode(dst, from, flags)
	default:
		return dst, r.fail(BadEscape)
	}
	r.pos += 2
	return r.keep(dst, from, []byte{b}, flags), nil
}

// unicode appends the rune of a \u escape, or of a pair of them.
func (r *Reader) unicode(dst []byte, from int, flags *uint8) ([]byte, error) {
	c, err := r.hex()
	if err != nil {
		return dst, err
	}
	if utf16.IsSurrogate(c) {
		c, err = r.pair(c, flags)
		if err != nil {
			return dst, err
		}
	}
	var b [utf8.UTFMax]byte
	return r.keep(dst, from, b[:utf8.EncodeRune(b[:], c)], flags), nil
}

// pair reads the second half of a surrogate pair, if it is there.
func (r *Reader) pair(high rune, flags *uint8) (rune, error) {
	if r.need(2) && r.buf[r.pos] == '\\' && r.buf[r.pos+1] == 'u' {
		if !r.need(6) {
			r.pos = len(r.buf)
			return 0, r.cut()
		}
		low, ok := hex4(r.buf[r.pos+2 : r.pos+6])
		if c := utf16.DecodeRune(high, low); ok && c != utf8.RuneError {
			r.pos += 6
			return c, nil
		}
	}
	*flags |= flagSurrogate
	return utf8.RuneError, nil
}

// hex reads the four digits of the \u escape at the cursor.
func (r *Reader) hex() (rune, error) {
	if !r.need(6) {
		return 0, r.shortHex()
	}
	c, ok := hex4(r.buf[r.pos+2 : r.pos+6])
	if !ok {
		return 0, r.fail(BadEscape)
	}
	r.pos += 6
	return c, nil
}

// shortHex is the error of an escape that the input's end cuts off, unless
// it is malformed before that.
func (r *Reader) shortHex() error {
	for _, c := range r.buf[r.pos+2:] {
		if _, ok := hexDigit(c); !ok {
			return r.fail(BadEscape)
		}
	}
	r.pos = len(r.buf)
	return r.cut()
}

func hex4(b []byte) (rune, bool) {
	var c rune
	for _, x := range b {
		d, ok := hexDigit(x)
		if !ok {
			return 0, false
		}
		c = c<<4 | d
	}
	return c, true
}

func hexDigit(c byte) (rune, bool) {
	switch {
	case '0' <= c && c <= '9':
		return rune(c - '0'), true
	case 'a' <= c && c <= 'f':
		return rune(c-'a') + 10, true
	case 'A' <= c && c <= 'F':
		return rune(c-'A') + 10, true
	}
	return 0, false
}

// number appends the number at the cursor to dst, exactly as written.
func (r *Reader) number(dst []byte) ([]byte, error) {
	from, state := len(dst), byte('^')
	for {
		c, ok := r.peek()
		if !ok {
			if r.srcErr != nil && !isEOF(r.srcErr) {
				return dst, r.cut()
			}
			break
		}
		next := numberStep(state, c)
		if next == 0 {
			break
		}
		state = next
		if len(dst)-from < maxNumber {
			dst = append(dst, c)
		}
		r.pos++
	}
	switch state {
	case '0', '1', '.', 'x':
		return dst, nil
	}
	if _, ok := r.peek(); !ok {
		return dst, r.cut()
	}
	return dst, r.fail(BadNumber)
}

// maxNumber bounds the digits kept of a number: far beyond any that a record
// of this world needs.
const maxNumber = 1024

// numberStep is the grammar of RFC 8259 §6. The states: ^ start, - after the
// minus, 0 after a leading zero, 1 in the integer, p after the point, . in the
// fraction, e after the e, s after its sign, x in the exponent; 0 refuses.
func numberStep(state, c byte) byte {
	digit := '0' <= c && c <= '9'
	switch state {
	case '^', '-':
		switch {
		case c == '-' && state == '^':
			return '-'
		case c == '0':
			return '0'
		case digit:
			return '1'
		}
	case '0', '1':
		switch {
		case digit && state == '1':
			return '1'
		case c == '.':
			return 'p'
		case c == 'e' || c == 'E':
			return 'e'
		}
	case 'p', '.':
		switch {
		case digit:
			return '.'
		case (c == 'e' || c == 'E') && state == '.':
			return 'e'
		}
	case 'e', 's', 'x':
		switch {
		case digit:
			return 'x'
		case (c == '+' || c == '-') && state == 'e':
			return 's'
		}
	}
	return 0
}

// literal reads the word at the cursor.
func (r *Reader) literal(word string) error {
	for i := range len(word) {
		c, ok := r.peek()
		if !ok {
			return r.cut()
		}
		if c != word[i] {
			return r.fail(BadLiteral)
		}
		r.pos++
	}
	return nil
}

func isEOF(err error) bool { return errors.Is(err, io.EOF) }
