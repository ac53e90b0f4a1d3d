package hsds

import (
	"encoding/json"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// schedules writes the rules. Where the profile cannot say that a rule ends, the
// end becomes the day up to which the source vouches: a reader then takes later
// dates for unknown, not for certain.
func (b *wiring) schedules(s *wireService) {
	k := b.a.Schedule
	for i, r := range k.Rules {
		w, ok := b.rule(r, i)
		if !ok {
			continue
		}
		if i == 0 {
			w.Link = k.URL
		}
		s.Schedules = append(s.Schedules, w)
	}
	if k.Text != "" || k.URL != "" && len(s.Schedules) == 0 {
		s.Schedules = append(s.Schedules, wireRule{ID: b.id("schedule text"), Text: k.Text})
		if len(s.Schedules) == 1 {
			s.Schedules[0].Link = k.URL
		}
	}
	b.loseIf(len(k.Closed) > 0, "/schedule/closed")
	b.loseIf(k.Zone != "" && k.Zone != defaultZone, "/schedule/zone")
}

func (b *wiring) rule(r activity.Rule, i int) (wireRule, bool) {
	path := "/schedule/rules/" + strconv.Itoa(i)
	w := wireRule{
		ID: b.idn("schedule", i), ValidFrom: r.ValidFrom.String(), ValidTo: r.ValidTo.String(), Start: r.Start.String(),
		Freq: string(r.Freq), Interval: r.Interval, Text: r.Note, Opens: r.From.String(), Closes: r.To.String(),
	}
	w.ByDay = join(r.ByDay, activity.NthDay.String)
	w.MonthDay = join(r.ByMonthDay, strconv.Itoa)
	switch {
	case r.Freq == activity.Daily && r.Interval <= 1 && len(r.ByDay) == 0 && len(r.ByMonthDay) == 0 && r.Count == 0:
		w.Freq, w.ByDay = string(activity.Weekly), "MO,TU,WE,TH,FR,SA,SU"
	case r.Freq == activity.Daily, r.Freq == activity.Yearly, len(r.ByMonth) > 0, len(r.Add) > 0, r.Count > 0 && b.only:
		b.lose(path)
		return w, false
	}
	b.loseIf(len(r.Except) > 0, path+"/except")
	b.loseIf(!r.Location.IsZero() && len(b.a.Locations) > 1, path+"/location")
	if !b.only {
		w.Until, w.Count, w.WeekStart = r.Until.Day().String(), r.Count, string(r.WeekStart)
		b.loseIf(!r.Until.Clock().IsZero(), path+"/until")
		return w, true
	}
	if !r.Until.IsZero() {
		b.lose(path + "/until")
		if w.ValidTo == "" || r.Until.Day().Before(r.ValidTo) {
			w.ValidTo = r.Until.Day().String()
		}
	}
	b.loseIf(r.WeekStart != "" && r.WeekStart != activity.Monday, path+"/weekStart")
	return w, true
}

func join[T any](list []T, text func(T) string) string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = text(v)
	}
	return strings.Join(out, ",")
}

// places writes the locations.
func (b *wiring) places(s *wireService) {
	for i := range b.a.Locations {
		l := &b.a.Locations[i]
		s.Places = append(s.Places, wireAt{ID: b.idn("at", i), Place: b.place(l, i)})
	}
}

func (b *wiring) place(l *activity.Location, i int) wirePlace {
	path := "/locations/" + strconv.Itoa(i)
	w := wirePlace{ID: l.ID.String(), Type: string(l.Kind), Name: l.Name, Text: l.Description}
	if l.ID.IsZero() {
		w.ID = b.idn("location", i)
	}
	if w.Type == "" {
		w.Type = string(activity.Physical) // the profile wants one
		b.lose(path + "/kind")
	}
	if !l.Coordinates.IsZero() {
		lat, lon, _ := strings.Cut(l.Coordinates.String(), ",")
		w.Latitude, w.Longitude = number(lat), number(lon)
	}
	if !l.UPRN.IsZero() {
		w.External, w.ExternalIn = l.UPRN.Disclose(), "UPRN"
	}
	if b.only {
		b.loseIf(l.Transport != "", path+"/transport")
		b.loseIf(l.URL != "", path+"/url")
	} else {
		w.Transport, w.URL = l.Transport, l.URL
	}
	if !l.Address.IsZero() {
		w.Addresses = []wirePost{b.post(l, i)}
	}
	for j, f := range l.Access {
		if f.Feature == accessNote {
			w.Access = append(w.Access, wireNote{b.idn("access "+strconv.Itoa(i), j), f.Note})
			continue
		}
		if a, ok := b.access(f, path+"/access/"+strconv.Itoa(j), strconv.Itoa(i)); ok {
			w.Attributes = append(w.Attributes, a)
		}
	}
	if l.Precision != "" {
		w.Attributes = append(w.Attributes, b.attr("precision", prefixPrecision+string(l.Precision), "", strconv.Itoa(i)))
	}
	for _, c := range l.Areas {
		w.Attributes = append(w.Attributes, b.attr("area", prefixArea+string(c), "", strconv.Itoa(i)))
	}
	b.loseIf(len(l.Source.Extra) > 0, path+"/source/extra")
	return w
}

