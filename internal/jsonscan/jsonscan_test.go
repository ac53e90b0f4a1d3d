package jsonscan_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/internal/jsonscan"
)

// tree rebuilds a value as encoding/json with UseNumber would hold it.
func tree(v jsonscan.Value) any {
	switch v.Kind() {
	case jsonscan.Object:
		m := map[string]any{}
		for name, e := range v.Members() {
			m[string(name)] = tree(e)
		}
		return m
	case jsonscan.Array:
		a := []any{}
		for e := range v.Elements() {
			a = append(a, tree(e))
		}
		return a
	case jsonscan.String:
		return v.Text()
	case jsonscan.Number:
		return json.Number(v.Text())
	case jsonscan.Bool:
		b, _ := v.Bool()
		return b
	}
	return nil
}

// read reads a single text, a byte at a time when slow.
func read(in string, slow bool, o jsonscan.Options) (any, []jsonscan.Issue, error) {
	var src io.Reader = strings.NewReader(in)
	if slow {
		src = iotest.OneByteReader(src)
	}
	var issues []jsonscan.Issue
	o.Issue = func(i jsonscan.Issue) { issues = append(issues, i) }
	r := jsonscan.NewReader(src, &o)
	if _, err := r.Next(); err != nil {
		return nil, issues, err
	}
	var d jsonscan.Doc
	v, err := r.Read(&d)
	if err != nil {
		return nil, issues, err
	}
	out := tree(v)
	if k, err := r.Next(); err != nil || k != jsonscan.EOF {
		return nil, issues, err
	}
	return out, issues, nil
}

// twin is encoding/json's reading.
func twin(in string) (any, error) {
	in = strings.TrimPrefix(in, "\ufeff")
	d := json.NewDecoder(strings.NewReader(in))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("trailing")
	}
	return v, nil
}

var texts = []string{
	`{}`, `[]`, `null`, `true`, `false`, `0`, `-0`, `-1.5e+7`, `1E9`, `"a"`, ` [ 1 , 2 ] `,
	`{"a":{"b":[1,{"c":"d"}]},"e":null}`, `"\u00e9\ud83d\ude00\n\"\\\/\b\f\r\t"`,
	`"\ud800"`, `"\ud800\u0041"`, `"\udc00x"`, `"\ud800\ud800\udc00"`, "\"caf\xe9\"", "\"\xff\xfe\"", "\xef\xbb\xbf{}",
	`{"a":1,"a":2}`, `{"a":1,"b":2,"a":3}`, "\"\xe2\\u0082\"",
	``, ` `, `{`, `[`, `"`, `"\`, `"\u12`, `"\u12x4"`, `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`, `[1,]`, `{"a":1,}`, `[1 2]`,
	`{1:2}`, `{"a" 1}`, `tru`, `trux`, `nul`, `01`, `1.`, `.5`, `-`, `1e`, `1e+`, `+1`, `1x`, `{} {}`, `]`, `}`, `,`, `"\x"`, "'a'", `NaN`,
	`{"a":{"b":1,"b":2},"a":[{"x":1,"x":2}]}`, `[[[[[[]]]]]]`,
}

func TestReadAgreesWithEncodingJSON(t *testing.T) {
	for _, in := range texts {
		compare(t, in)
	}
}

func compare(t *testing.T, in string) {
	t.Helper()
	for _, slow := range []bool{false, true} {
		got, issues, err := read(in, slow, jsonscan.Options{Depth: 10000})
		want, wantErr := twin(in)
		control := false
		for _, i := range issues {
			control = control || i.Problem == jsonscan.ControlChar
		}
		if control {
			require.Error(t, wantErr, "%q", in)
			continue
		}
		if wantErr != nil {
			require.Error(t, err, "%q", in)
			continue
		}
		require.NoError(t, err, "%q", in)
		require.Equal(t, want, got, "%q", in)
	}
}

func FuzzRead(f *testing.F) {
	for _, in := range texts {
		f.Add(in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		if len(in) < 1<<16 {
			compare(t, in)
		}
	})
}

