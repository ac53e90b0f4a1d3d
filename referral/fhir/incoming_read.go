package fhir

import (
	"slices"
	"strings"

	"github.com/google/uuid"
)

// An Update is one Task or ServiceRequest of an incoming text, with what of the
// text it refers to. It is not changed by an Inbox.
type Update struct {
	// Path is where it stands in the text.
	Path string
	// Task is the Task, or nil for a ServiceRequest alone.
	Task *Task
	// Request is the ServiceRequest: of a Task its focus, if the text holds it.
	Request *ServiceRequest

	parents []*Task  // of Task.partOf
	asked   *Task    // what a Task with the code abort is about
	patient *Patient // whom it is for
	unclear bool     // something in it may turn its meaning round
}

// ReadUpdates reads the updates of a text: each Task of a bundle, or the Task
// that the text is, in order, and each ServiceRequest. What could not be read
// is in the report; the error is that of [Read].
func ReadUpdates(data []byte) ([]Update, Report, error) {
	res, report, err := Decode(data)
	if err != nil {
		return nil, report, err
	}
	in := index{report: report, byAddress: map[string]Resource{}}
	if b, ok := res.(*Bundle); ok {
		for i := range b.Entry {
			in.add(b.Entry[i].FullURL, b.Entry[i].Resource, (&path{up: &path{name: "Bundle", index: -1}, name: "entry", index: i}).String()+".resource")
		}
	} else {
		in.add("", res, res.ResourceType())
	}
	return in.updates(), report, nil
}

// index holds the resources of a text, in order and by address.
type index struct {
	entries   []indexed
	byAddress map[string]Resource // the first of each
	report    Report

	notUnderstood map[string]bool // by entry, once it is asked for
}

type indexed struct {
	res  Resource
	path string
}

func (in *index) add(url string, res Resource, at string) {
	if res == nil {
		return
	}
	in.entries = append(in.entries, indexed{res, at})
	for _, address := range []string{url, res.ResourceType() + "/" + res.Domain().ID} {
		if _, ok := in.byAddress[address]; !ok && address != "" && !strings.HasSuffix(address, "/") {
			in.byAddress[address] = res
		}
	}
}

// find follows a reference within the text; it gives nil for one that leads out
// of it.
func (in *index) find(from Resource, ref Reference) Resource {
	if id, ok := strings.CutPrefix(ref.Reference, "#"); ok {
		for _, c := range from.Domain().Contained {
			if c != nil && c.Domain().ID == id {
				return c
			}
		}
		return nil
	}
	return in.byAddress[ref.Reference]
}

func (in *index) updates() []Update {
	var out []Update
	for _, e := range in.entries {
		//nolint:gocritic // two of many types
		switch r := e.res.(type) {
		case *Task:
			out = append(out, in.task(e.path, r))
		case *ServiceRequest:
			u := Update{Path: e.path, Request: r, unclear: in.unclear(e.path)}
			u.patient, _ = in.find(r, r.Subject).(*Patient)
			out = append(out, u)
		}
	}
	return out
}

func (in *index) task(at string, t *Task) Update {
	u := Update{Path: at, Task: t, unclear: in.unclear(at)}
	u.patient, _ = in.find(t, t.For).(*Patient)
	u.Request, _ = in.find(t, t.Focus).(*ServiceRequest)
	u.asked, _ = in.find(t, t.Focus).(*Task)
	for _, p := range t.PartOf {
		if parent, ok := in.find(t, p).(*Task); ok {
			u.parents = append(u.parents, parent)
		}
	}
	return u
}

// unclear says whether something in an entry, or of the whole text, was not
// understood. In a text with more faults than were kept, everything is unclear.
func (in *index) unclear(at string) bool {
	if in.notUnderstood == nil {
		in.notUnderstood = map[string]bool{}
		for _, f := range in.report.Faults {
			if f.Problem == NotUnderstood {
				in.notUnderstood[entryOf(f.Path)] = true
			}
		}
	}
	return in.report.More > 0 || in.notUnderstood[""] || in.notUnderstood[entryOf(at)]
}

// entryOf gives the part of a path that names the entry: "" outside of all.
func entryOf(at string) string {
	const entry = "Bundle.entry["
	if !strings.HasPrefix(at, entry) {
		return ""
	}
	n := strings.IndexByte(at, ']')
	return at[:n+1]
}

// Identifiers gives every identifier by which the host can find the episode:
// those of the update that are UUIDs, without doubles, the Task's own first.
func (u Update) Identifiers() []uuid.UUID {
	var out []uuid.UUID
	for _, list := range [][]uuid.UUID{u.own(), u.group(), u.focus(), u.above()} {
		for _, id := range list {
			if !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	return out
}

// own are the identifiers of the Task itself, or of a ServiceRequest alone.
func (u Update) own() []uuid.UUID {
	switch {
	case u.Task != nil:
		return uuidsOf(u.Task.Identifier)
	case u.Request != nil:
		return uuidsOf(u.Request.Identifier)
	}
	return nil
}

// group are those of what the Task belongs to.
func (u Update) group() []uuid.UUID {
	if u.Task == nil || u.Task.GroupIdentifier == nil {
		return nil
	}
	return uuidsOf([]Identifier{*u.Task.GroupIdentifier})
}

// focus are those of the request that the Task is about.
func (u Update) focus() []uuid.UUID {
	var out []uuid.UUID
	if u.Task != nil {
		out = append(out, uuidsOfReference(u.Task.Focus)...)
		if u.Request != nil {
			out = append(out, uuidsOf(u.Request.Identifier)...)
		}
		if u.asked != nil {
			out = append(out, uuidsOf(u.asked.Identifier)...)
		}
	}
	return out
}

// above are those of the Tasks of which this one is a part, and of the requests
// on which it is based.
func (u Update) above() []uuid.UUID {
	var out []uuid.UUID
	if u.Task != nil {
		for _, p := range slices.Concat(u.Task.PartOf, u.Task.BasedOn) {
			out = append(out, uuidsOfReference(p)...)
		}
		for _, p := range u.parents {
			out = append(out, uuidsOf(p.Identifier)...)
		}
	}
	if u.Request != nil {
		for _, b := range u.Request.BasedOn {
			out = append(out, uuidsOfReference(b)...)
		}
	}
	return out
}

// abort says whether the Task asks for the end of another.
func (u Update) abort() bool {
	return u.Task != nil && slices.ContainsFunc(u.Task.Code.Coding, func(c Coding) bool {
		return c.System == taskCodeSystem && c.Code == "abort"
	})
}

const taskCodeSystem = "http://hl7.org/fhir/CodeSystem/task-code"

func uuidsOf(list []Identifier) []uuid.UUID {
	var out []uuid.UUID
	for _, i := range list {
		if id, ok := readUUID(i.Value); ok {
			out = append(out, id)
		}
	}
	return out
}

func uuidsOfReference(r Reference) []uuid.UUID {
	if r.Identifier == nil {
		return nil
	}
	return uuidsOf([]Identifier{*r.Identifier})
}

// readUUID reads an identifier's value: a UUID, alone or as a urn.
func readUUID(s string) (uuid.UUID, bool) {
	s = strings.TrimPrefix(s, "urn:uuid:")
	if len(s) != 36 {
		return uuid.UUID{}, false
	}
	id, err := uuid.Parse(s)
	return id, err == nil && id != uuid.UUID{}
}
