// Package activity models what the community offers: providers, their
// activities, who may come, where, when, at what cost, and how many places are
// left.
//
// A [Provider] runs activities. An [Activity] is one thing that a person can be
// connected to: a walking group, a debt clinic, a food bank. Both are plain
// records that a host or an importer (package activity/hsds) fills; Check
// reports every fault in them. What the source did not say stays unknown: a
// [Bound] is known, assumed by a named rule of its source, or unknown, and
// nothing in this package turns unknown into yes or no. A [Schedule] is data;
// Compile turns it into a [Timetable] that expands occurrences. Categories
// ([CategoryCode]) come from a vocabulary with English and Welsh labels.
//
// Most callers need only Activity, its fields, and Schedule.Occurrences.
package activity
