// Package comms asks the acquirer's host one question at a time: a request goes
// out, and what comes back is an answer or an honest "unknown".
//
// Exchange ends in exactly one of three ways (RULES.md 2):
//
//   - answered: a nil error. The answer matches the request; Answer.Authentic
//     says whether it may be believed as an outcome;
//   - unknown: an error that is ErrOutcomeUnknown. The host may have done it;
//     ReasonOf gives the reason a reversal carries;
//   - not sent: an error that is ErrNotSent. No byte was handed to the
//     connection, so nothing can have happened.
//
// What a request looks like on the wire is data, the Profile. The parts below are
// frame (length and addressing), message (ISO 8583) and keys (MAC, PIN, keys).
package comms
