// Package redact is the last defence of a log: a writer before it that hides what looks
// like a card number, whoever wrote it there.
//
// The first defence is types: a card number prints masked and a track not at all (txn.PAN,
// txn.Track2). This one catches what never had the type: a library's error, a host's text.
//
//	log := zerolog.New(redact.New(file, redact.Known{Merchant: "104512541110001", Terminal: "00010001"}))
//
// # What is hidden
//
//   - 13 to 19 digits whose last is the right check digit (Luhn), in one piece or in groups with
//     one blank or dash between them, wherever among other groups: all but the first six and
//     the last four. So is a number behind its own length, as fields on the wire are.
//   - A track: 12 digits or more, "=" or "D", and 7 digits or more. Of its number the same is left,
//     of the rest nothing.
//   - Any 20 digits or more in one piece, such as a message in hex: all of them.
//
// Digits become "*", one by one. A bare number of JSON becomes a text, so that an event stays one.
//
// # What passes
//
// The merchant's and the terminal's number, and wallet order numbers, which begin with the
// terminal's. Trace and reference numbers are too short to be taken for cards. A time in
// milliseconds since 1970 is hidden one time in ten: log times as texts.
//
// # What is not found
//
// One Write is looked at by itself, as zerolog writes one event; a number that is split over two is
// not seen. Neither are base64, digits that are escaped or of other scripts, other signs between the
// digits, and less than a whole number. The tests of the program look for its secrets in all
// those forms (internal/canary).
package redact
