package person

import (
	"bytes"
	"encoding/json"
)

// decodeStrict reads JSON into v and refuses members that v does not know:
// what is not understood is reported, never dropped. The error names no value.
func decodeStrict(data []byte, v any, what string) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return parseError(what, ProblemShape)
	}
	return nil
}
