import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { aboutSchema, type ChatEvent, type ChatEventOf } from '@ocp-perf/agents/contract'
import { says, scriptModel, toolTexts, wants } from '@ocp-perf/agents/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { all, eventsOf, send } from './testing/ask.ts'
import { type Demo, isBuilt, startDemo } from './testing/start-demo.ts'

const patience = 120_000
const program = fileURLToPath(new URL('../dist/main.js', import.meta.url))
const key = 'sk-canary-9c2d'

/** The agent as it is run, with a model or without. */
async function startProgram(folder: string, demo: Demo, env: Record<string, string>) {
  const servers = demo.servers.flatMap(({ name, url }) => ['--server', `${name}=${url}`])
  const args = [program, '--port', '0', '--data', join(folder, 'agent'), ...servers]
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH ?? '', INIT_CWD: folder, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = once(child, 'exit')
  const log: string[] = []
  const lines = createInterface({ input: child.stderr })
  const url = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      log.push(line)
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line)
      const isServing = found !== null && !demo.servers.some((server) => server.url.startsWith(found[0]))
      if (isServing) resolve(found[0])
    })
    child.on('exit', () => reject(new Error(log.join('\n'))))
  })
  return {
    url,
    log,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

const of = <Type extends ChatEvent['type']>(events: readonly ChatEvent[], type: Type) =>
  events.filter((event): event is ChatEventOf<Type> => event.type === type)

describe.runIf(isBuilt && existsSync(program))(
  'the program over the analyzers of a cluster with a slow disk',
  { timeout: patience },
  () => {
    let folder: string
    let demo: Demo
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'chat-whole-'))
      demo = await startDemo(folder)
    }, patience)
    afterAll(async () => {
      await demo.stop()
      await rm(folder, { recursive: true, force: true })
    }, patience)

    test('with a key the model answers by what it called, and the key stays where it is', async () => {
      const model = await scriptModel(key, [
        wants(['get_etcd_bottleneck_analysis', { duration: '1h' }], ['get_etcd_disk_wal_fsync', { duration: '1h' }]),
        { answer: (request) => ({ content: `They said:\n${toolTexts(request).join('\n')}` }) },
        says('Nothing more.'),
      ])
      const env = { OPENAI_API_KEY: key, BASE_URL: model.baseUrl, MODEL: 'scripted' }
      const agent = await startProgram(folder, demo, env)
      try {
        const about = aboutSchema.parse(await (await fetch(`${agent.url}/api/about`)).json())
        expect(about.model).toBe('scripted')
        const response = await send(`${agent.url}/chat/stream`, { question: 'Why is etcd slow?' })
        const events = (await all(eventsOf(response))).map(({ event }) => event)
        const [cause] = demo.causes
        const member = cause?.members[0] ?? ''
        expect(of(events, 'start')[0]?.model).toBe('scripted')
        expect(of(events, 'tool_result').map(({ ok }) => ok)).toEqual([true, true])
        expect(of(events, 'diagnosis')[0]?.diagnosis.causes[0]).toMatchObject({ id: cause?.id, members: [member] })
        expect(of(events, 'chart').length).toBeGreaterThan(0)
        const text = of(events, 'message_delta')
          .map((event) => event.text)
          .join('')
        expect(text).toContain(member)
        expect(of(events, 'done')[0]).toMatchObject({ reason: 'answered', verdict: 'degraded' })
        expect(of(events, 'usage')[0]?.calls).toBe(2)
        const [first] = model.requests
        expect(first?.tools?.length).toBeLessThanOrEqual(16)
        for (const seen of [JSON.stringify(events), agent.log.join('\n')]) expect(seen).not.toContain(key)
      } finally {
        await agent.stop()
        await model.stop()
      }
    })

    test('without a key the analyst answers', async () => {
      const agent = await startProgram(folder, demo, { MODEL: 'scripted' })
      try {
        const about = aboutSchema.parse(await (await fetch(`${agent.url}/api/about`)).json())
        expect(about.model).toBeNull()
      } finally {
        await agent.stop()
      }
    })
  },
)
