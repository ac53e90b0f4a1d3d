// Mutation testing that builds a package once. A module of its own, so that no
// host sees it; it requires nothing.
module github.com/socialprescribing/socialprescribing/mutants

go 1.26.0
