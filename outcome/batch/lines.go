package batch

import (
	"bufio"
	"errors"
	"io"
)

// lines cuts a stream into lines of at most a given length; longer ones are passed
// over whole, so that one broken line does not end the reading.
type lines struct {
	r    *bufio.Reader
	most int
	buf  []byte
}

func newLines(r io.Reader, most int) *lines {
	return &lines{r: bufio.NewReaderSize(r, 64<<10), most: most}
}

// next returns the next line without its end, or that it was too long. The memory
// is used again by the next call.
func (l *lines) next() ([]byte, bool, error) {
	l.buf = l.buf[:0]
	tooLong, some := false, false
	for {
		piece, err := l.r.ReadSlice('\n')
		some = some || len(piece) > 0
		if !tooLong {
			l.buf = append(l.buf, piece...)
			tooLong = len(l.buf) > l.most+1
		}
		switch {
		case err == nil:
			return trimEnd(l.buf), tooLong, nil
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && some:
			return trimEnd(l.buf), tooLong, nil
		default:
			return nil, false, err
		}
	}
}

func trimEnd(b []byte) []byte {
	for len(b) > 0 && (b[len(b)-1] == '\n' || b[len(b)-1] == '\r') {
		b = b[:len(b)-1]
	}
	return b
}
