package person_test

import (
	"fmt"
	"time"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/person"
)

// A number is checked when it is parsed, and shows itself only when asked.
func ExampleParseNHSNumber() {
	n, err := person.ParseNHSNumber("999 000 0018")
	fmt.Println(n, err)
	fmt.Println(n.Spaced(), n.Range(), n.IsSynthetic())
	_, err = person.ParseNHSNumber("999 000 0019")
	fmt.Println(err)
	// Output:
	// [NHSNumber] <nil>
	// 999 000 0018 synthetic true
	// person: NHS number: checksum
}

// A feed that writes O for 0 is mended with a report, or refused.
func ExampleRepairPostcode() {
	p, repairs, err := person.RepairPostcode("w1a oax")
	fmt.Println(p.Disclose(), repairs, err)
	_, _, err = person.RepairPostcode("S0I 1AA")
	fmt.Println(err)
	// Output:
	// W1A 0AX [case digit] <nil>
	// person: postcode: ambiguous
}

// Somebody whose birth is known to the year may or may not be 18 yet.
func ExampleDate_AgeOn() {
	on := person.MustParseDate("2026-11-24")
	for _, birth := range []string{"2008-11-24", "2008-11-25", "2008", "1950~"} {
		age := person.MustParseDate(birth).AgeOn(on)
		least, most, _ := age.Years()
		fmt.Println(birth, least, most, age.AtLeast(18))
	}
	// Output:
	// 2008-11-24 18 18 yes
	// 2008-11-25 17 17 no
	// 2008 17 18 unknown
	// 1950~ 70 81 yes
}

// Withdrawal stops the future and keeps the past; consent can be given again.
func ExampleConsents() {
	at := func(day int) time.Time { return time.Date(2026, 3, day, 10, 0, 0, 0, time.UTC) }
	var c person.Consents
	decide := func(day int, a person.Answer) {
		c, _ = c.Record(person.Decision{ID: person.NewEntryID(), Scope: person.ScopeShareGP, Answer: a, At: at(day), RecordedAt: at(day)})
	}
	decide(2, person.Given)
	decide(9, person.Withdrawn)
	for _, day := range []int{1, 2, 8, 9} {
		fmt.Println(day, c.At(at(day)).Verdict(person.ScopeShareGP).Answer)
	}
	fmt.Println(c.At(at(9)).Verdict(person.ScopeResearch).Answer)
	// Output:
	// 1 not-asked
	// 2 given
	// 8 given
	// 9 withdrawn
	// not-asked
}

// Next of kin do not decide for somebody, and the refusal says who may.
func ExampleAuthority_Check() {
	err := person.Authority{Kind: person.AuthorityNextOfKin}.Check()
	fmt.Println(err)
	// Output:
	// person: authority next-of-kin: no-authority
}

// A person who must not be contacted is reached by the arrangement instead.
func ExamplePerson_ContactBy() {
	p := person.Person{
		Contacts: []*person.ContactPoint{{Kind: person.ContactPhoneNumber, Value: person.NewText("01632 960001")}},
		Contact: &person.ContactRules{Prohibitions: []*person.ContactProhibition{{
			Alternative: &person.ContactAlternative{Via: person.NewText("the refuge, on weekday mornings")},
		}}},
	}
	v := p.ContactBy(person.ChannelPhone, person.ProviderID{}, time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC))
	fmt.Println(v.Answer.Text(language.English))
	fmt.Println(v.Alternative.Via.Disclose())
	// Output:
	// Contact is prohibited. Use the alternative arrangement.
	// the refuge, on weekday mornings
}

// A need has words in English and Welsh, a map, and perhaps a safety prompt.
func ExampleNeeds() {
	v := person.Needs()
	fmt.Println(v.Text(language.English, "sp-need:lonely"), "/", v.Text(language.MustParse("cy"), "sp-need:lonely"))
	fmt.Println(v.Maps("sp-need:lonely", person.PrefixGravity))
	prompt, _ := v.Safety(language.English, "sp-need:no-food-today")
	fmt.Println(prompt)
	// Output:
	// Loneliness / Unigrwydd
	// [gravity:social-connection]
	// The person may have nothing to eat today. Arrange food before anything else.
}

// A provider sees what it needs, and the sender's record says what it does not.
func ExampleView_Of() {
	p := person.Person{
		Name: person.NewName("Jones", "Mair"), Birth: person.MustParseDate("1950-03-12"),
		NHSNumber: person.MustParseNHSNumber("9990000018"), Requirements: []*person.Requirement{{Code: person.NeedsHearingLoop}},
	}
	d := person.ViewFor(person.AudienceProvider).Of(p, &person.ViewOptions{At: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)})
	least, _, _ := d.Age.Years()
	fmt.Println(d.Person.Name.DiscloseFull(), least, d.Person.Requirements[0].Code)
	for _, w := range d.Withheld {
		fmt.Println(w.Path, w.Rule)
	}
	// Output:
	// Mair Jones 75 hearing-loop
	// nhsNumber not-listed
	// birth not-listed
}
