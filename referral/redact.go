package referral

import (
	"fmt"
	"io"
	"log/slog"
)

// What somebody needs, has agreed to or did not turn up for is printed beside
// nobody's identifier: every record, command and event of an episode, and what
// other aggregates know of it, shows itself to package fmt and to slog by a
// placeholder alone. Their JSON is the storage form and discloses them.
//
// In an unexported field of somebody's struct fmt asks no Format and walks the
// record: codes and times then show, and no words, which lie behind a pointer
// (see person.Text). The JSON of a host in CustomData is bytes, and shows there
// too. Who keeps records in unexported fields keeps a Referral instead, which is
// silent everywhere.

func hush(s fmt.State, name string) { _, _ = io.WriteString(s, "["+name+"]") }

func hushed(name string) slog.Value { return slog.StringValue("[" + name + "]") }

// Format writes a placeholder for every verb, for the command that carries m
// too: a command is personal data from end to end.
func (m Meta) Format(s fmt.State, _ rune) { hush(s, "Command") }

// LogValue gives a placeholder.
func (m Meta) LogValue() slog.Value { return hushed("Command") }

// Format writes a placeholder for every verb.
func (a Accepted) Format(s fmt.State, _ rune) { hush(s, "Accepted") }

// LogValue gives a placeholder.
func (a Accepted) LogValue() slog.Value { return hushed("Accepted") }

// Format writes a placeholder for every verb.
func (a Amendment) Format(s fmt.State, _ rune) { hush(s, "Amendment") }

// LogValue gives a placeholder.
func (a Amendment) LogValue() slog.Value { return hushed("Amendment") }

// Format writes a placeholder for every verb.
func (a Arrangement) Format(s fmt.State, _ rune) { hush(s, "Arrangement") }

// LogValue gives a placeholder.
func (a Arrangement) LogValue() slog.Value { return hushed("Arrangement") }

// Format writes a placeholder for every verb.
func (a Assessment) Format(s fmt.State, _ rune) { hush(s, "Assessment") }

// LogValue gives a placeholder.
func (a Assessment) LogValue() slog.Value { return hushed("Assessment") }

// Format writes a placeholder for every verb.
func (a Assignment) Format(s fmt.State, _ rune) { hush(s, "Assignment") }

// LogValue gives a placeholder.
func (a Assignment) LogValue() slog.Value { return hushed("Assignment") }

// Format writes a placeholder for every verb.
func (a AuthorityFact) Format(s fmt.State, _ rune) { hush(s, "AuthorityFact") }

// LogValue gives a placeholder.
func (a AuthorityFact) LogValue() slog.Value { return hushed("AuthorityFact") }

// Format writes a placeholder for every verb.
func (c ChannelFact) Format(s fmt.State, _ rune) { hush(s, "ChannelFact") }

// LogValue gives a placeholder.
func (c ChannelFact) LogValue() slog.Value { return hushed("ChannelFact") }

// Format writes a placeholder for every verb.
func (c Closure) Format(s fmt.State, _ rune) { hush(s, "Closure") }

// LogValue gives a placeholder.
func (c Closure) LogValue() slog.Value { return hushed("Closure") }

// Format writes a placeholder for every verb.
func (c Complaint) Format(s fmt.State, _ rune) { hush(s, "Complaint") }

// LogValue gives a placeholder.
func (c Complaint) LogValue() slog.Value { return hushed("Complaint") }

// Format writes a placeholder for every verb.
func (c Complexity) Format(s fmt.State, _ rune) { hush(s, "Complexity") }

// LogValue gives a placeholder.
func (c Complexity) LogValue() slog.Value { return hushed("Complexity") }

// Format writes a placeholder for every verb.
func (c Concern) Format(s fmt.State, _ rune) { hush(s, "Concern") }

// LogValue gives a placeholder.
func (c Concern) LogValue() slog.Value { return hushed("Concern") }

// Format writes a placeholder for every verb.
func (c ConsentFact) Format(s fmt.State, _ rune) { hush(s, "ConsentFact") }

