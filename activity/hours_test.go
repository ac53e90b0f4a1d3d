package activity_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
)

// rulesText writes rules briefly: "MO,TU 10:00-12:00; 1SA 10:00-12:00".
func rulesText(rules []activity.Rule) string {
	var out []string
	for _, r := range rules {
		var days []string
		for _, d := range r.ByDay {
			days = append(days, d.String())
		}
		s := strings.Join(days, ",")
		if !r.From.IsZero() {
			s += " " + r.From.String() + "-" + r.To.String()
		}
		if r.Note != "" {
			s += " (" + r.Note + ")"
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

func TestParseHours(t *testing.T) {
	const week = "MO,TU,WE,TH,FR"
	for _, c := range []struct {
		text, rules string
		confidence  activity.Confidence
		unread      string
	}{
		{"Wednesday 10am - 4pm", "WE 10:00-16:00", activity.Parsed, ""},
		{"Weds 12-2pm", "WE 12:00-14:00", activity.Parsed, ""},
		{"Tuesday 11:30am – 12 noon", "TU 11:30-12:00", activity.Parsed, ""},
		{"Thursday 1.30 - 3.30pm", "TH 13:30-15:30", activity.Parsed, ""},
		{"Friday 10 - 11.30am", "FR 10:00-11:30", activity.Parsed, ""},
		{"Friday 10 - 2pm", "FR 10:00-14:00", activity.Parsed, ""},
		{"Friday 11 - 1pm", "FR 11:00-13:00", activity.Parsed, ""},
		{"Friday 10am - 2", "FR 10:00-14:00", activity.Parsed, ""},
		{"Mon-Fri 8.30-4.30", week + " 08:30-16:30", activity.Parsed, ""},
		{"Sat 13:00 to 15:30", "SA 13:00-15:30", activity.Parsed, ""},
		{"Sat 09:00-12:00", "SA 09:00-12:00", activity.Parsed, ""},
		{"Monday - Wednesday 2=3pm and 6-7pm", "MO,TU,WE 14:00-15:00; MO,TU,WE 18:00-19:00", activity.Parsed, ""},
		{"Fri - Mon 9am - 5pm", "MO,FR,SA,SU 09:00-17:00", activity.Parsed, ""},
		{"Tues/Weds 10am - 12pm. Thurs 10am - 2pm", "TU,WE 10:00-12:00; TH 10:00-14:00", activity.Parsed, ""},
		{"Mon 1-2pm Thurs 10-11am Sat 12- 1pm", "MO 13:00-14:00; TH 10:00-11:00; SA 12:00-13:00", activity.Parsed, ""},
		{"Mondays & Fridays 12noon", "MO,FR 12:00-", activity.Parsed, ""},
		{"Tuesday from 11am", "TU 11:00-", activity.Parsed, ""},
		{"9 - 4 weekdays except Wed 9 - 2", "MO,TU,TH,FR 09:00-16:00; WE 09:00-14:00", activity.Parsed, ""},
		{"Daily (except Tues & Sat) 10:30am - 12pm", "MO,WE,TH,FR,SU 10:30-12:00", activity.Parsed, ""},
		{"Weekdays 9am-5pm, closed Thursdays", "MO,TU,WE,FR 09:00-17:00", activity.Parsed, ""},
		{"10am - 12 Saturdays and Sundays", "SA,SU 10:00-12:00", activity.Parsed, ""},
		{"1st Saturday of month 10am - 12noon", "1SA 10:00-12:00", activity.Parsed, ""},
		{"Meets on the 1st and 3rd Tuesdays of each month, 2pm-4pm", "1TU,3TU 14:00-16:00", activity.Parsed, ""},
		{"Last Friday of every month. 7.00pm – 10.00pm", "-1FR 19:00-22:00", activity.Parsed, ""},
		{"Mon & Thur 1-3pm (except bank holidays)", "MO,TH 13:00-15:00 (not on bank holidays)", activity.Partial, ""},
		{"Tuesdays 4pm-5pm term-time only", "TU 16:00-17:00 (term time only)", activity.Partial, ""},
		{"Tuesdays 4pm-5pm. Closed in school holidays", "TU 16:00-17:00 (not in school holidays)", activity.Partial, ""},
		{"24/7 upon request", "MO,TU,WE,TH,FR,SA,SU 00:00-24:00 (upon request)", activity.Partial, ""},
		{"Thursday morning, tins only", "TH (morning)", activity.Partial, "tins"},
		{"Available Monday to Friday.", week, activity.Partial, ""},
		{"Foodbank: Wednesday 5 - 6.30pm Grocer Friday 9.30am - 12 noon", "WE 17:00-18:30; FR 09:30-12:00", activity.Partial, "Foodbank|Grocer"},
		{"Monday - Friday via referral and Saturdays 10am -2pm", "SA 10:00-14:00", activity.Partial, "Monday - Friday via referral"},

		// Times before their days, a line each, as most American directories write.
		{"7:00am-7:00pm, Mon-Fri;\n8:00am-5:00pm, Sat", week + " 07:00-19:00; SA 08:00-17:00", activity.Parsed, ""},
		{`8:30am-8:00pm, Mon;\n8:30am-7:00pm, Tue-Fri;\n9:00am-2:30pm, Sat, Sun`, "MO 08:30-20:00; TU,WE,TH,FR 08:30-19:00; SA,SU 09:00-14:30", activity.Parsed, ""},
		{"10am-12pm Mon, 2pm-4pm Tue", "MO 10:00-12:00; TU 14:00-16:00", activity.Parsed, ""},
		{"10am-12pm Mondays, 2pm-4pm", "MO 10:00-12:00; MO 14:00-16:00", activity.Parsed, ""},
		{"7:30am-5:00pm, Mon; 7:30:00am-6:30pm, Tue; 7:30am-4:00pm, Fri", "MO 07:30-17:00; FR 07:30-16:00", activity.Partial, "7:30 00am - 6:30pm , Tue"},
		{"4:00pm-12:00am, Mon-Fri; 12:00pm-5:00pm, Sat", "SA 12:00-17:00", activity.Partial, "4:00pm - 12:00am , Mon - Fri"},
		{"Monday\n10am - 12pm\nTuesday\n2pm - 4pm", "MO 10:00-12:00; TU 14:00-16:00", activity.Parsed, ""},
		{"Monday 9-12\n1-4\nTuesday 9-5", "MO 09:00-12:00; MO 13:00-16:00; TU 09:00-17:00", activity.Parsed, ""},
		{"Mondays and\nTuesdays 10am -\n12pm", "MO,TU 10:00-12:00", activity.Parsed, ""},

		// Days on which nothing is on.
		{"Mon - Fri 9:00 - 17:00, Sat 9:00 - 13:00, Sun closed", week + " 09:00-17:00; SA 09:00-13:00", activity.Parsed, ""},
		{"Monday: Closed. Tuesday: 10am-4pm", "TU 10:00-16:00", activity.Parsed, ""},
		{"Weekdays 9am-5pm, Wednesday closed", "MO,TU,TH,FR 09:00-17:00", activity.Parsed, ""},
		{"Mon Closed Tue 10am-4pm", "", "", "Closed"}, // which of the two?
		{"No sessions on Mondays. Tuesday 9am-12pm", "TU 09:00-12:00", activity.Partial, "No sessions on Mondays"},
		{"No sessions on Mondays. Weekdays 9am-12pm", "TU,WE,TH,FR 09:00-12:00", activity.Partial, "No sessions on Mondays"},
		{"Mon-Fri 9am-5pm. Not Wednesdays.", "MO,TU,TH,FR 09:00-17:00", activity.Partial, "Not Wednesdays"},
		{"Mon-Fri 9am-5pm (not bank holidays)", week + " 09:00-17:00 (not on bank holidays)", activity.Partial, ""},
		{"Tuesdays 4pm-5pm, Thursdays cancelled", "TU 16:00-17:00", activity.Parsed, ""},
		{"Tue 10am - 12pm (not 24 December)", "TU 10:00-12:00", activity.Partial, "not 24 December"},
		{"Every day 10am - 4pm", week + ",SA,SU 10:00-16:00", activity.Parsed, ""},
		{"Open 7 days a week, 9am to 5pm", week + ",SA,SU 09:00-17:00", activity.Parsed, ""},
		{"Mon 9am until 2pm", "MO 09:00-14:00", activity.Parsed, ""},
		{"Monday - 9am - 5pm", "MO 09:00-17:00", activity.Parsed, ""},
		{"Mon 9am - 5pm - Tue 10am - 4pm", "MO 09:00-17:00; TU 10:00-16:00", activity.Parsed, ""},
		{"Overnight Mon - Fri 5pm - 9am", week + " 17:00-09:00", activity.Partial, "Overnight"},
		{"Mon-Thu 9am-5pm; phone lines open Fri 9am-5pm", "MO,TU,WE,TH 09:00-17:00", activity.Partial, "phone lines open Fri 9am - 5pm"},
		{"Mon-Fri 8.30-4.30 (Office) Tue-Thu 10am-1pm (shop)", week + " 08:30-16:30; TU,WE,TH 10:00-13:00", activity.Partial, "Office|shop"},
		{"Office hours:\n9am-5pm, Mon-Fri\n\nDrop-in:\n10am-12pm, Wed", "WE 10:00-12:00", activity.Partial, "Office hours 9am - 5pm , Mon - Fri Drop-in"},

		// Which half of the day a number is of.
		{"Mon 10 - 10pm", "MO 10:00-22:00", activity.Parsed, ""},
		{"Mon 10am - 10", "MO 10:00-22:00", activity.Parsed, ""},
		{"Mon 11 - 1", "MO 11:00-13:00", activity.Parsed, ""},
		{"Mon 6 - 2", "MO 06:00-14:00", activity.Parsed, ""},
		{"Mon 5 - 7", "MO 17:00-19:00", activity.Parsed, ""},
		{"Mon 1 - 5", "MO 13:00-17:00", activity.Parsed, ""},
		{"Mon 12 - 1", "MO 12:00-13:00", activity.Parsed, ""},
		{"Mon 8 - 8", "", "", "Mon 8 - 8"},
		{"Mon 6 - 7", "", "", "Mon 6 - 7"},
		{"Mon 830am - 1030am", "MO 08:30-10:30", activity.Parsed, ""},
		{"Sat 18:00 - 24:00", "SA 18:00-24:00", activity.Parsed, ""},
		{"Sat 0:30 - 02:00", "SA 00:30-02:00", activity.Parsed, ""},
		{"Tuesday until 2", "", "", "Tuesday until 2"},

		// Whose hours they are, and what stands between.
		{"Mon 9am - 5pm office. Tue 10am - 4pm", "MO 09:00-17:00; TU 10:00-16:00", activity.Partial, "office"},
		{"Mondays 10am - 12pm. 2pm - 4pm Tuesdays", "MO 10:00-12:00; TU 14:00-16:00", activity.Parsed, ""},
		{"Drop in 9 - 11am Mondays", "MO 09:00-11:00", activity.Partial, "Drop"},
		{"10am - 12pm on", "", "", "10am - 12pm"},
		{"Mon-Fri 9am-5pm (please book) except Wed", "MO,TU,TH,FR 09:00-17:00", activity.Partial, "please book"},
		{"Weekdays 9am-5pm except Wed 9am-2pm", "MO,TU,TH,FR 09:00-17:00; WE 09:00-14:00", activity.Parsed, ""},
		{"Mon-Fri 9am-5pm, Sat 10am-12pm, except Wed", "MO,TU,TH,FR 09:00-17:00; SA 10:00-12:00", activity.Parsed, ""},
		{"Mon-Fri 9am-5pm, Sat 10am-12pm, except Wed 9am-2pm", "MO,TU,TH,FR 09:00-17:00; SA 10:00-12:00; WE 09:00-14:00", activity.Parsed, ""},
		{"Mon-Fri 9am-5pm, Fri-Sat 6pm-9pm, except Fri", "MO,TU,WE,TH,FR 09:00-17:00; SA 18:00-21:00", activity.Parsed, ""},
		{"Every first Tuesday 2pm - 3pm", "1TU 14:00-15:00", activity.Parsed, ""},
		{"2nd week, Tuesday 10am - 12pm", "", "", "2nd week"},
		{"Week 1: Tuesday 10am - 12pm", "", "", "Week 1"},
		{"Tuesdays 10am - 12pm each week", "TU 10:00-12:00", activity.Partial, "week"},
		{"Not open on Mondays. Tuesdays 10am - 12pm", "TU 10:00-12:00", activity.Parsed, ""},
		{"\nMonday 10am - 12pm\n\n", "MO 10:00-12:00", activity.Parsed, ""},
		{"Mondays 10am - 12pm £3.50", "MO 10:00-12:00", activity.Partial, "£3.50"},
		{"Mondays 10am - 12pm, £3. Tuesdays 2pm - 3pm, €09.80", "MO 10:00-12:00; TU 14:00-15:00", activity.Partial, "£3|€09.80"},
		{"Mondays 10am - 12pm $10", "MO 10:00-12:00", activity.Partial, "$10"},
		{"Mondays 10am - 12pm, room #4", "MO 10:00-12:00", activity.Partial, "room #4"},
		{"Pay-as-you-go x-a x-z at A9 A0: Mondays 2pm - 4pm", "MO 14:00-16:00", activity.Partial, "Pay-as-you-go x-a x-z at A9 A0"},
		{"Open 7 days a", "", "", "7 days"},

		// What gives no rule.
		{"Monday until 2pm", "", "", "Monday until 2pm"},
		{"8:00m-5:00pm, Mon-Fri", week, activity.Partial, "8 00m - 5:00pm"}, // an end is no start
		{"Before 2:30pm, Mon-Thu", "MO,TU,WE,TH", activity.Partial, "Before 2:30pm"},
		{"No sessions on Mondays.", "", "", "No sessions on Mondays"},
		{"Bank holiday Mondays 10am-12pm", "", "", "Bank holiday Mondays 10am - 12pm"},
		{"Mon 9am - Fri 5pm", "", "", ""},
		{"Mon 9:30pm - 5:00pm", "", "", "Mon 9:30pm - 5:00pm"},
		{"Mondays 10am-12pm, week 1 and 3", "", "", "week 1 and 3"},
		{"First week of the month, Tuesday 10am", "", "", "First week"},
		{"Thursdays 10.30-12.00 except 3rd Thursday", "", "", "except 3rd Thursday"},
		{"Tuesdays 10am-12pm January to March", "", "", "January to March"},
		{"Mon to Sat 10-4 (winter 10-3)", "", "", "winter"},
		{"Call Monday to Friday 9am-5pm", "", "", "Call Monday to Friday 9am - 5pm"},
		{"Not known", "", "", "Not known"},
		{"By appointment", "", "", "By appointment"},
		{"Mon - Fri by appointment", "", "", "Mon - Fri by appointment"},
		{"Tuesdays 7 - 9", "", "", "Tuesdays 7 - 9"},
		{"Tuesdays 7:30", "", "", "Tuesdays 7:30"},
		{"Tuesdays 10am - 12am", "", "", "Tuesdays 10am - 12am"},
		{"Alternate Saturdays 9.15am-12.15pm", "", "", "Alternate"},
		{"every other Saturday, 2pm", "", "", "every other"},
		{"Every second Tuesday 2pm - 3pm", "", "", "Every second"},
		{"every 2 weeks, Tuesday 2pm", "", "", "every 2 weeks"},
		{"Tuesdays 2pm, fortnightly", "", "", "fortnightly"},
		{"Tuesday 2pm, monthly", "", "", ""},
		{"Closed during August. Go to the hall on Mondays 10am - 12", "", "", "Closed during August . Go to the hall"},
		{"5 days and 5 evenings per week", "", "", "5 days and 5 evenings per week"},
		{"for ages 9 - 11, see the website", "", "", "for ages 9 - 11 , see the website"},
		{"from 5th January", "", "", "5th January"},
		{"", "", "", ""},
	} {
		t.Run(c.text, func(t *testing.T) {
			h := activity.ParseHours(c.text, "Europe/London")
			require.Equal(t, c.rules, rulesText(h.Schedule.Rules))
			require.Equal(t, c.confidence, h.Schedule.Confidence)
			require.Equal(t, c.unread, strings.Join(h.Unread, "|"))
			require.Equal(t, c.text, h.Schedule.Text)
			require.NoError(t, h.Schedule.Check())
		})
	}
}

// TestATextOfFourKiB is read up to its last byte; a longer one is a description.
func TestATextOfFourKiB(t *testing.T) {
	text := "Monday 10am - 12pm"
	text = strings.Repeat(" ", 4096-len(text)) + text
	require.Equal(t, "MO 10:00-12:00", rulesText(activity.ParseHours(text, "Europe/London").Schedule.Rules))
	h := activity.ParseHours(" "+text, "Europe/London")
	require.Empty(t, h.Schedule.Rules)
	require.Equal(t, []string{" " + text}, h.Unread)
}

func TestAgesBeforeADayAreNotItsHours(t *testing.T) {
	h := activity.ParseHours("Ages 9 - 11, Mondays 4pm - 5pm", "Europe/London")
	require.Equal(t, "MO 16:00-17:00", rulesText(h.Schedule.Rules))
	require.Equal(t, activity.Partial, h.Schedule.Confidence)
}

func TestReadClock(t *testing.T) {
	for text, want := range map[string]string{
		"9am": "09:00", "12 noon": "12:00", "830am": "08:30", "5:00 pm": "17:00", "18:30": "18:30", "midnight": "24:00",
		"7:30": "", "12am": "", "8:00m": "", "6:300pm": "", "9:0am": "", "5:00pm (Counter closes at 4:30 pm)": "", "": "",
		"25:00": "", "13pm": "", "9:75am": "", "9:59am": "09:59", "9:60am": "", "24:00": "24:00", "12:30": "", "13:00": "13:00",
		"0:30": "00:30", "00:30": "00:30", "12:30pm": "12:30", "10301am": "", "1030am": "10:30", "2026": "", "30am": "", "11am": "11:00", "1pm": "13:00",
		"0am": "", "0pm": "", "1am": "01:00",
	} {
		c, ok := activity.ReadClock(text)
		require.Equal(t, want, c.String(), text)
		require.Equal(t, want != "", ok, text)
	}
}

// The real opening times of food banks in Greater Manchester (Open Government
// Licence), when they are at hand.
func TestHoursOfTheFoodBankFile(t *testing.T) {
	dir := os.Getenv("SHARED_DATA")
	if dir == "" {
		t.Log("SHARED_DATA is not set: nothing to read")
		return
	}
	f, err := os.Open(filepath.Join(dir, "data", "shared", "gm-food-banks.csv"))
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	count := map[activity.Confidence]int{}
	for _, row := range rows[1:] {
		h := activity.ParseHours(row[2], "Europe/London")
		count[h.Schedule.Confidence]++
		require.NoError(t, h.Schedule.Check(), row[2])
	}
	// Reviewed line by line: 34 hold no hours (not known, by appointment,
	// closed), 24 hold more than hours.
	require.Equal(t, "map[:34 parsed:113 partial:24]", fmt.Sprint(count))
}

func FuzzParseHours(f *testing.F) {
	for _, s := range []string{
		"Tues/Weds 10am - 12pm. Thurs 10am - 2pm", "9 - 4 weekdays except Wed 9 - 2", "24/7", "1st Saturday of month 10am - 12noon",
		"closed Sun", "except", "every", "£", "12", "Mon -", "(((", "5th", "not open", "24/", "bank holidays", "\xff\xfe10am",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		h := activity.ParseHours(text, "Europe/London")
		if err := h.Schedule.Check(); err != nil {
			t.Fatalf("rules with faults: %v", err)
		}
		if (h.Schedule.Confidence == "") != (len(h.Schedule.Rules) == 0) {
			t.Fatalf("%q with %d rules", h.Schedule.Confidence, len(h.Schedule.Rules))
		}
		if h.Schedule.Confidence == activity.Parsed && len(h.Unread) > 0 {
			t.Fatal("parsed with pieces unread")
		}
	})
}
