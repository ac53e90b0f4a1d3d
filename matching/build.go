package matching

import (
	"hash/maphash"
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// maker makes a segment from records.
type maker struct {
	builder
	t    tables
	rows []row
	from []source
	ids  []activity.ID
	ords []uint16
	host [][]uint8
	// patterns are those of the table of schedules.
	patterns []pattern
	k        keyer
	spots    []spot
	// blank are the entries of which nothing is stated, plus one: most records say
	// nothing of most things.
	blank [columns]uint32
	// at is where the row before was, and its site.
	at locality
	// provider is the number of the provider met last.
	provider uint32
	// state is that of the record before.
	state struct {
		known bool
		was   state
		n     uint16
	}
	// distinct: no record has been added twice.
	distinct bool
	cats     []category
}

// locality is where a row is. Rows of one place often stand together in a feed.
type locality struct {
	known    bool
	id       activity.LocationID
	postcode person.Postcode
	areas    []activity.AreaCode
	site     uint32
}

// newMaker prepares a maker.
func newMaker(c *compiled) *maker {
	return &maker{
		builder: builder{opts: c}, host: make([][]uint8, len(c.Options.Criteria)), k: keyer{seed: maphash.MakeSeed()},
	}
}

// add adds the rows of a record, with what the host's criteria make of it. Nothing
// of it is kept but copies of entries that are new.
func (m *maker) add(a *activity.Activity, host []uint8) {
	m.cats = appendCategories(m.cats[:0], a)
	base := row{c: [columns]uint16{
		cCats: m.addCats(), cAges: m.addAges(a), cAdmit: m.addAdmit(a), cArea: m.addArea(a), cLangs: m.addLangs(a),
		cCost: m.addCost(a), cRoom: m.addRoom(a), cState: m.addState(a), cFresh: m.addFresh(a),
	}}
	from := source{provider: m.addProvider(a.Provider)}
	m.spots = spots(a, m.opts.crosswalk.onlyInPerson(m.cats), m.spots[:0])
	if len(m.spots) > 1 {
		base.c[cKind] |= flagMulti
	}
	for i, s := range m.spots {
		r := base
		r.c[cKind] |= modeNumber(s.mode)
		m.spot(&r, &from, a, s)
		m.put(r, from, a.ID, uint16(min(i, 1<<16-1)))
		for c, v := range host {
			m.host[c] = append(m.host[c], v)
		}
	}
}

// put adds a row, which is the ord-th offer of its activity.
func (m *maker) put(r row, from source, id activity.ID, ord uint16) {
	if n := len(m.rows); n == cap(m.rows) { // append would grow them by little, and often
		m.rows, m.ids, m.from, m.ords = slices.Grow(m.rows, n), slices.Grow(m.ids, n), slices.Grow(m.from, n), slices.Grow(m.ords, n)
	}
	m.rows, m.ids, m.from, m.ords = append(m.rows, r), append(m.ids, id), append(m.from, from), append(m.ords, ord)
}

// spot completes the row of one spot.
func (m *maker) spot(r *row, from *source, a *activity.Activity, s spot) {
	if s.placed {
		r.c[cKind] |= flagPlaced
	}
	var at activity.LocationID
	var there activity.Access
	if s.location >= 0 {
		l := &a.Locations[s.location]
		point, rough := m.opts.pointOf(l)
		r.lat, r.lon = point.Micro()
		if rough {
			r.c[cKind] |= flagRough
		}
		at, there = l.ID, l.Access
		from.site = m.siteOf(l)
	} else {
		from.site = m.addSite(at, "", nil)
	}
	r.c[cFeats] = m.addFeats(a.Access, there, s.placed)
	r.c[cWhen] = m.addWhen(&a.Schedule, at)
	if p := &m.patterns[r.c[cWhen]]; p.known && p.last {
		r.c[cKind] |= flagLast
	}
}

// note remembers the number of a new entry, if nothing is stated by it.
func (m *maker) note(column int, silent bool, n uint32) uint16 {
	if silent {
		m.blank[column] = n + 1
	}
	return uint16(n)
}

func (m *maker) addCats() uint16 {
	m.k.reset()
	m.k.cats(m.cats)
	hash := m.k.hash()
	if n, ok := m.t.cats.find(hash, m.k.b); ok {
		return uint16(n)
	}
	return uint16(m.t.cats.add(hash, string(m.k.b), slices.Clone(m.cats)))
}

func (m *maker) addAges(a *activity.Activity) uint16 {
	limit, suits := &a.Eligibility.Ages, &a.Eligibility.SuitsAges
	silent := limit.Standing == "" && suits.Standing == "" && limit.Value.IsZero() && suits.Value.IsZero()
	if silent && m.blank[cAges] > 0 {
		return uint16(m.blank[cAges] - 1)
	}
	m.k.reset()
	m.k.ageRule(a)
	hash := m.k.hash()
	if n, ok := m.t.ages.find(hash, m.k.b); ok {
		return uint16(n)
	}
	return m.note(cAges, silent, m.t.ages.add(hash, string(m.k.b), agesOf(a)))
}

func (m *maker) addAdmit(a *activity.Activity) uint16 {
	e := &a.Eligibility
	silent := e.Gender.Standing == "" && e.Gender.Value == "" && e.Groups.Standing == "" && e.Practices.Standing == "" &&
		len(e.Groups.Value)+len(e.Practices.Value)+len(e.Conditions)+len(a.Routes) == 0
	if silent && m.blank[cAdmit] > 0 {
		return uint16(m.blank[cAdmit] - 1)
	}
	m.k.reset()
	m.k.admit(a)
	hash := m.k.hash()
	if n, ok := m.t.admit.find(hash, m.k.b); ok {
		return uint16(n)
	}
	r := admitOf(a)
	r.groups.Value, r.practices.Value = slices.Clone(r.groups.Value), slices.Clone(r.practices.Value)
	return m.note(cAdmit, silent, m.t.admit.add(hash, string(m.k.b), r))
}

func (m *maker) addArea(a *activity.Activity) uint16 {
	c, home := &a.Coverage, &a.Eligibility.Residence
	silent := home.Standing == "" && len(home.Value) == 0 &&
		c.Standing == "" && !c.Everywhere && c.Radius == 0 && len(c.Outward)+len(c.Areas) == 0
	if silent && m.blank[cArea] > 0 {
		return uint16(m.blank[cArea] - 1)
	}
	m.k.reset()
	m.k.area(a)
	hash := m.k.hash()
	if n, ok := m.t.area.find(hash, m.k.b); ok {
		return uint16(n)
	}
	r := areaOf(a)
	r.residence.Value, r.cover = slices.Clone(r.residence.Value), r.cover.Clone()
	return m.note(cArea, silent, m.t.area.add(hash, string(m.k.b), r))
}

func (m *maker) addFeats(own, there activity.Access, placed bool) uint16 {
	silent := placed && len(own)+len(there) == 0
	if silent && m.blank[cFeats] > 0 {
		return uint16(m.blank[cFeats] - 1)
	}
	m.k.reset()
	m.k.bool(placed)
	m.k.access(own)
	m.k.access(there)
	hash := m.k.hash()
	if n, ok := m.t.feats.find(hash, m.k.b); ok {
		return uint16(n)
	}
	return m.note(cFeats, silent, m.t.feats.add(hash, string(m.k.b), features{activity: bare(own), place: bare(there)}))
}

// bare copies facts without their notes, which nothing here reads.
func bare(list activity.Access) activity.Access {
	out := list.Clone()
	for i := range out {
		out[i].Note = ""
	}
	return out
}

func (m *maker) addLangs(a *activity.Activity) uint16 {
	silent := len(a.Languages) == 0
	if silent && m.blank[cLangs] > 0 {
		return uint16(m.blank[cLangs] - 1)
	}
	m.k.reset()
	m.k.langs(a.Languages)
	hash := m.k.hash()
	if n, ok := m.t.langs.find(hash, m.k.b); ok {
		return uint16(n)
	}
	list := slices.Clone(a.Languages)
	for i := range list {
		list[i].Text = ""
	}
	m.opts.tabulate(list)
	return m.note(cLangs, silent, m.t.langs.add(hash, string(m.k.b), list))
}

func (m *maker) addCost(a *activity.Activity) uint16 {
	silent := a.Cost.Standing == "" && len(a.Cost.Options) == 0
	if silent && m.blank[cCost] > 0 {
		return uint16(m.blank[cCost] - 1)
	}
	m.k.reset()
	m.k.cost(&a.Cost)
	hash := m.k.hash()
	if n, ok := m.t.cost.find(hash, m.k.b); ok {
		return uint16(n)
	}
	c := a.Cost.Clone()
	c.Text = ""
	return m.note(cCost, silent, m.t.cost.add(hash, string(m.k.b), c))
}

func (m *maker) addRoom(a *activity.Activity) uint16 {
	r := roomOf(&a.Capacity)
	silent := r == room{available: -1, wait: -1}
	if silent && m.blank[cRoom] > 0 {
		return uint16(m.blank[cRoom] - 1)
	}
	m.k.reset()
	m.k.room(&r)
	hash := m.k.hash()
	if n, ok := m.t.room.find(hash, m.k.b); ok {
		return uint16(n)
	}
	return m.note(cRoom, silent, m.t.room.add(hash, string(m.k.b), r))
}

func (m *maker) addState(a *activity.Activity) uint16 {
	s := stateOf(a)
	if m.state.known && m.state.was == s {
		return m.state.n
	}
	n := m.stateNumber(s)
	m.state.known, m.state.was, m.state.n = true, s, n
	return n
}

func (m *maker) stateNumber(s state) uint16 {
	m.k.reset()
	m.k.state(&s)
	hash := m.k.hash()
	if n, ok := m.t.state.find(hash, m.k.b); ok {
		return uint16(n)
	}
	return uint16(m.t.state.add(hash, string(m.k.b), s))
}

func (m *maker) addFresh(a *activity.Activity) uint16 {
	f := freshnessOf(a)
	silent := f == freshness{running: true}
	if silent && m.blank[cFresh] > 0 {
		return uint16(m.blank[cFresh] - 1)
	}
	m.k.reset()
	m.k.fresh(&f)
	hash := m.k.hash()
	if n, ok := m.t.fresh.find(hash, m.k.b); ok {
		return uint16(n)
	}
	return m.note(cFresh, silent, m.t.fresh.add(hash, string(m.k.b), f))
}

// crowded reports whether a table might not hold so many entries more.
func (m *maker) crowded(more int) bool {
	t := &m.t
	return max(len(t.cats.vals), len(t.ages.vals), len(t.admit.vals), len(t.area.vals), len(t.feats.vals),
		len(t.when.vals), len(t.langs.vals), len(t.cost.vals), len(t.room.vals), len(t.state.vals),
		len(t.fresh.vals))+more > m.opts.sizes.full
}

func (m *maker) addProvider(id activity.ProviderID) uint32 {
	t := &m.t.provider
	if n := m.provider; int(n) < len(t.vals) && t.vals[n] == id {
		return n
	}
	hash := hashed(m.k.seed, id[:])
	n, ok := findIn(t.at, t.vals, hash, id)
	if !ok {
		n = addIn(t, hash, id)
	}
	m.provider = n
	return n
}

func (m *maker) addSite(id activity.LocationID, outward activity.AreaCode, areas []activity.AreaCode) uint32 {
	m.k.reset()
	m.k.str(string(outward))
	strs(&m.k, areas)
	hash := m.k.hash()
	town, ok := m.t.town.find(hash, m.k.b)
	if !ok {
		town = m.t.town.add(hash, string(m.k.b), area1{outward: outward, areas: slices.Clone(areas)})
	}
	return m.addPlace(place1{id: id, town: town})
}

// siteOf is addSite, at once where the location is that of the row before.
func (m *maker) siteOf(l *activity.Location) uint32 {
	was := &m.at
	if was.known && was.id == l.ID && was.postcode == l.Address.Postcode && slices.Equal(was.areas, l.Areas) {
		return was.site
	}
	n := m.addSite(l.ID, outwardOf(l), l.Areas)
	*was = locality{known: true, id: l.ID, postcode: l.Address.Postcode, areas: append(was.areas[:0], l.Areas...), site: n}
	return n
}

func (m *maker) addPlace(p place1) uint32 {
	t, hash := &m.t.site, hashed(m.k.seed, p.id[:])+p.town
	if n, ok := findIn(t.at, t.vals, hash, p); ok {
		return n
	}
	return addIn(t, hash, p)
}

func (m *maker) addWhen(s *activity.Schedule, at activity.LocationID) uint16 {
	silent := s.Zone == "" && s.Confidence == "" && len(s.Rules)+len(s.Closed) == 0
	if silent && m.blank[cWhen] > 0 {
		return uint16(m.blank[cWhen] - 1)
	}
	m.k.reset()
	m.k.schedule(s, at, m.opts.horizon.From)
	hash := m.k.hash()
	if n, ok := m.t.when.find(hash, m.k.b); ok {
		return uint16(n)
	}
	local := narrow(s, at)
	local = local.Clone()
	local.Text, local.URL = "", ""
	m.patterns = append(m.patterns, expand(&local, activity.LocationID{}, m.opts.horizon, m.opts.zones()))
	return m.note(cWhen, silent, m.t.when.add(hash, string(m.k.b), local))
}
