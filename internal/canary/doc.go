// Package canary looks for secrets in whatever a program left behind: card numbers,
// tracks, PINs and keys, in every way bytes are usually written down.
//
//	s, err := canary.New(canary.Digits("card", pan), canary.Digits("track", track), canary.Octets("key", key))
//	hits, err := s.Tree(dir, nil) // or s.File, s.Bytes
//	fmt.Println(hits)             // "posterm.log at 512: card as base64+1"; never the secret
//
// # What is found
//
// A secret of digits (with "=" or "D" where a track has its separator): as ASCII; as BCD,
// beginning in either half of a byte, with either half first, whatever fills the last
// byte; in groups of four or after the first six, with blanks or dashes; digits and groups
// also as UTF-16. A secret of bytes: as it is. Each of those byte strings also as hex in
// small and capital letters, with and without blanks or colons between the bytes; as
// base64 of both alphabets, wherever in a group of three it begins; as the lists of
// numbers in which Go prints bytes ("54 50 50", "54,50,50", "0x36, 0x32, 0x32").
//
// All that also within gzip and zlib streams that begin anywhere, and within raw deflate
// at the beginning of the data or after the header of a zip's entry; and within such a
// stream in such a stream.
//
// A PIN is too short to be looked for bare: six digits stand everywhere by chance. It is
// found behind a word that means PIN, and as the clear PIN blocks it makes (ISO 9564
// format 0, with and without its card). A PIN of twelve digits may be given as Digits.
// Encrypted PIN blocks and keys are Octets.
//
// # What is not
//
// Pixels: a number drawn into a picture is seen by people only; whoever draws it must
// search the text it draws. Streams of other packers (zstd, xz, brotli), more than two
// streams in each other, more than 64 MiB out of one stream, encryption. Numbers with
// other signs between the digits, escaped one by one (%36, \u0036), reversed, split over
// two places, or of which a part is left out. Two encodings on top of each other, such as
// hex of base64.
//
// # Why to believe it
//
// New plants every secret in every encoding, made by other code than the one that
// searches, and refuses to give a Scanner that did not find each.
package canary
