package matching

import (
	"math/bits"
	"slices"
)

// Sheets: which rows of a place are in a box, 64 at a time. A place is a ring, or
// what is at no known place.
//
// The parts of a segment are boxes in rings, and one ring has many of them. What
// decides whether a row is in a box is therefore worked out once for a ring, as
// bitmaps laid side by side on a sheet, and only when the first box asks for it:
// which rows serve the needs so well and no better, which the person likes, and
// which pass through the gates.

// sheetOf lays the sheet of a place, unless that is done.
func (x *scan) sheetOf(s *scratch, place int) *sheet {
	sh := &s.sheets[place]
	if !sh.laid {
		sh.lay(x.runs(s, place), len(x.gates))
	}
	return sh
}

// sheet is the bitmaps of a ring. Room is reused from query to query.
type sheet struct {
	laid   bool
	runs   []run
	words  int
	blocks int

	rows     int                   // how many the runs have
	next     int                   // the first of levels that has not been joined
	level    [len(levels)][]uint64 // rows of each level before that, which are alive
	liked    liking                // how far that is known
	most     []uint64              // what is Exact for the interests
	well     []uint64              // and what is Good
	pass     [][]uint64            // what passes the gates up to each of them
	strained bitset                // of which blocks pass is known
}

// run is a run of rows, and its first word and block on the sheet.
type run struct{ lo, hi, at, block int32 }

// block is how many words of a run are strained at a time: a line of the
// processor's cache of each bitmap.
const block = 8

