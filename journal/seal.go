package journal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/ncruces/go-sqlite3"

	"posterm/journal/roll"
	"posterm/txn"
)

// Master is the terminal master key as Create was given it.
func (j *Journal) Master() []byte { return j.secrets.master }

// Bound says whether the keys at rest are bound to a device secret: a copy of the data
// directory alone then opens nowhere else.
func (j *Journal) Bound() bool { return j.secrets.bound }

// Nonce is this journal's own four bytes. Process ids on the printer are made with
// it, so that another journal's attempts are never taken for ours.
func (j *Journal) Nonce() [4]byte { return [4]byte(j.secrets.derive("printer nonce", 4)) }

// SlipSeed is what the key is made of that signs the summaries of slips: 32 bytes, this journal's own.
func (j *Journal) SlipSeed() []byte { return j.secrets.derive("slip signature", ed25519.SeedSize) }

// Digest is the keyed digest of a card number, hex. Equal cards have equal digests
// in one journal, and nobody without its root key can try numbers against it.
func (j *Journal) Digest(pan txn.PAN) string {
	m := hmac.New(sha256.New, j.digest)
	m.Write([]byte(pan.Digits()))
	return hex.EncodeToString(m.Sum(nil)[:16])
}

// PAN unseals the card number of a transaction. ErrNoNumber when there is none
// (any more), ErrDamaged when it is not what was sealed.
func (j *Journal) PAN(id roll.ID) (txn.PAN, error) {
	var box []byte
	err := query(j.stmts.sealed, func(s *sqlite3.Stmt) error {
		box = s.ColumnBlob(0, nil)
		return nil
	}, int64(id))
	if err != nil {
		return "", explain("card number", err)
	}
	if box == nil {
		return "", fmt.Errorf("%w: transaction in row %d", ErrNoNumber, id)
	}
	return j.unseal(id, box)
}

// Forget erases sealed card numbers, in one transaction. Like Commit it stops the Journal when it fails.
func (j *Journal) Forget(ids []roll.ID) error {
	if j.stopped != nil {
		return fmt.Errorf("%w: open it again: %w", ErrStopped, j.stopped)
	}
	if err := j.forget(ids); err != nil {
		j.stopped = explain("forget card numbers", err)
		return j.stopped
	}
	return nil
}

// spentLimit bounds how many card numbers are looked at at once. Chosen: a full batch.
const spentLimit = 500

// Spent gives transactions whose sealed card number nothing can need any more:
// declined, not sent, reversed, unpaid, or of a closed batch and not owed. The caller says which
// ones are owed still, and hands the others to Forget when idle.
func (j *Journal) Spent(owed func(roll.ID) bool) (ids []roll.ID, err error) {
	var closed int64
	err = query(j.stmts.checkpoint, func(s *sqlite3.Stmt) error {
		closed = s.ColumnInt64(0)
		return nil
	})
	if err == nil {
		err = query(j.stmts.spent, func(s *sqlite3.Stmt) error {
			if id := roll.ID(s.ColumnInt64(0)); !owed(id) {
				ids = append(ids, id)
			}
			return nil
		}, closed, spentLimit)
	}
	return ids, explain("read journal", err)
}

func (j *Journal) forget(ids []roll.ID) error {
	if err := j.stmts.begin.Exec(); err != nil {
		return err
	}
	for _, id := range ids {
		err := j.stmts.forget.BindInt64(1, int64(id))
		if err == nil {
			err = run(j.stmts.forget)
		}
		if err != nil {
			return errors.Join(err, j.stmts.rollback.Exec())
		}
	}
	return j.stmts.commit.Exec()
}

// seal writes a card number: nonce (12 bytes), AES-256-GCM of the digits, tag (16 bytes).
// The transaction's ID is additional data, so that a box cannot be put beside another one.
func (j *Journal) seal(s Seal) error {
	box := j.aead.Seal(nil, nil, []byte(s.PAN.Digits()), sealedFor(s.ID))
	if err := j.stmts.seal.BindInt64(1, int64(s.ID)); err != nil {
		return err
	}
	if err := j.stmts.seal.BindBlob(2, box); err != nil {
		return err
	}
	return run(j.stmts.seal)
}

func (j *Journal) unseal(id roll.ID, box []byte) (txn.PAN, error) {
	pan, err := j.aead.Open(nil, nil, box, sealedFor(id))
	if err != nil {
		return "", fmt.Errorf("%w: the sealed card number of row %d was altered", ErrDamaged, id)
	}
	return txn.PAN(pan), nil
}

// sealKeySize makes it AES-256.
const sealKeySize = 32

// newSealer draws its own random nonces and keeps them in front of what it sealed.
func newSealer(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // only for keys of a wrong size
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // only for ciphers of a wrong size
	}
	return aead
}

func sealedFor(id roll.ID) []byte { return binary.BigEndian.AppendUint64(nil, uint64(id)) }
