package referral_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// named is every decision, lesson and mistake that concerns an episode, and the
// tests that show it: by package and name, or by name alone for this package. A
// rule of the lists D1 to D29 and of the 25 mistakes has a test that bears its
// number, besides whatever else shows it.
var named = map[string][]string{
	"D1":  {"TestD1_UnknownFactsAreNamed", "TestD1_WithdrawalRecallsWhatIsUnsent", "TestRepository"},
	"D2":  {"TestD2_StatesOfThePathway", "fhir.TestEveryStateHasARow", "fhir.TestEveryStateOfSessionsPlansAndGoalsHasARow", "fhir.TestNewTaskForAnotherAttempt"},
	"D3":  {"TestD3_BasesOfAReferral", "TestD3_ProactiveCohortCountsNothingUntilAccepted", "reporting.TestD3_Cohort"},
	"D4":  {"TestD4_HoldReturnsToWhereItWas", "TestD4_OnlyThePersonsHoldsPauseTheAdjustedClock", "calendar.TestD4_Pauses", "reporting.TestD4_Adjusted"},
	"D5":  {"TestD5_SenderStaysResponsibleUntilAccepted", "TestD5_TransferIsNotTakenOverAfterConsentFellAway"},
	"D6":  {"TestD6_ExactlyOneWorker", "TestD6_BreakingTheGlassIsForStaff"},
	"D7":  {"TestD7_UndoWhileNothingHasLeft", "TestUndoAfterATransfer", "TestUndoBringsEverythingBack"},
	"D8":  {"TestD8_Death", "TestBackDatedDeath"},
	"D9":  {"TestD9_Closing", "TestD9_MissingMeasuresNeverBlockEntirely", "TestLesson37_NothingReopensByItself"},
	"D10": {"TestD10_PlanNeedsNobodysApprovalButThePersons", "TestReschedulingKeepsTheOldSession", "TestD6_ExactlyOneWorker", "TestD10_RulesThatAreGuards"},
	"D11": {"TestD11_UnableToContact", "TestD11_DaysAreLocalDays", "TestD11_ReturnToTheReferrerOnlyWhereNoChannelIsLeft", "TestD11_AttemptsBeforeReopeningDoNotCloseAgain"},
	"D12": {"TestD12_ContactProhibited", "TestD12_NoDateWhereContactIsProhibited", "TestD12_NoVoicemailWhereNoneIsAllowed", "TestD12_AContactThatWasMadeAllTheSameIsRecorded"},
	"D13": {"TestD13_ConsentGate", "TestD13_ConsentThatLapsedSinceTheFactsWereGathered"},
	"D14": {"TestD14_Authority"},
	"D15": {"TestD15_Safeguarding", "TestD15_UndoDoesNotRemoveAConcern"},
	"D16": {"TestD16_AlertsEndOnlyByAcknowledgement", "TestD16_AlertOfAScore", "TestD16_UndoDoesNotRemoveAnAlert"},
	"D17": {"TestD17_AttendedAndHappenedAreTwoFacts", "TestD17_TheRowOfMissedSessionsIsBroken", "reporting.TestD17_Attendance"},
	"D18": {
		"TestD18_TheCodeIsDueOnce", "TestD18_WhenTheCodeIsDue", "TestD18_AmendedIntakeDropsTheCodeOrTakesItBack",
		"TestD18_CodeFollowsConsentToShareWithTheGP", "TestD18_ReopeningDropsTheMessageBack", "TestPolicyChangesWithinAnEpisode",
	},
	"D19": {"TestD19_NoticesKeepToTheirAllowList", "fhir.TestProviderSeesItsOwn", "prsb.TestEveryEpisodeFieldIsDecided"},
	"D20": {"TestD20_NotesAreAmendedByTheirAuthor", "TestD20_UndoLosesNoNote"},
	"D21": {"TestD21_ErasureInPlace", "TestAnErasureLeavesNoWordsInMemory", "TestSubjectAccess"},
	"D22": {"TestD22_GoalsAreThePersons"},
	"D23": {"TestD23_VideoWaitsForDigitalAccess"},
	"D24": {"TestD24_FeedbackIsConsentGated", "TestD24_SupportToAttendIsPlannedAndDone"},
	"D25": {"TestD25_LinkedEpisodesKeepTheirOwn", "TestD25_BreakingALinkDisclosesNothing", "TestD25_OneSessionManyEpisodesNobodySeesAnother", "TestD25_ALinkIsMadeAndBroken"},
	"D26": {
		"TestD26_UnmetNeedsAreOnTheEpisode", "reporting.TestD26_MinimumDatasetHoldsTheFourGroups", "reporting.TestD26_SmallCountsStayOpen",
		"reporting.TestD26_AReportGivesNoSmallCountAway", "reporting.TestD26_ReportsOfOneTallyTellNoMoreTogether",
	},
	"D27": {"TestD27_ReservedEvents"},
	"D28": {"reporting.TestD28_DecilesOfEditionsAreDimensionsOfTheirOwn", "cohort.TestD28_DecilesAreNeverPooled"},
	"D29": {"calendar.TestD29_RuleAgainstLists", "calendar.TestD29_OneOffDays", "calendar.TestD29_ProvisionalDeadline", "calendar.TestD29_EachNationHasItsOwnDays", "TestD29_ADeadlinePastThePublishedHolidaysSaysSo"},
	"D30": {"TestD30_SuspensionMakesOnwardReferralsDue", "TestD13_ConsentGate"},
	"D34": {"TestD34_UrgentNeedIsDueAtOnce", "TestD34_UrgentNeedIsDueWhateverItsFlag"},

	"1.6 a hold remembers":                      {"TestD4_HoldReturnsToWhereItWas", "TestModel"},
	"1.6 closing after an outcome":              {"TestD9_Closing"},
	"1.6 cancelling without a detour":           {"TestLesson16_CancelNeedsNoDetour"},
	"1.6 dates in the past, not before":         {"TestPoint20_BackDatedEntries", "TestAnEndIsNotBeforeTheWorkThatIsOnRecord"},
	"3.3 roles":                                 {"TestLesson33_TransitionsBelongToRoles"},
	"3.3 an override keeps its reason":          {"TestAcceptingWhoIsNotEligibleIsFlagged"},
	"3.3 undo, supported and audited":           {"TestD7_UndoWhileNothingHasLeft", "TestUndoNamesTheCommandsOwnEvent"},
	"3.4 who was asked answers":                 {"TestLesson34_OnlyWhoWasAskedAnswers"},
	"3.4 consent, or a stored override":         {"TestD13_ConsentGate"},
	"3.5 effective and recorded time":           {"TestPoint20_BackDatedEntries"},
	"3.5 reopening is guarded":                  {"TestLesson35_ReopeningIsGuarded"},
	"3.7 reopen, and entered in error":          {"TestExpert19_ReopeningAndReferringAgain", "TestLesson37_OpenedByAccident"},
	"3.7 overdue although closed":               {"TestLesson37_WhatIsClosedIsNotOverdue"},
	"3.7 several open at once":                  {"TestLesson35_ReopeningIsGuarded", "referraltest.TestMutants"},
	"3.7 duplicate as a reason":                 {"TestLesson37_ADuplicateIsCalledADuplicate"},
	"3.7 reopening without a reason":            {"TestPoint19_ReopeningKeepsTheClosure"},
	"3.7 reopening by itself":                   {"TestLesson37_NothingReopensByItself"},
	"3.7 consent again after withdrawal":        {"TestLesson37_ConsentMayBeGivenAgain"},
	"3.7 consent lost by another act":           {"TestLesson37_ConsentIsNoSideEffect"},
	"3.7 no match on absent identifiers":        {"person.TestExpert08_NothingIsRequiredToBeHelped"},
	"3.7 a valid number may be another's":       {"person.TestExpert09_NHSNumbers"},
	"3.7 an unknown date of birth":              {"person.TestExpert10_AnUnknownBirthDateIsUnknown"},
	"3.7 one missed appointment":                {"TestLesson37_OneMissedAppointmentEndsNothing"},
	"3.7 a state for cancelled":                 {"TestD2_StatesOfThePathway", "TestLesson16_CancelNeedsNoDetour"},
	"bad input: unknown state in a snapshot":    {"TestBadInput", "TestSnapshotsNameTheFault"},
	"bad input: a gap, a repeated event":        {"TestBadInput", "TestBrokenHistories"},
	"bad input: zero time, unknown reason":      {"TestBadInput", "TestMalformedCommands"},
	"bad input: text over the limit":            {"TestBadInput", "TestTextsAtTheirLimit"},
	"a transition of each kind, each replayed":  {"TestEveryStateAndAction", "TestEveryPartStateAndAction", "TestEveryEventTypeIsRecorded"},
	"the machine is explored":                   {"TestModel", "TestRandomCommands"},
	"no update is lost":                         {"memreferral.TestOneWinnerOf64", "memreferral.TestNoUpdateIsLost"},
	"idempotent, audited, with an outbox":       {"TestRepository", "TestAnAuditThatFails", "TestConflictIsTriedAgain", "TestCloudEvents"},
	"derived machines and what they broke":      {"TestHostDerivesItsOwnMachine", "TestAHostDropsARow", "TestCompileReportsEveryFault", "fhir.TestHostStatesByPhase"},
	"labels of everything, English and Welsh":   {"TestEverythingHasALabel"},
	"policy as data, and its difference":        {"TestPolicyDiffAndItems", "TestCompilePolicyReportsEveryFault"},
	"histories of released versions":            {"TestHistoriesReplay", "TestUpcasting", "TestUnknownEventTypesAreShownWhenTheyLookLikeOne"},
	"reports, diagrams, the document":           {"TestReport", "TestDiagrams", "TestDocument"},
	"measures of a service, merged from shards": {"reporting.TestMergeIsWhole", "reporting.TestEquity", "reporting.TestOnward", "reporting.TestWholeEpisode"},

	"mistake 1": {"TestExpert01_StatesAreKeptApart"}, "mistake 2": {"TestExpert02_ASignpostIsNoReferral"}, "mistake 3": {"TestExpert03_WhoDeclined"},
	"mistake 4": {"TestExpert04_TheCodeOncePerEpisode"}, "mistake 5": {"person.TestExpert05_SNOMEDCodesKeepTheirDigits"},
	"mistake 6": {"TestExpert06_ReasonsThatAreNeeded", "person.TestExpert06_NeedsAreData"}, "mistake 7": {"TestExpert07_SelfReferral"},
	"mistake 8": {"person.TestExpert08_NothingIsRequiredToBeHelped"}, "mistake 9": {"person.TestExpert09_NHSNumbers"},
	"mistake 10": {"person.TestExpert10_AnUnknownBirthDateIsUnknown"}, "mistake 11": {"person.TestExpert11_NoFixedAbode"},
	"mistake 12": {"TestExpert12_ConsentHasAVerdictAndAnEntry", "person.TestExpert12_ConsentIsNoBoolean"},
	"mistake 13": {"TestExpert13_ConsentGateWithAnOverride", "person.TestExpert13_AnOverrideIsRecordedBesideTheRefusal"},
	"mistake 14": {"TestExpert14_ProhibitedContact", "person.TestExpert14_SafeContact"}, "mistake 15": {"TestExpert15_AttemptsOneByOne"},
	"mistake 16": {"TestExpert16_AttendanceHasItsOwnWords"}, "mistake 17": {"TestExpert17_NothingIsLeftDangling"},
	"mistake 18": {"TestExpert18_TheMessageBack", "TestAmendingWhatThePersonWantsTold"},
	"mistake 19": {"TestExpert19_ReopeningAndReferringAgain"}, "mistake 20": {"TestExpert20_ClocksPauseAndKnowHolidays"},
	"mistake 21": {"TestExpert21_ThePlanIsThePersons", "person.TestExpert21_NotOnlyDeficits"},
	"mistake 22": {"outcome.TestExpert22_ChangeIsPairedDirectedAndCounted", "outcome.TestExpert22_NoWordingThatIsNotFree"},
	"mistake 23": {"person.TestExpert23_EthnicityAndAccessibleInformation", "fhir.TestExpert23_AccessibleInformationGoesToEverybody", "prsb.TestExpert23_AccessibleInformationGoesToEverybody"},
	"mistake 24": {"TestExpert24_UnknownNeverExcludes"},
	"mistake 25": {"TestExpert25_EnteredInErrorAndNeverDeleted", "person.TestExpert25_NothingSlipsOut"},
}

