package console

import "posterm/txn"

// What a terminal in training says besides.
var (
	trainingHead  = txn.Words{ZH: "训练 不涉及资金", EN: "TRAINING, NO MONEY"}
	trainingStand = txn.Words{ZH: "训练模式：不涉及资金，什么都不会发给收单行", EN: "TRAINING: no money moves and nothing is sent to the acquirer"}
	trainingAsks  = txn.Words{ZH: "〔训练〕", EN: "[TRAINING] "}
)

// trainer marks every question, so that no screen without the mark is ever left standing.
type trainer struct{ face }

func (t trainer) put(q question) <-chan line { return t.face.put(t.mark(q)) }

func (t trainer) meanwhile(q question, text string) { t.face.meanwhile(t.mark(q), text) }

func (t trainer) renew(q question, now renewal) { t.face.renew(t.mark(q), now) }

func (t trainer) mark(q question) question {
	q.prompt = txn.Words{ZH: trainingAsks.ZH + q.prompt.ZH, EN: trainingAsks.EN + q.prompt.EN}
	return q
}

// train puts the mark on all that is asked, where people are trained.
func (m *menu) train() {
	if m.Training {
		m.face = trainer{m.face}
	}
}