func TestErrorSaysWhere(t *testing.T) {
	for _, c := range []struct {
		in      string
		problem jsonscan.Problem
		offset  int64
		line    int
		pointer string
	}{
		{`{"a":[1,{"b":"x`, jsonscan.Truncated, 15, 1, "/a/1/b"},
		{"{\n\"a\":\ntrux}", jsonscan.BadLiteral, 10, 3, "/a"},
		{`[1,2`, jsonscan.Truncated, 4, 1, "/1"},
		{`{"a~/b":[01]}`, jsonscan.BadCharacter, 10, 1, "/a~0~1b/0"},
		{`[-]`, jsonscan.BadNumber, 2, 1, "/0"},
		{`["\q"]`, jsonscan.BadEscape, 2, 1, "/0"},
		{`{} 1`, jsonscan.Trailing, 3, 1, ""},
		{``, jsonscan.Truncated, 0, 1, ""},
	} {
		for _, slow := range []bool{false, true} {
			_, _, err := read(c.in, slow, jsonscan.Options{})
			var e *jsonscan.Error
			require.ErrorAs(t, err, &e, c.in)
			require.Equal(t, jsonscan.Error{Problem: c.problem, Offset: c.offset, Line: c.line, Pointer: c.pointer}, *e, c.in)
			require.Contains(t, e.Error(), fmt.Sprint("byte ", c.offset))
		}
	}
}

func TestReadFailureKeepsItsCause(t *testing.T) {
	cause := errors.New("disk")
	for _, in := range []string{"", "[1,", "1", "[1", `"a`} {
		src := io.MultiReader(strings.NewReader(in), iotest.ErrReader(cause))
		r := jsonscan.NewReader(src, nil)
		var d jsonscan.Doc
		_, err := r.Next()
		if err == nil {
			_, err = r.Read(&d)
		}
		require.ErrorIs(t, err, cause, "%q", in)
	}
}

func TestIssues(t *testing.T) {
	in := "{\"a\":1,\"b\":\"x\xff\",\"a\":\"\\ud800\",\"c\":\"1\n2\",\"d\":{\"e\":\"long enough\"}}"
	got, issues, err := read(in, false, jsonscan.Options{StringBytes: 6})
	require.NoError(t, err)
	require.Equal(t, map[string]any{
		"a": "\ufffd", "b": "x\ufffd", "c": "1\n2", "d": map[string]any{"e": "long e"},
	}, got)
	require.Equal(t, []jsonscan.Issue{
		{jsonscan.InvalidUTF8, 11, "/b"},
		{jsonscan.LoneSurrogate, 20, "/a"},
		{jsonscan.ControlChar, 33, "/c"},
		{jsonscan.StringTooLong, 48, "/d/e"},
		{jsonscan.DuplicateKey, 5, "/a"},
	}, issues)
}

func TestManyDuplicatesAgreeWithFew(t *testing.T) {
	var b strings.Builder
	b.WriteString("{")
	for i := range 300 {
		fmt.Fprintf(&b, "%q:%d,", fmt.Sprint("k", i%100), i)
	}
	b.WriteString(`"z":0}`)
	got, issues, err := read(b.String(), false, jsonscan.Options{})
	require.NoError(t, err)
	require.Len(t, issues, 200)
	want, err := twin(b.String())
	require.NoError(t, err)
	require.Equal(t, want, got)
}

