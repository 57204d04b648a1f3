import { z } from 'zod'
import { tool } from '../analyzer-tool.ts'
import { historyAnswerSchema } from '../history/history-answer.ts'
import { readHistory, summarizeHistory } from '../history/read-history.ts'
import { windowInput } from '../window-input.ts'

export default tool({
  name: 'get_history',
  title: 'What was found before',
  description:
    'Past runs, when a cause or finding was found before, or the trend of a metric by day, also beside an earlier window.',
  effect: 'read',
  input: windowInput.extend({
    about: z.string().max(100).optional().describe('Metric or cause id, such as slow-disk; runs without it'),
    duration: windowInput.shape.duration.meta({ default: '7d' }),
    compare_with: z.string().max(40).optional().describe('How much earlier the other window was, such as 7d'),
  }),
  output: historyAnswerSchema,
  run: (input, context, signal) => readHistory(context, input, signal),
  summarize: summarizeHistory,
})
