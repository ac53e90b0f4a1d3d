// Package rivals holds the index of package matching beside what a host would
// take instead, over the same synthetic activities and the same seekers in one
// run: SQLite with an R*Tree, PostgreSQL with a GiST index on plain points and with
// PostGIS, bleve, and judging every activity.
//
//	go test -bench Rivals -benchtime 6x -timeout 50m -args -activities 100000 -seekers 200
//
// A PostgreSQL server of its own is started from the programs that are installed, or
// those of SQLSTORE_POSTGRES; without PostGIS that part is left out.
//
// What is asked of the databases by hand is less than what the index answers: the
// ten nearest active activities of the categories that serve the needs, within
// the distance that the seeker travels. They judge no age, access, language, time
// or cost, know no unknown, and give no reasons. The rows named "source" ask the
// whole question of the same databases through matching.MatchSource, and are held
// against the index in TestSourcesAnswerAsTheIndex.
//
// # Measured
//
// 100,000 activities, 200 seekers (20 for the sources, 5 for judging all), of each
// query the least of six, in one run on two cores that other work was using (load 8
// to 14), Go 1.26, PostgreSQL 15 with PostGIS 3. Ratios say more than times.
//
//	                       median     99th percentile   of the index, median and 99th
//	index                   40 µs            123 µs         1         1
//	PostgreSQL, by hand    173 µs            374 µs         4.3       3.0
//	bleve, by hand         336 µs            1.1 ms         8.3       8.7
//	PostGIS, by hand       6.5 ms            171 ms       160      1400
//	SQLite, by hand         14 ms            323 ms       360      2600
//	SQLite, source         174 ms            395 ms      4300      3200
//	PostgreSQL, source     179 ms            360 ms      4400      2900
//	PostGIS, source        203 ms            424 ms      5000      3400
//	judging all            915 ms            1.5 s      23000     12000
//
// That the index is faster by two orders of magnitude holds of PostGIS and SQLite, and
// of every database that is asked the whole question. It does not hold of PostgreSQL's
// nearest plain points of a category, asked by hand with everything in memory: that is
// a smaller question, and the index is faster by a factor of four. How warm a database
// is matters more to it than to the index: asked once each, on a busier machine, the
// same queries by hand took PostgreSQL 1 to 11 ms and PostGIS 14 to 15 ms in the
// median, and the index 42 to 55 µs.
//
// The sources spend their time decoding the candidates' JSON and judging them.
//
// It is a module of its own, so that nobody who imports the library links a
// database.
package rivals
