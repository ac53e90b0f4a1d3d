// Package outcome scores what people say of their own lives and measures whether
// it changed.
//
// A [Definition] describes one version of one questionnaire as data: items, coding,
// missing rule, conversion tables, bands and change rules as named alternatives
// with their sources, licence. [Compile] checks it wholly and makes an
// [Instrument], which scores a positional [Response] to a [Score]: for each part
// (total, subscale, index) an exact [Value] with a [Status] — complete, prorated
// k of n, or not scorable and why — and the [Alert]s, which are independent of the
// total. [Instrument.Compare] measures the change between two scores by every
// published rule side by side. Ready definitions are in package
// outcome/instruments, statistics over many people in outcome/cohort.
//
// # Decisions
//
// The store's unit of writing is called Change, as in every store of this module;
// the measured change between two scores is a [Comparison], with Difference and
// Improvement.
//
// An answer's number is stored as it is, so that code reads like the form; a blank
// response therefore comes from [Instrument.Blank], not from make.
//
// A Score shares its part and alert names with all scores of its instrument through
// one interned handle: it is comparable, has no slices, and its JSON names
// everything. Refused: indices without names, which break when a definition is
// reordered, and names in every score, which double its size.
package outcome