// lay begins a sheet for some runs of rows, and so many gates.
func (sh *sheet) lay(runs []span, gates int) {
	*sh = sheet{laid: true, runs: sh.runs[:0], level: sh.level, most: sh.most, well: sh.well, pass: sh.pass, strained: sh.strained}
	for _, r := range runs {
		if r.lo < r.hi {
			sh.runs = append(sh.runs, run{lo: r.lo, hi: r.hi, at: int32(sh.words), block: int32(sh.blocks)})
			n := int((r.hi-1)>>6 - r.lo>>6 + 1)
			sh.words, sh.blocks, sh.rows = sh.words+n, sh.blocks+(n+block-1)/block, sh.rows+int(r.hi-r.lo)
		}
	}
	sh.strained = blank(sh.strained, sh.blocks/64+1)
	for len(sh.pass) < gates {
		sh.pass = append(sh.pass, nil)
	}
	for g := range gates {
		sh.pass[g] = slices.Grow(sh.pass[g][:0], sh.words)[:sh.words]
	}
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

// join returns the union of sets, in the room of b.
func (sh *sheet) join(sets []*rowSet, b []uint64) []uint64 {
	b = slices.Grow(b[:0], sh.words)[:sh.words]
	if len(sets) > 0 && sets[0].words != nil { // copied, which is less work than joining it to nothing
		for k := range sh.runs {
			out, w := sh.runs[k].part(b)
			copy(out, sets[0].words[w:])
		}
		sets = sets[1:]
	} else {
		clear(b)
	}
	for _, s := range sets {
		at := 0
		for k := range sh.runs {
			out, w := sh.runs[k].part(b)
			at = s.or(w, out, at)
		}
	}
	return b
}

// likeOn finds what the person likes, as far as a box asks.
func (x *scan) likeOn(sh *sheet, l liking) {
	if l >= mostLiked && sh.liked < mostLiked {
		sh.most = sh.join(x.sets.best, sh.most)
	}
	if l > mostLiked && sh.liked <= mostLiked {
		sh.well = sh.join(x.sets.well, sh.well)
	}
	sh.liked = max(sh.liked, l)
}

// rise returns the rows of a level, after finding those of the levels above.
func (x *scan) rise(sh *sheet, level Fit) []uint64 {
	at := slices.Index(levels[:], level)
	for ; sh.next <= at; sh.next++ {
		rows := sh.join(x.sets.of(levels[sh.next]), sh.level[sh.next])
		sh.level[sh.next] = rows
		for _, above := range sh.level[:sh.next] {
			for c, in := range above {
				rows[c] &^= in
			}
		}
		for k := range sh.runs {
			r := &sh.runs[k]
			out, w := r.part(rows)
			out[0] &= ^uint64(0) << (r.lo & 63)
			out[len(out)-1] &= ^uint64(0) >> (-r.hi & 63)
			if x.dead != nil {
				for c := range out {
					out[c] &^= x.dead[w+c]
				}
			}
		}
	}
	return sh.level[at]
}

// collect collects the rows of a sheet that are in the box.
func (x *scan) collect(sh *sheet) {
	level := x.rise(sh, x.box.need)
	x.likeOn(sh, x.box.likes)
	for k := range sh.runs {
		r := &sh.runs[k]
		words := int(r.hi-1)>>6 - int(r.lo)>>6 + 1
		for from := 0; from < words; from += block {
			x.collectBlock(sh, r, level, from, min(from+block, words))
		}
		if len(x.list) >= batch {
			x.flush()
		}
	}
	x.decide()
}

// decide appends those rows put aside to the list that serve the need as the box
// says. They are looked at one after the other, so that the processor waits for many
// of them at a time.
func (x *scan) decide() {
	for _, i := range x.doubted {
		if x.needOf(int(i)) == x.box.need {
			x.list = append(x.list, i)
		}
	}
	x.doubted = x.doubted[:0]
}

// collectBlock collects the rows of some words of a run.
func (x *scan) collectBlock(sh *sheet, r *run, level []uint64, from, to int) {
	var room [block]uint64
	here, at := room[:to-from], int(r.at)+from
	if x.liked(sh, here, level, at) == 0 {
		return
	}
	w := int(r.lo)>>6 + from
	if x.box.shut || x.box.passed > 0 {
		if n := int(r.block) + from/block; !sh.strained.has(n) {
			sh.strained[n>>6] |= 1 << (n & 63)
			x.strain(sh, at, len(here), w)
		}
		if n := x.box.passed; n > 0 {
			for c, pass := range sh.pass[n-1][at : at+len(here)] {
				here[c] &= pass
			}
		}
		if x.box.shut {
			for c, pass := range sh.pass[x.box.passed][at : at+len(here)] {
				here[c] &^= pass
			}
		}
	}
	for c, word := range here {
		if word != 0 {
			x.take(w+c, word)
		}
	}
}

// liked finds which rows of some words of a level the person likes as the box
// says, and returns whether there are any, as bits.
func (x *scan) liked(sh *sheet, here, level []uint64, at int) uint64 {
	some, level := uint64(0), level[at:at+len(here)]
	switch x.box.likes {
	case mostLiked:
		for c, most := range sh.most[at : at+len(here)] {
			here[c] = level[c] & most
			some |= here[c]
		}
	case wellLiked, lessLiked:
		well := sh.well[at : at+len(here)]
		for c, most := range sh.most[at : at+len(here)] {
			if x.box.likes == wellLiked {
				here[c] = level[c] & well[c] &^ most
			} else {
				here[c] = level[c] &^ (well[c] | most)
			}
			some |= here[c]
		}
	case anyLiking:
		for c, rows := range level {
			here[c] = rows
			some |= rows
		}
	}
	return some
}

// strain finds which rows of n words of a sheet, from word w of the segment on,
// pass the gates up to each of them.
func (x *scan) strain(sh *sheet, at, n, w int) {
	var room [block]uint64 // what has fallen through
	out := room[:n]
	for g := range x.gates {
		for _, sv := range x.sieves[x.gates[g].from:x.gates[g].to] {
			for _, set := range sv {
				unite(out, set[w:])
			}
		}
		pass := sh.pass[g][at : at+n]
		for c := range pass {
			pass[c] = ^out[c]
		}
	}
}

// take appends the rows of a word to the list. A row may serve a need and yet be
// for people with another one; those are put aside for decide.
func (x *scan) take(w int, word uint64) {
	at := int32(w) << 6
	if f := word & x.seg.focused[w]; f != 0 {
		word &^= f
		for ; f != 0; f &= f - 1 {
			x.doubted = append(x.doubted, at+int32(bits.TrailingZeros64(f)))
		}
	}
	for ; word != 0; word &= word - 1 {
		x.list = append(x.list, at+int32(bits.TrailingZeros64(word)))
	}
}
