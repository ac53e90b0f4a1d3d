// Package orukschema holds no code. Its tests validate what activity/hsds
// writes, and the generated directories, against the official compiled schemas
// of Open Referral UK 3.0 with format assertion. The schemas are CC BY-SA 4.0
// and not in the repository: the tests read them below the folder that the
// environment variable SHARED_DATA names, as data/schemas/oruk-3.0/compiled, and have
// no cases without it. They are a module of their own, so that a validator is
// no dependency of the library.
package orukschema
