import { setTimeout as delay } from 'node:timers/promises'
import { quantile } from '@ocp-perf/stats'
import type { BenchResult } from '../bench.ts'
import { type Answered, askAndRead } from './read-answer.ts'
import { answerTo } from './soak-model.ts'
import { startAgent } from './start-agent.ts'
import { watchFloor } from './watch-floor.ts'
import { type Drift, watchMemory } from './watch-memory.ts'

export interface SoakOptions {
  seconds: number
  /** Conversations at once. */
  chats: number
}

// What is compiled and cached with the first questions is no leak.
const warmUpShare = 0.2
// In less time the young heap alone moves the figures.
const leastSecondsOfMemory = 120
const samplesOfMemory = 30
const turnsOfThread = 5
// Every so many questions one is left amid its answer and read on.
const cutEvery = 4
const cutAfter = 6
const mostOwnMs = 100
const asksAlone = 8

interface Asked extends Answered {
  /** Until the model was asked. */
  modelAsked: number
}

/** Holds so many conversations at once against the agent for so long, and tells how it bore that. */
export async function soak({ seconds, chats }: SoakOptions): Promise<BenchResult[]> {
  await using agent = await startAgent(chats)
  const { url, model } = agent
  let count = 0
  const ask = async (thread: string | undefined): Promise<Asked> => {
    const question = `Why are etcd and the network slow? Ask ${++count}.`
    const cut = count % cutEvery === 0 ? cutAfter : undefined
    const expected = `Let me look.\n\n${answerTo(question)}`
    const answered = await askAndRead({ url, question, thread, expected, cutAfter: cut })
    return { ...answered, modelAsked: model.firstAsked(question) ?? Number.NaN }
  }
  // Alone, an answer takes what the model takes: the floor under all others. The very first one loads what it needs.
  await ask(undefined)
  const alone = await ask(undefined)
  const aloneMs = alone.ended - alone.begun
  const floor = await watchFloor()
  const begun = performance.now()
  const until = begun + seconds * 1000
  const memory = watchMemory(agent, {
    afterMs: seconds * 1000 * warmUpShare,
    everyMs: (seconds * 1000) / samplesOfMemory,
  })
  const answers = await Promise.all(
    Array.from({ length: chats }, async (_, at) => {
      // People do not begin at the same moment.
      await delay((at / chats) * aloneMs)
      return await chat(ask, until)
    }),
  )
  const took = (performance.now() - begun) / 1000
  const { rss, heap } = await memory.stop()
  const floorMs = share(await floor.stop(), 0.5)
  const single: Asked[] = []
  while (single.length < asksAlone) single.push(await ask(undefined))
  const all = answers.flat()
  const withTarget = seconds >= leastSecondsOfMemory
  return [
    ...describeAnswers(all, { took, chats, aloneMs, floorMs }),
    ...describeAlone(single),
    ...describeMemory('resident memory', rss, withTarget),
    ...describeMemory('live heap', heap, withTarget),
  ]
}

async function chat(ask: (thread: string | undefined) => Promise<Asked>, until: number): Promise<Asked[]> {
  const answers: Asked[] = []
  let thread: string | undefined
  while (performance.now() < until) {
    const answered = await ask(answers.length % turnsOfThread === 0 ? undefined : thread)
    thread = answered.thread
    answers.push(answered)
  }
  return answers
}

interface Measured {
  took: number
  chats: number
  aloneMs: number
  floorMs: number
}

function describeAnswers(all: readonly Asked[], { took, chats, aloneMs, floorMs }: Measured): BenchResult[] {
  const failed = all.filter(({ faults }) => faults.length > 0)
  const toFirst = all.map(({ begun, firstEvent }) => firstEvent - begun)
  const toModel = all.map(({ begun, modelAsked }) => modelAsked - begun)
  const whole = all.map(({ begun, ended }) => ended - begun)
  const events = all.reduce((sum, answered) => sum + answered.events, 0)
  const note = failed
    .flatMap(({ faults }) => faults)
    .slice(0, 3)
    .join('; ')
  return [
    {
      label: 'answers that failed, or lost or doubled an event',
      value: failed.length,
      unit: '',
      target: { atMost: 0 },
      note,
    },
    {
      label: 'answers',
      value: all.length,
      unit: '',
      target: { atLeast: chats },
      note: `${chats} at once, ${events} events`,
    },
    underLoad('from question to first event', toFirst, floorMs),
    underLoad('from question to the model being asked', toModel, floorMs),
    {
      label: 'a whole answer beside one that is given alone, median',
      value: share(whole, 0.5) / aloneMs,
      unit: '×',
      note: `${(share(whole, 0.5) / 1000).toFixed(2)} s beside ${(aloneMs / 1000).toFixed(2)} s, nearly all of it the model's`,
    },
    {
      label: 'answers a second',
      value: all.length / took,
      unit: '/s',
      note: `${(events / took).toFixed(0)} events a second`,
    },
  ]
}

function share(times: readonly number[], wanted: number): number {
  return quantile(Float64Array.from(times), wanted)
}

const figuresOf = (times: readonly number[]) => {
  const [middle, most95, most] = [0.5, 0.95, 1].map((wanted) => share(times, wanted).toFixed(0))
  return `median ${middle}, p95 ${most95}, most ${most} ms`
}

/** What of a time is the agent's and what the machine's cannot be told apart while all of it is busy, so that this has no target. */
function underLoad(what: string, times: readonly number[], floorMs: number): BenchResult {
  const note = `${figuresOf(times)}; a server that only writes to the disk ${floorMs.toFixed(0)} ms`
  return { label: `${what} amid all others, median`, value: share(times, 0.5), unit: 'ms', note }
}

/** One conversation after the other, once the load is over. */
function describeAlone(single: readonly Asked[]): BenchResult[] {
  const parts = {
    'from question to first event': single.map(({ begun, firstEvent }) => firstEvent - begun),
    'from question to the model being asked': single.map(({ begun, modelAsked }) => modelAsked - begun),
  }
  return Object.entries(parts).map(([what, times]) => ({
    label: `${what} of one alone, p95`,
    value: share(times, 0.95),
    unit: 'ms',
    target: { atMost: mostOwnMs },
    note: figuresOf(times),
  }))
}

function describeMemory(what: string, { first, last, perMinute }: Drift, withTarget: boolean): BenchResult[] {
  const note = `${first.toFixed(1)} MiB, then ${last.toFixed(1)} MiB, ${perMinute.toFixed(2)} MiB a minute`
  const target = withTarget ? { target: { atMost: 1.15 } } : {}
  return [{ label: `${what} at the end beside after the warm-up`, value: last / first, unit: '×', ...target, note }]
}
