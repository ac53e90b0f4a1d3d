package jsonscan

// Next moves to the next value: of the container that the cursor is in, or
// of the input. It returns End when the container has no further value, and
// leaves it; EOF at the end of the input. A value that was not consumed is
// skipped. After an error every call returns the same error.
func (r *Reader) Next() (Kind, error) {
	if r.err != nil {
		return Missing, r.err
	}
	if r.pending != Missing {
		if err := r.Skip(); err != nil {
			return Missing, err
		}
	}
	if r.depth == 0 {
		return r.nextText()
	}
	k, err := r.nextIn(&r.frames[r.depth-1])
	if err == nil && k != End {
		r.pending = k
	}
	return k, err
}

// nextText finds the next top-level value.
func (r *Reader) nextText() (Kind, error) {
	r.name = r.name[:0]
	if _, ok := r.peekText(); !ok {
		if r.srcErr == nil || !isEOF(r.srcErr) {
			return Missing, r.cut()
		}
		if r.texts == 0 {
			return Missing, r.fail(Truncated)
		}
		return EOF, nil
	}
	if r.texts > 0 && !r.opt.Many {
		return Missing, r.fail(Trailing)
	}
	r.texts++
	k, err := r.kind()
	if err == nil {
		r.pending = k
	}
	return k, err
}

// peekText skips white space before a text.
func (r *Reader) peekText() (byte, bool) {
	for {
		c, ok := r.peek()
		if !ok {
			return 0, false
		}
		if c != ' ' && c != '\t' && c != '\r' && c != '\n' {
			return c, true
		}
		if c == '\n' {
			r.line++
		}
		r.pos++
	}
}

// nextIn finds the next value of the innermost container: it reads the comma,
// and the name of a member.
func (r *Reader) nextIn(f *frame) (Kind, error) {
	c, err := r.space()
	if err != nil {
		return Missing, err
	}
	if c == closing(f.object) {
		r.pos++
		r.depth--
		return End, nil
	}
	if f.n > 0 {
		if c != ',' {
			return Missing, r.fail(BadCharacter)
		}
		r.pos++
		if _, err = r.space(); err != nil {
			return Missing, err
		}
	}
	f.n++
	if f.object {
		if err = r.member(f); err != nil {
			return Missing, err
		}
	}
	return r.kind()
}

func closing(object bool) byte {
	if object {
		return '}'
	}
	return ']'
}

// member reads a member's name and colon.
func (r *Reader) member(f *frame) error {
	c, err := r.space()
	if err != nil {
		return err
	}
	if c != '"' {
		return r.fail(BadCharacter)
	}
	began, drop := r.Offset(), r.drop
	var flags uint8
	r.drop = false // pointers need the names of a dropped record as well
	r.name, flags, err = r.text(r.name[:0])
	r.drop = drop
	if err != nil {
		return err
	}
	f.name = append(f.name[:0], r.name[:min(len(r.name), pointerNameBytes)]...)
	r.textIssues(flags, began)
	if c, err = r.space(); err != nil {
		return err
	}
	if c != ':' {
		return r.fail(BadCharacter)
	}
	r.pos++
	return nil
}

// kind says what the next value is, by its first byte.
func (r *Reader) kind() (Kind, error) {
	c, err := r.space()
	if err != nil {
		return Missing, err
	}
	r.began = r.Offset()
	switch c {
	case '{':
		return Object, nil
	case '[':
		return Array, nil
	case '"':
		return String, nil
	case 't', 'f':
		return Bool, nil
	case 'n':
		return Null, nil
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return Number, nil
	}
	return Missing, r.fail(BadCharacter)
}

// Name returns the name of the member that the cursor is at, valid until the
// next call; empty in an array and at the top level.
func (r *Reader) Name() []byte {
	if r.depth > 0 && r.frames[r.depth-1].object {
		return r.name
	}
	return nil
}

// Index returns the position of the value in its container, from 0.
func (r *Reader) Index() int {
	if r.depth == 0 {
		return r.texts - 1
	}
	return r.frames[r.depth-1].n - 1
}

// Enter moves into the array or object that Next found.
func (r *Reader) Enter() error {
	if r.err != nil {
		return r.err
	}
	if r.pending != Array && r.pending != Object {
		return r.fail(BadCharacter)
	}
	object := r.pending == Object
	r.pending = Missing
	return r.push(object)
}

// push opens the container whose first byte is next.
func (r *Reader) push(object bool) error {
	if r.depth >= r.opt.Depth {
		return r.fail(TooDeep)
	}
	r.pos++
	if r.depth == len(r.frames) {
		r.frames = append(r.frames, frame{})
	}
	f := &r.frames[r.depth]
	f.object, f.n, f.name = object, 0, f.name[:0]
	r.depth++
	return nil
}

// Skip reads past the value that Next found, keeping nothing of it.
func (r *Reader) Skip() error {
	if r.err != nil {
		return r.err
	}
	r.drop = true
	var d Doc
	_, err := r.value(&d, r.pending)
	r.pending, r.drop = Missing, false
	return err
}

// Pointer returns the JSON pointer (RFC 6901) of the value that the cursor is
// at, within its text.
func (r *Reader) Pointer() string {
	var b []byte
	for i := range r.depth {
		if f := &r.frames[i]; f.object {
			if f.n > 0 {
				b = appendName(b, f.name)
			}
		} else if f.n > 0 {
			b = appendIndex(b, f.n-1)
		}
	}
	return string(b)
}
