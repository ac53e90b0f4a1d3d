package referral

import (
	"encoding/json"
	"time"
)

// A CloudEvent is an event in the JSON form of CloudEvents 1.0, for an outbox.
// Its attributes hold identifiers and types only; Data holds identifiers,
// states and codes, and neither words nor records: who may know more asks the
// host, which applies its own disclosure (D19).
type CloudEvent struct {
	SpecVersion     string     `json:"specversion"`
	ID              string     `json:"id"`
	Source          string     `json:"source"`
	Type            string     `json:"type"`
	Subject         string     `json:"subject"`
	Time            time.Time  `json:"time"`
	DataContentType string     `json:"datacontenttype"`
	Data            NoticeData `json:"data"`
}

// NoticeData is what a CloudEvent says: that something happened, not what was
// said. It has no field for text, for the person, or for who acted.
type NoticeData struct {
	Referral ID        `json:"referral"`
	Sequence uint64    `json:"sequence"`
	Recorded time.Time `json:"recordedAt"`
	Schema   int       `json:"schema"`
	Part     Part      `json:"part,omitzero"`
	Item     string    `json:"item,omitzero"`
	From     State     `json:"from,omitzero"`
	To       State     `json:"to,omitzero"`
	Phase    Phase     `json:"phase,omitzero"`
	Duty     DutyKind  `json:"duty,omitzero"`
	Code     string    `json:"code,omitzero"` // a national code that is due or was written
	// Sharing is what of the code may leave, Dropped that the duty is owed no
	// more: with duty.changed both replace what duty.raised said.
	Sharing CodeSharing `json:"sharing,omitzero"`
	Dropped bool        `json:"dropped,omitzero"`
}

// eventPrefix makes the types unique, as CloudEvents recommends.
const eventPrefix = "io.github.socialprescribing."

// CloudEvent gives the notice of an event. Source is the host's own URI
// reference, such as "https://host.example/referrals"; it must not be empty.
// The same event always gives the same notice, under the same ID.
func (e Event) CloudEvent(source string) (CloudEvent, error) {
	if source == "" {
		return CloudEvent{}, &Fault{Rule: RuleRequired, Path: "source", Wanted: "a URI reference"}
	}
	out := CloudEvent{
		SpecVersion: "1.0", ID: e.ID.String(), Source: source, Type: eventPrefix + string(e.Type),
		Subject: e.Referral.String(), Time: e.At, DataContentType: "application/json",
		Data: NoticeData{
			Referral: e.Referral, Sequence: e.Sequence, Recorded: e.Recorded, Schema: e.Schema,
			Part: e.Part, From: e.From, To: e.To, Phase: e.Phase,
		},
	}
	if e.Item != (Event{}).Item {
		out.Data.Item = e.Item.String()
	}
	if d, ok := e.Data.(*Duty); ok {
		out.Data.Duty, out.Data.Code = d.Kind, d.Code
		out.Data.Sharing, out.Data.Dropped = d.Sharing, !d.Dropped.IsZero()
		if d.Sharing == CodeWithhold {
			out.Data.Code = ""
		}
	}
	return out, nil
}

// AppendJSON appends the notice as JSON.
func (c CloudEvent) AppendJSON(b []byte) ([]byte, error) {
	data, err := json.Marshal(c)
	return append(b, data...), err
}
