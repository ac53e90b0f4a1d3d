package person

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// decodeStrict reads JSON into v and refuses members that v does not know:
// what is not understood is reported, never dropped. The error names no value.
func decodeStrict(data []byte, v any, what string) error {
	if decodeOne(data, v) != nil {
		return parseError(what, ProblemShape)
	}
	return nil
}

// normalJSON gives valid JSON as encoding/json writes it: without spaces, and with
// what HTML would read escaped.
func normalJSON(data []byte) []byte {
	var compact, escaped bytes.Buffer
	if json.Compact(&compact, data) != nil {
		return data // never: the callers have had it read
	}
	json.HTMLEscape(&escaped, compact.Bytes())
	return escaped.Bytes()
}

// decodeOne reads one JSON value that has no unknown member, and nothing after it.
func decodeOne(data []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one JSON value")
	}
	return nil
}
