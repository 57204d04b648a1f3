import { type ChatCompletionRequest, LLMock } from '@copilotkit/aimock'

/** An endpoint of a model that calls two tools for each question and then answers at the pace of a real one. */
export interface SoakModel {
  baseUrl: string
  /** When it was first asked about a question, by `performance.now()`; each is told once. */
  firstAsked(question: string): number | undefined
  stop(): Promise<void>
}

// Some sixty tokens a second, as hosted models do it, several in a piece.
const pieceMs = 100
const pieceCharacters = 24
const calls = ['diagnose_etcd', 'diagnose_network'].map((name) => ({ name, arguments: '{"duration":"1h"}' }))

export async function startSoakModel(key: string): Promise<SoakModel> {
  const asked = new Map<string, number>()
  const mock = new LLMock({
    port: 0,
    strict: true,
    chunkSize: pieceCharacters,
    latency: pieceMs,
    auth: { apiKeys: [key] },
  })
  mock.addFixture({
    match: { hasToolResult: false },
    response: (request) => {
      asked.set(questionOf(request), performance.now())
      return { content: 'Let me look.', toolCalls: calls }
    },
  })
  mock.addFixture({
    match: { hasToolResult: true },
    response: (request) => ({ content: answerTo(questionOf(request)) }),
  })
  await mock.start()
  return {
    baseUrl: `${mock.url}/v1`,
    firstAsked: (question) => {
      const at = asked.get(question)
      asked.delete(question)
      return at
    },
    stop: () => mock.stop(),
  }
}

/** What it answers to a question once it has called its tools. */
export function answerTo(question: string): string {
  const line = '- The fsync p99 of **m2** is 120 ms where 20 ms is the limit; the other members are calm.\n'
  // Of several lengths, so that chats do not fall into step.
  const lines = 4 + (Number(/\d+/.exec(question)?.[0]) % 9)
  return `About “${question}”: **degraded**.\n\n${line.repeat(lines)}`
}

function questionOf({ messages }: ChatCompletionRequest): string {
  return String(messages.findLast(({ role }) => role === 'user')?.content)
}
