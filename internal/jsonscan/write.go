package jsonscan

import (
	"encoding/json"
)

// AppendJSON appends v as JSON to dst: members in input order, without the
// shadowed ones, numbers exactly as they were written. If text is not nil,
// every string value is what text makes of it; member names stay.
func (v Value) AppendJSON(dst []byte, text func(string) string) []byte {
	switch v.Kind() {
	case Missing, Null, End, EOF:
		return append(dst, "null"...)
	case Bool:
		if b, _ := v.Bool(); b {
			return append(dst, "true"...)
		}
		return append(dst, "false"...)
	case Number:
		return append(dst, v.Bytes()...)
	case String:
		s := v.Text()
		if text != nil {
			s = text(s)
		}
		return AppendString(dst, s)
	case Array:
		dst = append(dst, '[')
		for e := range v.Elements() {
			dst = e.AppendJSON(comma(dst), text)
		}
		return append(dst, ']')
	case Object:
		dst = append(dst, '{')
		for name, e := range v.Members() {
			dst = append(AppendString(comma(dst), string(name)), ':')
			dst = e.AppendJSON(dst, text)
		}
		return append(dst, '}')
	}
	return dst
}

func comma(dst []byte) []byte {
	if c := dst[len(dst)-1]; c != '[' && c != '{' {
		return append(dst, ',')
	}
	return dst
}

// AppendString appends s as a JSON string to dst.
func AppendString(dst []byte, s string) []byte {
	b, err := json.Marshal(s)
	if err != nil { // a string always marshals
		return append(dst, `""`...)
	}
	return append(dst, b...)
}
