// Package person models a person as social prescribing needs to know them: who
// they are, what matters to them, what they need, how they may be contacted,
// and what they have agreed to. The host's own patient record stays the source.
//
// [Person] is a plain record; its zero value is valid and says that nothing is
// known. It is made of values that check themselves when they are parsed
// ([NHSNumber], [Postcode], [Date], [SCTID], [ODSCode]), of records ([Need],
// [Requirement], [Relation], [Risk], [Address], [ContactPoint] and the rest),
// and of one ledger, [Consents]. What is not known is a value throughout: [Tri]
// has three values, a [Date] may be a year, and an [Age] is an interval. Codes
// have words in English and Welsh ([Vocabulary] for needs, a Text method on
// every closed list).
//
// Most callers need only the record, a parser or two, the ledger and a store:
//
//	number, err := person.ParseNHSNumber("943 476 5919")
//	p := person.Person{ID: person.NewID(), NHSNumber: number, Birth: person.MustParseDate("1950-03")}
//	p.Consents, err = p.Consents.Record(decision)
//	if p.Consents.At(now).Verdict(person.ScopeShareGP).Answer == person.Given { ... }
//
// # Nothing is disclosed by accident
//
// Package fmt, slog's text handler, errors and panics never show personal data
// of these types, in any verb and any place. Values disclose themselves through
// methods that say so (Digits, Disclose, DiscloseFull, Outward). JSON is the
// storage form, hence disclosure: a host that logs its own structs through a
// JSON handler sets [ReplaceAttr]. In an unexported field fmt asks no method;
// there personal text sits behind pointers, whose addresses are all that fmt
// finds, and a record may show its codes, which are public terms.
//
// Everything that leaves a service is built from a [View]: an explicit list of
// fields per audience, on which a new field is hidden until somebody decides.
//
// # What is judged, and by what rule
//
//   - [Consents.At] answers given, refused, withdrawn, expired or not asked, with
//     the entry it rests on. A decision about one scope is never taken for
//     another. Withdrawal stops the future and keeps the past.
//   - [Person.Authorise] says whether somebody may decide for the person. The
//     rules per nation rest on practice and are a starting point.
//   - [Person.ContactBy] judges a channel at an instant: death, prohibitions,
//     permission, whether there is anything to reach them by, safe times.
//   - [Person.Check] says what a standard still wants, [Person.Validate] what is
//     malformed, [RetentionPolicy.Of] how long a record is kept, and [Erase]
//     erases it in place.
//
// # Storage
//
// [Store] has two methods. Package memperson implements it in memory with all
// optional interfaces; package persontest holds its contract as a suite, which
// is itself proven by broken stores. A JSON member of a person that this version
// does not know is kept ([Person].Extra) and written back; one deeper down is
// reported as an error, never dropped.
//
// # Decisions
//
//   - Only the three national identifiers sit behind a unique.Handle, because
//     they are map keys; interning names and addresses would keep them alive and
//     cost a look-up each. Refused: plain strings, which every verb prints.
//   - Postcodes, dates, ages and UPRNs are packed into one scrambled word:
//     comparable and free of pointers, and fmt prints no digit that a reader would
//     know. It is not encryption.
//   - Lists of records hold pointers, []*Need and the like, so that fmt prints
//     addresses where it cannot ask. Refused: opaque lists, awkward to fill.
//   - A [Name] points to a pointer: given a verb that does not fit, fmt opens a
//     pointer to a struct one level, and would print the parts.
//   - An estimated date is taken to be up to [EstimateMargin] years off when an
//     age or an order is judged from it. Refused: trusting it to the day.
//   - A month or a year of age is complete on the first of the next month where
//     the day does not exist: born on 29 February, 18 on 1 March.
//   - ParsePostcode raises case and sets the space, which loses nothing;
//     look-alikes are changed by RepairPostcode alone, with a report, and only if
//     one reading exists.
//   - Nothing is derived from a CHI number.
//   - How somebody must be written and spoken to goes to everybody who may do it,
//     the referrer too, who gets no other requirement (data/views.txt says why).
//   - A hand-over of a safeguarding concern that names no owner ends nothing.
//   - Codes of ethnicity are judged by a nation's list where one could be had:
//     England's of 2001, Wales's and Scotland's of 2011. Others are kept as they are.
//   - Ireland's Individual Health Identifier is left out: its layout is not
//     confirmed by its owner. Keep it as an [OtherIdentifier].
//   - A safety or consent text in Welsh is shown in marked English until its
//     translation has been reviewed.
//
// # Figures
//
// On two shared cores of a server, under load, beside what a host would write
// by hand in the same run (go test -bench . ./person): checking an NHS number
// takes 14 ns and by hand with a regular expression 370; parsing a postcode
// 43 ns and by regular expression 211; a date 25 ns and by time.Parse 177.
// Parsing an NHS number among a thousand live ones takes 55 ns, most of it the
// look-up of the handle. None of them allocates.
//
// Ten million persons with a number, a name, an address and a need took 1,239
// bytes each, and a garbage collection over them 16 s; their numbers alone 213
// bytes each and 3 s (BenchmarkMemory, SP_TEN_MILLION=1). Whoever holds so many
// at once should hold storage forms, and parse what is asked for.
//
// The tests cover 98 % of statements. Of 994 small changes of code that they
// reach they notice 944, or 95.0 % (bash .ci/mutate person, 27 November 2026).
// Many of those that live change nothing that can be told from outside, such as
// the sum of a check digit by five more before it is taken modulo five.
package person
