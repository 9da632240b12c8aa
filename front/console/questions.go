package console

import (
	"strings"

	"posterm/txn"
)

// questions name what the menu asks. What is only to be confirmed is told by its end.
var questions = map[string][]txn.Words{
	"choose": {choosePrompt}, "amount": {amountPrompt}, "card": {cardPrompt}, "expiry": {expiryPrompt},
	"goods": {goodsPrompt}, "pin": {pinPrompt, pinOfCardPrompt}, "code": {codePrompt}, "trace": {originalPrompt, queryPrompt, refundPrompt, holdPrompt},
	"rrn": {rrnPrompt}, "auth": {authPrompt}, "date": {dayPrompt}, "again": {againPrompt}, "faint": {faintPrompt},
	"deliver": {deliverPrompt}, "by_card": {byCardPrompt}, "copy": {copyPrompt}, "operator": {operatorPrompt, whichOperatorPrompt},
	"password": {passwordPrompt}, "supervisor": {supervisorPrompt}, "administrator": {administratorPrompt},
	"old_password": {oldPrompt}, "new_password": {newPrompt}, "new_password_again": {twicePrompt},
}

// QuestionOf names the question that stands at the end of a line, in either language: "amount", "card", "confirm" ...
// It is for whoever answers in a person's place. Empty: the line asks nothing.
func QuestionOf(line string) string {
	found, longest := "", 0
	for name, prompts := range questions {
		for _, p := range prompts {
			for _, text := range []string{p.ZH, p.EN} {
				if strings.HasSuffix(line, text) && len(text) > longest { // "password: " stands at the end of others, too
					found, longest = name, len(text)
				}
			}
		}
	}
	if found == "" && (strings.HasSuffix(line, "（1=确认，其他=取消）: ") || strings.HasSuffix(line, "(1 = yes, anything else = no): ")) {
		return "confirm"
	}
	return found
}

// CancelOf is the line by which a person leaves a question and is back at the menu, as its own words say; not all can be left.
func CancelOf(name string) (line string, can bool) {
	if name == "confirm" {
		return "", true
	}
	for _, p := range questions[name] {
		switch {
		case strings.Contains(p.ZH, pinCancel+"=取消"):
			return pinCancel, true
		case strings.Contains(p.ZH, "回车取消"), strings.Contains(p.ZH, "其他=取消"):
			can = true
		}
	}
	return "", can
}

// QuestionNames are all names that QuestionOf gives.
func QuestionNames() []string {
	names := []string{"confirm"}
	for name := range questions {
		names = append(names, name)
	}
	return names
}

// ItemNames are the names by which items of the menu are chosen, wherever they stand in it: "sale", "撤销".
func ItemNames() []string { return tree.allNames() }

func (b *item) allNames() (all []string) {
	for i := range b.under {
		all = append(append(all, b.under[i].names...), b.under[i].allNames()...)
	}
	return all
}

// Menu is the first menu on lines, as it is shown before every choice.
func Menu(lang txn.Lang) string { return tree.text(lang) }
