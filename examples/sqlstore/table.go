package sqlstore

import (
	"fmt"
	"strings"
	"sync"

	"github.com/google/uuid"
)

// layout says how the aggregates of one kind lie in their tables: a table of
// values, by the partition key and the identifier, and a table of events.
type layout struct {
	table   string   // of the values; that of the events is table_event
	part    string   // column of the partition key; "" where the identifier is it
	id      string   // column of the identifier
	columns []string // beside the value, for queries
	events  bool
	outbox  bool
	set     *setLayout
}

// setLayout is a side table with a row for each of several things that are
// looked for.
type setLayout struct {
	table   string
	columns []string
}

// keys are the columns of the primary key.
func (l *layout) keys() []string {
	if l.part == "" {
		return []string{l.id}
	}
	return []string{l.part, l.id}
}

// where is the condition on the key, from parameter $1 on.
func (l *layout) where(alias string) string {
	var c []string
	for i, k := range l.keys() {
		c = append(c, fmt.Sprintf("%s%s = $%d", alias, k, i+1))
	}
	return strings.Join(c, " AND ")
}

// statements are the texts for one layout in one dialect.
type statements struct {
	l *layout
	d Dialect

	get, version, byKey, list, tied string
	events, pending, known          string
	eventByID, putEvent, madeBy     string
	clearSet, addToSet              string

	writes sync.Map // write to text
}

// write names a text by what it does and for how many events.
type write struct {
	what   byte // 'i' inserts a row, 'u' updates one, 'e' adds events
	events int
}

func newStatements(d Dialect, l *layout) *statements {
	s := &statements{l: l, d: d}
	keys := strings.Join(l.keys(), ", ")
	s.get = d.text("SELECT version, value FROM " + l.table + " WHERE " + l.id + " = $1")
	s.byKey = d.text("SELECT version, value FROM " + l.table + " WHERE " + l.where(""))
	s.version = d.text("SELECT version, change_id FROM " + l.table + " WHERE " + l.where(""))
	s.known = d.text("SELECT 1 FROM " + l.table + " WHERE " + l.id + " = $1")
	s.list = d.text("SELECT version, cursor, value, " + d.settled("$3") + " FROM " + l.table +
		" WHERE cursor > $1 ORDER BY cursor, " + l.id + " LIMIT $2")
	s.tied = d.text("SELECT version, cursor, value, " + d.settled("$2") + " FROM " + l.table +
		" WHERE cursor = $1 ORDER BY " + l.id)
	if l.events {
		s.eventStatements(keys)
	}
	if l.set != nil {
		s.setStatements()
	}
	return s
}

func (s *statements) eventStatements(keys string) {
	l, d := s.l, s.d
	s.events = d.text("SELECT event FROM " + l.table + "_event WHERE " + l.id + " = $1" + s.ofPart() + " ORDER BY version, n")
	s.pending = d.text("SELECT event FROM " + l.table + "_event WHERE pending ORDER BY cursor, " + keys + ", version, n LIMIT $1")
	n := len(l.keys())
	s.madeBy = d.text(fmt.Sprintf("SELECT version FROM %s_event WHERE %s AND event_id = $%d", l.table, l.where(""), n+1))
	s.eventByID = d.text(fmt.Sprintf("SELECT version, n, event FROM %s_event WHERE %s AND event_id = $%d", l.table, l.where(""), n+1))
	s.putEvent = d.text(fmt.Sprintf("UPDATE %s_event SET event = $%d WHERE %s AND version = $%d AND n = $%d",
		l.table, n+3, l.where(""), n+1, n+2))
}

// ofPart adds the partition key to a condition on an identifier $1 in the table of
// events: its key begins with that, so that without it the whole table is read.
func (s *statements) ofPart() string {
	if s.l.part == "" {
		return ""
	}
	return " AND " + s.l.part + " IN (SELECT " + s.l.part + " FROM " + s.l.table + " WHERE " + s.l.id + " = $1)"
}

// acknowledge ends the delivery of so many events of one aggregate, found by
// its identifier and by theirs.
func (s *statements) acknowledge(events int) string {
	return s.d.text("UPDATE " + s.l.table + "_event SET pending = " + map[Dialect]string{SQLite: "0", PostgreSQL: "false"}[s.d] +
		" WHERE pending AND " + s.l.id + " = $1" + s.ofPart() +
		" AND event_id IN (" + parameters(2, events) + ")")
}

func (s *statements) setStatements() {
	l, d := s.l, s.d
	s.clearSet = d.text("DELETE FROM " + l.set.table + " WHERE " + l.where(""))
	columns := append(l.keys(), l.set.columns...)
	s.addToSet = d.text("INSERT INTO " + l.set.table + " (" + strings.Join(columns, ", ") + ") VALUES (" +
		parameters(1, len(columns)) + ") ON CONFLICT DO NOTHING")
}

// parameters gives n of them, from $first on.
func parameters(first, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", first+i)
	}
	return b.String()
}

// The parameters of a write, in order: the key; the version that it makes; the
// change; the value; the columns; what PostgreSQL needs for the cursor; and
// three for each event, if they are in the same statement.

