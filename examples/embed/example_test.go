package embed_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/hsds"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/memreferral"
)

// A directory in, the best activities for a person out, each with its reasons.
func Example() {
	file, err := os.Open("../pathway/directory/greater-manchester.json")
	if err != nil {
		panic(err)
	}
	defer file.Close()
	directory, err := hsds.ReadAll(file, nil) // directory.Report names every fault
	if err != nil {
		panic(err)
	}
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	index, err := matching.NewIndex(slices.Values(directory.Activities), &matching.Options{
		Horizon: matching.Horizon{From: activity.DayOf(now)},
	})
	if err != nil {
		panic(err)
	}
	someone := person.Person{Needs: []*person.Need{{Code: "sp-need:food"}}}
	seeker := matching.SeekerFor(someone, now) // what the host's record says; more can be added
	seeker.Place.Coordinates = activity.MustParseCoordinates("53.4240,-2.3190")
	result, err := index.Match(matching.Query{Seeker: seeker, At: now, K: 1})
	if err != nil {
		panic(err)
	}
	for _, m := range result.Matches {
		for _, reason := range m.Reasons {
			fmt.Println(reason.Text(language.English))
		}
	}
	// Output:
	// For “Getting enough food”: Food bank
	// Some way: about 3.8 km
	// Ask whether there is a place
	// Nobody says when this was last checked
}

// A command in, events out; a command that may not be done says why.
func Example_referral() {
	ctx, now := context.Background(), time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	someone := person.Person{
		ID: person.NewID(), Name: person.NewName("Sampleton", "Gwenllian"), Birth: person.MustParseDate("1951-03"),
		Contacts: []*person.ContactPoint{{Kind: person.ContactPhoneNumber, Value: person.NewText("01632 960001")}},
	}
	repository := referral.NewRepository(memreferral.New(nil), &referral.RepositoryOptions{
		Facts: func(_ context.Context, r referral.Referral, _ referral.Command) (referral.Facts, error) {
			return referral.FactsOf(someone, 1, r, now), nil // the host reads the record afresh
		},
	})
	meta := func(role referral.Role) referral.Meta {
		return referral.Meta{
			ID: referral.NewChangeID(), At: now, RecordedAt: now,
			By: referral.Actor{ID: referral.NewActorID(), Role: role},
		}
	}
	id := referral.NewID()
	r, _, err := repository.Do(ctx, id, &referral.Submit{Meta: meta(referral.RoleReferrer), Referral: id, Intake: &referral.Intake{
		Person: someone.ID, Service: referral.NewServiceID(),
		Basis: referral.BasisOfferAccepted, Reasons: []person.NeedCode{"sp-need:lonely"},
	}})
	fmt.Println(r.State(), err)
	_, _, err = repository.Do(ctx, id, &referral.Allocate{Meta: meta(referral.RoleTeamLead), Worker: referral.NewActorID()})
	if refusal, ok := errors.AsType[*referral.Refusal](err); ok {
		fmt.Println(refusal.Text(language.English))
	}
	// Output:
	// received <nil>
	// “Allocate to a worker” is not possible while the referral is “Received”.
}

// A snapshot that an earlier version stored is read as it is, and written in the
// form of today. What Undo would bring back comes with it.
func Example_olderSnapshot() {
	stored, err := os.ReadFile("../../referral/testdata/histories/schema-1-walk-0013.snapshot.json")
	if err != nil {
		panic(err)
	}
	var r referral.Referral
	if err := json.Unmarshal(stored, &r); err != nil {
		panic(err)
	}
	today, err := json.Marshal(r)
	if err != nil {
		panic(err)
	}
	fmt.Printf("%s...\n%s...\n", stored[:13], today[:13])
	fmt.Println(r.State(), "after", r.Sequence(), "events")

	var f *referral.Fault // and what a later version stored is refused
	err = json.Unmarshal(bytes.Replace(today, []byte(`"snapshot":2`), []byte(`"snapshot":3`), 1), &r)
	fmt.Println(errors.As(err, &f), f.Rule, f.Path, "wanted", f.Wanted, "offered", f.Offered)
	// Output:
	// {"snapshot":1...
	// {"snapshot":2...
	// cancelled after 11 events
	// true unknown-schema snapshot wanted 1 to 2 offered 3
}
