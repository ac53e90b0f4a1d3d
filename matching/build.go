package matching

import (
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
)

// maker makes a segment from records.
type maker struct {
	builder
	t     tables
	rows  []row
	ids   []activity.ID
	host  [][]uint8
	k     keyer
	spots []spot
	cats  []category

	// Entries found without spelling a key: 16-byte identifiers.
	providers map[activity.ProviderID]uint32
	sites     map[place1]uint32
}

// newMaker prepares a maker.
func newMaker(c *compiled) *maker {
	return &maker{
		builder: builder{opts: c}, host: make([][]uint8, len(c.Options.Criteria)),
		providers: map[activity.ProviderID]uint32{}, sites: map[place1]uint32{},
	}
}

// add adds the rows of a record. Nothing of it is kept but copies of entries
// that are new.
func (m *maker) add(a *activity.Activity) {
	m.cats = appendCategories(m.cats[:0], a)
	base := row{
		cats: m.addCats(), who: m.addWho(a), langs: m.addLangs(a), cost: m.addCost(a),
		room: m.addRoom(a), stand: m.addStand(a), provider: m.addProvider(a.Provider),
	}
	m.spots = spots(a, m.opts.crosswalk.onlyInPerson(m.cats), m.spots[:0])
	if len(m.spots) > 1 {
		base.flags |= flagMulti
	}
	columns := m.opts.columns(a)
	for i, s := range m.spots {
		r := base
		r.ord, r.mode = uint16(min(i, 1<<16-1)), modeNumber(s.mode)
		m.spot(&r, a, s)
		m.rows, m.ids = append(m.rows, r), append(m.ids, a.ID)
		for c, v := range columns {
			m.host[c] = append(m.host[c], v)
		}
	}
}

// spot completes the row of one spot.
func (m *maker) spot(r *row, a *activity.Activity, s spot) {
	if s.placed {
		r.flags |= flagPlaced
	}
	var at activity.LocationID
	var there activity.Access
	if s.location >= 0 {
		l := &a.Locations[s.location]
		point, rough := m.opts.pointOf(l)
		r.lat, r.lon = point.Micro()
		if rough {
			r.flags |= flagRough
		}
		at, there = l.ID, l.Access
		r.site = m.addSite(at, outwardOf(l), l.Areas)
	} else {
		r.site = m.addSite(at, "", nil)
	}
	r.feats = m.addFeats(a.Access, there)
	r.when = m.addWhen(&a.Schedule, at)
}

func (m *maker) addCats() uint32 {
	m.k.reset()
	m.k.cats(m.cats)
	if n, ok := m.t.cats.find(m.k.b); ok {
		return n
	}
	return m.t.cats.add(string(m.k.b), slices.Clone(m.cats))
}

func (m *maker) addWho(a *activity.Activity) uint32 {
	m.k.reset()
	m.k.who(a)
	if n, ok := m.t.who.find(m.k.b); ok {
		return n
	}
	w := *whoMay(a)
	w.elig, w.cover = w.elig.Clone(), w.cover.Clone()
	return m.t.who.add(string(m.k.b), w)
}

func (m *maker) addFeats(own, there activity.Access) uint32 {
	m.k.reset()
	m.k.access(own)
	m.k.access(there)
	if n, ok := m.t.feats.find(m.k.b); ok {
		return n
	}
	return m.t.feats.add(string(m.k.b), features{activity: bare(own), place: bare(there)})
}

// bare copies facts without their notes, which nothing here reads.
func bare(list activity.Access) activity.Access {
	out := list.Clone()
	for i := range out {
		out[i].Note = ""
	}
	return out
}

func (m *maker) addLangs(a *activity.Activity) uint32 {
	m.k.reset()
	m.k.langs(a.Languages)
	if n, ok := m.t.langs.find(m.k.b); ok {
		return n
	}
	list := slices.Clone(a.Languages)
	for i := range list {
		list[i].Text = ""
	}
	m.opts.tabulate(list)
	return m.t.langs.add(string(m.k.b), list)
}

func (m *maker) addCost(a *activity.Activity) uint32 {
	m.k.reset()
	m.k.cost(&a.Cost)
	if n, ok := m.t.cost.find(m.k.b); ok {
		return n
	}
	c := a.Cost.Clone()
	c.Text = ""
	return m.t.cost.add(string(m.k.b), c)
}

func (m *maker) addRoom(a *activity.Activity) uint32 {
	r := roomOf(&a.Capacity)
	m.k.reset()
	m.k.room(&r)
	if n, ok := m.t.room.find(m.k.b); ok {
		return n
	}
	return m.t.room.add(string(m.k.b), r)
}

func (m *maker) addStand(a *activity.Activity) uint32 {
	s := standingOf(a)
	m.k.reset()
	m.k.stand(&s)
	if n, ok := m.t.stand.find(m.k.b); ok {
		return n
	}
	return m.t.stand.add(string(m.k.b), s)
}

func (m *maker) addProvider(id activity.ProviderID) uint32 {
	if n, ok := m.providers[id]; ok {
		return n
	}
	n := uint32(len(m.t.provider.vals))
	m.t.provider.vals = append(m.t.provider.vals, id)
	m.providers[id] = n
	return n
}

func (m *maker) addSite(id activity.LocationID, outward activity.AreaCode, areas []activity.AreaCode) uint32 {
	m.k.reset()
	m.k.str(string(outward))
	strs(&m.k, areas)
	area, ok := m.t.area.find(m.k.b)
	if !ok {
		area = m.t.area.add(string(m.k.b), area1{outward: outward, areas: slices.Clone(areas)})
	}
	return m.addPlace(place1{id: id, area: area})
}

func (m *maker) addPlace(p place1) uint32 {
	if n, ok := m.sites[p]; ok {
		return n
	}
	n := uint32(len(m.t.site.vals))
	m.t.site.vals = append(m.t.site.vals, p)
	m.sites[p] = n
	return n
}

func (m *maker) addWhen(s *activity.Schedule, at activity.LocationID) uint32 {
	m.k.reset()
	m.k.schedule(s, at, m.opts.horizon.From)
	if n, ok := m.t.when.find(m.k.b); ok {
		return n
	}
	local := narrow(s, at)
	local = local.Clone()
	local.Text, local.URL = "", ""
	w := when1{schedule: local, pattern: expand(&local, activity.LocationID{}, m.opts.horizon, m.opts.zones())}
	return m.t.when.add(string(m.k.b), w)
}