// number drops the zeros that a fixed form ends with.
func number(s string) json.Number {
	s = strings.TrimRight(s, "0")
	return json.Number(strings.TrimSuffix(s, "."))
}

// post writes the address. The profile requires its parts: one that is not
// known is written empty, which says so.
func (b *wiring) post(l *activity.Location, i int) wirePost {
	a := l.Address
	w := wirePost{
		ID: b.idn("address", i), City: a.Town, Region: a.Region, Postcode: a.PostcodeText, Country: a.Country, Type: "physical",
	}
	if !a.Postcode.IsZero() {
		w.Postcode = a.Postcode.Disclose()
	}
	if l.Kind == activity.Postal {
		w.Type = "postal"
	}
	if len(a.Lines) > 0 {
		w.Line = a.Lines[0]
	}
	if rest := strings.Join(a.Lines[min(len(a.Lines), 1):], ", "); rest != "" {
		if b.only {
			w.Line += ", " + rest
		} else {
			w.Line2 = rest
		}
	}
	return w
}

// organization writes the provider.
func (b *wiring) organization(s *wireService, p *activity.Provider) {
	if p == nil {
		if b.a.Provider.IsZero() {
			return
		}
		p = &activity.Provider{ID: b.a.Provider, Name: b.a.ProviderName}
	}
	w := &wireOrg{ID: p.ID.String(), Name: p.Name, Description: p.Description, Website: p.URL}
	if !p.Parent.IsZero() {
		w.Parent = p.Parent.String()
	}
	for i, id := range p.Identifiers {
		w.Identifiers = append(w.Identifiers, b.identifier(id, i))
	}
	for i, c := range p.Contacts {
		if i == 0 {
			w.Email = c.Email
		}
		b.loseIf(i > 0 || len(c.Phones) > 0 || !c.Name.IsZero(), "/provider/contacts/"+strconv.Itoa(i))
	}
	if b.only {
		b.loseIf(p.LegalStatus != "", "/provider/legalStatus")
	} else {
		w.Legal = p.LegalStatus
	}
	if p.Source.Invented {
		w.Attributes = []wireAttr{b.attr("provenance", termInvented, "", "provider")}
	}
	b.loseIf(len(p.Locations) > 0, "/provider/locations")
	b.loseIf(len(p.Source.Extra) > 0, "/provider/source/extra")
	s.Provider = w
}

// registers are the codes of org-id.guide for the schemes.
var registers = map[activity.IdentifierScheme]string{
	activity.CharityEnglandWales: "GB-CHC", activity.CharityScotland: "GB-SC", activity.CharityNorthernIreland: "GB-NIC",
	activity.CompanyNumber: "GB-COH", activity.ODS: "GB-NHS", activity.LocalAuthority: "GB-LAE",
}

func (b *wiring) identifier(id activity.Identifier, i int) wireID {
	w := wireID{ID: b.idn("identifier", i), Scheme: registers[id.Scheme], Type: string(id.Scheme), Value: id.Value}
	if id.Text != "" {
		w.Type = strings.TrimSpace(strings.TrimPrefix(id.Text, w.Scheme))
		if w.Type == "" {
			w.Type = id.Text
		}
	}
	return w
}