// insert gives the text that stores a first version with so many events.
func (s *statements) insert(events int) string { return s.text(write{'i', events}) }

// update gives the text that stores a later version with so many events.
func (s *statements) update(events int) string { return s.text(write{'u', events}) }

// eventsAtOnce is how many events one statement stores. Two parameters for each,
// and the row's own, stay below what both databases allow (32,766 in SQLite);
// and there are not more texts to keep prepared than this.
const eventsAtOnce = 2000

// addEvents gives the text that adds so many events to a row that was just
// written: parameters are its key, its version, how many it has already, and two
// for each event. Without events it is empty.
func (s *statements) addEvents(events int) string {
	if events == 0 || !s.l.events {
		return ""
	}
	return s.text(write{'e', events})
}

func (s *statements) text(w write) string {
	if t, ok := s.writes.Load(w); ok {
		return t.(string) //nolint:revive // nothing else is put in
	}
	var t string
	switch w.what {
	case 'i':
		t = s.together(s.insertRow(), w.events)
	case 'u':
		t = s.together(s.updateRow(), w.events)
	case 'e':
		k := len(s.l.keys())
		first := s.d.typed(fmt.Sprintf("$%d", k+2), "integer")
		t = s.eventRows(w.events, k+3, fmt.Sprintf("$%d", k+1), first, s.l.table+" r") + " WHERE " + s.l.where("r.")
	}
	t = s.d.text(t)
	s.writes.Store(w, t)
	return t
}

// together follows a row by its events in one statement, where the dialect can.
func (s *statements) together(row string, events int) string {
	if !s.d.oneStatement() || events == 0 || !s.l.events {
		return row
	}
	keys := strings.Join(s.l.keys(), ", ")
	first := s.cursorParameter() + 2
	return "WITH r AS (" + row + " RETURNING " + keys + ", version, cursor) " + s.eventRows(events, first, "r.version", "0", "r")
}

// cursorParameter is the first parameter behind the columns.
func (s *statements) cursorParameter() int { return len(s.l.keys()) + 4 + len(s.l.columns) }

func (s *statements) nextCursor() string {
	p := s.cursorParameter()
	return s.d.next(s.l.table, fmt.Sprintf("$%d", p), fmt.Sprintf("$%d", p+1))
}

// insertRow stores a new aggregate unless its key is taken.
func (s *statements) insertRow() string {
	l := s.l
	columns := append(l.keys(), "version", "change_id", "value")
	columns = append(columns, l.columns...)
	return "INSERT INTO " + l.table + " (" + strings.Join(columns, ", ") + ", cursor) VALUES (" + parameters(1, len(columns)) +
		", " + s.nextCursor() + ") ON CONFLICT (" + strings.Join(l.keys(), ", ") + ") DO NOTHING"
}

// updateRow stores the next version on top of the one that it was made from.
// Within one aggregate the cursor always rises, though a transaction may have
// taken its number before the one that made the earlier version.
func (s *statements) updateRow() string {
	l, k := s.l, len(s.l.keys())
	set := []string{fmt.Sprintf("version = $%d", k+1), fmt.Sprintf("change_id = $%d", k+2), fmt.Sprintf("value = $%d", k+3)}
	for i, c := range l.columns {
		set = append(set, fmt.Sprintf("%s = $%d", c, k+4+i))
	}
	return "UPDATE " + l.table + " SET " + strings.Join(set, ", ") + ", cursor = " + s.d.later(s.nextCursor(), "cursor + 1") +
		" WHERE " + l.where("") + fmt.Sprintf(" AND version = $%d - 1", k+1)
}

// eventRows inserts events with the key and cursor of the row in from, numbered
// from nth on.
func (s *statements) eventRows(n, first int, version, nth, from string) string {
	var keys, rows []string
	for _, k := range s.l.keys() {
		keys = append(keys, "r."+k)
	}
	pending := map[bool]map[Dialect]string{true: {SQLite: "1", PostgreSQL: "true"}, false: {SQLite: "0", PostgreSQL: "false"}}[s.l.outbox][s.d]
	for i := range n {
		rows = append(rows, fmt.Sprintf("(%d, %s, %s)", i, s.d.typed(fmt.Sprintf("$%d", first+2*i), "uuid"),
			s.d.typed(fmt.Sprintf("$%d", first+2*i+1), "json")))
	}
	return "INSERT INTO " + s.l.table + "_event (" + strings.Join(s.l.keys(), ", ") +
		", version, n, event_id, event, pending, cursor) SELECT " + strings.Join(keys, ", ") + ", " + s.d.typed(version, "bigint") +
		", e.column1 + " + nth + ", e.column2, e.column3, " + pending + ", r.cursor FROM " + from + ", (VALUES " + strings.Join(rows, ", ") + ") e"
}

// key binds the key of an aggregate.
func (s *statements) key(part, id uuid.UUID) []any {
	if s.l.part == "" {
		return []any{s.d.key(id)}
	}
	return []any{s.d.key(part), s.d.key(id)}
}
