package cloudevents_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/referral"
)

// histories hold every type of event: a test of package referral sees to it.
const histories = "../../referral/testdata/histories/*.events.json"

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	s, err := c.Compile("testdata/cloudevents.json")
	require.NoError(t, err)
	return s
}

func validate(t *testing.T, s *jsonschema.Schema, data []byte) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	require.NoError(t, err)
	return s.Validate(doc)
}

var attribute = regexp.MustCompile(`^[a-z0-9]{1,20}$`)

func TestEveryNoticeIsValid(t *testing.T) {
	s := schema(t)
	files, err := filepath.Glob(histories)
	require.NoError(t, err)
	types := map[referral.EventType]bool{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		var events []referral.Event
		require.NoError(t, json.Unmarshal(data, &events))
		for i := range events {
			c, err := events[i].CloudEvent("https://host.example/referrals")
			require.NoError(t, err)
			out, err := c.AppendJSON(nil)
			require.NoError(t, err)
			require.NoError(t, validate(t, s, out), "%s of %s", events[i].Type, file)
			require.Less(t, len(out), 64<<10)
			var names map[string]json.RawMessage
			require.NoError(t, json.Unmarshal(out, &names))
			for name := range names {
				require.Regexp(t, attribute, name)
			}
			types[events[i].Type] = true
		}
	}
	require.Greater(t, len(types), 95)
	t.Logf("%d types of event", len(types))
}

// TestTheSchemaRefuses: a validator that takes everything proves nothing.
func TestTheSchemaRefuses(t *testing.T) {
	s := schema(t)
	good, err := referral.Event{ID: referral.EventID{1}, Referral: referral.ID{2}, Type: "referral.accepted"}.CloudEvent("/here")
	require.NoError(t, err)
	data, err := good.AppendJSON(nil)
	require.NoError(t, err)
	require.NoError(t, validate(t, s, data))
	for name, value := range map[string]any{
		"id": "", "source": "", "type": "", "specversion": "", "time": "yesterday", "subject": "", "datacontenttype": 3, "source ": nil,
	} {
		var doc map[string]any
		require.NoError(t, json.Unmarshal(data, &doc))
		if name == "source " {
			delete(doc, "source")
		} else {
			doc[name] = value
		}
		bad, err := json.Marshal(doc)
		require.NoError(t, err)
		require.Error(t, validate(t, s, bad), name)
	}
}
