module github.com/socialprescribing/socialprescribing/examples/directory

go 1.26.0

require (
	github.com/google/uuid v1.6.0
	github.com/socialprescribing/socialprescribing v0.0.0
	github.com/stretchr/testify v1.12.1
	golang.org/x/text v0.43.0
)

require go.yaml.in/yaml/v3 v3.0.5 // indirect

replace github.com/socialprescribing/socialprescribing => ../..
