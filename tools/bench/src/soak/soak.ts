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
  const all = answers.flat()
  const withTarget = seconds >= leastSecondsOfMemory
  return [
    ...describeAnswers(all, { took, chats, aloneMs, floorMs }),
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
    ownTime('from question to first event', toFirst, floorMs),
    ownTime('from question to the model being asked', toModel, floorMs),
    {
      label: 'a whole answer beside one that is given alone, median',
      value: share(whole, 0.5) / aloneMs,
      unit: '×',
      target: { atMost: 2 },
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

/** What is the agent's own of the time to something: the middle is judged, as on a busy machine the rest is the machine's. */
function ownTime(what: string, times: readonly number[], floorMs: number): BenchResult {
  const figures = [0.5, 0.95, 1].map((wanted) => share(times, wanted).toFixed(0))
  return {
    label: `${what} beyond the disk, median`,
    value: Math.max(0, share(times, 0.5) - floorMs),
    unit: 'ms',
    target: { atMost: mostOwnMs },
    note: `median ${figures[0]}, p95 ${figures[1]}, most ${figures[2]} ms; a server that only writes to the disk ${floorMs.toFixed(0)} ms`,
  }
}

function describeMemory(what: string, { first, last, perMinute }: Drift, withTarget: boolean): BenchResult[] {
  const note = `${first.toFixed(1)} MiB, then ${last.toFixed(1)} MiB, ${perMinute.toFixed(2)} MiB a minute`
  const target = withTarget ? { target: { atMost: 1.15 } } : {}
  return [{ label: `${what} at the end beside after the warm-up`, value: last / first, unit: '×', ...target, note }]
}
