package terminal

import (
	"errors"

	"posterm/journal/roll"
	"posterm/txn"
)

// ErrTraining: a journal of training and one of trade are never continued by each other.
var ErrTraining = errors.New("this journal is of the other mode: training and trade never share one")

// TrainingMark stands before all that a terminal in training says 训练.
var TrainingMark = txn.Words{ZH: "〔训练 不涉及资金〕", EN: "[TRAINING, no money moved] "}

// trainingLarge stands before a verdict that is read from afar.
var trainingLarge = txn.Words{ZH: "训练 ", EN: "TRAINING: "}

// apart refuses a journal that was not begun in the mode the terminal is in.
func (l *loop) apart(b roll.Book) error {
	if b.Training != l.cfg.Training {
		return ErrTraining
	}
	return nil
}

// inMode puts the mark before words, in training.
func (l *loop) inMode(w txn.Words) txn.Words {
	if l.cfg.Training && w != (txn.Words{}) {
		return join(TrainingMark, w)
	}
	return w
}
