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
	laid   bool
	runs   []run
	words  int
	blocks int

	next     int      // the first of levels that has not been joined
	level    []uint64 // rows of the level before that, which are alive
	seen     []uint64 // rows of all levels joined
	liked    bool
	most     []uint64 // what is Exact for the interests
	well     []uint64 // and what is Good
	pass     []uint64 // what passes the sieves
	strained bitset   // of which blocks pass is known
}

// run is a run of rows, and its first word and block on the sheet.
type run struct{ lo, hi, at, block int32 }

// block is how many words of a run are strained at a time: a line of the
// processor's cache of each bitmap.
const block = 8

// lay begins a sheet for some runs of rows.
func (sh *sheet) lay(runs []span) {
	*sh = sheet{laid: true, runs: sh.runs[:0], level: sh.level, seen: sh.seen, most: sh.most, well: sh.well, pass: sh.pass, strained: sh.strained}
	for _, r := range runs {
		if r.lo < r.hi {
			sh.runs = append(sh.runs, run{lo: r.lo, hi: r.hi, at: int32(sh.words), block: int32(sh.blocks)})
			n := int((r.hi-1)>>6 - r.lo>>6 + 1)
			sh.words, sh.blocks = sh.words+n, sh.blocks+(n+block-1)/block
		}
	}
	sh.level, sh.seen = blank(sh.level, sh.words), blank(sh.seen, sh.words)
	sh.pass, sh.strained = slices.Grow(sh.pass[:0], sh.words)[:sh.words], blank(sh.strained, sh.blocks/64+1)
}

// blank returns a bitmap of n empty words.
func blank(b []uint64, n int) []uint64 {
	b = slices.Grow(b[:0], n)[:n]
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

// like finds what the person likes.
func (x *scan) likeOn(sh *sheet) {
	sh.liked = true
	sh.most, sh.well = blank(sh.most, sh.words), blank(sh.well, sh.words)
	sh.join(x.sets.best, sh.most)
	sh.join(x.sets.well, sh.well)
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

// collect collects the rows of a sheet that are in the box.
func (x *scan) collect(sh *sheet) {
	x.rise(sh, x.box.need)
	if x.box.likes != anyLiking && !sh.liked {
		x.likeOn(sh)
	}
	for k := range sh.runs {
		r := &sh.runs[k]
		words := int(r.hi-1)>>6 - int(r.lo)>>6 + 1
		for from := 0; from < words; from += block {
			x.collectBlock(sh, r, from, min(from+block, words))
		}
		if len(x.list) >= batch {
			x.flush()
		}
	}
}

// collectBlock collects the rows of some words of a run.
func (x *scan) collectBlock(sh *sheet, r *run, from, to int) {
	var room [block]uint64
	here, at := room[:to-from], int(r.at)+from
	some := uint64(0)
	for c := range here {
		here[c] = x.liked(sh, at+c)
		some |= here[c]
	}
	if some == 0 {
		return
	}
	w := int(r.lo)>>6 + from
	if x.box.apt != anyAptness {
		pass := sh.pass[at : at+len(here)]
		if n := int(r.block) + from/block; !sh.strained.has(n) {
			sh.strained[n>>6] |= 1 << (n & 63)
			x.strain(pass, w)
		}
		for c := range here {
			if x.box.apt == apt {
				here[c] &= pass[c]
			} else {
				here[c] &^= pass[c]
			}
		}
	}
	for c, word := range here {
		x.take(w+c, word)
	}
}

// liked returns which rows of a word of a level the person likes as the box says.
func (x *scan) liked(sh *sheet, c int) uint64 {
	switch x.box.likes {
	case mostLiked:
		return sh.level[c] & sh.most[c]
	case wellLiked:
		return sh.level[c] & sh.well[c] &^ sh.most[c]
	case lessLiked:
		return sh.level[c] &^ (sh.well[c] | sh.most[c])
	case anyLiking:
	}
	return sh.level[c]
}

// strain finds which rows of some words, from word w on, pass all sieves.
func (x *scan) strain(pass []uint64, w int) {
	var room [block]uint64
	for n := range x.sieves {
		sv, into := &x.sieves[n], room[:len(pass)]
		clear(into)
		for _, set := range sv.sets {
			unite(into, set[w:])
		}
		if sv.but {
			for c := range into {
				into[c] = ^into[c]
			}
		}
		if n == 0 {
			copy(pass, into)
			continue
		}
		for c := range pass {
			pass[c] &= into[c]
		}
	}
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