func TestLimits(t *testing.T) {
	t.Run("depth", func(t *testing.T) {
		_, _, err := read(strings.Repeat("[", 65), false, jsonscan.Options{})
		var e *jsonscan.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, jsonscan.TooDeep, e.Problem)
		require.Equal(t, int64(64), e.Offset)
		_, _, err = read(strings.Repeat("[", 64)+strings.Repeat("]", 64), false, jsonscan.Options{})
		require.NoError(t, err)
	})
	t.Run("a cut string keeps whole runes", func(t *testing.T) {
		got, _, err := read(`"ééé"`, false, jsonscan.Options{StringBytes: 3})
		require.NoError(t, err)
		require.Equal(t, "é", got)
	})
	t.Run("a record over the limit is dropped and the next is read", func(t *testing.T) {
		var issues []jsonscan.Issue
		in := `[{"a":[` + strings.Repeat(`"xxxxxxxxxx",`, 1000) + `1]},{"b":2}]`
		r := jsonscan.NewReader(strings.NewReader(in), &jsonscan.Options{
			RecordBytes: 2000, Issue: func(i jsonscan.Issue) { issues = append(issues, i) },
		})
		_, err := r.Next()
		require.NoError(t, err)
		require.NoError(t, r.Enter())
		var d jsonscan.Doc
		_, err = r.Next()
		require.NoError(t, err)
		_, err = r.Read(&d)
		require.ErrorIs(t, err, jsonscan.ErrTooLarge)
		require.Equal(t, []jsonscan.Issue{{jsonscan.RecordTooLarge, 1, "/0"}}, issues)
		_, err = r.Next()
		require.NoError(t, err)
		v, err := r.Read(&d)
		require.NoError(t, err)
		require.Equal(t, "2", v.Get("b").Text())
		require.Equal(t, "/1/b", v.Get("b").Pointer())
	})
}

func TestLinesResynchronise(t *testing.T) {
	in := "{\"n\":1}\n{\"n\":2\n{\"n\":\"3\n\n{\"n\":4}}\n{\"n\":5}"
	r := jsonscan.NewReader(strings.NewReader(in), &jsonscan.Options{Lines: true})
	var d jsonscan.Doc
	var got, bad []string
	for {
		k, err := r.Next()
		if k == jsonscan.EOF {
			break
		}
		line := r.Line()
		var v jsonscan.Value
		if err == nil {
			v, err = r.Read(&d)
		}
		if err != nil {
			bad = append(bad, fmt.Sprint(line, " ", err))
			if !r.SkipLine() {
				break
			}
			continue
		}
		got = append(got, v.Get("n").Text())
	}
	require.Equal(t, []string{"1", "4", "5"}, got)
	require.Equal(t, []string{
		"2 jsonscan: line ends within a value at byte 14 in /n",
		"3 jsonscan: line ends within a value at byte 22 in /n",
		"5 jsonscan: unexpected character at byte 31 in the top level",
	}, bad)
}

func TestSniff(t *testing.T) {
	for in, want := range map[string]bool{
		"{\"a\":1}\n{\"a\":2}\n":         true,
		" {\"a\":1} \r\n\n {\"a\":2}":    true,
		"{\"a\":1}\n":                    false,
		"{\n{":                           false,
		"{\"contents\":[{\"a\":1}\n{":    true, // ends with a brace: no valid single text
		"{\"contents\":[\n{\"a\":1}]}":   false,
		"[{}\n{}":                        false,
		"":                               false,
		"\xef\xbb\xbf{\"a\":1}\n{\"b\":": true,
		"{" + strings.Repeat(" ", 1<<18) + "}\n{}": true,
	} {
		r := jsonscan.NewReader(strings.NewReader(in), nil)
		require.Equal(t, want, r.Sniff(1<<20), "%.40q", in)
		if k, err := r.Next(); err == nil {
			require.Equal(t, strings.HasPrefix(strings.TrimLeft(in, "\xef\xbb\xbf "), "{"), k == jsonscan.Object)
		}
	}
	r := jsonscan.NewReader(strings.NewReader("{"+strings.Repeat(" ", 1<<18)+"}\n{}"), nil)
	require.False(t, r.Sniff(1<<17), "the limit binds")
}

