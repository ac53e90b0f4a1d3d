package matching

import (
	"hash/maphash"
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
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
	// distinct: no record has been added twice.
	distinct bool
	cats     []category
}

// newMaker prepares a maker.
func newMaker(c *compiled) *maker {
	return &maker{
		builder: builder{opts: c}, host: make([][]uint8, len(c.Options.Criteria)), k: keyer{seed: maphash.MakeSeed()},
	}
}

// add adds the rows of a record. Nothing of it is kept but copies of entries
// that are new.
func (m *maker) add(a *activity.Activity) {
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
	columns := m.opts.columns(a)
	for i, s := range m.spots {
		r := base
		r.c[cKind] |= modeNumber(s.mode)
		m.spot(&r, &from, a, s)
		m.put(r, from, a.ID, uint16(min(i, 1<<16-1)))
		for c, v := range columns {
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
		from.site = m.addSite(at, outwardOf(l), l.Areas)
	} else {
		from.site = m.addSite(at, "", nil)
	}
	r.c[cFeats] = m.addFeats(a.Access, there, s.placed)
	r.c[cWhen] = m.addWhen(&a.Schedule, at)
	if p := &m.patterns[r.c[cWhen]]; p.known && p.last {
		r.c[cKind] |= flagLast
	}
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
	m.k.reset()
	m.k.ageRule(a)
	hash := m.k.hash()
	if n, ok := m.t.ages.find(hash, m.k.b); ok {
		return uint16(n)
	}
	return uint16(m.t.ages.add(hash, string(m.k.b), agesOf(a)))
}

func (m *maker) addAdmit(a *activity.Activity) uint16 {
	m.k.reset()
	m.k.admit(a)
	hash := m.k.hash()
	if n, ok := m.t.admit.find(hash, m.k.b); ok {
		return uint16(n)
	}
	r := admitOf(a)
	r.groups.Value, r.practices.Value = slices.Clone(r.groups.Value), slices.Clone(r.practices.Value)
	return uint16(m.t.admit.add(hash, string(m.k.b), r))
}

func (m *maker) addArea(a *activity.Activity) uint16 {
	m.k.reset()
	m.k.area(a)
	hash := m.k.hash()
	if n, ok := m.t.area.find(hash, m.k.b); ok {
		return uint16(n)
	}
	r := areaOf(a)
	r.residence.Value, r.cover = slices.Clone(r.residence.Value), r.cover.Clone()
	return uint16(m.t.area.add(hash, string(m.k.b), r))
}

func (m *maker) addFeats(own, there activity.Access, placed bool) uint16 {
	m.k.reset()
	m.k.bool(placed)
	m.k.access(own)
	m.k.access(there)
	hash := m.k.hash()
	if n, ok := m.t.feats.find(hash, m.k.b); ok {
		return uint16(n)
	}
	return uint16(m.t.feats.add(hash, string(m.k.b), features{activity: bare(own), place: bare(there)}))
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
	return uint16(m.t.langs.add(hash, string(m.k.b), list))
}

func (m *maker) addCost(a *activity.Activity) uint16 {
	m.k.reset()
	m.k.cost(&a.Cost)
	hash := m.k.hash()
	if n, ok := m.t.cost.find(hash, m.k.b); ok {
		return uint16(n)
	}
	c := a.Cost.Clone()
	c.Text = ""
	return uint16(m.t.cost.add(hash, string(m.k.b), c))
}

func (m *maker) addRoom(a *activity.Activity) uint16 {
	r := roomOf(&a.Capacity)
	m.k.reset()
	m.k.room(&r)
	hash := m.k.hash()
	if n, ok := m.t.room.find(hash, m.k.b); ok {
		return uint16(n)
	}
	return uint16(m.t.room.add(hash, string(m.k.b), r))
}

func (m *maker) addState(a *activity.Activity) uint16 {
	s := stateOf(a)
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
	m.k.reset()
	m.k.fresh(&f)
	hash := m.k.hash()
	if n, ok := m.t.fresh.find(hash, m.k.b); ok {
		return uint16(n)
	}
	return uint16(m.t.fresh.add(hash, string(m.k.b), f))
}

// crowded reports whether a table might not hold so many entries more.
func (m *maker) crowded(more int) bool {
	t := &m.t
	return max(len(t.cats.vals), len(t.ages.vals), len(t.admit.vals), len(t.area.vals), len(t.feats.vals),
		len(t.when.vals), len(t.langs.vals), len(t.cost.vals), len(t.room.vals), len(t.state.vals),
		len(t.fresh.vals))+more > m.opts.sizes.full
}

func (m *maker) addProvider(id activity.ProviderID) uint32 {
	t, hash := &m.t.provider, hashed(m.k.seed, id[:])
	if n, ok := findIn(t.at, t.vals, hash, id); ok {
		return n
	}
	return addIn(t, hash, id)
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

func (m *maker) addPlace(p place1) uint32 {
	t, hash := &m.t.site, hashed(m.k.seed, p.id[:])+p.town
	if n, ok := findIn(t.at, t.vals, hash, p); ok {
		return n
	}
	return addIn(t, hash, p)
}

func (m *maker) addWhen(s *activity.Schedule, at activity.LocationID) uint16 {
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
	return uint16(m.t.when.add(hash, string(m.k.b), local))
}
