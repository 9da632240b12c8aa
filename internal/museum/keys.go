package museum

// keysRoom: bugs of keys, MACs, PINs, card numbers and amounts.
var keysRoom = []Mutant{
	{
		Name: "mac-over-the-wrong-bytes", Rule: "2.1",
		Says: "Leaves the message type out of the MAC: a recorded 0210 is sent back as a 0410 and ends a reversal.",
		File: "comms/message/pack.go", Find: `return body[:at], [MACSize]byte(body[at:]), true`,
		Replace: `return body[start:at], [MACSize]byte(body[at:]), true`,
		By:      []Probe{{"message", "MACInput"}, {"comms", "ApprovedSale"}},
	},
	{
		Name: "payment-code-in-the-log", Rule: "4.5",
		Says: "Shows the customer's payment code whole: whoever reads the log in time pays with it.",
		File: "comms/message/field59.go", Find: `[]Tag{TagPINBlock, TagCode}`,
		Replace: `[]Tag{TagPINBlock}`,
		By:      []Probe{{"message", "TagsHide"}},
	},
	{
		Name: "half-the-mac-compared", Rule: "2.1",
		Says: "Compares the first half of the MAC only: a forger needs 65,536 tries instead of for ever.",
		File: "comms/keys/mac.go", Find: `subtle.ConstantTimeCompare(a[:], b[:]) == 1`,
		Replace: `subtle.ConstantTimeCompare(a[:4], b[:4]) == 1`,
		By:      []Probe{{"keys", "Verify"}},
	},
	{
		Name: "last-block-left-out-of-the-mac", Rule: "2.1",
		Says: "MACs whole blocks only: the last fields of a message, the original of a void among them, can be changed on the line.",
		File: "comms/keys/mac.go", Find: `	for i, b := range body {
		folded`,
		Replace: `	for i, b := range body[:len(body)-len(body)%BlockSize] {
		folded`,
		By: []Probe{{"keys", "UnionPayECBFillsTheLastBlockWithZeros"}},
	},
	{
		Name: "check-value-not-verified", Rule: "4.1",
		Says: "Uses working keys without looking at their check values: one wrong digit in the master key, and every PIN is wrong.",
		File: "comms/keys/working.go", Find: `if subtle.ConstantTimeCompare(kcv[:], slot[DoubleLength:]) != 1 {`,
		Replace: `if subtle.ConstantTimeCompare(kcv[:], slot[DoubleLength:]) > 1 {`,
		By:      []Probe{{"keys", "OpenRefusesEveryChangedByte"}},
	},
	{
		Name: "check-value-of-the-pin-key-only", Rule: "4.4",
		Says: "Checks the PIN key and forgets the MAC key: every answer fails its MAC and every sale is reversed.",
		File: "comms/keys/working.go", Find: `if subtle.ConstantTimeCompare(kcv[:], slot[DoubleLength:]) != 1 {`,
		Replace: `if name == "PIK" && subtle.ConstantTimeCompare(kcv[:], slot[DoubleLength:]) != 1 {`,
		By:      []Probe{{"keys", "OpenRefusesEveryChangedByte"}},
	},
	{
		Name: "track-key-not-checked", Rule: "4.1",
		Says: "Keeps a track key without looking at its check value: the day tracks are encrypted, no host reads one.",
		File: "comms/keys/working.go", Find: `if subtle.ConstantTimeCompare(kcv[:], slot[DoubleLength:]) != 1 {`,
		Replace: `if name != "TDK" && subtle.ConstantTimeCompare(kcv[:], slot[DoubleLength:]) != 1 {`,
		By:      []Probe{{"keys", "OpenRefusesEveryChangedByte"}},
	},
	{
		Name: "sm4-mac-in-blocks-of-eight", Rule: "2.1",
		Says: "Folds the body in blocks of DES for an SM4 MAC: its own tests agree with each other, and every real host answers A0.",
		File: "comms/keys/sm4.go", Find: `folded[i%SM4BlockSize] ^= b`,
		Replace: `folded[i%BlockSize] ^= b`,
		By:      []Probe{{"keys", "SM4MACOfTheWorkedFrame"}},
	},
	{
		Name: "weak-master-key-accepted", Rule: "4.4",
		Says: "Takes a master key of one half twice: 3DES is DES then, and a weekend of trying finds it.",
		File: "comms/keys/weak.go", Find: `case left == right:`,
		Replace: `case left == right && k[0] == 0:`,
		By:      []Probe{{"keys", "MasterKeysThatAreRefused"}, {"program", "MasterKeysThatAreRefused"}},
	},
	{
		Name: "lost-device-key-made-anew", Rule: "1.4",
		Says: "Makes a new device key file when the old one is missing: the way back is covered up, and the keys open nowhere any more.",
		File: "journal/device.go", Find: `if fresh && errors.Is(err, fs.ErrNotExist) {`,
		Replace: `if errors.Is(err, fs.ErrNotExist) {`,
		By:      []Probe{{"journal", "DeviceFile"}, {"program", "TestDeviceKey"}},
	},
	{
		Name: "keys-of-any-device-tried", Rule: "1.4",
		Says: "Does not ask which device the keys belong to: a copied data directory is called damaged, and somebody deletes it.",
		File: "journal/sealed.go", Find: `if !hmac.Equal([]byte(id), []byte(deviceID(device, salt))) {`,
		Replace: `if hmac.Equal([]byte(id), nil) {`,
		By:      []Probe{{"journal", "ACopiedDirectory|SealedSecrets"}},
	},
	{
		Name: "old-keys-under-a-new-configuration", Rule: "4.1",
		Says: "Keeps the keys of the last sign-in when the configuration asks for others: nothing can be sent until somebody thinks of signing in.",
		File: "terminal/link.go", Find: `if !b.Signed || b.Signing() || b.Keys.Block == "" {`,
		Replace: `if b.Keys.Block != "" || !b.Signed {`,
		By:      []Probe{{"terminal", "KeysOfAnotherConfiguration"}},
	},
	{
		Name: "pin-block-without-the-card-number", Rule: "7",
		Says: "Makes the PIN block without the card number: equal PINs give equal blocks, and a table opens them all.",
		File: "comms/keys/pin.go", Find: `setNibble(block, at, nibble(block, at)^(digits[i]-'0'))`,
		Replace: `setNibble(block, at, nibble(block, at)^(digits[i]-digits[i]))`,
		By:      []Probe{{"keys", "PINBlock"}},
	},
	{
		Name: "short-pin-accepted", Rule: "7",
		Says: "Takes a PIN of three digits: the host answers a format error, and after three of them the card is kept.",
		File: "comms/keys/pin.go", Find: `if len(pin) < MinPIN || len(pin) > MaxPIN || !isDigits(pin) {`,
		Replace: `if len(pin) < MinPIN-1 || len(pin) > MaxPIN || !isDigits(pin) {`,
		By:      []Probe{{"keys", "PINBlockRefuses"}},
	},
	{
		Name: "pin-digits-not-wiped", Rule: "7",
		Says: "Forgets where the PIN is instead of overwriting it: a memory dump after the transaction has it.",
		File: "card/pin.go", Find: "\tclear(s.pin.digits)\n",
		Replace: "",
		By:      []Probe{{"card", "AClearedPadHoldsNothing"}},
	},
	{
		Name: "mask-shows-one-digit-too-many", Rule: "4.5",
		Says: "Shows first six and last five digits: with the check digit known, a number takes a thousand guesses less.",
		File: "txn/card.go", Find: `strings.Repeat("*", len(p)-10) + string(p[len(p)-4:])`,
		Replace: `strings.Repeat("*", len(p)-11) + string(p[len(p)-5:])`,
		By:      []Probe{{"txn", "Cards|SecretsDoNotPrint"}},
	},
	{
		Name: "number-in-clear-in-the-journal", Rule: "1.4",
		Says: "Writes the whole card number into the intent: it stands on the disk of every terminal, in every backup and export.",
		File: "terminal/machine/gate.go", Find: `in.Card = c.Card.PAN.Masked()`,
		Replace: `in.Card = txn.Masked(c.Card.PAN.Digits())`,
		By:      []Probe{{"machine", "TheIntentHoldsNoSecret"}, {"program", "NoSecretLeaves"}},
	},
	{
		Name: "wrong-check-digit-accepted", Rule: "2.1",
		Says: "Takes a keyed card number with a wrong check digit: one mistyped digit charges a stranger.",
		File: "txn/card.go", Find: `	if !Luhn(s) {`,
		Replace: `	if !Luhn(s) && len(s) < 13 {`,
		By:      []Probe{{"txn", "Cards"}},
	},
	{
		Name: "amount-through-a-float", Rule: "2.1",
		Says: "Computes the amount with a floating point number: 4.35 becomes 4.34, and the till never balances.",
		File: "txn/money.go", Find: "\tvar f Fen\n\tfor _, c := range whole + (cents + \"00\")[:2] {\n\t\tf = f*10 + Fen(c-'0')\n\t}\n",
		Replace: `	yuan := 0.0
	for _, c := range whole {
		yuan = yuan*10 + float64(c-'0')
	}
	for i, c := range (cents + "00")[:2] {
		yuan += float64(c-'0') / []float64{10, 100}[i]
	}
	f := Fen(yuan * 100)
`,
		By: []Probe{{"txn", "ParseFen"}},
	},
	{
		Name: "full-width-digits-accepted", Rule: "2.1",
		Says: "Takes the full-width digits of a Chinese keyboard for ASCII ones: the bytes become some other amount, and the customer pays it.",
		File: "txn/money.go", Find: "\t\tif s[i] < '0' || s[i] > '9' {\n",
		Replace: "\t\tif s[i] < 0x80 && (s[i] < '0' || s[i] > '9') {\n",
		By:      []Probe{{"txn", "ParseFen|NumbersWrap"}},
	},
	{
		Name: "one-decimal-read-as-fen", Rule: "2.1",
		Says: "Reads 12.3 as 12.03: the merchant loses 27 fen each time somebody leaves the last zero out.",
		File: "txn/money.go", Find: `whole + (cents + "00")[:2]`,
		Replace: `whole + ("00" + cents)[len(cents):]`,
		By:      []Probe{{"txn", "ParseFen"}},
	},
	{
		Name: "trace-wraps-to-zero", Rule: "hole 5",
		Says: "Counts from 999999 to 000000, which no host takes: the terminal stands still after a million transactions.",
		File: "txn/number.go", Find: "\tif t >= TraceLimit {\n\t\treturn 1\n\t}\n",
		Replace: "\tif t >= TraceLimit {\n\t\treturn 0\n\t}\n",
		By:      []Probe{{"txn", "NumbersWrap"}},
	},
	{
		Name: "real-keys-take-numbers-from-the-command-line", Rule: "7",
		Says: "Takes card numbers as arguments with real keys: they stand in the process list and the shell's history.",
		File: "card/resolve.go", Find: "\t\tif !o.TestKeys {\n\t\t\treturn Presented{}, fmt.Errorf(\"a card number on",
		Replace: "\t\tif !o.TestKeys && kind == \"track2\" {\n\t\t\treturn Presented{}, fmt.Errorf(\"a card number on",
		By:      []Probe{{"card", "RealKeysAllowFilesAndSwipesOnly"}},
	},
	{
		Name: "sign-in-of-unknown-end-forgotten", Seen: true, Rule: "4.1",
		Says: "Goes on under the old keys after a sign-in whose answer was lost: the next customer's sale is refused as badly sealed, and has to be paid again.",
		File: "journal/roll/book.go", Find: "\tif r.What == InDoubt && (r.Kind == txn.SignIn || r.Kind == txn.SignOff) {\n\t\tb.Signed = false\n\t}\n",
		Replace: "",
		By:      []Probe{{"program", "ASignInOfUnknownEndIsMadeAgain"}},
	},
}
