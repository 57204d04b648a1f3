import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { createTerminal } from '../output/terminal.ts'
import { writeDump } from '../testing/run-program.ts'
import { diagnoseClusters } from './diagnose-clusters.ts'

const dump = writeDump()
const folder = mkdtempSync(join(tmpdir(), 'doctor-'))
afterAll(() => {
  rmSync(dirname(dump), { recursive: true })
  rmSync(folder, { recursive: true })
})

afterEach(() => vi.unstubAllEnvs())

const sink = { write: () => true, isTTY: false, columns: 100 }
const terminal = createTerminal({ out: sink, err: sink, env: {} })

async function diagnose(args: Parameters<typeof diagnoseClusters>[0]) {
  const clusters = await diagnoseClusters(args, { terminal, signal: AbortSignal.timeout(20_000) })
  return clusters.map(({ cluster, steps }) => ({
    cluster,
    steps: steps.map(({ step, outcome, detail }) => `${step} ${outcome}: ${detail}`),
  }))
}

test('of a dump it says from when to when it runs, and what it watches', async () => {
  const [found] = await diagnose({ from: dump })
  expect(found?.steps.slice(1)).toEqual([
    'samples ok: the dump two-members.om runs from 2023-11-14T22:13:20.000Z to 2023-11-14T22:18:20.000Z.',
    'targets ok: etcd, by the names of Bare etcd and node_exporter.',
  ])
})

test('of a dump that was cut short it says so', async () => {
  const text = readFileSync(dump, 'utf8')
  const cut = join(folder, 'cut.om')
  writeFileSync(cut, text.slice(0, text.length - 100))
  const [found] = await diagnose({ from: cut })
  expect(found?.steps).toContainEqual(
    expect.stringMatching(/^reading skipped: The dump ends in the middle of its data/),
  )
})

test('a dump that no tool can work with does not pass', async () => {
  const foreign = join(folder, 'foreign.om')
  writeFileSync(foreign, 'up{job="web"} 1 1700000000\nup{job="web"} 1 1700000015\n# EOF\n')
  const [found] = await diagnose({ from: foreign })
  expect(found?.steps.at(-1)).toMatch(/^targets failed: the dump foreign.om fits no platform profile: .* the jobs web$/)
})

test('of several clusters it looks at all, or at the one that is named', async () => {
  const file = join(folder, 'clusters.yaml')
  writeFileSync(file, `current: a\nclusters:\n  - name: a\n    file: ${dump}\n  - name: b\n    file: gone.om\n`)
  vi.stubEnv('OCP_PERF_CLUSTERS', file)
  const names = async (args: Parameters<typeof diagnose>[0]) => (await diagnose(args)).map(({ cluster }) => cluster)
  expect(await names({})).toEqual(['a', 'b'])
  expect(await names({ cluster: 'b' })).toEqual(['b'])
  expect(await names({ cluster: 'c' })).toEqual(['(none)'])
})

test('a Prometheus that a flag names is the one that is looked at', async () => {
  const [found, ...others] = await diagnose({ 'prometheus-url': 'http://127.0.0.1:1' })
  expect(others).toEqual([])
  expect(found?.steps.join('\n')).toMatch(/failed: Prometheus at http:\/\/127\.0\.0\.1:1 cannot be reached/)
})
