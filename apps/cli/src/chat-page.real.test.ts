import { conversationSchema } from '@ocp-perf/agents/contract'
import { fails, offered, says, toolTexts, wants } from '@ocp-perf/agents/testing'
import { describeReal } from '@ocp-perf/lab/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type StartedServers, startAllServers } from './testing/start-all-servers.ts'
import { answerTo, ask, begun, ended, startChat } from './testing/start-chat.ts'

const patience = 240_000
const question = 'Why is etcd slow?'
const looks = wants(['get_etcd_bottleneck_analysis', { duration: '1h' }])
const numbers = Array.from({ length: 100 }, (_, at) => `n${at}`)
/** Every number once and in turn: nothing was lost and nothing said twice. */
const counted = (text: string) => text.match(/n\d+/g)

describeReal('the chat of the program in Chromium, over a simulated cluster and a scripted model', ['chromium'], () => {
  let servers: StartedServers
  let chat: Awaited<ReturnType<typeof startChat>>
  beforeAll(async () => {
    servers = await startAllServers('slow-disk-one-member')
    chat = await startChat({ servers: servers.entries, folder: servers.folder })
  }, patience)
  afterAll(async () => {
    await chat?.close()
    await servers?.close()
  }, patience)

  test('several tools of one turn are shown with what they found, and the answer as it comes', {
    timeout: patience,
  }, async () => {
    const [member = ''] = servers.cluster.members
    chat.model.script([
      wants(
        ['get_etcd_bottleneck_analysis', { duration: '1h' }],
        ['get_network_bottleneck_analysis', { duration: '1h' }],
        ['get_etcd_disk_wal_fsync', { duration: '1h' }],
      ),
      says(`**Degraded**: the disk of ${member} is slow. ${numbers.join(' ')}`, { latency: 30 }),
    ])
    await using opened = await chat.open()
    const { page, complaints } = opened
    await ask(page, question)
    await begun(page)
    const first = counted((await answerTo(page, 1).textContent()) ?? '') ?? []
    const text = await ended(page)
    expect(first.length).toBeLessThan(numbers.length)
    expect(counted(text)).toEqual(numbers)
    expect(await answerTo(page, 1).locator('.call-status.is-good').count()).toBe(3)
    expect(await page.getByRole('region', { name: 'Diagnosis of etcd' }).textContent()).toContain(member)
    expect(complaints).toEqual([])
  })

  test('arguments that are no JSON cost the model a step and the reader nothing', async () => {
    chat.model.script([wants(['get_etcd_bottleneck_analysis', '{"duration": "1']), looks, says('A slow disk.')])
    await using opened = await chat.open()
    await ask(opened.page, question)
    expect(await ended(opened.page)).toContain('A slow disk.')
    expect(toolTexts(chat.model.requests[1] ?? fail())[0]).toContain('no JSON object')
    expect(await answerTo(opened.page, 1).locator('.call-card').count()).toBe(1)
  })

  test('an endpoint that is busy for a moment is waited for', async () => {
    chat.model.script([fails(429, 'slow down', { retryAfter: 1 }), says('Now.')])
    await using opened = await chat.open()
    await ask(opened.page, question)
    expect(await ended(opened.page)).toContain('Now.')
  })

  test.each([
    ['declines', [{ answer: { content: '', finishReason: 'content_filter' } }], /withheld the answer/],
    ['is busy for long', [fails(429, 'slow down', { retryAfter: 600 })], /asked too much[\s\S]*Ask again in 10 min\./],
    ['knows no such model', [fails(404, 'no such model')], /no model scripted[\s\S]*MODEL/],
    [
      'is cut off every time',
      [says('This answer is cut off somewhere in its middle.', { cutAfter: 3, latency: 20 })],
      /was cut off\.[\s\S]*Ask again/,
    ],
  ])('a model that %s is told with what to do, and the next question can be asked', async (_, steps, told) => {
    chat.model.script(steps)
    await using opened = await chat.open()
    const { page } = opened
    await ask(page, question)
    expect(await ended(page)).toMatch(told)
    chat.model.script([says('All is well again.')])
    await ask(page, 'And now?')
    expect(await ended(page, 2)).toContain('All is well again.')
  })

  test('an answer that is cut off once begins anew', async () => {
    chat.model.script([
      says('This answer is cut off somewhere.', { cutAfter: 3, latency: 20 }),
      looks,
      says('The whole answer.'),
    ])
    await using opened = await chat.open()
    await ask(opened.page, question)
    expect(await ended(opened.page)).toMatch(/begins anew\.[\s\S]*The whole answer\./)
  })

  test('a model that calls tools without end is made to answer', async () => {
    let calls = 0
    chat.model.script([
      {
        answer: (request) =>
          offered(request).length === 0
            ? { content: 'So far: a slow disk.' }
            : { toolCalls: [{ name: 'get_etcd_disk_wal_fsync', arguments: `{"duration":"${30 + ++calls}m"}` }] },
      },
    ])
    await using opened = await chat.open()
    await ask(opened.page, question)
    expect(await ended(opened.page)).toMatch(/So far: a slow disk\.[\s\S]*Cut short/)
    expect(calls).toBeGreaterThan(3)
    expect(calls).toBeLessThan(25)
  })

  test('two tabs, one of them loaded again amid the answer, read every word of it once', async () => {
    chat.model.script([looks, says(numbers.join(' '), { latency: 150 })])
    await using opened = await chat.open()
    const { page } = opened
    await ask(page, question)
    await page.waitForURL(/#\/chat\//)
    await using other = await chat.open(new URL(page.url()).hash.slice(2))
    await begun(page)
    await page.reload()
    await begun(other.page)
    await begun(page)
    for (const each of [page, other.page]) {
      expect(counted(await ended(each))).toEqual(numbers)
      expect(await answerTo(each, 1).locator('.call-card').count()).toBe(1)
    }
    const kept = await fetch(`${chat.url}/api/threads/${new URL(page.url()).hash.split('/').at(-1)}`)
    const { turns } = conversationSchema.parse(await kept.json())
    expect(turns).toHaveLength(1)
  })

  test('a tab that asks while another is being answered takes nothing away from it', async () => {
    chat.model.script([says('First.'), says(numbers.join(' '), { latency: 150 }), says('Last.')])
    await using opened = await chat.open()
    const { page } = opened
    await ask(page, question)
    await ended(page)
    await using other = await chat.open(new URL(page.url()).hash.slice(2))
    await ended(other.page)
    await ask(page, 'And since when?')
    await begun(page, 2)
    await ask(other.page, 'And where?')
    const alert = other.page.getByRole('alert').filter({ hasText: 'being answered' })
    await alert.waitFor()
    await ended(page, 2)
    await answerTo(other.page, 2).getByRole('button', { name: 'Ask again' }).click()
    expect(await ended(other.page, 2)).toContain('Last.')
    await page.reload()
    expect(counted(await ended(page, 2))).toEqual(numbers)
    expect(await ended(page, 3)).toContain('Last.')
  })

  test('a server that is killed is said to be down, the others go on, and it is asked again once it is back', {
    timeout: patience,
  }, async () => {
    const both = (duration: string) =>
      wants(['get_etcd_bottleneck_analysis', { duration }], ['get_network_bottleneck_analysis', { duration }])
    chat.model.script([both('1h'), says('Both answered.')])
    await using opened = await chat.open()
    const { page } = opened
    await ask(page, 'How are etcd and the network?')
    expect(await ended(page)).toContain('Both answered.')
    const { pid, ended: gone } = servers.find('etcd')
    process.kill(pid ?? fail(), 'SIGKILL')
    await gone
    chat.model.script([both('31m'), says('Only the network answered.')])
    await ask(page, 'And in the last 31 minutes?')
    expect(await ended(page, 2)).toContain('Only the network answered.')
    const calls = answerTo(page, 2)
    expect(await calls.locator('.call-status.is-bad').count()).toBe(1)
    expect(await calls.locator('.call-status.is-good').count()).toBe(1)
    expect(toolTexts(chat.model.requests[1] ?? fail()).join()).toContain('ocp-perf serve etcd')
    await using overview = await chat.open('overview')
    await overview.page.getByRole('row', { name: /etcd/ }).getByText('down').waitFor()
    await servers.restart('etcd')
    chat.model.script([both('32m'), says('Both are back.')])
    await ask(page, 'And in the last 32 minutes?')
    expect(await ended(page, 3)).toContain('Both are back.')
    expect(await answerTo(page, 3).locator('.call-status.is-good').count()).toBe(2)
    await overview.page.reload()
    await overview.page.getByRole('row', { name: /etcd/ }).getByText('up', { exact: true }).waitFor()
  })
})

const fail = (): never => {
  throw new Error('That is not there.')
}
