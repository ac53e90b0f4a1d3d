module github.com/socialprescribing/socialprescribing/activity/internal/rruletest

go 1.26.0

require (
	github.com/socialprescribing/socialprescribing v0.0.0
	github.com/teambition/rrule-go v1.8.2
)

require (
	github.com/google/uuid v1.6.0 // indirect
	golang.org/x/text v0.43.0 // indirect
)

replace github.com/socialprescribing/socialprescribing => ../../..
