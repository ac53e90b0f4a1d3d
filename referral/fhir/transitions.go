package fhir

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"sync"
)

// MoveKind says on what a change of status rests.
type MoveKind string

// The kinds.
const (
	MoveNone    MoveKind = "none"    // the status stays
	MoveDrawn   MoveKind = "drawn"   // the guide's machine draws it
	MovePassing MoveKind = "passing" // it draws the steps between, which were taken at once
	MoveProse   MoveKind = "prose"   // only the words of R4 allow it
	MoveNew     MoveKind = "new"     // it is no change: a new Task begins
	MoveIllegal MoveKind = "illegal" // nothing allows it
)

// A Move is one change of status, judged.
type Move struct {
	Kind MoveKind
	// Through are the statuses between, for MovePassing: a peer that insists on
	// every step is sent each of them first. Those of BSeR have their code
	// behind a stroke.
	Through []string
	// Rule names what allows a MoveProse.
	Rule string
}

// The rules of prose. R4's text calls its machine typical and lets a workflow
// add to it; these are the only additions that are used.
const (
	// RuleCancel: whatever is not over may be cancelled (Task, notes).
	RuleCancel = "what is not over may be cancelled"
	// RuleError: a record that should never have been is marked so, whatever
	// its status was (definition of entered-in-error).
	RuleError = "what never was may be entered in error"
	// RuleReopen: an episode that is reopened goes on under the same request
	// (D2), whose requester had ended it.
	RuleReopen = "what is reopened stands under the same request"
)

//go:embed transitions.json
var transitionsJSON []byte

// A TransitionTable is a published machine of statuses.
type TransitionTable struct {
	Name   string          `json:"name"`
	Source string          `json:"source"`
	Rows   []TransitionRow `json:"rows"`
}

// A TransitionRow says what may follow a status, and which side writes it.
type TransitionRow struct {
	From string   `json:"from"` // "" is the start, "*" any
	To   []string `json:"to"`
	By   string   `json:"by"` // requester, performer or either
}

var transitionTables = sync.OnceValues(func() ([]TransitionTable, error) {
	var file struct {
		Tables []TransitionTable `json:"tables"`
	}
	err := json.Unmarshal(transitionsJSON, &file)
	return file.Tables, err
})

// TransitionTables gives the published machines that this package knows, each
// with its source. The caller owns them.
func TransitionTables() []TransitionTable {
	out := slices.Clone(loadedTables())
	for i := range out {
		out[i].Rows = slices.Clone(out[i].Rows)
		for j := range out[i].Rows {
			out[i].Rows[j].To = slices.Clone(out[i].Rows[j].To)
		}
	}
	return out
}

func loadedTables() []TransitionTable {
	tables, err := transitionTables()
	if err != nil {
		panic(err) // the embedded file is broken
	}
	return tables
}

func transitionTable(name string) TransitionTable {
	tables := loadedTables()
	i := slices.IndexFunc(tables, func(t TransitionTable) bool { return t.Name == name })
	return tables[i]
}

// taskTables name the machine of each profile: UK Core adds nothing to R4.
var taskTables = map[Profile]string{
	ProfileR4: "r4-task", ProfileUKCore: "r4-task", ProfileSDOHCC: "sdohcc-task", ProfileBSeR: "bser-task",
}

// TaskMove judges a change of a Task's status under a profile. The zero Status
// is the start: what was not written before.
func TaskMove(p Profile, from, to Status) Move {
	name, ok := taskTables[p]
	switch {
	case !ok:
		return Move{Kind: MoveIllegal}
	case from.Task.Terminal() && !to.Task.Terminal():
		return Move{Kind: MoveNew}
	case to.Task == TaskEnteredInError && p != ProfileSDOHCC && from.Task != to.Task:
		return Move{Kind: MoveProse, Rule: RuleError}
	}
	m := transitionTable(name).move(node(from), node(to))
	if m.Kind == MoveIllegal && to.Task == TaskCancelled && !from.Task.Terminal() && name == "r4-task" {
		return Move{Kind: MoveProse, Rule: RuleCancel}
	}
	return m
}

// node names a status in a table.
func node(s Status) string {
	if s.BSeR != "" {
		return string(s.Task) + "/" + s.BSeR
	}
	return string(s.Task)
}

// RequestMove judges a change of a ServiceRequest's status, for which no guide
// has a machine of its own. "" is the start.
func RequestMove(from, to RequestStatus) Move {
	switch {
	case to == RequestActive && (from == RequestCompleted || from == RequestRevoked):
		return Move{Kind: MoveProse, Rule: RuleReopen}
	case from == RequestDraft && to != RequestActive && to != RequestEnteredInError && to != from:
		return Move{Kind: MoveIllegal} // what was never sent is dropped, not sent in passing
	}
	return transitionTable("r4-request").move(string(from), string(to))
}

// maxPassing is how many steps may be taken at once: from the start to received
// there are three.
const maxPassing = 3

// move finds the shortest way.
func (t TransitionTable) move(from, to string) Move {
	if from == to {
		return Move{Kind: MoveNone}
	}
	ways := [][]string{{from}}
	for range maxPassing {
		var longer [][]string
		for _, w := range ways {
			for _, next := range t.after(w[len(w)-1]) {
				if next == to {
					return passed(w[1:])
				}
				if !slices.Contains(w, next) && !over(next) {
					longer = append(longer, append(slices.Clone(w), next))
				}
			}
		}
		ways = longer
	}
	return Move{Kind: MoveIllegal}
}

func passed(through []string) Move {
	if len(through) == 0 {
		return Move{Kind: MoveDrawn}
	}
	return Move{Kind: MovePassing, Through: through}
}

// over says whether a status is an end: nobody passes through one.
func over(status string) bool {
	task, _, _ := strings.Cut(status, "/")
	return TaskStatus(task).Terminal() || RequestStatus(task) == RequestRevoked
}

// after gives what may follow a status, in the order of the table.
func (t TransitionTable) after(from string) []string {
	var out []string
	for _, r := range t.Rows {
		if r.From == from || r.From == "*" {
			out = append(out, r.To...)
		}
	}
	return out
}
