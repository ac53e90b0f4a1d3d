package referral_test

import (
	"encoding"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/referral"
)

// anID is what every identifier type promises.
type anID[T any] interface {
	comparable
	IsZero() bool
	String() string
	Compare(T) int
	MarshalText() ([]byte, error)
}

func checkID[T anID[T], P interface {
	*T
	encoding.TextUnmarshaler
}](t *testing.T, parse func(string) (T, error)) {
	t.Helper()
	const text = "0b5e8f0a-7c1d-4a6e-9f52-3d4c5b6a7988"
	id, err := parse(text)
	require.NoError(t, err)
	require.Equal(t, text, id.String())
	var zero, back T
	require.True(t, zero.IsZero())
	require.False(t, id.IsZero())
	require.Positive(t, id.Compare(zero))
	data, err := id.MarshalText()
	require.NoError(t, err)
	require.NoError(t, P(&back).UnmarshalText(data))
	require.Equal(t, id, back)
	data, err = zero.MarshalText()
	require.NoError(t, err)
	require.Empty(t, data)
	require.NoError(t, P(&back).UnmarshalText(nil))
	require.Equal(t, zero, back)
	require.Error(t, P(&back).UnmarshalText([]byte("Mrs Invented")))
	_, err = parse("")
	require.Error(t, err)
}

func TestIdentifiers(t *testing.T) {
	checkID(t, referral.ParseID)
	checkID(t, referral.ParseChangeID)
	checkID(t, referral.ParseEventID)
	checkID(t, referral.ParseActorID)
	checkID(t, referral.ParseServiceID)
	checkID(t, referral.ParseOnwardID)
	checkID(t, referral.ParseSessionID)
	checkID(t, referral.ParseGoalID)
	checkID(t, referral.ParseStepID)
	checkID(t, referral.ParseContactID)
	checkID(t, referral.ParseSignpostID)
	checkID(t, referral.ParseNoteID)
	checkID(t, referral.ParseRiskID)
	checkID(t, referral.ParseConcernID)
	checkID(t, referral.ParseRegisterID)
	require.NotEqual(t, referral.NewID(), referral.NewID())
	require.NotEqual(t, referral.NewChangeID(), referral.NewChangeID())
	require.NotEqual(t, referral.NewActorID(), referral.NewActorID())
	require.NotEqual(t, referral.NewServiceID(), referral.NewServiceID())
	require.NotEqual(t, referral.NewOnwardID(), referral.NewOnwardID())
	require.NotEqual(t, referral.NewSessionID(), referral.NewSessionID())
	require.NotEqual(t, referral.NewGoalID(), referral.NewGoalID())
	require.NotEqual(t, referral.NewStepID(), referral.NewStepID())
	require.NotEqual(t, referral.NewContactID(), referral.NewContactID())
	require.NotEqual(t, referral.NewSignpostID(), referral.NewSignpostID())
	require.NotEqual(t, referral.NewNoteID(), referral.NewNoteID())
	require.NotEqual(t, referral.NewRiskID(), referral.NewRiskID())
	require.NotEqual(t, referral.NewConcernID(), referral.NewConcernID())
	require.NotEqual(t, referral.NewRegisterID(), referral.NewRegisterID())
}

func checkWord[T interface {
	~string
	IsValid() bool
}, P interface {
	*T
	encoding.TextUnmarshaler
}](t *testing.T, good string) {
	t.Helper()
	var w T
	require.NoError(t, P(&w).UnmarshalText([]byte(good)))
	require.Equal(t, good, string(w))
	require.True(t, w.IsValid())
	require.ErrorIs(t, P(&w).UnmarshalText([]byte("Mrs Invented")), referral.ErrInvalid)
	require.Equal(t, good, string(w), "refused, and changed")
	require.NoError(t, P(&w).UnmarshalText(nil))
	require.Empty(t, string(w))
	require.False(t, T("Mrs Invented").IsValid())
}

// TestWords holds one text of every vocabulary, and that each refuses what it
// does not know.
func TestWords(t *testing.T) {
	checkWord[referral.Basis](t, "offer-accepted")
	checkWord[referral.Urgency](t, "routine")
	checkWord[referral.Channel](t, "in-person")
	checkWord[referral.ContactOutcome](t, "answered-engaged")
	checkWord[referral.Party](t, "person")
	checkWord[referral.Stage](t, "baseline")
	checkWord[referral.Delivery](t, "one-to-one")
	checkWord[referral.Use](t, "used")
	checkWord[referral.Owner](t, "person")
	checkWord[referral.StepStatus](t, "planned")
	checkWord[referral.NoteKind](t, "general")
	checkWord[referral.Visibility](t, "team")
	checkWord[referral.SupportLevel](t, "none")
	checkWord[referral.LinkKind](t, "follows")
	checkWord[referral.UnmetReason](t, "none-exists")
	checkWord[referral.DutyKind](t, "tell-referrer")
	checkWord[referral.CodeSharing](t, "share")
	checkWord[referral.CodeMoment](t, "receipt")
	checkWord[referral.Silence](t, "no")
	checkWord[referral.Part](t, "onward")
	checkWord[referral.Verdict](t, "needs")
	checkWord[referral.AccessKind](t, "read")
	checkWord[referral.ClockName](t, "received-accepted")
	checkWord[referral.ItemKind](t, "duty")
	checkWord[referral.Standing](t, "ours")
	checkWord[referral.Phase](t, "active")
	checkWord[referral.Role](t, "provider")
	checkWord[referral.Purpose](t, "audit")
	checkWord[referral.State](t, "x-screening")
	checkWord[referral.Action](t, "x-screen")
	checkWord[referral.Reason](t, "no-capacity")
	for _, bad := range []string{"-a", "a-", "a--b", "A", "é", string(make([]byte, 65))} {
		require.False(t, referral.State(bad).IsValid(), bad)
	}
	require.True(t, referral.Action("x-a").IsHost())
	require.False(t, referral.State("x-").IsHost())
}
