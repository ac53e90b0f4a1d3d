// Package openactive reads OpenActive opportunity data: pages of a Realtime
// Paged Data Exchange feed holding SessionSeries, ScheduledSession, Event,
// CourseInstance, FacilityUse and Slot.
//
// The parts of one activity come in several feeds and in any order: a series in
// one, its sessions in another, and each can be changed or deleted later. A
// [Catalogue] takes the pages as they come, joins sessions to their series,
// and makes activities of what it has. [ReadPage] reads one page; [Follow]
// walks a feed with the host's own way of fetching.
//
//	cat := openactive.NewCatalogue(nil)
//	for page, err := range openactive.Follow(ctx, fetch, "https://…/session-series", nil) {
//		if err != nil {
//			return err
//		}
//		changed := cat.Apply(page)
//		…
//	}
//
// # Decisions
//
//   - The series is the activity, and its sessions are its dates. A directory
//     of single sessions would show one class fifty times.
//   - What OpenActive tells its consumers to assume is assumed, not known: an
//     absent age range is "18 and over" by the rule [RuleAges], an absent gender
//     restriction is none by [RuleGender]. Matching judges both as unknown.
//   - ageRange says whom it suits and ageRestriction who may come; they stay
//     apart.
//   - The Events of a CourseInstance are its dates; those of an EventSeries or a
//     HeadlineEvent are activities of their own, and an EventSeries is none.
//   - A PartialSchedule is a summary for people and is not expanded: it becomes
//     text. Sessions given as data are the dates.
//   - The places of a series are those of its next date, and what the next date
//     is only the host knows: it calls [Catalogue.Advance]. Refused: the first
//     date that a feed still holds, which may be last week's.
//   - A zone that nobody knows leaves a schedule in the zone assumed. Refused:
//     UTC, an hour off all summer.
//   - Deleted items are remembered by their modified number, so that a page read
//     again, or late, cannot bring them back.
package openactive