// LogValue gives a placeholder.
func (c ConsentFact) LogValue() slog.Value { return hushed("ConsentFact") }

// Format writes a placeholder for every verb.
func (c ConsentSeen) Format(s fmt.State, _ rune) { hush(s, "ConsentSeen") }

// LogValue gives a placeholder.
func (c ConsentSeen) LogValue() slog.Value { return hushed("ConsentSeen") }

// Format writes a placeholder for every verb.
func (c Contact) Format(s fmt.State, _ rune) { hush(s, "Contact") }

// LogValue gives a placeholder.
func (c Contact) LogValue() slog.Value { return hushed("Contact") }

// Format writes a placeholder for every verb.
func (c ContactRulesSeen) Format(s fmt.State, _ rune) { hush(s, "ContactRulesSeen") }

// LogValue gives a placeholder.
func (c ContactRulesSeen) LogValue() slog.Value { return hushed("ContactRulesSeen") }

// Format writes a placeholder for every verb.
func (c CustomData) Format(s fmt.State, _ rune) { hush(s, "CustomData") }

// LogValue gives a placeholder.
func (c CustomData) LogValue() slog.Value { return hushed("CustomData") }

// Format writes a placeholder for every verb.
func (d Death) Format(s fmt.State, _ rune) { hush(s, "Death") }

// LogValue gives a placeholder.
func (d Death) LogValue() slog.Value { return hushed("Death") }

// Format writes a placeholder for every verb.
func (d Decider) Format(s fmt.State, _ rune) { hush(s, "Decider") }

// LogValue gives a placeholder.
func (d Decider) LogValue() slog.Value { return hushed("Decider") }

// Format writes a placeholder for every verb.
func (d Duty) Format(s fmt.State, _ rune) { hush(s, "Duty") }

// LogValue gives a placeholder.
func (d Duty) LogValue() slog.Value { return hushed("Duty") }

// Format writes a placeholder for every verb.
func (e Entry) Format(s fmt.State, _ rune) { hush(s, "Entry") }

// LogValue gives a placeholder.
func (e Entry) LogValue() slog.Value { return hushed("Entry") }

// Format writes a placeholder for every verb.
func (e Erasure) Format(s fmt.State, _ rune) { hush(s, "Erasure") }

// LogValue gives a placeholder.
func (e Erasure) LogValue() slog.Value { return hushed("Erasure") }

// Format writes a placeholder for every verb.
func (e Escalation) Format(s fmt.State, _ rune) { hush(s, "Escalation") }

// LogValue gives a placeholder.
func (e Escalation) LogValue() slog.Value { return hushed("Escalation") }

// Format writes a placeholder for every verb.
func (e Event) Format(s fmt.State, _ rune) { hush(s, "Event") }

// LogValue gives a placeholder.
func (e Event) LogValue() slog.Value { return hushed("Event") }

// Format writes a placeholder for every verb.
func (f Facts) Format(s fmt.State, _ rune) { hush(s, "Facts") }

// LogValue gives a placeholder.
func (f Facts) LogValue() slog.Value { return hushed("Facts") }

// Format writes a placeholder for every verb.
func (f Feedback) Format(s fmt.State, _ rune) { hush(s, "Feedback") }

// LogValue gives a placeholder.
func (f Feedback) LogValue() slog.Value { return hushed("Feedback") }

// Format writes a placeholder for every verb.
func (f Funding) Format(s fmt.State, _ rune) { hush(s, "Funding") }

// LogValue gives a placeholder.
func (f Funding) LogValue() slog.Value { return hushed("Funding") }

// Format writes a placeholder for every verb.
func (g Goal) Format(s fmt.State, _ rune) { hush(s, "Goal") }

// LogValue gives a placeholder.
func (g Goal) LogValue() slog.Value { return hushed("Goal") }

// Format writes a placeholder for every verb.
func (g GoalChange) Format(s fmt.State, _ rune) { hush(s, "GoalChange") }

