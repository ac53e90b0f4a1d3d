package person

import (
	"fmt"
	"io"
	"log/slog"
)

// The records show themselves to package fmt and to slog by a placeholder. In
// an unexported field of somebody's struct fmt does not ask them: there a
// Person still shows nothing (its records are behind pointers), unless it is
// given a verb that does not fit, such as %s; then, as a record that stands
// alone, it shows codes, which are public terms, and never words, names,
// numbers or dates.

// Format writes a placeholder and the ID for every verb: the ID is the host's
// pseudonym, and a log without it helps nobody.
func (p Person) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, p.String()) }

// LogValue gives a placeholder and the ID.
func (p Person) LogValue() slog.Value { return slog.StringValue(p.String()) }

// String gives a placeholder and the ID.
func (p Person) String() string {
	if p.ID.IsZero() {
		return placeholder("Person")
	}
	return placeholder("Person " + p.ID.String())
}

// Format writes a placeholder for every verb.
func (n Need) Format(f fmt.State, _ rune) { redact(f, "Need") }

// LogValue gives a placeholder.
func (n Need) LogValue() slog.Value { return logRedacted("Need") }

// Format writes a placeholder for every verb.
func (s Strength) Format(f fmt.State, _ rune) { redact(f, "Strength") }

// LogValue gives a placeholder.
func (s Strength) LogValue() slog.Value { return logRedacted("Strength") }

// Format writes a placeholder for every verb.
func (i Interest) Format(f fmt.State, _ rune) { redact(f, "Interest") }

// LogValue gives a placeholder.
func (i Interest) LogValue() slog.Value { return logRedacted("Interest") }

// Format writes a placeholder for every verb.
func (a Address) Format(f fmt.State, _ rune) { redact(f, "Address") }

// LogValue gives a placeholder.
func (a Address) LogValue() slog.Value { return logRedacted("Address") }

// Format writes a placeholder for every verb.
func (c ContactPoint) Format(f fmt.State, _ rune) { redact(f, "ContactPoint") }

// LogValue gives a placeholder.
func (c ContactPoint) LogValue() slog.Value { return logRedacted("ContactPoint") }

// Format writes a placeholder for every verb.
func (c ContactRules) Format(f fmt.State, _ rune) { redact(f, "ContactRules") }

// LogValue gives a placeholder.
func (c ContactRules) LogValue() slog.Value { return logRedacted("ContactRules") }

// Format writes a placeholder for every verb.
func (c ContactProhibition) Format(f fmt.State, _ rune) { redact(f, "ContactProhibition") }

// LogValue gives a placeholder.
func (c ContactProhibition) LogValue() slog.Value { return logRedacted("ContactProhibition") }

// Format writes a placeholder for every verb.
func (c ContactAlternative) Format(f fmt.State, _ rune) { redact(f, "ContactAlternative") }

// LogValue gives a placeholder.
func (c ContactAlternative) LogValue() slog.Value { return logRedacted("ContactAlternative") }

// Format writes a placeholder for every verb.
func (c ContactVerdict) Format(f fmt.State, _ rune) { redact(f, "ContactVerdict") }

// LogValue gives a placeholder.
func (c ContactVerdict) LogValue() slog.Value { return logRedacted("ContactVerdict") }

// Format writes a placeholder for every verb.
func (p Permissions) Format(f fmt.State, _ rune) { redact(f, "Permissions") }

// LogValue gives a placeholder.
func (p Permissions) LogValue() slog.Value { return logRedacted("Permissions") }

// Format writes a placeholder for every verb.
func (s SafeTime) Format(f fmt.State, _ rune) { redact(f, "SafeTime") }

// LogValue gives a placeholder.
func (s SafeTime) LogValue() slog.Value { return logRedacted("SafeTime") }

// Format writes a placeholder for every verb.
func (d Demographics) Format(f fmt.State, _ rune) { redact(f, "Demographics") }

// LogValue gives a placeholder.
func (d Demographics) LogValue() slog.Value { return logRedacted("Demographics") }

// Format writes a placeholder for every verb.
func (c Coded) Format(f fmt.State, _ rune) { redact(f, "Coded") }

// LogValue gives a placeholder.
func (c Coded) LogValue() slog.Value { return logRedacted("Coded") }

// Format writes a placeholder for every verb.
func (c CarerStatus) Format(f fmt.State, _ rune) { redact(f, "CarerStatus") }

// LogValue gives a placeholder.
func (c CarerStatus) LogValue() slog.Value { return logRedacted("CarerStatus") }

// Format writes a placeholder for every verb.
func (e Ethnicity) Format(f fmt.State, _ rune) { redact(f, "Ethnicity") }

// LogValue gives a placeholder.
func (e Ethnicity) LogValue() slog.Value { return logRedacted("Ethnicity") }

// Format writes a placeholder for every verb.
func (i ImmigrationStatus) Format(f fmt.State, _ rune) { redact(f, "ImmigrationStatus") }

