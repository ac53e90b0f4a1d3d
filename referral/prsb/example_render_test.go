package prsb_test

import (
	"fmt"
	"strings"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/referral/prsb"
)

// A record for people to read: what the person needs in order to be reached comes
// first. Welsh headings are drafts; one about risk stays in marked English.
func ExamplePlainText() {
	record, err := prsb.ReadJSON(strings.NewReader(`{
		"Person demographics": {"Person name": {"Person family name": "Sampleton"}},
		"About me": {"What is most important to me": {"What is most important to me": "Singing."}},
		"Individual requirements": {"Mobility": {"Mobility needs": [{"Free text": "Uses a wheelchair."}]}},
		"Risks": {"Risks record entry": [{"Risk": {"Free text": "none known"}}]}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(prsb.PlainText(record, language.MustParse("cy")))
	// Output:
	// [English] Before you make contact: Gofynion unigol
	// ==================================================
	//
	// - Symudedd
	//   - [English] Mobility needs
	//     - Uses a wheelchair.
	//
	// Manylion personol
	// =================
	//
	// - Enw'r person
	//   - Cyfenw'r person: Sampleton
	//
	// Amdanaf i
	// =========
	//
	// - Beth sydd bwysicaf i mi
	//   - Beth sydd bwysicaf i mi: Singing.
	//
	// [English] Risks
	// ===============
	//
	// - [English] Risks record entry
	//   - [English] Risk
	//     - none known
}