// LogValue gives a placeholder.
func (g GoalChange) LogValue() slog.Value { return hushed("GoalChange") }

// Format writes a placeholder for every verb.
func (h Holding) Format(s fmt.State, _ rune) { hush(s, "Holding") }

// LogValue gives a placeholder.
func (h Holding) LogValue() slog.Value { return hushed("Holding") }

// Format writes a placeholder for every verb.
func (i Intake) Format(s fmt.State, _ rune) { hush(s, "Intake") }

// LogValue gives a placeholder.
func (i Intake) LogValue() slog.Value { return hushed("Intake") }

// Format writes a placeholder for every verb.
func (l Link) Format(s fmt.State, _ rune) { hush(s, "Link") }

// LogValue gives a placeholder.
func (l Link) LogValue() slog.Value { return hushed("Link") }

// Format writes a placeholder for every verb.
func (m Matters) Format(s fmt.State, _ rune) { hush(s, "Matters") }

// LogValue gives a placeholder.
func (m Matters) LogValue() slog.Value { return hushed("Matters") }

// Format writes a placeholder for every verb.
func (n Need) Format(s fmt.State, _ rune) { hush(s, "Need") }

// LogValue gives a placeholder.
func (n Need) LogValue() slog.Value { return hushed("Need") }

// Format writes a placeholder for every verb.
func (n Note) Format(s fmt.State, _ rune) { hush(s, "Note") }

// LogValue gives a placeholder.
func (n Note) LogValue() slog.Value { return hushed("Note") }

// Format writes a placeholder for every verb.
func (n NoteChange) Format(s fmt.State, _ rune) { hush(s, "NoteChange") }

// LogValue gives a placeholder.
func (n NoteChange) LogValue() slog.Value { return hushed("NoteChange") }

// Format writes a placeholder for every verb.
func (o Onward) Format(s fmt.State, _ rune) { hush(s, "Onward") }

// LogValue gives a placeholder.
func (o Onward) LogValue() slog.Value { return hushed("Onward") }

// Format writes a placeholder for every verb.
func (o Override) Format(s fmt.State, _ rune) { hush(s, "Override") }

// LogValue gives a placeholder.
func (o Override) LogValue() slog.Value { return hushed("Override") }

// Format writes a placeholder for every verb.
func (p Plan) Format(s fmt.State, _ rune) { hush(s, "Plan") }

// LogValue gives a placeholder.
func (p Plan) LogValue() slog.Value { return hushed("Plan") }

// Format writes a placeholder for every verb.
func (p ProviderFact) Format(s fmt.State, _ rune) { hush(s, "ProviderFact") }

// LogValue gives a placeholder.
func (p ProviderFact) LogValue() slog.Value { return hushed("ProviderFact") }

// Format writes a placeholder for every verb.
func (p ProviderSeen) Format(s fmt.State, _ rune) { hush(s, "ProviderSeen") }

// LogValue gives a placeholder.
func (p ProviderSeen) LogValue() slog.Value { return hushed("ProviderSeen") }

// Format writes a placeholder for every verb.
func (r Redirected) Format(s fmt.State, _ rune) { hush(s, "Redirected") }

// LogValue gives a placeholder.
func (r Redirected) LogValue() slog.Value { return hushed("Redirected") }

// Format writes a placeholder for every verb.
func (r Relied) Format(s fmt.State, _ rune) { hush(s, "Relied") }

// LogValue gives a placeholder.
func (r Relied) LogValue() slog.Value { return hushed("Relied") }

// Format writes a placeholder for every verb.
func (r Risk) Format(s fmt.State, _ rune) { hush(s, "Risk") }

// LogValue gives a placeholder.
func (r Risk) LogValue() slog.Value { return hushed("Risk") }

// Format writes a placeholder for every verb.
func (x Session) Format(s fmt.State, _ rune) { hush(s, "Session") }

// LogValue gives a placeholder.
func (x Session) LogValue() slog.Value { return hushed("Session") }

