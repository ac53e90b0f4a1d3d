package hsds

import (
	"strings"

	"github.com/socialprescribing/socialprescribing/activity"
)

// costOption reads one price.
func (m *mapper) costOption(a *activity.Activity, v value) {
	o := activity.CostOption{Kind: activity.Price}
	option, description := m.text(v.Get("option")), m.text(v.Get("amount_description"))
	o.Text = joinWords(option, description)
	o.ValidFrom, o.ValidTo = m.dayIf(v.Get("valid_from")), m.dayIf(v.Get("valid_to"))
	o.Kind = priceKind(o.Text)
	o.Per = pricePer(o.Text)
	var known bool
	if o.For, known = priceFor(option, description); !known {
		// A price for somebody, but for whom? Not for everybody, so it must not
		// count for anybody who has shown no claim to it.
		m.fault(v.Get("option"), UnknownValue, Note, KeptAsText)
		o.For = activity.ForConcession
	}
	m.amount(&o, v, description)
	a.Cost.Options = append(a.Cost.Options, o)
}

// amount reads the number and its currency: pounds where none is named, since
// the UK profile has no currency.
func (m *mapper) amount(o *activity.CostOption, v value, description string) {
	e := v.Get("amount")
	currency := strings.ToUpper(m.word(v.Get("currency")))
	if currency == "" {
		currency = "GBP"
	}
	s := ""
	if e.Exists() {
		s = m.number(e)
	}
	if s == "" {
		if pence, ok := pounds(description); ok {
			o.Amount = activity.Pence(pence)
		} else {
			m.missing(v, "amount", Note)
		}
		return
	}
	minor, ok := parseDecimal(s, 2)
	if !ok || minor < 0 {
		m.fault(e, BadCost, Warning, LeftUnknown)
		return
	}
	amount, err := activity.NewMoney(minor, currency)
	if err != nil {
		m.fault(v.Get("currency"), BadEnum, Error, LeftUnknown)
		return
	}
	o.Amount = amount
}

// pounds reads a text that is an amount and nothing else: "£3", "£3.50",
// "50p", "free".
func pounds(s string) (int64, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if isFree(s) {
		return 0, true
	}
	if rest, ok := strings.CutPrefix(s, "£"); ok {
		n, good := parseDecimal(rest, 2)
		return n, good && n >= 0
	}
	if rest, ok := strings.CutSuffix(s, "p"); ok {
		n, good := parseDecimal(rest, 0)
		return n, good && n >= 0 && n < 100
	}
	return 0, false
}

// isFree reports whether a whole text says that nothing is to be paid.
func isFree(s string) bool {
	switch strings.TrimRight(strings.ToLower(strings.TrimSpace(s)), ".!") {
	case "free", "free of charge", "free service", "no charge", "no cost", "no fee", "no fees", "nil", "this service is free", "free to attend":
		return true
	}
	return false
}

func priceKind(s string) activity.PriceKind {
	s = strings.ToLower(s)
	switch {
	case strings.Contains(s, "donation"):
		return activity.Donation
	case strings.Contains(s, "deposit"):
		return activity.Deposit
	}
	return activity.Price
}

func pricePer(s string) activity.PricePer {
	s = strings.ToLower(s)
	for _, w := range []struct {
		word string
		per  activity.PricePer
	}{
		{"per session", activity.PerSession},
		{"a session", activity.PerSession},
		{"per visit", activity.PerSession},
		{"per class", activity.PerSession},
		{"per hour", ""},
		{"per week", activity.PerWeek},
		{"a week", activity.PerWeek},
		{"weekly", activity.PerWeek},
		{"per month", activity.PerMonth},
		{"a month", activity.PerMonth},
		{"monthly", activity.PerMonth},
		{"per year", activity.PerYear},
		{"a year", activity.PerYear},
		{"annual", activity.PerYear},
		{"per course", activity.PerCourse},
		{"for the course", activity.PerCourse},
	} {
		if strings.Contains(s, w.word) {
			return w.per
		}
	}
	return ""
}

// priceFor tells for whom a price is. Known is false when the option names
// somebody that the list does not.
func priceFor(option, description string) (activity.PriceFor, bool) {
	s := strings.ToLower(option)
	switch strings.TrimSpace(s) {
	case "", "standard", "adult", "adults", "full price", "full", "general", "everyone", "per session", "entry", "admission", "price", "cost", "fee", "free", "donation", "suggested donation", "deposit", "session", "membership":
		s = strings.ToLower(description)
		if !strings.Contains(s, "concession") && !strings.Contains(s, "member") && !strings.Contains(s, "carer") {
			return activity.ForEveryone, true
		}
	}
	for _, w := range []struct {
		word string
		who  activity.PriceFor
	}{
		{"non-member", activity.ForNonMembers},
		{"non member", activity.ForNonMembers},
		{"member", activity.ForMembers},
		{"carer", activity.ForCarers},
		{"helper", activity.ForCarers},
		{"concession", activity.ForConcession},
		{"unwaged", activity.ForConcession},
		{"student", activity.ForConcession},
		{"senior", activity.ForConcession},
		{"benefit", activity.ForConcession},
		{"first session", activity.ForFirstSession},
		{"taster", activity.ForFirstSession},
		{"child", activity.ForChildren},
		{"junior", activity.ForChildren},
		{"referred", activity.ForReferred},
		{"on prescription", activity.ForReferred},
	} {
		if strings.Contains(s, w.word) {
			return w.who, true
		}
	}
	return "", strings.TrimSpace(option) == ""
}

// cost completes the cost of a service. Absence never means free.
func (m *mapper) cost(b *building) {
	c := &b.a.Cost
	c.Text = b.fees
	if len(c.Options) == 0 {
		if isFree(b.fees) {
			free := activity.Free()
			c.Standing, c.Options = free.Standing, free.Options
		}
		return
	}
	for _, o := range c.Options {
		if !o.Amount.IsZero() {
			c.Standing = activity.Known
		}
	}
}
