// Package batch reads files of answers — CSV or NDJSON, one response a line — for
// an instrument, and says of every fault where it is and what was done about it.
//
//	rows := batch.CSV(file, instrument, nil)
//	for row := range rows.All() {
//		score, err := instrument.Score(row.Response)
//		…
//	}
//	for _, f := range rows.Report().Faults { … }
//
// # What a file looks like
//
// A CSV file has a heading. One column each for "id" (a pseudonym), "occasion" and
// "at" (RFC 3339 or a date), all optional, and one for each item, headed by its code
// or, in front of it, the letter q: "q1". Cells hold the answer's number or code; an
// empty cell is not answered. An NDJSON file holds one object a line with the
// members id, occasion, at and answers, which is an object by item or a list in item
// order.
//
// # Decisions
//
// A cell that cannot be read becomes "not answered" and is reported; the row stays.
// The missing rule of the instrument then decides, and a flagged item that could not
// be read gives an unknown alert. Refused: dropping the row, which loses good
// answers, and stopping at the first fault, which hides the others.
//
// No fault holds what stood in the cell: an answer is personal.
package batch
