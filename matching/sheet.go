package matching

import (
	"math/bits"
	"slices"
)

// Sheets: which rows of a ring are in a box, 64 at a time.
//
// The parts of a segment are boxes in rings, and one ring has many of them. What
// decides whether a row is in a box is therefore worked out once for a ring, as
// bitmaps laid side by side on a sheet, and only when the first box asks for it:
// which rows serve the needs so well and no better, which the person likes, and
// which pass through all sieves.

// sheet is the bitmaps of a ring. Room is reused from query to query.
type sheet struct {
	laid  bool
	runs  []run
	words int

	next         int      // the first of levels that has not been joined
	level        []uint64 // rows of the level before that, which are alive
	seen         []uint64 // rows of all levels joined
	liked        bool
	most, well   []uint64 // what is Exact and Good for the interests
	strained     bool
	pass, around []uint64 // what passes the sieves; room for one of them
}

// run is a run of rows and its first word on the sheet.
type run struct {
	lo, hi int32
	at     int32
}

// lay begins a sheet for some runs of rows.
func (sh *sheet) lay(runs []span) {
	*sh = sheet{
		laid: true, runs: sh.runs[:0], level: sh.level, seen: sh.seen, most: sh.most, well: sh.well, pass: sh.pass, around: sh.around,
	}
	for _, r := range runs {
		if r.lo < r.hi {
			sh.runs = append(sh.runs, run{lo: r.lo, hi: r.hi, at: int32(sh.words)})
			sh.words += int((r.hi-1)>>6 - r.lo>>6 + 1)
		}
	}
	sh.seen = sh.blank(sh.seen)
	sh.level = sh.blank(sh.level)
}

// blank returns a bitmap of the size of the sheet, empty.
func (sh *sheet) blank(b []uint64) []uint64 {
	b = slices.Grow(b[:0], sh.words)[:sh.words]
	clear(b)
	return b
}

// part returns the words of a bitmap that a run has, and its first word in the
// segment.
func (r *run) part(b []uint64) ([]uint64, int) {
	w := int(r.lo >> 6)
	n := int((r.hi-1)>>6) - w + 1
	return b[r.at : int(r.at)+n : int(r.at)+n], w
}

// join joins sets into a bitmap.
func (sh *sheet) join(sets []*rowSet, b []uint64) {
	for _, s := range sets {
		for k := range sh.runs {
			out, w := sh.runs[k].part(b)
			s.or(w, out)
		}
	}
}

// rise joins the levels down to one.
func (x *scan) rise(sh *sheet, level Fit) {
	if sh.next > 0 && levels[sh.next-1] == level {
		return
	}
	for ; sh.next < len(levels) && levels[sh.next] >= level; sh.next++ {
		if sh.next > 0 {
			clear(sh.level)
		}
		sh.join(x.sets.of(levels[sh.next]), sh.level)
		for c, seen := range sh.seen {
			sh.level[c] &^= seen
			sh.seen[c] = seen | sh.level[c]
		}
	}
	for k := range sh.runs {
		r := &sh.runs[k]
		out, w := r.part(sh.level)
		out[0] &= ^uint64(0) << (r.lo & 63)
		out[len(out)-1] &= ^uint64(0) >> (-r.hi & 63)
		if x.dead != nil {
			for c := range out {
				out[c] &^= x.dead[w+c]
			}
		}
	}
}

// like finds what the person likes.
func (x *scan) likeOn(sh *sheet) {
	sh.liked = true
	sh.most, sh.well = sh.blank(sh.most), sh.blank(sh.well)
	sh.join(x.sets.best, sh.most)
	sh.join(x.sets.well, sh.well)
}

// strain finds what passes the sieves.
func (x *scan) strain(sh *sheet) {
	sh.strained = true
	sh.pass = sh.blank(sh.pass)
	for n := range x.sieves {
		sv := &x.sieves[n]
		into := sh.pass
		if n > 0 {
			sh.around = sh.blank(sh.around)
			into = sh.around
		}
		for _, set := range sv.sets {
			for k := range sh.runs {
				out, w := sh.runs[k].part(into)
				unite(out, set[w:])
			}
		}
		keep(sh.pass, into, n == 0, sv.but)
	}
}

// keep keeps in a bitmap what is in another, or what is not. The first time they
// are the same.
func keep(pass, set []uint64, first, but bool) {
	switch {
	case first && !but:
	case first:
		for c := range pass {
			pass[c] = ^pass[c]
		}
	case but:
		for c := range pass {
			pass[c] &^= set[c]
		}
	default:
		for c := range pass {
			pass[c] &= set[c]
		}
	}
}

// collect collects the rows of a sheet that are in the box.
func (x *scan) collect(sh *sheet) {
	x.rise(sh, x.box.need)
	if x.box.likes != anyLiking && !sh.liked {
		x.likeOn(sh)
	}
	if x.box.apt != anyAptness && !sh.strained {
		x.strain(sh)
	}
	for k := range sh.runs {
		r := &sh.runs[k]
		level, w := r.part(sh.level)
		for c, word := range level {
			if word == 0 {
				continue
			}
			if word = x.boxed(sh, int(r.at)+c, word); word != 0 {
				x.take(w+c, word)
			}
		}
		if len(x.list) >= batch {
			x.flush()
		}
	}
}

// boxed returns which rows of a word of a level are in the box.
func (x *scan) boxed(sh *sheet, c int, word uint64) uint64 {
	switch x.box.likes {
	case mostLiked:
		word &= sh.most[c]
	case wellLiked:
		word &= sh.well[c] &^ sh.most[c]
	case lessLiked:
		word &^= sh.well[c] | sh.most[c]
	case anyLiking:
	}
	switch x.box.apt {
	case apt:
		word &= sh.pass[c]
	case lessApt:
		word &^= sh.pass[c]
	case anyAptness:
	}
	return word
}

// take appends the rows of a word to the list. A row may serve a need and yet be
// for people with another one; those are looked at.
func (x *scan) take(w int, word uint64) {
	at := int32(w) << 6
	if f := word & x.seg.focused[w]; f != 0 {
		word &^= f
		for ; f != 0; f &= f - 1 {
			if i := at + int32(bits.TrailingZeros64(f)); x.needOf(int(i)) == x.box.need {
				x.list = append(x.list, i)
			}
		}
	}
	for ; word != 0; word &= word - 1 {
		x.list = append(x.list, at+int32(bits.TrailingZeros64(word)))
	}
}
