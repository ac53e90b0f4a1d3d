package main

import (
	"strconv"
	"strings"

	"github.com/socialprescribing/socialprescribing/activity"
)

// opening adds what a text says of opening hours: a row for each rule that
// could be read, and a row that keeps the words.
func (s *service) opening(text string, c *counts) {
	if text = na(text); text == "" {
		c.HoursNone++
		return
	}
	h := activity.ParseHours(text, "Europe/London")
	switch {
	case len(h.Schedule.Rules) == 0:
		c.HoursText++
	case h.Schedule.Confidence == activity.Parsed:
		c.Hours++
		s.add("schedule", "sp-schedule:parsed", "")
	default:
		c.HoursPartial++
		s.add("schedule", "sp-schedule:partial", "")
	}
	for i, r := range h.Schedule.Rules {
		s.Schedules = append(s.Schedules, ruleRow(id("schedule", s.ID, strconv.Itoa(i)), r))
	}
	s.Schedules = append(s.Schedules, schedule{ID: id("schedule", s.ID, "text"), Description: text})
}

// ruleRow writes a rule as a schedule row.
func ruleRow(key string, r activity.Rule) schedule {
	row := schedule{ID: key, Freq: string(r.Freq), Interval: r.Interval, OpensAt: r.From.String(), ClosesAt: r.To.String(), Notes: r.Note}
	if row.Interval == 1 {
		row.Interval = 0
	}
	var days []string
	for _, d := range r.ByDay {
		days = append(days, d.String())
	}
	row.ByDay = strings.Join(days, ",")
	var dates []string
	for _, d := range r.ByMonthDay {
		dates = append(dates, strconv.Itoa(d))
	}
	row.ByMonthDay = strings.Join(dates, ",")
	if !r.Start.IsZero() {
		row.Start = r.Start.String()
	}
	return row
}
