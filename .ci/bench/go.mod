module github.com/socialprescribing/socialprescribing/.ci/bench

go 1.26.0

require (
	github.com/qmuntal/stateless v1.7.2
	github.com/socialprescribing/socialprescribing v0.0.0
)

require (
	github.com/google/uuid v1.6.0 // indirect
	golang.org/x/text v0.43.0 // indirect
)

replace github.com/socialprescribing/socialprescribing => ../..
