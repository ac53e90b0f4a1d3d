// Command house holds the checks of .ci/run that need more than a shell:
//
//	house api ROOT OUT       write the public declarations of each package under OUT
//	house deps ROOT OUT      write the dependencies of each package under OUT
//	house readme ROOT        compare the README's snippets with the Examples they name
//	house examples ROOT [-update]
//	                         run the programs under examples/ and compare their output
//	house zip ROOT           print the size of the root module's zip in bytes
//	house cover PROFILE      print "package percent" for each package of a cover profile
//
// It prints what is wrong and exits 1.
package main

import (
	"errors"
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) < 2 {
		return errors.New("usage: house api|deps|readme|examples|zip|cover ARGUMENTS (see the comment of main.go)")
	}
	switch command, rest := args[0], args[1:]; {
	case command == "api" && len(rest) == 2:
		return writeAPI(rest[0], rest[1])
	case command == "deps" && len(rest) == 2:
		return writeDeps(rest[0], rest[1])
	case command == "readme" && len(rest) == 1:
		return checkReadme(rest[0])
	case command == "examples":
		return runExamples(rest[0], len(rest) == 2 && rest[1] == "-update")
	case command == "zip" && len(rest) == 1:
		return zipSize(rest[0])
	case command == "cover" && len(rest) == 1:
		return coverage(rest[0])
	default:
		return fmt.Errorf("house: unknown command %q or wrong number of arguments", command)
	}
}