// Format writes a placeholder for every verb.
func (x SessionChange) Format(s fmt.State, _ rune) { hush(s, "SessionChange") }

// LogValue gives a placeholder.
func (x SessionChange) LogValue() slog.Value { return hushed("SessionChange") }

// Format writes a placeholder for every verb.
func (x Signposting) Format(s fmt.State, _ rune) { hush(s, "Signposting") }

// LogValue gives a placeholder.
func (x Signposting) LogValue() slog.Value { return hushed("Signposting") }

// Format writes a placeholder for every verb.
func (x Step) Format(s fmt.State, _ rune) { hush(s, "Step") }

// LogValue gives a placeholder.
func (x Step) LogValue() slog.Value { return hushed("Step") }

// Format writes a placeholder for every verb.
func (x StepChange) Format(s fmt.State, _ rune) { hush(s, "StepChange") }

// LogValue gives a placeholder.
func (x StepChange) LogValue() slog.Value { return hushed("StepChange") }

// Format writes a placeholder for every verb.
func (x SubjectEpisode) Format(s fmt.State, _ rune) { hush(s, "SubjectEpisode") }

// LogValue gives a placeholder.
func (x SubjectEpisode) LogValue() slog.Value { return hushed("SubjectEpisode") }

// Format writes a placeholder for every verb.
func (x SubjectFile) Format(s fmt.State, _ rune) { hush(s, "SubjectFile") }

// LogValue gives a placeholder.
func (x SubjectFile) LogValue() slog.Value { return hushed("SubjectFile") }

// Format writes a placeholder for every verb.
func (x Support) Format(s fmt.State, _ rune) { hush(s, "Support") }

// LogValue gives a placeholder.
func (x Support) LogValue() slog.Value { return hushed("Support") }

// Format writes a placeholder for every verb.
func (t Transfer) Format(s fmt.State, _ rune) { hush(s, "Transfer") }

// LogValue gives a placeholder.
func (t Transfer) LogValue() slog.Value { return hushed("Transfer") }

// Format writes a placeholder for every verb.
func (t Triaged) Format(s fmt.State, _ rune) { hush(s, "Triaged") }

// LogValue gives a placeholder.
func (t Triaged) LogValue() slog.Value { return hushed("Triaged") }

// Format writes a placeholder for every verb.
func (u Undone) Format(s fmt.State, _ rune) { hush(s, "Undone") }

// LogValue gives a placeholder.
func (u Undone) LogValue() slog.Value { return hushed("Undone") }

// Format writes a placeholder for every verb.
func (u Unmet) Format(s fmt.State, _ rune) { hush(s, "Unmet") }

// LogValue gives a placeholder.
func (u Unmet) LogValue() slog.Value { return hushed("Unmet") }

// Format writes a placeholder for every verb.
func (a AttendanceMark) Format(s fmt.State, _ rune) { hush(s, "AttendanceMark") }

// LogValue gives a placeholder.
func (a AttendanceMark) LogValue() slog.Value { return hushed("AttendanceMark") }

// Format writes a placeholder for every verb.
func (e EpisodeCommand) Format(s fmt.State, _ rune) { hush(s, "EpisodeCommand") }

// LogValue gives a placeholder.
func (e EpisodeCommand) LogValue() slog.Value { return hushed("EpisodeCommand") }

// Format writes a placeholder for every verb.
func (g GroupSession) Format(s fmt.State, _ rune) { hush(s, "GroupSession") }

// LogValue gives a placeholder.
func (g GroupSession) LogValue() slog.Value { return hushed("GroupSession") }

// Format writes a placeholder for every verb.
func (r Register) Format(s fmt.State, _ rune) { hush(s, "Register") }

// LogValue gives a placeholder.
func (r Register) LogValue() slog.Value { return hushed("Register") }

// Format writes a placeholder for every verb.
func (r RegisterEntry) Format(s fmt.State, _ rune) { hush(s, "RegisterEntry") }

// LogValue gives a placeholder.
func (r RegisterEntry) LogValue() slog.Value { return hushed("RegisterEntry") }
