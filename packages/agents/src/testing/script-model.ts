import { type ChatCompletionRequest, type FixtureResponse, LLMock } from '@copilotkit/aimock'

/** What the endpoint answers to one request. */
export interface Step {
  answer: FixtureResponse | ((request: ChatCompletionRequest) => FixtureResponse)
  /** Closes the connection after so many pieces. */
  cutAfter?: number
  /** Milliseconds before each piece. */
  latency?: number
}

export const says = (content: string, rest: Omit<Step, 'answer'> = {}): Step => ({ answer: { content }, ...rest })

/** Wants tools called; arguments that are a text are sent as they are. */
export const wants = (...calls: readonly (readonly [name: string, args?: object | string])[]): Step => ({
  answer: {
    toolCalls: calls.map(([name, args = {}]) => ({
      name,
      arguments: typeof args === 'string' ? args : JSON.stringify(args),
    })),
  },
})

export const fails = (status: number, message: string, rest: { code?: string; retryAfter?: number } = {}): Step => {
  const { code, retryAfter } = rest
  return {
    answer: {
      status,
      error: { message, ...(code === undefined ? {} : { code }) },
      ...(retryAfter === undefined ? {} : { retryAfter }),
    },
  }
}

/** An OpenAI endpoint over HTTP that answers one step a request, the last one to all that follow. */
export async function scriptModel(key: string, steps: readonly Step[]) {
  const mock = new LLMock({ port: 0, strict: true, chunkSize: 12, auth: { apiKeys: [key] } })
  const requests: ChatCompletionRequest[] = []
  /** From now on it answers by these steps, and what it was asked before is forgotten. */
  const script = (next: readonly Step[]) => {
    requests.length = 0
    mock.clearFixtures()
    next.forEach(({ answer, cutAfter, latency }, at) => {
      mock.addFixture({
        match: { predicate: () => Math.min(requests.length, next.length - 1) === at },
        response: (request) => {
          requests.push(request)
          return typeof answer === 'function' ? answer(request) : answer
        },
        ...(cutAfter === undefined ? {} : { truncateAfterChunks: cutAfter }),
        ...(latency === undefined ? {} : { latency }),
      })
    })
  }
  script(steps)
  await mock.start()
  return { baseUrl: `${mock.url}/v1`, requests, script, stop: () => mock.stop() }
}

export const offered = ({ tools }: ChatCompletionRequest): string[] =>
  (tools ?? []).map(({ function: { name } }) => name)

/** What the model was told of its calls. */
export const toolTexts = ({ messages }: ChatCompletionRequest): string[] =>
  messages.filter(({ role }) => role === 'tool').map(({ content }) => String(content))
