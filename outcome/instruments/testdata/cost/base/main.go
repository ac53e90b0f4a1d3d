// Command base imports what a program with identifiers and languages has anyway.
package main

import (
	"encoding/json"
	"os"

	"github.com/google/uuid"
	"golang.org/x/text/language"
)

func main() {
	_ = json.NewEncoder(os.Stdout).Encode(map[string]any{"id": uuid.Nil, "language": language.Make("cy")})
}
