package console

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/txn"
)

// TestEveryQuestionHasAName: also one that stands behind other text on its line, and none is taken for another.
func TestEveryQuestionHasAName(t *testing.T) {
	for name, prompts := range questions {
		for _, p := range prompts {
			require.Equal(t, name, QuestionOf(p.ZH))
			require.Equal(t, name, QuestionOf("processing ... "+p.EN))
		}
	}
	for _, p := range []txn.Words{settlePrompt, goOnPrompt(txn.Void), goOnPrompt(txn.Refund)} {
		require.Equal(t, "confirm", QuestionOf(p.ZH))
		require.Equal(t, "confirm", QuestionOf(p.EN))
	}
	require.Empty(t, QuestionOf("卡号 622202******1234"))
	require.Empty(t, QuestionOf(""))
	require.Contains(t, QuestionNames(), "confirm")
	require.Subset(t, ItemNames(), []string{"sale", "撤销", "preauth-void", "明细", "config"})
}