// costs writes the prices. The words are the source's when they are read as the
// same price again, else ours.
func (b *wiring) costs(s *wireService) {
	for i, o := range b.a.Cost.Options {
		w := wireCost{ID: b.idn("cost", i), ValidFrom: o.ValidFrom.String(), ValidTo: o.ValidTo.String()}
		var same bool
		if w.Option, w.Text, same = splitPrice(o); !same {
			w.Option, w.Text = priceWords(o)
			b.loseIf(o.Text != "", "/cost/options/"+strconv.Itoa(i)+"/text")
		}
		if !o.Amount.IsZero() {
			n := o.Amount.Minor()
			w.Amount = number(strconv.FormatInt(n/100, 10) + "." + pad2(n%100))
			if o.Amount.Currency() != "GBP" {
				if b.only {
					b.lose("/cost/options/" + strconv.Itoa(i))
					continue
				}
				w.Currency = o.Amount.Currency()
			}
		}
		s.Costs = append(s.Costs, w)
	}
}

// splitPrice parts the words of a price into option and description so that
// they are read as the same price again, if they can be.
func splitPrice(o activity.CostOption) (string, string, bool) {
	if priceKind(o.Text) != o.Kind || pricePer(o.Text) != o.Per {
		return "", "", false
	}
	for at := len(o.Text); at >= 0; at-- {
		if at < len(o.Text) && o.Text[at] != ' ' && at != 0 {
			continue
		}
		option, text := o.Text[:at], strings.TrimPrefix(o.Text[at:], " ")
		who, known := priceFor(option, text)
		if !known {
			who = activity.ForConcession
		}
		if _, amount := pounds(text); who == o.For && (known || at == len(o.Text)) && (!amount || !o.Amount.IsZero()) {
			return option, text, true
		}
	}
	return "", "", false
}

func pad2(n int64) string {
	if n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}

func priceWords(o activity.CostOption) (string, string) {
	text := ""
	option := map[activity.PriceFor]string{
		activity.ForConcession: "Concession", activity.ForMembers: "Member", activity.ForNonMembers: "Non-member", activity.ForCarers: "Carer",
		activity.ForFirstSession: "First session", activity.ForChildren: "Child", activity.ForReferred: "Referred",
	}[o.For]
	switch o.Kind {
	case activity.Donation:
		option = strings.TrimSpace(option + " donation")
	case activity.Deposit:
		option = strings.TrimSpace(option + " deposit")
	case activity.Price:
	}
	if o.Per != "" {
		text = "per " + string(o.Per)
	}
	return option, text
}

// attr makes the attribute of a term of ours.
func (b *wiring) attr(about, curie, value, where string) wireAttr {
	name := termName(curie)
	w := wireAttr{
		ID: b.id("attribute " + where + " " + curie + " " + value), About: about,
		Term: wireTerm{ID: activity.DeriveID("term", curie).String(), Name: name, Text: name, URI: curie},
	}
	if !b.only {
		w.Value = value
	}
	return w
}

func termName(curie string) string {
	prefix, ref, _ := strings.Cut(curie, ":")
	switch prefix {
	case "sp-activity":
		return activity.CategoryCode(curie).Text(language.English)
	case "sp-group":
		return activity.GroupCode(curie).Text(language.English)
	}
	return strings.TrimPrefix(prefix, "sp-") + ": " + ref
}

// access writes a feature. That one is not there needs a value, which the
// profile's attribute has not: a term alone would say that it is.
func (b *wiring) access(f activity.AccessFact, path, where string) (wireAttr, bool) {
	value := f.Note
	switch f.Has {
	case person.Yes:
		value = "yes"
	case person.No:
		value = "no"
	case person.Unknown:
		if value == "" {
			value = "unknown"
		}
	}
	if b.only && f.Has != person.Yes {
		b.lose(path)
		return wireAttr{}, false
	}
	b.loseIf(f.Note != "" && f.Has != person.Unknown, path+"/note")
	return b.attr("accessibility", prefixAccess+string(f.Feature), value, where), true
}

// facts writes what the profile carries only as terms.
func (b *wiring) facts(s *wireService) {
	a := b.a
	add := func(about, curie, value string) { s.Attributes = append(s.Attributes, b.attr(about, curie, value, "")) }
	written := map[string]bool{}
	for _, t := range a.Terms {
		b.term(s, t)
		written[t.Code] = true
	}
	for i, c := range a.Categories {
		b.loseIf(b.only && c.Standing == activity.Assumed, "/categories/"+strconv.Itoa(i)+"/standing")
		if written[string(c.Code)] {
			continue
		}
		value := ""
		if c.Standing == activity.Assumed {
			value = assumedBy + c.From
		}
		add("service_type", string(c.Code), value)
	}
	for i, f := range a.Access {
		if w, ok := b.access(f, "/access/"+strconv.Itoa(i), ""); ok {
			s.Attributes = append(s.Attributes, w)
		}
	}
	for i, r := range a.Routes {
		if r.Route != "" {
			add("referral_route", prefixRoute+string(r.Route), r.Issuer)
			b.loseIf(b.only && r.Issuer != "", "/routes/"+strconv.Itoa(i)+"/issuer")
		}
		b.loseIf(r.URL != "", "/routes/"+strconv.Itoa(i)+"/url")
	}
	for _, m := range a.Modes {
		add("attending", prefixMode+string(m), "")
	}
	b.eligibility(add)
	b.rest(add)
}

