package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
)

// policy is what may be shown of few people; a host has its own.
var policy = cohort.HESSuppression()

// line draws a mean over time, such as that of a wellbeing score.
func line(rows [][]string, s settings) (string, error) {
	var labels []string
	var values []float64
	hidden := 0
	for i, r := range rows {
		if len(r) != 3 {
			return "", fault(i, "wants label, people and mean")
		}
		n, ok := count(r[1])
		mean, err := outcome.ParseValue(r[2])
		if !ok || err != nil {
			return "", fault(i, "people or mean is no number")
		}
		if !policy.Shows(n) {
			hidden++
			continue
		}
		labels = append(labels, r[0])
		values = append(values, float64(mean.Estimate()))
	}
	c := newCanvas(or(s.title, "Mean over time"), values...)
	if len(values) > 0 {
		// Every value in words: who can't see the line can't see the points either.
		points := make([]string, len(values))
		for i, v := range values {
			points[i] = labels[i] + ": " + short(v)
		}
		c.say("%d points. %s.", len(values), strings.Join(points, "; "))
		c.level(slices.Min(values), "2 4")
		c.level(slices.Max(values), "2 4")
	}
	c.left(hidden)
	c.polyline(values)
	for i, v := range values {
		c.mark(i, len(values), v, circle, fmt.Sprintf("%s: %s", labels[i], short(v)))
	}
	c.labels(labels)
	return c.String(), nil
}

// xmr draws a process chart by the rules of Making Data Count.
func xmr(rows [][]string, s settings) (string, error) {
	var labels []string
	var values []outcome.Value
	for i, r := range rows {
		if len(r) != 2 {
			return "", fault(i, "wants label and value")
		}
		v, err := outcome.ParseValue(r[1])
		if err != nil {
			return "", fault(i, "the value is no number")
		}
		labels = append(labels, r[0])
		values = append(values, v)
	}
	chart, err := cohort.XmR(values, &cohort.XmROptions{Direction: s.better, Screen: true})
	if err != nil {
		return "", err
	}
	ph := chart.Phases[0]
	line := make([]float64, len(values))
	for i, v := range values {
		line[i] = float64(v.Estimate())
	}
	c := newCanvas(or(s.title, "Process chart"), append(line, float64(ph.Lower), float64(ph.Upper))...)
	c.say("Mean %s; natural variation from %s to %s.", short(float64(ph.Mean)), short(float64(ph.Lower)), short(float64(ph.Upper)))
	c.level(float64(ph.Mean), "")
	c.level(float64(ph.Lower), "6 4")
	c.level(float64(ph.Upper), "6 4")
	c.polyline(line)
	signals := 0
	for i, p := range chart.Points {
		words := fmt.Sprintf("%s: %s", labels[i], p.Value)
		if p.Signal != "" {
			signals++
			words += ", " + p.Signal.Text(s.lang) + " (" + p.Variation.Text(s.lang) + ")"
			c.say("%s.", words)
		}
		c.mark(i, len(line), line[i], shapeOf(p.Variation), words)
	}
	if signals == 0 {
		c.say("Nothing beyond natural variation.")
	}
	c.labels(labels)
	return c.String(), nil
}

func shapeOf(v cohort.Variation) shape {
	switch v {
	case cohort.Improving, cohort.NeutralHigh:
		return up
	case cohort.Concerning, cohort.NeutralLow:
		return down
	case cohort.CommonCause:
	}
	return circle
}

// funnel draws units of different size around their common share.
func funnel(rows [][]string, s settings) (string, error) {
	var units []cohort.FunnelUnit
	hidden := 0
	most := int64(1)
	for i, r := range rows {
		if len(r) != 3 {
			return "", fault(i, "wants unit, part and whole")
		}
		x, okX := count(r[1])
		n, okN := count(r[2])
		if !okX || !okN || x > n {
			return "", fault(i, "part or whole is no count, or the part is greater")
		}
		if !policy.Shows(n) || policy.Count(x).String() == cohort.Star || policy.Count(n-x).String() == cohort.Star {
			hidden++
			continue
		}
		units = append(units, cohort.FunnelUnit{Unit: r[0], Proportion: cohort.Proportion{X: x, N: n}})
		size, _ := policy.Count(n).Shown()
		most = max(most, size)
	}
	chart, err := cohort.Funnel(units)
	if err != nil {
		return "", err
	}
	c := newCanvas(or(s.title, "Funnel plot"), 0, 100)
	c.say("Common share %s per cent.", short(100*float64(chart.Common.Share())))
	c.left(hidden)
	c.level(100*float64(chart.Common.Share()), "")
	for _, side := range []func(cohort.Interval, cohort.Interval) outcome.Estimate{
		func(in, _ cohort.Interval) outcome.Estimate { return in.Low }, func(in, _ cohort.Interval) outcome.Estimate { return in.High },
		func(_, out cohort.Interval) outcome.Estimate { return out.Low }, func(_, out cohort.Interval) outcome.Estimate { return out.High },
	} {
		c.curve(most, func(n int64) float64 { return 100 * float64(side(chart.FunnelLimits(n))) })
	}
	for _, r := range chart.Rows {
		// Shown as rounded, place on the paper included: a share in tenths of
		// a per cent and the exact size would tell the exact counts.
		size, _ := policy.Count(r.N).Shown()
		share := math.Round(100 * float64(r.Share))
		words := fmt.Sprintf("%s: %s per cent of %d", r.Unit, short(share), size)
		if r.Position != "" {
			words += ", " + r.Position.Text(s.lang)
			c.say("%s.", words)
		}
		c.markAt(c.across(size, most), share, shapeOfUnit(r.Position), words)
	}
	return c.String(), nil
}

func shapeOfUnit(p cohort.FunnelPosition) shape {
	switch p {
	case cohort.FunnelHigh, cohort.FunnelVeryHigh:
		return up
	case cohort.FunnelLow, cohort.FunnelVeryLow:
		return down
	}
	return circle
}

func or(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// short is a number for reading: one decimal, none where it is whole.
func short(f float64) string {
	return strings.TrimSuffix(fmt.Sprintf("%.1f", f), ".0")
}
