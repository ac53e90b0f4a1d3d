package jsonscan_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/internal/jsonscan"
)

func TestBuiltTreeReadsLikeAParsedOne(t *testing.T) {
	var d jsonscan.Doc
	root := d.Begin(jsonscan.Object, "", 1)
	d.AddString("name", "a\"b", 2)
	list := d.Begin(jsonscan.Array, "list", 3)
	d.AddNumber("", "1.50", 4)
	d.EndBuild(list)
	d.EndBuild(root)
	v := d.Root()
	require.Equal(t, `{"name":"a\"b","list":[1.50]}`, string(v.AppendJSON(nil, nil)))
	require.Equal(t, "1.50", first(v.Get("list")).Text())
	require.Equal(t, "/list/0", first(v.Get("list")).Pointer())
	require.Equal(t, int64(4), first(v.Get("list")).Offset())
}

func first(v jsonscan.Value) jsonscan.Value {
	for e := range v.Elements() {
		return e
	}
	return jsonscan.Value{}
}

func TestAppendJSONWritesWhatWasRead(t *testing.T) {
	in := `{"a":[1,-2.50e3,true,false,null,"x\n\u00e9"],"b":{},"c":[],"b":{"d":1}}`
	r := jsonscan.NewReader(strings.NewReader(in), nil)
	_, err := r.Next()
	require.NoError(t, err)
	var d jsonscan.Doc
	v, err := r.Read(&d)
	require.NoError(t, err)
	require.Equal(t, `{"a":[1,-2.50e3,true,false,null,"XX"],"c":[],"b":{"d":1}}`,
		string(v.AppendJSON(nil, func(string) string { return "XX" })))
	require.Equal(t, "null", string(jsonscan.Value{}.AppendJSON(nil, nil)))
}
