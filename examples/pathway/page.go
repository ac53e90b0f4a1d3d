package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// columns is the width of terminal that the program writes for.
const columns = 100

// page writes plain text for a terminal: headings, wrapped paragraphs, lists
// and tables, never wider than columns. The first write error is kept and
// returned by Err, so that the journey reads without error checks on print.
//
// Prose is given twice, in English and in Welsh, side by side where it is
// written: page prints the one that was asked for. The Welsh is a draft that no
// translator has reviewed, and the program says so.
type page struct {
	w   io.Writer
	tag language.Tag
	err error
}

// Err is the first error of the writer, nil if there was none.
func (p *page) Err() error { return p.err }

// cy reports whether Welsh was asked for.
func (p *page) cy() bool {
	base, _ := p.tag.Base()
	return base.String() == "cy"
}

// say picks the language and fills in the arguments, which both share.
func (p *page) say(en, cy string, args ...any) string {
	text := en
	if p.cy() {
		text = cy
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// line writes one line as it is.
func (p *page) line(s string) {
	if p.err != nil {
		return
	}
	_, p.err = io.WriteString(p.w, strings.TrimRight(s, " ")+"\n")
}

// blank separates two blocks.
func (p *page) blank() { p.line("") }

// heading starts a part of the journey.
func (p *page) heading(en, cy string, args ...any) {
	s := p.say(en, cy, args...)
	p.blank()
	p.line(s)
	p.line(strings.Repeat("─", min(columns, utf8.RuneCountInString(s))))
}

// para writes wrapped prose.
func (p *page) para(en, cy string, args ...any) {
	p.wrapped("", "", p.say(en, cy, args...))
}

// item writes one entry of a list, wrapped under its mark.
func (p *page) item(en, cy string, args ...any) {
	p.wrapped("  · ", "    ", p.say(en, cy, args...))
}

// sub writes one entry of a list inside a list.
func (p *page) sub(en, cy string, args ...any) {
	p.wrapped("      – ", "        ", p.say(en, cy, args...))
}

// field writes a label and what belongs to it, the labels aligned.
func (p *page) field(label, text string) {
	const width = 18
	pad := max(1, width-utf8.RuneCountInString(label))
	p.wrapped("  "+label+strings.Repeat(" ", pad), strings.Repeat(" ", width+2), text)
}

// wrapped breaks text at spaces. A word longer than the line stands alone.
func (p *page) wrapped(first, rest, text string) {
	line, used := first, utf8.RuneCountInString(first)
	empty := true
	for _, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case empty:
			line, used, empty = line+word, used+n, false
		case used+1+n <= columns:
			line, used = line+" "+word, used+1+n
		default:
			p.line(line)
			line, used = rest+word, utf8.RuneCountInString(rest)+n
		}
	}
	p.line(line)
}

// table writes rows under a heading row, each column as wide as its widest
// cell, but the last, which is wrapped where the line would be too long.
func (p *page) table(head []string, rows [][]string) {
	widths := make([]int, len(head))
	for _, row := range append([][]string{head}, rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	used := 2
	for _, w := range widths[:len(widths)-1] {
		used += w + 2
	}
	last := len(widths) - 1
	widths[last] = max(10, min(widths[last], columns-used))
	p.row(widths, head)
	rule := make([]string, len(head))
	for i := range rule {
		rule[i] = strings.Repeat("─", widths[i])
	}
	p.row(widths, rule)
	for _, row := range rows {
		p.row(widths, row)
	}
}

// row writes one row of a table.
func (p *page) row(widths []int, cells []string) {
	var b strings.Builder
	b.WriteString("  ")
	last := len(cells) - 1
	for i, cell := range cells[:last] {
		b.WriteString(cell)
		b.WriteString(strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+2))
	}
	first := b.String()
	p.wrapped(first, strings.Repeat(" ", utf8.RuneCountInString(first)), cells[last])
}