// packages say where tests of other packages stand.
var packages = map[string]string{
	"": ".", "calendar": "calendar", "reporting": "reporting", "memreferral": "memreferral", "referraltest": "referraltest",
	"fhir": "fhir", "prsb": "prsb", "person": "../person", "outcome": "../outcome", "cohort": "../outcome/cohort",
}

// testsIn are the names of the tests of a package.
func testsIn(t *testing.T, dir string) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	require.NoError(t, err)
	require.NotEmpty(t, files, dir)
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && strings.HasPrefix(fn.Name.Name, "Test") {
				out[fn.Name.Name] = true
			}
		}
	}
	return out
}

// TestEveryRuleHasATestNamedForIt fails when a rule has no test, when a test of
// the list is gone, and when a test bears the number of a rule that the list does
// not name it under.
func TestEveryRuleHasATestNamedForIt(t *testing.T) {
	tests := map[string]map[string]bool{}
	for p, dir := range packages {
		tests[p] = testsIn(t, dir)
	}
	listed := map[string]bool{}
	for rule, names := range named {
		require.NotEmpty(t, names, rule)
		for _, n := range names {
			p, name, other := strings.Cut(n, ".")
			if !other {
				p, name = "", n
			}
			require.Contains(t, packages, p, rule)
			require.True(t, tests[p][name], "%s: %s is not there", rule, n)
			listed[n] = true
		}
	}
	bears := func(rule, prefix string) {
		require.True(t, slices.ContainsFunc(named[rule], func(n string) bool {
			return strings.HasPrefix(n[strings.Index(n, ".")+1:], prefix)
		}), "%s has no test that begins with %s", rule, prefix)
	}
	for d := 1; d <= 29; d++ {
		bears(fmt.Sprintf("D%d", d), fmt.Sprintf("TestD%d_", d))
	}
	for n := 1; n <= 25; n++ {
		bears(fmt.Sprintf("mistake %d", n), fmt.Sprintf("TestExpert%02d_", n))
	}
	for name := range tests[""] {
		for _, prefix := range []string{"TestExpert", "TestLesson", "TestPoint"} {
			require.False(t, strings.HasPrefix(name, prefix) && !listed[name], "%s is in no list", name)
		}
	}
}