// LogValue gives a placeholder.
func (i ImmigrationStatus) LogValue() slog.Value { return logRedacted("ImmigrationStatus") }

// Format writes a placeholder for every verb.
func (g GPRegistration) Format(f fmt.State, _ rune) { redact(f, "GPRegistration") }

// LogValue gives a placeholder.
func (g GPRegistration) LogValue() slog.Value { return logRedacted("GPRegistration") }

// Format writes a placeholder for every verb.
func (n NHSNumberTrace) Format(f fmt.State, _ rune) { redact(f, "NHSNumberTrace") }

// LogValue gives a placeholder.
func (n NHSNumberTrace) LogValue() slog.Value { return logRedacted("NHSNumberTrace") }

// Format writes a placeholder for every verb.
func (o OtherIdentifier) Format(f fmt.State, _ rune) { redact(f, "OtherIdentifier") }

// LogValue gives a placeholder.
func (o OtherIdentifier) LogValue() slog.Value { return logRedacted("OtherIdentifier") }

// Format writes a placeholder for every verb.
func (d Death) Format(f fmt.State, _ rune) { redact(f, "Death") }

// LogValue gives a placeholder.
func (d Death) LogValue() slog.Value { return logRedacted("Death") }

// Format writes a placeholder for every verb.
func (i Identifier) Format(f fmt.State, _ rune) { redact(f, "Identifier") }

// LogValue gives a placeholder.
func (i Identifier) LogValue() slog.Value { return logRedacted("Identifier") }

// Format writes a placeholder for every verb.
func (a AboutMe) Format(f fmt.State, _ rune) { redact(f, "AboutMe") }

// LogValue gives a placeholder.
func (a AboutMe) LogValue() slog.Value { return logRedacted("AboutMe") }

// Format writes a placeholder for every verb.
func (s SocialContext) Format(f fmt.State, _ rune) { redact(f, "SocialContext") }

// LogValue gives a placeholder.
func (s SocialContext) LogValue() slog.Value { return logRedacted("SocialContext") }

// Format writes a placeholder for every verb.
func (s Smoking) Format(f fmt.State, _ rune) { redact(f, "Smoking") }

// LogValue gives a placeholder.
func (s Smoking) LogValue() slog.Value { return logRedacted("Smoking") }

// Format writes a placeholder for every verb.
func (c CarePackage) Format(f fmt.State, _ rune) { redact(f, "CarePackage") }

// LogValue gives a placeholder.
func (c CarePackage) LogValue() slog.Value { return logRedacted("CarePackage") }

// Format writes a placeholder for every verb.
func (p Pregnancy) Format(f fmt.State, _ rune) { redact(f, "Pregnancy") }

// LogValue gives a placeholder.
func (p Pregnancy) LogValue() slog.Value { return logRedacted("Pregnancy") }

// Format writes a placeholder for every verb.
func (d Diagnosis) Format(f fmt.State, _ rune) { redact(f, "Diagnosis") }

// LogValue gives a placeholder.
func (d Diagnosis) LogValue() slog.Value { return logRedacted("Diagnosis") }

// Format writes a placeholder for every verb.
func (l Languages) Format(f fmt.State, _ rune) { redact(f, "Languages") }

// LogValue gives a placeholder.
func (l Languages) LogValue() slog.Value { return logRedacted("Languages") }

// Format writes a placeholder for every verb.
func (l LanguageSkill) Format(f fmt.State, _ rune) { redact(f, "LanguageSkill") }

// LogValue gives a placeholder.
func (l LanguageSkill) LogValue() slog.Value { return logRedacted("LanguageSkill") }

// Format writes a placeholder for every verb.
func (r Requirement) Format(f fmt.State, _ rune) { redact(f, "Requirement") }

// LogValue gives a placeholder.
func (r Requirement) LogValue() slog.Value { return logRedacted("Requirement") }

// Format writes a placeholder for every verb.
func (d DigitalAccess) Format(f fmt.State, _ rune) { redact(f, "DigitalAccess") }

// LogValue gives a placeholder.
func (d DigitalAccess) LogValue() slog.Value { return logRedacted("DigitalAccess") }

// Format writes a placeholder for every verb.
func (r Relation) Format(f fmt.State, _ rune) { redact(f, "Relation") }

// LogValue gives a placeholder.
func (r Relation) LogValue() slog.Value { return logRedacted("Relation") }

// Format writes a placeholder for every verb.
func (r Risk) Format(f fmt.State, _ rune) { redact(f, "Risk") }

// LogValue gives a placeholder.
func (r Risk) LogValue() slog.Value { return logRedacted("Risk") }

// Format writes a placeholder for every verb.
func (n NoKnownRisks) Format(f fmt.State, _ rune) { redact(f, "NoKnownRisks") }

// LogValue gives a placeholder.
func (n NoKnownRisks) LogValue() slog.Value { return logRedacted("NoKnownRisks") }

// Format writes a placeholder for every verb.
func (s Safeguarding) Format(f fmt.State, _ rune) { redact(f, "Safeguarding") }

