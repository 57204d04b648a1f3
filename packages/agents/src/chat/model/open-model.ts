import { randomUUID } from 'node:crypto'
import { type AIMessageChunk, type BaseMessage, isAIMessageChunk } from '@langchain/core/messages'
import { concat } from '@langchain/core/utils/stream'
import type { ChatOpenAI } from '@langchain/openai'
import { z } from 'zod'
import { joinSignals } from '../../join-signals.ts'
import { CutStream, modelFault } from './model-fault.ts'
import { type ModelOptions, usualRetries, usualTimeoutMs } from './model-options.ts'
import { withRetries } from './with-retries.ts'

/** A tool as the model is told of it. */
export interface ToolOffer {
  type: 'function'
  function: { name: string; description: string; parameters: Record<string, unknown> }
}

/** A tool that the model wants called. */
export interface WantedCall {
  id: string
  name: string
  /** Undefined where what it wrote is no JSON object. */
  args: Record<string, unknown> | undefined
}

interface Usage {
  input_tokens: number
  output_tokens: number
}

/** What the model said in one go. */
export interface Reply {
  text: string
  refusal: string
  calls: readonly WantedCall[]
  /** Undefined where the endpoint does not count. */
  usage: Usage | undefined
  /** Why it ended: `stop`, `tool_calls`, `length`, `content_filter`. */
  finish: string
}

interface ReplyOptions {
  /** None: it can only answer. */
  tools: readonly ToolOffer[]
  /** Told of each piece of text; `anew` where an answer that was cut off begins again. */
  onText: (text: string, anew: boolean) => void
  signal: AbortSignal
}

export interface Model {
  /** Loads the client, which asks for nothing yet. */
  prepare(): Promise<void>
  /** Rejects with an `AppError`, or with the signal's reason. */
  reply(messages: readonly BaseMessage[], options: ReplyOptions): Promise<Reply>
}

/** Opens a model; its client is loaded when it is prepared, or with the first question. */
export function openModel(options: ModelOptions): Model {
  let opened: Promise<ChatOpenAI> | undefined
  return {
    prepare: async () => {
      opened ??= openClient(options)
      await opened
    },
    reply: async (messages, { tools, onText, signal }) => {
      signal.throwIfAborted()
      opened ??= openClient(options)
      const client = await opened
      let hasSpoken = false
      const once = async () => {
        let begun = false
        try {
          const reply = await streamReply(client, messages, {
            tools,
            signal,
            timeoutMs: options.timeoutMs ?? usualTimeoutMs,
            onText: (text) => {
              onText(text, hasSpoken && !begun)
              begun = true
              hasSpoken = true
            },
          })
          // What follows may be calls alone, and the piece that was cut off stands there all the same.
          if (hasSpoken && !begun) onText('', true)
          return reply
        } catch (error) {
          signal.throwIfAborted()
          throw modelFault(error, options)
        }
      }
      return await withRetries(once, { retries: options.maxRetries ?? usualRetries, signal })
    },
  }
}

async function openClient({ apiKey, baseUrl, name, temperature, timeoutMs }: ModelOptions): Promise<ChatOpenAI> {
  const { ChatOpenAI } = await import('@langchain/openai')
  return new ChatOpenAI({
    model: name,
    apiKey,
    configuration: { baseURL: baseUrl ?? null },
    ...(temperature === undefined ? {} : { temperature }),
    timeout: timeoutMs ?? usualTimeoutMs,
    // It knows neither Retry-After of 5xx nor how to stop waiting.
    maxRetries: 0,
    streaming: true,
    streamUsage: true,
    // Other endpoints have this interface and no other.
    useResponsesApi: false,
    // A refusal is in the raw answer alone.
    __includeRawResponse: true,
  })
}

interface StreamOptions {
  tools: readonly ToolOffer[]
  onText: (text: string) => void
  signal: AbortSignal
  /** How long the stream may be silent. */
  timeoutMs: number
}

async function streamReply(
  client: ChatOpenAI,
  messages: readonly BaseMessage[],
  { tools, onText, signal, timeoutMs }: StreamOptions,
): Promise<Reply> {
  const silence = new AbortController()
  const hush = () => silence.abort(new DOMException('The model was silent for too long.', 'TimeoutError'))
  let timer = setTimeout(hush, timeoutMs)
  const either = joinSignals([signal, silence.signal])
  let whole: AIMessageChunk | undefined
  let refusal = ''
  try {
    const stream = await client.stream([...messages], {
      signal: either.signal,
      ...(tools.length === 0 ? {} : { tools: [...tools] }),
    })
    for await (const chunk of stream) {
      clearTimeout(timer)
      timer = setTimeout(hush, timeoutMs)
      if (!isAIMessageChunk(chunk)) continue
      refusal += refusalOf(chunk)
      const { text } = chunk
      // The raw answers of all pieces would pile up in the whole.
      chunk.additional_kwargs = {}
      whole = whole === undefined ? chunk : concat(whole, chunk)
      if (text !== '') onText(text)
    }
  } catch (error) {
    throw silence.signal.aborted ? silence.signal.reason : error
  } finally {
    clearTimeout(timer)
    either.release()
  }
  either.signal.throwIfAborted()
  return readReply(whole, refusal)
}

const finishSchema = z.object({ finish_reason: z.string() })
const usageSchema = z.object({ input_tokens: z.number(), output_tokens: z.number() })

function readReply(whole: AIMessageChunk | undefined, refusal: string): Reply {
  const finish = finishSchema.safeParse(whole?.response_metadata)
  if (whole === undefined || !finish.success) throw new CutStream('The stream ended before the model had.')
  const usage = usageSchema.safeParse(whole.usage_metadata)
  return {
    text: whole.text,
    refusal,
    calls: (whole.tool_call_chunks ?? []).map(({ id, name, args }) => ({
      // Some endpoints give none, and each answer must find its call.
      id: id || `call_${randomUUID()}`,
      name: name ?? '',
      args: readArgs(args ?? ''),
    })),
    usage: usage.success ? usage.data : undefined,
    finish: finish.data.finish_reason,
  }
}

const argsSchema = z.record(z.string(), z.unknown())

/** LangChain mends JSON that was cut off, and so would call a tool with what the model never finished saying. */
function readArgs(text: string): Record<string, unknown> | undefined {
  if (text.trim() === '') return {}
  try {
    return argsSchema.safeParse(JSON.parse(text)).data
  } catch {
    // The model is told, and writes them again.
    return undefined
  }
}

const rawSchema = z.object({
  __raw_response: z.object({
    choices: z.array(z.object({ delta: z.object({ refusal: z.string().nullish() }) })),
  }),
})

function refusalOf({ additional_kwargs: extra }: AIMessageChunk): string {
  const raw = rawSchema.safeParse(extra)
  return raw.success ? raw.data.__raw_response.choices.map(({ delta }) => delta.refusal ?? '').join('') : ''
}
