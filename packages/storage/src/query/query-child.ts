/** The process of one query: asked over its channel, it answers once and ends; it ends with its parent as well. */
import { answerQuestion } from './answer-question.ts'
import { type Answer, questionSchema } from './query-messages.ts'

process.once('disconnect', () => process.exit())
process.once('message', (message) => {
  const tell = (answer: Answer) => void process.send?.(answer)
  void answerQuestion(questionSchema.parse(message), tell).then((answer) => {
    process.send?.(answer, () => process.exit())
  })
})
