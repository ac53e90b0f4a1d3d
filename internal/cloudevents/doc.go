// Package cloudevents holds no code. Its tests validate what
// [github.com/socialprescribing/socialprescribing/referral.Event.CloudEvent]
// writes against the JSON schema of CloudEvents 1.0, for every type of event.
// They are a module of their own, so that a validator is no dependency of the
// library.
package cloudevents
