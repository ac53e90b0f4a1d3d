// The checks of .ci/run that need more than a shell. A module of its own, so
// that no host sees it; it requires nothing.
module github.com/socialprescribing/socialprescribing/house

go 1.26.0
