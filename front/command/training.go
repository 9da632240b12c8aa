package command

import (
	"bytes"
	"encoding/json"
	"path/filepath"

	"posterm/comms"
	"posterm/terminal"
	"posterm/terminal/training"
	"posterm/txn"
)

// trainingDir is where training keeps its own journal, within the data directory. Trade never opens it.
const trainingDir = "training"

// train makes this run one of training, when it is to be: another journal, another host, nobody told.
func (a *app) train() {
	if !a.cli.Training && !a.cfg.Terminal.Training {
		return
	}
	a.cfg, a.dir = a.cfg.ForTraining(), filepath.Join(a.dir, trainingDir)
}

// training says whether no money moves.
func (a *app) training() bool { return a.cfg.Terminal.Training }

// trainer answers in place of the host. Its link leads nowhere, and the profile has no keys: no message ever has a byte.
func (a *app) trainer() (terminal.Host, comms.Profile, error) {
	profile, err := comms.ProfileByName(a.cfg.Host.Profile)
	if err != nil {
		return nil, profile, misuse("bad_config", err, "检查 host.profile", "look at host.profile")
	}
	a.link = &comms.Link{Profile: profile}
	profile.Form = ""
	return &training.Host{Now: a.now}, profile, nil
}

// acquirer is who answers: the host, or in training nobody outside this program.
func (a *app) acquirer() (terminal.Host, comms.Profile, error) {
	if a.training() {
		return a.trainer()
	}
	return a.host()
}

// errTrainingKeys: real keys have no business where nothing is real.
var errTrainingKeys = wrongUse(txn.Words{ZH: "训练模式只用测试密钥", EN: "training takes test keys only"}, txn.Words{ZH: "去掉 --tmk-file", EN: "leave --tmk-file out"})

var trainingWords = txn.Words{
	ZH: "训练模式：不涉及资金，什么都不会发给收单行；请只用测试卡。",
	EN: "TRAINING: no money moves and nothing is sent to the acquirer; use test cards only.",
}

// checkTraining stands in doctor where the hosts stand otherwise.
func (a *app) checkTraining() []check {
	return []check{{"host", true, trainingWords.In(a.lang()), ""}}
}

// asTraining puts the mark into an object of JSON.
func asTraining(object []byte) []byte {
	if !bytes.HasPrefix(object, []byte("{")) || !json.Valid(object) {
		return object
	}
	mark := []byte(`{"training":true,`)
	if bytes.HasPrefix(object, []byte("{}")) {
		mark = []byte(`{"training":true`)
	}
	return append(mark, object[1:]...)
}
