package socialprescribing_test

import (
	_ "github.com/google/uuid"
	_ "github.com/stretchr/testify/require"
	_ "golang.org/x/text/language"
)