// term writes a term of the source's taxonomies.
func (b *wiring) term(s *wireService, t activity.Term) {
	w := wireAttr{ID: b.id("term " + t.About + t.Taxonomy + t.Code + t.Name + t.Value), About: t.About}
	w.Term = wireTerm{Name: t.Name, Text: t.Name, Taxonomy: t.Taxonomy}
	switch _, err := activity.ParseID(t.Code); {
	case err == nil:
		w.Term.ID = t.Code
	case isCURIE(t.Code):
		w.Term.ID, w.Term.URI = activity.DeriveID("term", t.Code).String(), t.Code
	default:
		w.Term.ID = activity.DeriveID("term "+t.Taxonomy, t.Code).String()
		if b.only {
			b.loseIf(t.Code != "", "/terms")
		} else {
			w.Term.Code = t.Code
		}
	}
	if b.only {
		b.loseIf(t.Value != "", "/terms")
	} else {
		w.Value = t.Value
	}
	s.Attributes = append(s.Attributes, w)
}

func (b *wiring) eligibility(add func(about, curie, value string)) {
	e := b.a.Eligibility
	if r, ok := e.SuitsAges.Get(); ok {
		add("eligibility", prefixSuits+r.String(), "")
	}
	if g, ok := e.Gender.Get(); ok {
		add("eligibility", prefixGender+string(g), "")
	}
	list := func(known bool, prefix string, values []string) {
		if known && len(values) == 0 {
			add("eligibility", prefix+"none", "")
		}
		for _, v := range values {
			add("eligibility", prefix+v, "")
		}
	}
	var groups, areas, practices []string
	for _, g := range e.Groups.Value {
		groups = append(groups, strings.TrimPrefix(string(g), prefixGroup))
	}
	for _, c := range e.Residence.Value {
		areas = append(areas, string(c))
	}
	for _, c := range e.Practices.Value {
		practices = append(practices, c.String())
	}
	list(e.Groups.Standing == activity.Known, prefixGroup, groups)
	list(e.Residence.Standing == activity.Known, prefixResidence, areas)
	list(e.Practices.Standing == activity.Known, prefixPractice, practices)
	for i, c := range e.Conditions {
		if b.only {
			b.lose("/eligibility/conditions/" + strconv.Itoa(i))
			continue
		}
		add("eligibility", prefixCondition+"text", c)
	}
	b.loseIf(e.SuitsAges.Standing == activity.Assumed, "/eligibility/suitsAges")
	b.loseIf(e.Gender.Standing == activity.Assumed, "/eligibility/gender")
}

// rest writes the facts that stand alone.
func (b *wiring) rest(add func(about, curie, value string)) {
	a := b.a
	if a.Capacity.State != "" {
		add("capacity", prefixCapacity+string(a.Capacity.State), "")
	}
	if n, ok := a.Capacity.WaitDays.Get(); ok {
		add("capacity", prefixWait+strconv.Itoa(n), "")
	}
	if a.Coverage.Everywhere {
		add("coverage", prefixCoverage+"everywhere", "")
	}
	if a.Coverage.Radius > 0 {
		add("coverage", prefixRadius+strconv.Itoa(int(a.Coverage.Radius)), "")
	}
	if a.Schedule.Confidence == activity.Parsed || a.Schedule.Confidence == activity.Partial {
		add("schedule", prefixSchedule+string(a.Schedule.Confidence), "")
	}
	if !a.Ended.IsZero() {
		add("schedule", prefixEnded+a.Ended.String(), "")
	}
	if a.Source.Invented {
		add("provenance", termInvented, "")
	}
	b.loseIf(a.Assurance.By != "", "/assurance/by")
	b.loseIf(!a.Assurance.Due.IsZero(), "/assurance/due")
	b.loseIf(a.Source.ModifiedText != "", "/source/modifiedText")
}
