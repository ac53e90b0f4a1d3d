package referral

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// A Difference is one place in which two values of a referral differ. The
// values are those of the storage form and may be personal: they are disclosed
// by their methods only.
type Difference struct {
	Path     string // such as records.onwards[0].state
	from, to string
}

// DiscloseFrom gives the old value as JSON; "" if there was none.
func (d Difference) DiscloseFrom() string { return d.from }

// DiscloseTo gives the new value as JSON; "" if there is none.
func (d Difference) DiscloseTo() string { return d.to }

// String gives the path and no value.
func (d Difference) String() string { return d.Path }

// MarshalText writes the path and no value.
func (d Difference) MarshalText() ([]byte, error) { return []byte(d.Path), nil }

// Diff lists how the second value differs from the first, in the order of
// paths, for an audit. The timeline is left out: its own growth is the event.
func Diff(a, b Referral) ([]Difference, error) {
	x, err := leaves(a)
	if err != nil {
		return nil, err
	}
	y, err := leaves(b)
	if err != nil {
		return nil, err
	}
	var out []Difference
	for path, v := range x {
		if y[path] != v {
			out = append(out, Difference{path, v, y[path]})
		}
	}
	for path, v := range y {
		if _, ok := x[path]; !ok {
			out = append(out, Difference{path, "", v})
		}
	}
	slices.SortFunc(out, func(p, q Difference) int { return strings.Compare(p.Path, q.Path) })
	return out, nil
}

// leaves gives the storage form as paths and values.
func leaves(r Referral) (map[string]string, error) {
	data, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	var tree any
	if err := json.Unmarshal(data, &tree); err != nil {
		return nil, err
	}
	out := map[string]string{}
	if m, ok := tree.(map[string]any); ok {
		delete(m, "log")
		delete(m, "before")
		leavesInto(out, "", m)
	}
	return out, nil
}

func leavesInto(out map[string]string, path string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			leavesInto(out, strings.TrimPrefix(path+"."+k, "."), x)
		}
	case []any:
		for i, x := range v {
			leavesInto(out, path+"["+strconv.Itoa(i)+"]", x)
		}
	default:
		data, err := json.Marshal(v)
		if err == nil {
			out[path] = string(data)
		}
	}
}
