import { expect, test } from 'vitest'
import { known, sample } from '../testing/sample.ts'
import { conversationMarkdown } from './export-conversation.ts'
import { turnOf } from './turn.ts'

test('an exported conversation holds questions, answers, calls, evidence and commands', () => {
  const { data: diagnosis, text } = known(sample.diagnoses, 'etcd')
  const turn = turnOf('Why?\nAnd since when?', 0, [
    { type: 'tool_start', call: 'c', tool: 'get_x', title: 'X', server: 'etcd', args: { duration: '1h' } },
    { type: 'tool_result', call: 'c', ok: true, ms: 182, again: false, text, data: diagnosis },
    { type: 'diagnosis', call: 'c', diagnosis },
    { type: 'message_delta', text: 'A slow **disk**.' },
    { type: 'error', fault: { code: 'timeout', message: 'Too slow.', hint: 'Ask less.' } },
  ])
  const written = conversationMarkdown('Slow', [turn])
  expect(written).toMatch(/^# Slow\n\n## Why\? And since when\?\n\n_Asked 1970-01-01 00:00:00 UTC_/)
  expect(written).toContain('- `get_x duration="1h"`: answered in 182 ms')
  expect(written).toContain('A slow **disk**.')
  expect(written).toContain('> Too slow. Ask less.')
  for (const { says } of diagnosis.causes[0]?.evidence ?? []) expect(written).toContain(says)
  expect(written).toContain(diagnosis.causes[0]?.recommendations[0]?.command)
})
