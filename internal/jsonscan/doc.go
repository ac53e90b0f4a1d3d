// Package jsonscan reads JSON of unknown quality from a stream in bounded
// memory and says exactly where each fault is.
//
// A [Reader] is a cursor over the input: Next moves to the next value, then
// the caller either enters a container, skips the value, or reads it whole
// into a [Doc], a reusable flat tree. A feed of a million records is thus
// read with the memory of its largest record:
//
//	r := jsonscan.NewReader(src, nil)
//	var doc jsonscan.Doc
//	for {
//		kind, err := r.Next()
//		if err != nil || kind == jsonscan.EOF {
//			break
//		}
//		record, err := r.Read(&doc)
//		...
//	}
//
// Two classes of fault are kept apart. An [*Error] ends the reading of the
// text: the grammar of RFC 8259 is broken, the input is cut off, or it is
// nested too deeply. An [Issue] is reported to Options.Issue and reading goes
// on: a duplicate key, invalid UTF-8, a lone surrogate, a raw control
// character, a string or a record longer than the limit. Neither ever holds
// text of the input other than member names.
//
// # Decisions
//
//   - A flat tree per record, not reflection into structs: a directory record
//     with a number where a text should be must lose that one field and no
//     other, and the fault must name its path. encoding/json stops at the
//     first such field.
//   - Texts are copied once into the tree's arena. Referring into the read
//     buffer would be faster by a copy and would tie the buffer's size to the
//     largest record.
//   - Of duplicate keys the last one counts, as in encoding/json, and the
//     earlier ones stay readable through [Value.Shadowed].
//   - A raw control character in a string is an issue, not an error: feeds
//     made by string concatenation hold line ends in descriptions, and the
//     meaning is never in doubt.
package jsonscan
