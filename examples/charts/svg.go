package main

import (
	"fmt"
	"html"
	"math"
	"strings"
)

// The size of a chart and the room around its figures.
const (
	width, height = 720, 360
	margin        = 48
)

// shape is what marks a point.
type shape int

const (
	circle shape = iota
	up
	down
)

// canvas collects an SVG and the words that say the same.
type canvas struct {
	title    string
	words    []string
	marks    []string
	min, max float64
}

// newCanvas makes room for values, with a little above and below.
func newCanvas(title string, values ...float64) *canvas {
	c := &canvas{title: title, min: math.Inf(1), max: math.Inf(-1)}
	for _, v := range values {
		if !math.IsNaN(v) {
			c.min, c.max = min(c.min, v), max(c.max, v)
		}
	}
	if math.IsInf(c.min, 1) {
		c.min, c.max = 0, 1
	}
	if c.max-c.min < 1e-9 {
		c.min, c.max = c.min-1, c.max+1
	}
	return c
}

func (c *canvas) say(format string, args ...any) {
	c.words = append(c.words, fmt.Sprintf(format, args...))
}

// left says how much the policy left out.
func (c *canvas) left(hidden int) {
	if hidden > 0 {
		c.say("%d left out, since they are of few people.", hidden)
	}
}

func (c *canvas) y(v float64) float64 {
	return height - margin - (v-c.min)/(c.max-c.min)*(height-2*margin)
}

func (c *canvas) x(i, n int) float64 {
	return margin + (float64(i)+0.5)/float64(max(n, 1))*(width-2*margin)
}

func (c *canvas) across(n, most int64) float64 {
	return margin + float64(n)/float64(most)*(width-2*margin)
}

func (c *canvas) add(format string, args ...any) {
	c.marks = append(c.marks, fmt.Sprintf(format, args...))
}

func (c *canvas) polyline(values []float64) {
	var points []string
	for i, v := range values {
		points = append(points, fmt.Sprintf("%.1f,%.1f", c.x(i, len(values)), c.y(v)))
	}
	c.add(`<polyline points="%s" fill="none" stroke="#425563" stroke-width="2"/>`, strings.Join(points, " "))
}

// curve draws a line over the sizes of a funnel.
func (c *canvas) curve(most int64, at func(int64) float64) {
	var points []string
	step := max(most/60, 1)
	for n := step; n <= most; n += step {
		if v := at(n); !math.IsNaN(v) {
			points = append(points, fmt.Sprintf("%.1f,%.1f", c.across(n, most), c.y(v)))
		}
	}
	c.add(`<polyline points="%s" fill="none" stroke="#768692" stroke-dasharray="6 4"/>`, strings.Join(points, " "))
}

// level draws a line across, with its value beside it.
func (c *canvas) level(v float64, dashes string) {
	if math.IsNaN(v) {
		return
	}
	c.add(`<line x1="%d" y1="%.1f" x2="%d" y2="%.1f" stroke="#768692" stroke-dasharray="%s"/>`, margin, c.y(v), width-margin, c.y(v), dashes)
	c.add(`<text x="%d" y="%.1f" font-size="12">%s</text>`, width-margin+4, c.y(v)+4, short(v))
}

func (c *canvas) mark(i, n int, v float64, s shape, words string) { c.markAt(c.x(i, n), v, s, words) }

func (c *canvas) markAt(x, v float64, s shape, words string) {
	y := c.y(v)
	title := "<title>" + html.EscapeString(words) + "</title>"
	switch s {
	case up:
		c.add(`<path d="M%.1f %.1fl6 10h-12z" fill="#005eb8">%s</path>`, x, y-6, title)
	case down:
		c.add(`<path d="M%.1f %.1fl6 -10h-12z" fill="#da6a00">%s</path>`, x, y+6, title)
	case circle:
		c.add(`<circle cx="%.1f" cy="%.1f" r="4" fill="#425563">%s</circle>`, x, y, title)
	}
}

// labels writes the first and the last label under the chart.
func (c *canvas) labels(labels []string) {
	if len(labels) == 0 {
		return
	}
	c.add(`<text x="%d" y="%d" font-size="12">%s</text>`, margin, height-margin/2, html.EscapeString(labels[0]))
	c.add(`<text x="%d" y="%d" font-size="12" text-anchor="end">%s</text>`, width-margin, height-margin/2, html.EscapeString(labels[len(labels)-1]))
}

// String writes the SVG.
func (c *canvas) String() string { return c.sized(height) }

// sized writes the SVG with a height of its own.
func (c *canvas) sized(height int) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-labelledby="title desc" font-family="sans-serif">`+"\n", width, height)
	fmt.Fprintf(&b, "<title id=\"title\">%s</title>\n<desc id=\"desc\">%s</desc>\n", html.EscapeString(c.title), html.EscapeString(strings.Join(c.words, " ")))
	fmt.Fprintf(&b, "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n", width, height)
	fmt.Fprintf(&b, "<text x=\"%d\" y=\"%d\" font-size=\"16\" aria-hidden=\"true\">%s</text>\n", margin, margin/2, html.EscapeString(c.title))
	b.WriteString(strings.Join(c.marks, "\n") + "\n</svg>\n")
	return b.String()
}
