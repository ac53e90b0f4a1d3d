package referral

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/internal/texts"
)

// Report writes the whole machine: for each part, each state and each action
// either where it leads, who may and under which guards, or that it is refused.
// It is meant to be kept as a golden file and read by people of the service.
func (m *Machine) Report() string {
	var b strings.Builder
	for i := range m.tables {
		t := &m.tables[i]
		fmt.Fprintf(&b, "# %s\n", tableName(i))
		for f := range t.states {
			m.reportState(&b, i, uint8(f))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func (m *Machine) reportState(b *strings.Builder, i int, from uint8) {
	t := &m.tables[i]
	name, phase := string(t.states[from].Name), " ("+string(t.states[from].Phase)+")"
	if from == 0 {
		name, phase = "(nowhere)", ""
	}
	fmt.Fprintf(b, "\n## %s%s\n", name, phase)
	var refused []string
	for k := 1; k < t.actions; k++ {
		if !m.concerns(i, kind(k)) {
			continue
		}
		r := t.cell(from, kind(k))
		if r == nil {
			refused = append(refused, string(m.names[k]))
			continue
		}
		fmt.Fprintf(b, "%-28s -> %-22s by %s", m.names[k], m.targetText(r), m.whoText(i, kind(k), r))
		if len(r.Guards) > 0 {
			fmt.Fprintf(b, " if %s", strings.Join(wordsOf(r.Guards), ", "))
		}
		if r.Mark != "" {
			fmt.Fprintf(b, " [%s]", r.Mark)
		}
		b.WriteByte('\n')
	}
	if len(refused) > 0 {
		fmt.Fprintf(b, "refused: %s\n", strings.Join(refused, " "))
	}
}

// concerns says whether an action belongs in a part's table.
func (m *Machine) concerns(i int, k kind) bool {
	if m.names[k] == "" {
		return false
	}
	return i == 0 || k < kindCount && kinds[k].part == allParts[i]
}

func (m *Machine) targetText(r *row) string {
	//exhaustive:ignore
	switch r.To {
	case Stay:
		return "(stays)"
	case Return:
		return "(returns)"
	}
	return string(r.To)
}

func (m *Machine) whoText(i int, k kind, r *row) string {
	if i == 0 && len(r.Roles) == 0 {
		return "whoever the " + string(kinds[k].part) + " machine lets"
	}
	return strings.Join(wordsOf(r.Roles), ", ")
}

// edge is one arrow of a diagram: all actions between two states.
type edge struct {
	from, to State
	label    string
	mark     Mark
}

// edges gives the arrows of a part in the order of its states. Undo and
// entered in error are left out: they lead from everywhere, and hide the rest.
func (m *Machine) edges(p Part) []edge {
	t := &m.tables[partIndex(p)]
	var out []edge
	for f := range t.states {
		for k := 1; k < t.actions; k++ {
			r := t.cell(uint8(f), kind(k))
			if r == nil || r.To == Stay || r.Mark == MarkUndo || r.Mark == MarkError {
				continue
			}
			for _, to := range m.targets(t, r, t.states[f]) {
				out = addEdge(out, edge{t.states[f].Name, to, string(m.names[k]), r.Mark})
			}
		}
	}
	return out
}

// targets resolves Return: to where a hold or a pause can begin, or to where
// a closure can.
func (m *Machine) targets(t *table, r *row, from StateDef) []State {
	if r.To != Return {
		return []State{r.To}
	}
	var out []State
	for f := 1; f < len(t.states); f++ {
		if t.states[f].Phase == PhaseOnHold {
			continue
		}
		for k := 1; k < t.actions; k++ {
			c := t.cell(uint8(f), kind(k))
			if c != nil && c.To == from.Name && c.Mark == "" {
				out = append(out, t.states[f].Name)
				break
			}
		}
	}
	return out
}

func addEdge(list []edge, e edge) []edge {
	for i := range list {
		if list[i].from == e.from && list[i].to == e.to {
			list[i].label += ", " + e.label
			return list
		}
	}
	return append(list, e)
}

func diagramName(s State) string {
	if s == Nowhere {
		return "[*]"
	}
	return strings.ReplaceAll(string(s), "-", "_")
}

// Mermaid draws one part as a Mermaid state diagram. Undo and entered in error
// are not drawn.
func (m *Machine) Mermaid(p Part) string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	t := &m.tables[partIndex(p)]
	for _, s := range t.states[1:] {
		fmt.Fprintf(&b, "  state %q as %s\n", s.Name, diagramName(s.Name))
	}
	for _, e := range m.edges(p) {
		fmt.Fprintf(&b, "  %s --> %s: %s\n", diagramName(e.from), diagramName(e.to), e.label)
	}
	for _, s := range t.states[1:] {
		if final(s.Phase) {
			fmt.Fprintf(&b, "  %s --> [*]\n", diagramName(s.Name))
		}
	}
	return b.String()
}

// DOT draws one part for Graphviz. Undo and entered in error are not drawn.
func (m *Machine) DOT(p Part) string {
	var b strings.Builder
	fmt.Fprintf(&b, "digraph %s {\n  rankdir=LR;\n  node [shape=box, style=rounded];\n  nowhere [shape=point];\n", tableName(partIndex(p)))
	for _, s := range m.tables[partIndex(p)].states[1:] {
		if final(s.Phase) {
			fmt.Fprintf(&b, "  %q [peripheries=2];\n", s.Name)
		} else {
			fmt.Fprintf(&b, "  %q;\n", s.Name)
		}
	}
	for _, e := range m.edges(p) {
		from := fmt.Sprintf("%q", e.from)
		if e.from == Nowhere {
			from = "nowhere"
		}
		style := ""
		if e.mark != "" {
			style = ", style=dashed"
		}
		fmt.Fprintf(&b, "  %s -> %q [label=%q%s];\n", from, e.to, e.label, style)
	}
	b.WriteString("}\n")
	return b.String()
}

// DocumentOptions say how Document words things.
type DocumentOptions struct {
	Texts *Texts // nil: the built-in words
}

// Document explains the whole pathway in plain words, as Markdown: for each
// state what can happen next, who may do it and what is needed. It is written
// from the tables, so that it says what the machine does.
func (m *Machine) Document(tag language.Tag, o *DocumentOptions) string {
	d := documenter{m: m, tag: tag}
	if o != nil {
		d.t = o.Texts
	}
	d.line("# " + d.say("document.title"))
	if base, _ := tag.Base(); base.String() == "cy" {
		d.line("\n" + d.say("document.draft-note"))
	}
	for i, p := range allParts {
		d.line("\n## " + d.t.Part(tag, p))
		for f := range m.tables[i].states {
			d.state(i, uint8(f))
		}
	}
	return d.b.String()
}

type documenter struct {
	m   *Machine
	t   *Texts
	tag language.Tag
	b   strings.Builder
}

func (d *documenter) line(s string) { d.b.WriteString(s + "\n") }

func (d *documenter) say(key string, args ...texts.Arg) string {
	return d.t.catalogue().Text(d.tag, key, args...)
}

func (d *documenter) state(i int, from uint8) {
	t := &d.m.tables[i]
	if from == 0 {
		d.line("\n### " + d.say("document.begin") + "\n")
	} else {
		s := t.states[from]
		d.line("\n### " + d.t.State(d.tag, s.Name) + "\n\n" + d.say("document.phase", texts.A("phase", d.t.Phase(d.tag, s.Phase))) + "\n")
	}
	for k := 1; k < t.actions; k++ {
		r := t.cell(from, kind(k))
		if r == nil || !d.m.concerns(i, kind(k)) {
			continue
		}
		d.line("- **" + d.t.Action(d.tag, d.m.names[k]) + "**. " + d.row(i, kind(k), r))
	}
}

func (d *documenter) row(i int, k kind, r *row) string {
	if i == 0 && len(r.Roles) == 0 {
		return d.say("document.part-who", texts.A("part", d.t.Part(d.tag, kinds[k].part)))
	}
	var out []string
	//exhaustive:ignore
	switch r.To {
	case Stay:
		out = append(out, d.say("document.stays"))
	case Return:
		out = append(out, d.say("document.returns"))
	default:
		out = append(out, d.say("document.leads", texts.A("state", d.t.State(d.tag, r.To))))
	}
	who := slices.Compact(slices.Clone(r.Roles))
	out = append(out, d.say("document.who", texts.A("who", joinWords(who, func(x Role) string { return d.t.Role(d.tag, x) }))))
	if len(r.Guards) > 0 {
		needs := make([]string, len(r.Guards))
		for j, g := range r.Guards {
			needs[j] = d.guard(g)
		}
		out = append(out, d.say("document.needs", texts.A("needs", strings.Join(needs, "; "))))
	}
	return strings.Join(out, " ")
}

// guard gives the sentence of a guard; a host's own has the one it declared.
func (d *documenter) guard(g GuardName) string {
	if !d.t.catalogue().Has("guard." + string(g)) {
		for _, h := range d.m.guards {
			if h.Name == g {
				return h.Doc
			}
		}
	}
	return d.t.Guard(d.tag, g)
}
