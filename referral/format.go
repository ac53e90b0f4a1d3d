package referral

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// snapshotFormat is the version of the JSON that this release writes.
//
//   - 1: what Undo would bring back is held as whole lists.
//   - 2: of a list that only grew it is held how long it was, and a line of the
//     timeline leaves out what follows from the rest.
//
// A change of the form that an older release could not read is a new format, and
// adds a step below and recorded snapshots of the old form to testdata/histories.
const snapshotFormat = 2

// snapshotSteps bring a snapshot of format i+1 to format i+2. They work on the
// text, since a type of today need not have the fields of then.
var snapshotSteps = []func([]byte) ([]byte, error){nothingLeftOut}

// nothingLeftOut: format 2 may say of each list either, and all of a line, so that
// only the number is another. A length where format 1 held a list is refused.
func nothingLeftOut(data []byte) ([]byte, error) {
	var s map[string]json.RawMessage
	if err := decode(data, &s, "snapshot"); err != nil {
		return nil, err
	}
	var before map[string]json.RawMessage
	if raw, ok := s["before"]; ok {
		if err := decode(raw, &before, "before"); err != nil {
			return nil, err
		}
	}
	if _, ok := before["grown"]; ok {
		return nil, &Fault{Rule: RuleSchema, Path: "before.grown", Wanted: "format 2", Offered: "1"}
	}
	s["snapshot"] = json.RawMessage("2")
	return json.Marshal(s)
}

// currentSnapshot brings a snapshot of any format that was released to that of
// this release. What this one wrote is told by how it begins, and read at once.
func currentSnapshot(data []byte) ([]byte, error) {
	if bytes.HasPrefix(data, []byte(`{"snapshot":`+strconv.Itoa(snapshotFormat)+`,`)) {
		return data, nil
	}
	var s struct {
		Format int `json:"snapshot"`
	}
	if err := json.Unmarshal(data, &s); err != nil {
		return data, nil //nolint:nilerr // the strict reader says what is wrong, in its own words
	}
	if s.Format < 1 || s.Format > snapshotFormat {
		return nil, &Fault{Rule: RuleSchema, Path: "snapshot", Wanted: "1 to " + itoa(snapshotFormat), Offered: itoa(s.Format)}
	}
	for _, step := range snapshotSteps[s.Format-1:] {
		next, err := step(data)
		if err != nil {
			return nil, err
		}
		data = next
	}
	return data, nil
}
