import { expect, test } from 'vitest'
import { type ChatAction, type ChatState, noChat, reduceChat } from './chat-state.ts'

const after = (...actions: ChatAction[]): ChatState => actions.reduce(reduceChat, noChat)
const asked = (question: string, replaceFrom?: number): ChatAction => ({ type: 'asked', question, at: 1, replaceFrom })
const started: ChatAction = { type: 'event', event: { type: 'start', thread: 't1', run: 'r1', model: null } }
const said: ChatAction = { type: 'event', event: { type: 'message_delta', text: 'x' } }

test('a new conversation takes the name that the agent gives it', () => {
  expect(after(asked('why?'), started)).toMatchObject({ thread: 't1', activity: 'answering', turns: [{ run: 'r1' }] })
})

test('an edited question takes the place of its turn and of all after it', () => {
  const { turns } = after(asked('a'), asked('b'), asked('c'), asked('b, rather', 1))
  expect(turns.map(({ question }) => question)).toEqual(['a', 'b, rather'])
})

test('reading on after a reload begins the answer anew, so that nothing stands twice', () => {
  const { turns } = after(asked('a'), said, { type: 'resumed' }, said)
  expect(turns[0]?.parts).toEqual([{ kind: 'text', text: 'x' }])
})

test('a cut is told while an answer is awaited and at no other time', () => {
  const lost: ChatAction = { type: 'connection', state: 'lost' }
  expect(after(asked('a'), lost).activity).toBe('reconnecting')
  expect(after(asked('a'), lost, { type: 'connection', state: 'open' }).activity).toBe('answering')
  expect(after(asked('a'), { type: 'ended' }, lost).activity).toBe('idle')
})

test('a failure leaves what was answered, and the next question takes it away', () => {
  const failed = after(asked('a'), said, { type: 'failed', fault: { code: 'unreachable', message: 'gone' } })
  expect(failed).toMatchObject({
    activity: 'idle',
    fault: { code: 'unreachable' },
    turns: [{ parts: [{ text: 'x' }] }],
  })
  expect(reduceChat(failed, asked('b')).fault).toBeNull()
})
