package ids_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/internal/ids"
)

const known = "0b5e8f0a-7c1d-4a6e-9f52-3d4c5b6a7988"

func TestParseTakesOnlyThe36CharacterForm(t *testing.T) {
	u, err := ids.Parse(known)
	require.NoError(t, err)
	require.Equal(t, known, ids.String(u))

	upper, err := ids.Parse(strings.ToUpper(known))
	require.NoError(t, err)
	require.Equal(t, u, upper)

	bare := strings.ReplaceAll(known, "-", "")
	for name, s := range map[string]string{
		"empty":             "",
		"bare":              bare,
		"braced":            "{" + known + "}",
		"URN":               "urn:uuid:" + known,
		"blank before":      " " + known,
		"a digit short":     known[:35],
		"not hexadecimal":   "0b5e8f0a-7c1d-4a6e-9f52-3d4c5b6a798g",
		"hyphen elsewhere":  "0b5e8f0a7-c1d-4a6e-9f52-3d4c5b6a7988",
		"36 bytes, no form": "Mrs Invented Name of 1 Invented Lane",
		"nil":               "00000000-0000-0000-0000-000000000000",
	} {
		_, err := ids.Parse(s)
		require.ErrorIs(t, err, ids.ErrSyntax, name)
		if s == "" {
			continue
		}
		require.NotContains(t, err.Error(), s, name)
		_, err = ids.Unmarshal([]byte(s))
		require.ErrorIs(t, err, ids.ErrSyntax, name)
		require.NotContains(t, err.Error(), s, name)
	}
}

func TestZeroIsTheEmptyText(t *testing.T) {
	require.Empty(t, ids.String(uuid.Nil))
	require.Equal(t, "x", string(ids.AppendText([]byte("x"), uuid.Nil)))
	u, err := ids.Unmarshal(nil)
	require.NoError(t, err)
	require.Equal(t, uuid.Nil, u)
}

func TestNewIsRandomVersion4(t *testing.T) {
	a, b := ids.New(), ids.New()
	require.NotEqual(t, a, b)
	require.Equal(t, uuid.Version(4), a.Version())
	require.Equal(t, uuid.RFC4122, a.Variant())
}

func TestAppendTextDoesNotAllocate(t *testing.T) {
	u, err := ids.Parse(known)
	require.NoError(t, err)
	buf := make([]byte, 0, 64)
	require.Zero(t, testing.AllocsPerRun(100, func() { buf = ids.AppendText(buf[:0], u) }))
	require.Equal(t, known, string(buf))
}

func FuzzUnmarshal(f *testing.F) {
	f.Add([]byte(known))
	f.Add([]byte(""))
	f.Add([]byte("{" + known[:34] + "}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		u, err := ids.Unmarshal(text)
		parsed, perr := ids.Parse(string(text))
		if len(text) > 0 {
			require.Equal(t, err, perr)
			require.Equal(t, u, parsed)
		}
		if err != nil {
			require.Equal(t, uuid.Nil, u)
			return
		}
		// What was accepted is written back, in lower case.
		require.Equal(t, strings.ToLower(string(text)), string(ids.AppendText(nil, u)))
		require.Equal(t, ids.String(u), string(ids.AppendText(nil, u)))
	})
}