// LogValue gives a placeholder.
func (s Safeguarding) LogValue() slog.Value { return logRedacted("Safeguarding") }

// Format writes a placeholder for every verb.
func (c Concern) Format(f fmt.State, _ rune) { redact(f, "Concern") }

// LogValue gives a placeholder.
func (c Concern) LogValue() slog.Value { return logRedacted("Concern") }

// Format writes a placeholder for every verb.
func (e Escalation) Format(f fmt.State, _ rune) { redact(f, "Escalation") }

// LogValue gives a placeholder.
func (e Escalation) LogValue() slog.Value { return logRedacted("Escalation") }

// Format writes a placeholder for every verb.
func (c ConcernEnd) Format(f fmt.State, _ rune) { redact(f, "ConcernEnd") }

// LogValue gives a placeholder.
func (c ConcernEnd) LogValue() slog.Value { return logRedacted("ConcernEnd") }

// Format writes a placeholder for every verb.
func (p Protection) Format(f fmt.State, _ rune) { redact(f, "Protection") }

// LogValue gives a placeholder.
func (p Protection) LogValue() slog.Value { return logRedacted("Protection") }

// Format writes a placeholder for every verb.
func (d Decision) Format(f fmt.State, _ rune) { redact(f, "Decision") }

// LogValue gives a placeholder.
func (d Decision) LogValue() slog.Value { return logRedacted("Decision") }

// Format writes a placeholder for every verb.
func (a Authority) Format(f fmt.State, _ rune) { redact(f, "Authority") }

// LogValue gives a placeholder.
func (a Authority) LogValue() slog.Value { return logRedacted("Authority") }

// Format writes a placeholder for every verb.
func (c ConsentsAt) Format(f fmt.State, _ rune) { redact(f, "ConsentsAt") }

// LogValue gives a placeholder.
func (c ConsentsAt) LogValue() slog.Value { return logRedacted("ConsentsAt") }

// Format writes a placeholder for every verb.
func (l LegalBasis) Format(f fmt.State, _ rune) { redact(f, "LegalBasis") }

// LogValue gives a placeholder.
func (l LegalBasis) LogValue() slog.Value { return logRedacted("LegalBasis") }

// Format writes a placeholder for every verb.
func (o Override) Format(f fmt.State, _ rune) { redact(f, "Override") }

// LogValue gives a placeholder.
func (o Override) LogValue() slog.Value { return logRedacted("Override") }

// Format writes a placeholder for every verb.
func (l LegalHold) Format(f fmt.State, _ rune) { redact(f, "LegalHold") }

// LogValue gives a placeholder.
func (l LegalHold) LogValue() slog.Value { return logRedacted("LegalHold") }

// Format writes a placeholder for every verb.
func (c Change) Format(f fmt.State, _ rune) { redact(f, "Change") }

// LogValue gives a placeholder.
func (c Change) LogValue() slog.Value { return logRedacted("Change") }

// Format writes a placeholder for every verb.
func (e Event) Format(f fmt.State, _ rune) { redact(f, "Event") }

// LogValue gives a placeholder.
func (e Event) LogValue() slog.Value { return logRedacted("Event") }

// Format writes a placeholder for every verb.
func (r Redaction) Format(f fmt.State, _ rune) { redact(f, "Redaction") }

// LogValue gives a placeholder.
func (r Redaction) LogValue() slog.Value { return logRedacted("Redaction") }

// Format writes a placeholder for every verb.
func (p Payload) Format(f fmt.State, _ rune) { redact(f, "Payload") }

// LogValue gives a placeholder.
func (p Payload) LogValue() slog.Value { return logRedacted("Payload") }

// Format writes a placeholder for every verb.
func (s Stored) Format(f fmt.State, _ rune) { redact(f, "Stored") }

// LogValue gives a placeholder.
func (s Stored) LogValue() slog.Value { return logRedacted("Stored") }

// Format writes a placeholder for every verb.
func (d Disclosure) Format(f fmt.State, _ rune) { redact(f, "Disclosure") }

// LogValue gives a placeholder.
func (d Disclosure) LogValue() slog.Value { return logRedacted("Disclosure") }

// Format writes a placeholder for every verb.
func (s SubjectExport) Format(f fmt.State, _ rune) { redact(f, "SubjectExport") }

// LogValue gives a placeholder.
func (s SubjectExport) LogValue() slog.Value { return logRedacted("SubjectExport") }

// Format writes a placeholder for every verb.
func (e Exemption) Format(f fmt.State, _ rune) { redact(f, "Exemption") }

// LogValue gives a placeholder.
func (e Exemption) LogValue() slog.Value { return logRedacted("Exemption") }

// Format writes a placeholder for every verb.
func (t Tombstone) Format(f fmt.State, _ rune) { redact(f, "Tombstone") }

// LogValue gives a placeholder.
func (t Tombstone) LogValue() slog.Value { return logRedacted("Tombstone") }
