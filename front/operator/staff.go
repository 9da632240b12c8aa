package operator

import (
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"slices"
	"time"
)

// Limits of passwords.
const (
	// rounds of PBKDF2. Chosen: some 30 ms on a desk, a quarter of a second on a small board; a file
	// that was stolen gives four digits away at any number, which is why it is kept from others.
	rounds    = 100_000
	saltBytes = 16
	hashBytes = sha256.Size

	wrongLimit  = 5 // in a row, then the operator is locked
	firstLock   = time.Minute
	longestLock = 24 * time.Hour
)

// cashiers that exist at first (PROTOCOL.md 9).
var cashiers = []Number{"01", "02", "03", "04", "05"}

// Staff is the file of operators of one data directory.
type Staff struct{ dir string }

// Of gives the operators of a data directory, which must exist. Nothing is read yet.
func Of(dir string) Staff { return Staff{dir} }

// Member is one operator, for lists.
type Member struct {
	Number  Number
	Initial bool          // has the first password still
	Locked  time.Duration // for so long; 0: not
}

// record is one operator in the file.
type record struct {
	Number  Number    `json:"number"`
	Salt    []byte    `json:"salt"`
	Hash    []byte    `json:"hash"`
	Rounds  int       `json:"rounds"`
	Initial bool      `json:"initial"`
	Wrong   int       `json:"wrong"` // in a row
	Since   time.Time `json:"since"` // of the newest wrong one
}

// newRecord is an operator with the first password.
func newRecord(n Number) record {
	r := record{Number: n, Initial: true}
	r.set(n.first())
	return r
}

func (r *record) set(password string) {
	r.Rounds, r.Salt = rounds, make([]byte, saltBytes)
	_, _ = rand.Read(r.Salt) // never fails
	r.Hash = r.hash(password)
}

func (r *record) hash(password string) []byte {
	key, err := pbkdf2.Key(sha256.New, password, r.Salt, r.Rounds, hashBytes)
	if err != nil { // only for lengths that ours never have
		panic(err)
	}
	return key
}

// locked is for how long the operator is still locked.
func (r *record) locked(now time.Time) time.Duration {
	if r.Wrong < wrongLimit {
		return 0
	}
	lasts := longestLock
	if double := r.Wrong - wrongLimit; double < 11 { // 2^11 minutes are more than a day
		lasts = firstLock << double
	}
	return max(0, lasts-now.Sub(r.Since))
}

// at finds an operator; nil: there is none.
func at(all []record, n Number) *record {
	i := slices.IndexFunc(all, func(r record) bool { return r.Number == n })
	if i < 0 {
		return nil
	}
	return &all[i]
}

// Check says whether the password is the operator's. Initial: it is the first one, and must be changed
// now. A wrong one (*WrongError) counts before it is told; *LockedError: nothing was looked at.
func (s Staff) Check(n Number, password string, now time.Time) (initial bool, err error) {
	told := s.change(func(all []record) ([]record, bool, error) {
		var changed bool
		changed, err = check(at(all, n), password, now)
		if r := at(all, n); err == nil {
			initial = r.Initial
		}
		return all, changed, nil
	})
	if told != nil {
		return false, told
	}
	return initial, err
}

// check compares, counts, and says whether the record changed.
func check(r *record, password string, now time.Time) (changed bool, err error) {
	if r == nil {
		return false, &WrongError{}
	}
	if r.Wrong > 0 && now.Before(r.Since) { // the clock was set back: a lock begins anew, and ends
		r.Since, changed = now, true
	}
	if left := r.locked(now); left > 0 {
		return changed, &LockedError{left}
	}
	if subtle.ConstantTimeCompare(r.Hash, r.hash(password)) == 1 {
		changed, r.Wrong, r.Since = changed || r.Wrong > 0, 0, time.Time{}
		return changed, nil
	}
	r.Wrong, r.Since = r.Wrong+1, now
	if left := r.locked(now); left > 0 {
		return true, &LockedError{left}
	}
	return true, &WrongError{wrongLimit - r.Wrong}
}

// Change gives an operator who knows the old password a new one (Fit).
func (s Staff) Change(n Number, old, next string, now time.Time) error {
	if _, err := s.Check(n, old, now); err != nil {
		return err
	}
	if err := n.Fit(next); err != nil {
		return err
	}
	if old == next {
		return ErrEasy
	}
	return s.with(n, func(r *record) {
		r.Initial = false
		r.set(next)
	})
}

// List gives all operators by number.
func (s Staff) List(now time.Time) (members []Member, err error) {
	err = s.change(func(all []record) ([]record, bool, error) {
		for _, r := range all {
			members = append(members, Member{r.Number, r.Initial, r.locked(now)})
		}
		return all, false, nil
	})
	return members, err
}

// Add makes an operator with the first password.
func (s Staff) Add(n Number) error {
	return s.change(func(all []record) ([]record, bool, error) {
		if at(all, n) != nil {
			return all, false, ErrExists
		}
		return append(all, newRecord(n)), true, nil
	})
}

// Remove ends an operator.
func (s Staff) Remove(n Number) error {
	return s.change(func(all []record) ([]record, bool, error) {
		switch {
		case n == Supervisor || n == Administrator:
			return all, false, ErrKept
		case at(all, n) == nil:
			return all, false, ErrUnknown
		}
		return slices.DeleteFunc(all, func(r record) bool { return r.Number == n }), true, nil
	})
}

// Unlock lets an operator try again at once.
func (s Staff) Unlock(n Number) error {
	return s.with(n, func(r *record) { r.Wrong, r.Since = 0, time.Time{} })
}

// Reset gives an operator the first password again, which must be changed then, and unlocks.
func (s Staff) Reset(n Number) error {
	return s.with(n, func(r *record) { *r = newRecord(n) })
}

// with changes one operator.
func (s Staff) with(n Number, change func(*record)) error {
	return s.change(func(all []record) ([]record, bool, error) {
		r := at(all, n)
		if r == nil {
			return all, false, ErrUnknown
		}
		change(r)
		return all, true, nil
	})
}

// first are the operators of a terminal that has none.
func first() (all []record) {
	for _, n := range slices.Concat([]Number{Supervisor}, cashiers, []Number{Administrator}) {
		all = append(all, newRecord(n))
	}
	return all
}