func TestEnvelopeIsStreamed(t *testing.T) {
	in := `{"total_items":3,"contents":[{"id":"a"},{"id":"b"},7],"empty":false,"empty":true}`
	var issues []jsonscan.Issue
	r := jsonscan.NewReader(strings.NewReader(in), &jsonscan.Options{Issue: func(i jsonscan.Issue) { issues = append(issues, i) }})
	k, err := r.Next()
	require.NoError(t, err)
	require.Equal(t, jsonscan.Object, k)
	var envelope, doc jsonscan.Doc
	envelope.Open(r)
	require.NoError(t, r.Enter())
	var ids []string
	for {
		k, err := r.Next()
		require.NoError(t, err)
		if k == jsonscan.End {
			break
		}
		if string(r.Name()) != "contents" {
			require.NoError(t, r.Member(&envelope))
			continue
		}
		require.NoError(t, r.Enter())
		for {
			k, err := r.Next()
			require.NoError(t, err)
			if k == jsonscan.End {
				break
			}
			require.Equal(t, len(ids), r.Index())
			v, err := r.Read(&doc)
			require.NoError(t, err)
			ids = append(ids, v.Pointer()+"="+v.Get("id").Text())
		}
	}
	envelope.Close(r)
	require.Equal(t, []string{"/contents/0=a", "/contents/1=b", "/contents/2="}, ids)
	require.Equal(t, "3", envelope.Root().Get("total_items").Text())
	b, ok := envelope.Root().Get("empty").Bool()
	require.True(t, ok)
	require.True(t, b)
	require.Equal(t, []jsonscan.Issue{{jsonscan.DuplicateKey, 62, "/empty"}}, issues)
	k, err = r.Next()
	require.NoError(t, err)
	require.Equal(t, jsonscan.EOF, k)
}

func TestValueAccessors(t *testing.T) {
	r := jsonscan.NewReader(strings.NewReader(`{"a":null,"b":[1,"x",true],"a":2}`), nil)
	_, err := r.Next()
	require.NoError(t, err)
	var d jsonscan.Doc
	require.Equal(t, jsonscan.Missing, d.Root().Kind())
	v, err := r.Read(&d)
	require.NoError(t, err)
	require.Equal(t, 3, v.Len())
	require.Equal(t, "2", v.Get("a").Text())
	for name, s := range v.Shadowed() {
		require.Equal(t, "a", string(name))
		require.Equal(t, jsonscan.Null, s.Kind())
		require.False(t, s.Exists())
	}
	require.Equal(t, int64(14), v.Get("b").Offset())
	require.Equal(t, "b", string(v.Get("b").Name()))
	require.Equal(t, 3, v.Get("b").Len())
	missing := v.Get("none")
	require.Equal(t, jsonscan.Missing, missing.Get("x").Kind())
	require.Empty(t, missing.Pointer())
	require.Nil(t, missing.Bytes())
	require.False(t, missing.Cut())
	require.Zero(t, missing.Offset())
	require.Nil(t, missing.Name())
	require.Zero(t, missing.Len())
	_, ok := v.Get("b").Bool()
	require.False(t, ok)
	for k := jsonscan.Missing; k <= jsonscan.EOF+1; k++ {
		require.NotEmpty(t, k.String())
	}
}

// big is a page of n services of the shape that feeds publish.
func big(n int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"contents":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":"ac148810-d857-441c-9679-%012d","name":"Community Counselling","description":%q,"status":"active","minimum_age":12,"schedules":[{"id":"48102e86-bb50-41c4-8f1e-e269368c41d1","freq":"WEEKLY","interval":1,"byday":"TH,FR","opens_at":"10:00:00"}]}`,
			i, strings.Repeat("Counselling provided by trained professionals. ", 20))
	}
	b.WriteString(`]}`)
	return b.Bytes()
}

func BenchmarkRead(b *testing.B) {
	in := big(2000)
	b.Run("jsonscan", func(b *testing.B) {
		b.SetBytes(int64(len(in)))
		b.ReportAllocs()
		for b.Loop() {
			r := jsonscan.NewReader(bytes.NewReader(in), nil)
			_, _ = r.Next()
			_ = r.Enter()
			_, _ = r.Next()
			_ = r.Enter()
			var d jsonscan.Doc
			for {
				k, err := r.Next()
				if err != nil {
					b.Fatal(err)
				}
				if k == jsonscan.End {
					break
				}
				if _, err = r.Read(&d); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("encoding/json", func(b *testing.B) {
		b.SetBytes(int64(len(in)))
		b.ReportAllocs()
		for b.Loop() {
			d := json.NewDecoder(bytes.NewReader(in))
			for range 3 {
				_, _ = d.Token()
			}
			for d.More() {
				var v map[string]any
				if err := d.Decode(&v); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
