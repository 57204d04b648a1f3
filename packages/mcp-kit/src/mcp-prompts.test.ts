import { AppError } from '@ocp-perf/errors'
import { recordingLog } from '@ocp-perf/http/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Prompt } from './prompt.ts'
import { exampleServer } from './testing/example-server.ts'
import { connectClient, protocolVersions } from './testing/index.ts'

const prompt: Prompt<unknown> = {
  name: 'write_letter',
  title: 'Write a letter',
  description: 'A letter to somebody.',
  arguments: { to: { description: 'Whom it is for.', required: true }, tone: { description: 'How it sounds.' } },
  write: ({ to = '', tone = 'plain' }) => {
    if (to === 'nobody') throw new AppError('not_found', 'Nobody has no letters.', { hint: 'Try ada.' })
    if (to === 'bug') throw new TypeError('s3cret')
    return `Call greet for ${JSON.stringify(to)}, then write to them in a ${tone} tone.`
  },
}

describe.each(protocolVersions)('prompts for a client of %s', (version) => {
  async function clientOf(prompts: readonly Prompt<unknown>[] | undefined = [prompt]) {
    const log = recordingLog()
    const client = await connectClient({ ...exampleServer(), prompts }, { version, log })
    onTestFinished(() => client.close())
    return { client, log }
  }

  test('are listed with what they may be filled in with', async () => {
    const { client } = await clientOf()
    const { prompts } = await client.listPrompts()
    expect(prompts).toEqual([
      {
        name: 'write_letter',
        title: 'Write a letter',
        description: 'A letter to somebody.',
        arguments: [
          { name: 'to', description: 'Whom it is for.', required: true },
          { name: 'tone', description: 'How it sounds.', required: false },
        ],
      },
    ])
  })

  test('are filled in', async () => {
    const { client } = await clientOf()
    const { messages } = await client.getPrompt({ name: 'write_letter', arguments: { to: 'ada', tone: 'warm' } })
    const text = 'Call greet for "ada", then write to them in a warm tone.'
    expect(messages).toEqual([{ role: 'user', content: { type: 'text', text } }])
  })

  test.each([
    ['a name that is none', { name: 'write_leter' }, /there is write_letter/],
    ['an argument that is none', { name: 'write_letter', arguments: { too: 'ada' } }, /"too"; it takes to/],
    ['nothing for one that it needs', { name: 'write_letter' }, /argument to is missing/],
    ['an endless value', { name: 'write_letter', arguments: { to: 'a'.repeat(201) } }, /longer than 200/],
    ['a value that does not fit', { name: 'write_letter', arguments: { to: 'nobody' } }, /not_found: .* Hint: Try ada/],
  ])('%s is refused with what to do', async (_, request, reason) => {
    const { client } = await clientOf()
    await expect(client.getPrompt(request)).rejects.toMatchObject({
      code: -32602,
      message: expect.stringMatching(reason),
    })
  })

  test('that fail by a bug tell the log why, and the client nothing of it', async () => {
    const { client, log } = await clientOf()
    const failure = await client.getPrompt({ name: 'write_letter', arguments: { to: 'bug' } }).catch(String)
    expect(failure).toContain('internal')
    expect(failure).not.toContain('s3cret')
    expect(JSON.stringify(log.lines.map(({ level }) => level))).toContain('error')
  })

  test('are no capability of a server that has none', async () => {
    const { client } = await clientOf([])
    expect(client.getServerCapabilities()?.prompts).toBeUndefined()
  })
})
