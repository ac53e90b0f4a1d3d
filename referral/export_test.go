package referral

import "unsafe"

// UpcastBy takes given steps, as Upcast takes those of this release.
func UpcastBy(e Event, steps []func(Event) (Event, error), want int) (Event, error) {
	return upcast(e, steps, want)
}

// Steps is how many steps this release has: one less than its schema.
func Steps() int { return len(upcasts) }

// EventTypes are all types of event of this release.
func EventTypes() []EventType {
	var out []EventType
	for k := kindNone + 1; k < kindCount; k++ {
		if kinds[k].event != "" {
			out = append(out, kinds[k].event)
		}
	}
	return out
}

// Payloads are an empty record of every type that brings one.
func Payloads() []Payload {
	var out []Payload
	for k := kindNone + 1; k < kindCount; k++ {
		if p := newPayload(k); p != nil {
			out = append(out, p)
		}
	}
	return out
}

// Limited says whether a text of the record is too long for the default policy.
func Limited(p Payload) bool {
	d := decision{rules: (*Rules)(nil).orDefault()}
	return d.limits(p) != nil
}

// Sizes of what every transition makes.
const (
	HeadSize    = unsafe.Sizeof(head{})
	CellSize    = unsafe.Sizeof(cell{})
	OutlineSize = unsafe.Sizeof(outline{})
)

// KindOf names the kind of an event type by the type that the table has for it.
func KindOf(t EventType) (string, bool) {
	k, ok := kindOf(t)
	return string(kinds[k].event), ok
}
