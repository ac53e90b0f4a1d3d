package hsds

import (
	"strings"
	"unicode"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// languageNames are the English names under which directories list languages,
// with the tags of BCP 47. Names that mean more than one language ("Chinese")
// keep the wider tag.
var languageNames = map[string]string{
	"afrikaans": "af", "albanian": "sq", "amharic": "am", "arabic": "ar", "armenian": "hy", "azerbaijani": "az",
	"bangla": "bn", "basque": "eu", "belarusian": "be", "bengali": "bn", "bosnian": "bs", "british sign language": "bfi",
	"bsl": "bfi", "bulgarian": "bg", "burmese": "my", "cantonese": "yue", "catalan": "ca", "chinese": "zh",
	"cornish": "kw", "creole": "ht", "croatian": "hr", "czech": "cs", "danish": "da", "dari": "prs", "dutch": "nl",
	"english": "en", "estonian": "et", "farsi": "fa", "finnish": "fi", "french": "fr", "gaelic": "gd", "georgian": "ka",
	"german": "de", "greek": "el", "gujarati": "gu", "haitian creole": "ht", "haitian kreyol": "ht", "hausa": "ha",
	"hebrew": "he", "hindi": "hi", "hungarian": "hu", "icelandic": "is", "igbo": "ig", "indonesian": "id", "irish": "ga",
	"irish gaelic": "ga", "irish sign language": "isg", "italian": "it", "japanese": "ja", "kannada": "kn",
	"kashmiri": "ks", "kazakh": "kk", "khmer": "km", "kinyarwanda": "rw", "korean": "ko", "kreyol": "ht", "kurdish": "ku",
	"kurmanji": "kmr", "lao": "lo", "latvian": "lv", "lingala": "ln", "lithuanian": "lt", "macedonian": "mk",
	"makaton": "", "malay": "ms", "malayalam": "ml", "maltese": "mt", "mandarin": "cmn", "marathi": "mr",
	"mirpuri": "phr", "moldovan": "ro", "mongolian": "mn", "nepali": "ne", "norwegian": "no", "oromo": "om",
	"pahari": "phr", "pashto": "ps", "persian": "fa", "polish": "pl", "portuguese": "pt", "punjabi": "pa",
	"panjabi": "pa", "pushto": "ps", "roma": "rom", "romani": "rom", "romanian": "ro", "russian": "ru",
	"scots": "sco", "scottish gaelic": "gd", "serbian": "sr", "shona": "sn", "sign language": "", "sindhi": "sd",
	"sinhala": "si", "sinhalese": "si", "slovak": "sk", "slovenian": "sl", "somali": "so", "sorani": "ckb",
	"spanish": "es", "swahili": "sw", "swedish": "sv", "sylheti": "syl", "tagalog": "tl", "tamil": "ta", "telugu": "te",
	"thai": "th", "tigrinya": "ti", "turkish": "tr", "twi": "tw", "ukrainian": "uk", "ulster scots": "sco",
	"urdu": "ur", "uzbek": "uz", "vietnamese": "vi", "welsh": "cy", "wolof": "wo", "yiddish": "yi", "yoruba": "yo",
	"zulu": "zu", "american sign language": "ase", "asl": "ase",
}

// languageOffers reads the prose of a language field: one name or several, a
// remark in brackets, or a sentence about interpreters, which names no language
// and is kept as text. It reports false when a part was not understood.
func languageOffers(s string) ([]activity.LanguageOffer, bool) {
	s = strings.TrimSpace(s)
	if tag, found := languageTag(s); found {
		return []activity.LanguageOffer{{Tag: tag, Text: remark(s)}}, true
	}
	lower := strings.ToLower(s)
	if strings.Contains(lower, "interpret") || strings.Contains(lower, "translat") {
		if denies(lower) { // "no interpreters" is not yes, and a sentence is not read further
			return []activity.LanguageOffer{{Text: s}}, false
		}
		return []activity.LanguageOffer{{Interpreter: person.Yes, Text: s}}, true
	}
	parts := splitList(s)
	if len(parts) < 2 || len(parts) > maxLanguages {
		return []activity.LanguageOffer{{Text: s}}, false
	}
	var list []activity.LanguageOffer
	ok := true
	for _, p := range parts {
		tag, found := languageTag(p)
		offer := activity.LanguageOffer{Tag: tag, Text: remark(p)}
		if !found {
			offer.Text, ok = p, false
		}
		list = append(list, offer)
	}
	return list, ok
}

// denies reports whether a sentence in lower case holds a word that may turn it
// round.
func denies(s string) bool {
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' }) {
		switch strings.ReplaceAll(w, "’", "'") {
		case "no", "not", "without", "unable", "cannot", "can't", "don't", "never", "none", "neither", "nor":
			return true
		}
	}
	return false
}

// maxLanguages is how many languages one field may list and still be a list.
const maxLanguages = 200

// languageTag reads a name or a code.
func languageTag(s string) (language.Tag, bool) {
	name, _, _ := strings.Cut(s, "(")
	name = strings.ToLower(strings.TrimSpace(name))
	if code, known := languageNames[name]; known {
		if code == "" {
			return language.Und, false
		}
		return language.Make(code), true
	}
	return languageCode(name)
}

// maxTag is the longest tag that RFC 5646 §4.4.1 asks anybody to expect.
const maxTag = 35

// languageCode reads a code of ISO 639 or a tag of BCP 47.
func languageCode(s string) (language.Tag, bool) {
	if len(s) < 2 || len(s) > maxTag || len(s) > 3 && !strings.Contains(s, "-") {
		return language.Und, false
	}
	tag, err := language.Parse(s)
	return tag, err == nil && tag != language.Und
}

// remark is the text to keep of a language entry beyond its name.
func remark(s string) string {
	if strings.Contains(s, "(") {
		return strings.TrimSpace(s)
	}
	return ""
}

// splitList splits "Urdu, Polish and Slovak" or "English/Spanish".
func splitList(s string) []string {
	s = strings.NewReplacer(" and ", ",", " & ", ",", "/", ",", ";", ",", " or ", ",").Replace(s)
	var out []string
	for p := range strings.SplitSeq(s, ",") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}
