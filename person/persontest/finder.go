package persontest

import (
	"context"
	"slices"

	"github.com/socialprescribing/socialprescribing/internal/conform"
	"github.com/socialprescribing/socialprescribing/person"
)

// cases are those that a store of persons has beyond any other store's, and those
// of the Finder, if it is one.
func (h Harness) cases(ctx context.Context) []conform.Case {
	probe, err := h.Open(ctx)
	if err != nil {
		return nil // the first case of the contract says so
	}
	_, ok := probe.(person.Finder)
	h.close(probe)
	own := h.unknownMembers(ctx)
	if !ok {
		return own
	}
	return append(own, h.finderCases(ctx)...)
}

func (h Harness) finderCases(ctx context.Context) []conform.Case {
	named := func(name, sentence string, run func(*finder)) conform.Case {
		return conform.Case{Name: name, Sentence: sentence, Run: func(t conform.T) {
			t.Helper()
			h.find(ctx, t, run)
		}}
	}
	return []conform.Case{
		named("FindByEach", "Find returns the persons who carry the identifier given, whichever it is.", (*finder).byEach),
		named("FindAbsent", "An absent identifier matches nobody.", (*finder).absent),
		named("FindShared", "Two persons may share a wrong number, and both are returned, in order of ID.", (*finder).shared),
		named("FindAll", "A person must carry every identifier given.", (*finder).all),
		named("FindLatest", "Somebody whose number was corrected is no longer found by the old one.", (*finder).latest),
		named("FindNone", "None is not an error.", (*finder).none),
	}
}

func (h Harness) close(s person.Store) {
	if h.Close != nil {
		_ = h.Close(s)
	}
}

type finder struct {
	conform.T
	ctx   context.Context //nolint:containedctx // one case's, which ends with it
	store person.Finder
}

func (h Harness) find(ctx context.Context, t conform.T, run func(*finder)) {
	t.Helper()
	s, err := h.Open(ctx)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	defer h.close(s)
	f, ok := s.(person.Finder)
	if !ok {
		t.Fatalf("the store is a Finder at one time and not at another")
	}
	run(&finder{T: t, ctx: ctx, store: f})
}

func (f *finder) put(base person.Version, p person.Person) {
	f.Helper()
	if err := f.store.Commit(f.ctx, person.Change{ID: person.NewChangeID(), Base: base, Value: p}); err != nil {
		f.Fatalf("commit: %v", err)
	}
}

func (f *finder) want(what string, by person.Identifier, want ...person.ID) {
	f.Helper()
	got, err := f.store.Find(f.ctx, by)
	if err != nil {
		f.Fatalf("find %s: %v", what, err)
	}
	if !slices.Equal(got, want) {
		f.Errorf("find %s: got %v, want %v", what, got, want)
	}
}

var (
	anne = person.ID{15: 1}
	beth = person.ID{15: 2}
	carl = person.ID{15: 3}
)

const system = "suite"

func nhs(s string) person.NHSNumber { return person.MustParseNHSNumber(s) }

func other(value string) person.OtherIdentifier {
	return person.OtherIdentifier{System: system, Value: person.NewText(value)}
}

func (f *finder) byEach() {
	chi, hc, local := person.MustParseCHINumber("0607230002"), person.MustParseHCNumber("3200000007"), other("17")
	f.put(0, person.Person{ID: anne, NHSNumber: nhs("9990000018")})
	f.put(0, person.Person{ID: beth, CHINumber: chi})
	f.put(0, person.Person{ID: carl, HCNumber: hc, OtherIdentifiers: []*person.OtherIdentifier{&local}})
	f.want("NHS number", person.Identifier{NHSNumber: nhs("9990000018")}, anne)
	f.want("CHI number", person.Identifier{CHINumber: chi}, beth)
	f.want("Health and Care number", person.Identifier{HCNumber: hc}, carl)
	f.want("another identifier", person.Identifier{Other: other("17")}, carl)
	f.want("another system", person.Identifier{Other: person.OtherIdentifier{System: "else", Value: person.NewText("17")}})
}

func (f *finder) absent() {
	f.put(0, person.Person{ID: anne})
	f.put(0, person.Person{ID: beth, OtherIdentifiers: []*person.OtherIdentifier{{System: system}}})
	f.want("nothing", person.Identifier{})
	f.want("a system without a value", person.Identifier{Other: person.OtherIdentifier{System: system}})
}

func (f *finder) shared() {
	for _, id := range []person.ID{carl, anne, beth} {
		f.put(0, person.Person{ID: id, NHSNumber: nhs("9990000018")})
	}
	f.want("a shared number", person.Identifier{NHSNumber: nhs("9990000018")}, anne, beth, carl)
}

func (f *finder) all() {
	local := other("17")
	f.put(0, person.Person{ID: anne, NHSNumber: nhs("9990000018"), OtherIdentifiers: []*person.OtherIdentifier{&local}})
	f.put(0, person.Person{ID: beth, NHSNumber: nhs("9990000018")})
	f.want("both", person.Identifier{NHSNumber: nhs("9990000018"), Other: local}, anne)
	f.want("two that differ", person.Identifier{NHSNumber: nhs("9990000026"), Other: local})
}

func (f *finder) latest() {
	f.put(0, person.Person{ID: anne, NHSNumber: nhs("9990000018")})
	f.put(1, person.Person{ID: anne, NHSNumber: nhs("9990000026")})
	f.want("the old number", person.Identifier{NHSNumber: nhs("9990000018")})
	f.want("the new number", person.Identifier{NHSNumber: nhs("9990000026")}, anne)
}

func (f *finder) none() {
	f.want("a number nobody has", person.Identifier{NHSNumber: nhs("9990000018")})
}
