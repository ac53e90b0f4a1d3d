package calendar

import "time"

// The rule: which bank holidays a year has when no list has been published for
// it. It is the standing pattern of the Banking and Financial Dealings Act 1971
// and the yearly proclamations since 1978, as GOV.UK's lists for 2019 to 2027
// show it; a test compares the two year by year and names every exception (the
// one-off days). It can't foresee a one-off day, which is why a year known by
// rule only is Provisional.
//
// A holiday that falls on a Saturday or Sunday is taken on the next weekday
// that is not itself a bank holiday. Those on weekdays keep their own day
// first: with Christmas Day on a Sunday, Boxing Day keeps the Monday and
// Christmas Day is taken on the Tuesday.

// Titles as GOV.UK words them.
const (
	titleNewYear    = "New Year’s Day"
	titleSecondJan  = "2nd January"
	titleStPatrick  = "St Patrick’s Day"
	titleGoodFriday = "Good Friday"
	titleEaster     = "Easter Monday"
	titleEarlyMay   = "Early May bank holiday"
	titleSpring     = "Spring bank holiday"
	titleBoyne      = "Battle of the Boyne (Orangemen’s Day)"
	titleSummer     = "Summer bank holiday"
	titleStAndrew   = "St Andrew’s Day"
	titleChristmas  = "Christmas Day"
	titleBoxing     = "Boxing Day"
)

// byRule returns the bank holidays of a nation in a year by the rule, in order
// of their days.
func byRule(n Nation, year int) []Holiday {
	easter := easterSunday(year)
	if easter.IsZero() {
		return nil
	}
	hs := []Holiday{fixed(titleNewYear, year, time.January, 1)}
	if n == Scotland {
		hs = append(hs, fixed(titleSecondJan, year, time.January, 2))
	}
	if n == NorthernIreland {
		hs = append(hs, fixed(titleStPatrick, year, time.March, 17))
	}
	hs = append(hs, Holiday{Day: easter.AddDays(-2), Title: titleGoodFriday})
	if n != Scotland {
		hs = append(hs, Holiday{Day: easter.AddDays(1), Title: titleEaster})
	}
	hs = append(hs,
		Holiday{Day: firstMonday(year, time.May), Title: titleEarlyMay},
		Holiday{Day: lastMonday(year, time.May), Title: titleSpring})
	switch n {
	case Scotland:
		hs = append(hs, Holiday{Day: firstMonday(year, time.August), Title: titleSummer},
			fixed(titleStAndrew, year, time.November, 30))
	case NorthernIreland:
		hs = append(hs, fixed(titleBoyne, year, time.July, 12),
			Holiday{Day: lastMonday(year, time.August), Title: titleSummer})
	case England, Wales:
		hs = append(hs, Holiday{Day: lastMonday(year, time.August), Title: titleSummer})
	}
	hs = append(hs, fixed(titleChristmas, year, time.December, 25), fixed(titleBoxing, year, time.December, 26))
	return substitute(hs)
}

// substitute moves holidays from weekends to the next free weekday and returns
// them in order.
func substitute(hs []Holiday) []Holiday {
	taken := make(map[Day]bool, len(hs))
	for _, h := range hs {
		if !weekend(h.Day.Weekday()) {
			taken[h.Day] = true
		}
	}
	for i, h := range hs {
		if !weekend(h.Day.Weekday()) {
			continue
		}
		for weekend(h.Day.Weekday()) || taken[h.Day] {
			h.Day = h.Day.AddDays(1)
		}
		taken[h.Day] = true
		hs[i] = Holiday{Day: h.Day, Title: h.Title, Substitute: true}
	}
	sortHolidays(hs)
	return hs
}

func fixed(title string, y int, m time.Month, d int) Holiday {
	return Holiday{Day: DateOf(y, m, d), Title: title}
}

func weekend(w time.Weekday) bool { return w == time.Saturday || w == time.Sunday }

func firstMonday(y int, m time.Month) Day {
	d := DateOf(y, m, 1)
	return d.AddDays((8 - int(d.Weekday())) % 7)
}

func lastMonday(y int, m time.Month) Day {
	d := DateOf(y, m, daysIn(y, m))
	return d.AddDays(-((int(d.Weekday()) + 6) % 7))
}

// easterSunday is the date of Easter in the Gregorian calendar, by the method
// of the anonymous correspondent of Nature (1876): the Paschal full moon from
// the year's place in the lunar cycle of 19 years with the corrections of the
// centuries, then the Sunday after it. Years outside 1 to 9999 have none.
func easterSunday(y int) Day {
	if y < 1 || y > maxYear {
		return Day{}
	}
	a, b, c := y%19, y/100, y%100
	g := (b - (b+8)/25 + 1) / 3
	h := (19*a + b - b/4 - g + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return DateOf(y, time.Month(n/31), n%31+1)
}
