// Package outcome scores what people say of their own lives and measures whether it
// changed.
//
// A [Definition] describes one version of one questionnaire as data: items, coding,
// missing rule, conversion tables, bands and change rules as named alternatives
// with their sources, licence. [Compile] checks it wholly and makes an
// [Instrument], which scores a positional [Response] to a [Score]: for each part
// (total, subscale, index) an exact [Value] with a [Status] — complete, prorated
// k of n, or not scorable and why — and the [Alert]s, which are independent of the
// total. [Instrument.Compare] measures the change between two scores by every
// published rule side by side; [PairRecords] finds the pairs, and says who has only
// one half. A [Record] is one completed measure, a [Store] keeps them, a [Schedule]
// says which are due.
//
//	phq9, err := instruments.Get("phq-9")
//	score, err := phq9.Score(outcome.Response{0, 1, 1, 0, 2, 0, 0, 1, 0})
//	total, ok := score.Value("total") // ok is false when there is no score
//
// Beside it stand outcome/instruments (ready definitions) with
// outcome/instruments/eq5d (large value sets), outcome/batch (files of answers),
// outcome/cohort (statistics over many people, suppression, economics),
// outcome/memoutcome and outcome/outcometest (stores).
//
// # What a score is not
//
// A score begins a conversation; it is no diagnosis, and a change is no effect.
// Nothing here calls a difference a result of anything: groups are reported with
// the number of pairs, the number of halves, and the sentence of [Caveat].
//
// # Licences
//
// Every definition says its class. Class A is free. Class B is scored here and its
// wording is the host's to license: [Compile] refuses the wording of answers in such
// a definition. Class C is not scorable until the host supplies the table, with its
// provenance ([Instrument.WithTable]). Class D takes finished scores only
// ([Instrument.Opaque]). [Instrument.Licence] tells the terms for a non-commercial
// service, a commercial host and redistribution apart, with source and date.
//
// # Numbers
//
// Values are decimals counted in millionths; a quotient is rounded once, half away
// from zero, at the sixth decimal, and marked ([PartScore.Exact]). Verdicts,
// Jacobson–Truax included, compare integers of 128 bits: no square root and no
// binary fraction decides anything. [Estimate] is for showing.
//
// Figures read in no source that could be checked are there where people use them,
// marked [Unverified], never first and never silently: see [Placement.Standing] and
// [Judgement.Standing].
//
// # Decisions
//
// The store's unit of writing is called [Change], as in every store of this module;
// the measured change between two scores is a [Comparison], with Difference and
// Improvement.
//
// An answer's number is stored as it is, so that code reads like the form; a blank
// response therefore comes from [Instrument.Blank], not from make. Refused: an
// encoding in which the zero is "not answered", in which Answer(3) would mean 2.
//
// A Score shares its part and alert names with all scores of its instrument through
// one interned handle: it is comparable, has no slices, and its JSON names
// everything. Refused: indices without names, which break when a definition is
// reordered, and names in every score, which double its size.
//
// Bands are worked out from the score when asked for, in every set of the
// definition, and are not stored: sources disagree and a stored band hides which one
// spoke.
//
// A value set of the EQ-5D is a part of its own and none is the default: which one
// applies is the host's decision and must show.
//
// A definition may state the range of a part; Compile derives the range from the
// weights and refuses a difference. It found no fault in the shipped definitions
// after the first writing, and finds a mistyped weight at once.
//
// Rules are data with eight methods, not an expression language: a reader who knows
// the instrument can check a definition, and every part's range and freedom from
// overflow are proven before the first response. Refused: code per instrument, which
// nobody outside reads, and expressions, which can do anything.
//
// Reading files of answers is a package of its own, outcome/batch, so that programs
// that score single responses do not link a CSV reader.
//
// # Figures
//
// A response with every answer given is scored by tables that Compile fills with the
// general rules; a column of one range of answers is checked and added four answers
// at a time. On one core of two, beside other work, the least of many short runs
// (go test -bench . ./outcome/...): PHQ-9 with its five parts and alert 23 to 28 ns
// and no allocation, where the same by hand takes 16 and nine additions with range
// checks 5 to 8; as a column 5.7 to 5.9 ns a response against 5.1; SWEMWBS with its table 12 to 13 ns,
// by hand 4.7, as a column 4.3; a CSV file of PHQ-9 about 0.4 µs a response. The
// machine is a shared one; while others worked on it every figure doubled. A program
// that imports this package and its instruments, and uses neither, grows by 224 KiB
// and 3 µs of initialisation (TestImportCost).
//
// Of 1,239 small changes of the code that they reach the tests notice 1,169, or
// 94.4 % (bash .ci/mutate outcome, 27 November 2026).
package outcome
