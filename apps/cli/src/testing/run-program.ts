import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { vi } from 'vitest'
import { runCommandLine } from '../program.ts'

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The program from its sources, or from the build where that was just made. */
const program = process.env.OCP_PERF_TEST_BUILT
  ? [file('../../dist/main.js')]
  : ['--conditions=@ocp-perf/source', '--import', import.meta.resolve('tsx'), file('../main.ts')]

// The .env of whoever runs the tests is none of theirs.
const withoutDotEnv = { INIT_CWD: fileURLToPath(new URL('.', import.meta.url)) }

export interface Run {
  code: number | null
  stdout: string
  stderr: string
}

/** The program as a process, with nothing of this process' environment but the path. */
export function startProgram(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [...program, ...args], {
    env: { PATH: process.env.PATH ?? '', HOME: tmpdir(), ...withoutDotEnv, ...env },
  })
}

/** Runs the program to its end in a process of its own. Loading it from its sources takes a second or two. */
export function runProgram(args: readonly string[], env?: Record<string, string>): Promise<Run> {
  const child = startProgram(args, env)
  return new Promise((resolve) => {
    const seen = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.on('data', (chunk) => {
        seen[name] += String(chunk)
      })
    }
    child.once('close', (code) => resolve({ code, ...seen }))
  })
}

const settings = [
  'OCP_PERF_PORT',
  'PROMETHEUS_URL',
  'KUBECONFIG',
  'INIT_CWD',
  'OCP_PERF_CONFIG',
  'OCP_PERF_CLUSTER',
  'OCP_PERF_FROM',
  'OCP_PERF_DB',
  // A model of whoever runs the tests is none of theirs.
  'OPENAI_API_KEY',
  'OPENAI_BASE_URL',
  'BASE_URL',
  'MODEL',
]

/**
 * Runs a command line in this process, as `main.ts` would: its streams and its exit code are caught. One at a time, and
 * not what ends the process itself, as usage does.
 */
export async function runHere(args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  const seen = { stdout: '', stderr: '' }
  const given: Record<string, string> = { ...withoutDotEnv, ...env }
  for (const name of settings) vi.stubEnv(name, given[name])
  const spies = [
    ...(['stdout', 'stderr'] as const).map((name) =>
      vi.spyOn(process[name], 'write').mockImplementation((text) => {
        seen[name] += String(text)
        return true
      }),
    ),
    // The library for completion prints past the stream.
    vi.spyOn(console, 'log').mockImplementation((text) => {
      seen.stdout += `${text}\n`
    }),
  ]
  const { argv, exitCode } = process
  process.exitCode = 0
  process.argv = [process.execPath, file('../main.ts'), ...args]
  try {
    await runCommandLine(args)
    return { code: Number(process.exitCode), ...seen }
  } finally {
    process.exitCode = exitCode
    process.argv = argv
    for (const spy of spies) spy.mockRestore()
    vi.unstubAllEnvs()
  }
}

const start = 1_700_000_000

/** A dump of five minutes in which one of two members is slow, whatever it is called; the file's path. */
export function writeDump(slowMember = 'm2'): string {
  const lines: string[] = []
  const add = (name: string, labels: string, value: (index: number) => number) => {
    for (let index = 0; index <= 20; index++) lines.push(`${name}{${labels}} ${value(index)} ${start + index * 15}`)
  }
  for (const [member, slow] of [
    ['m1', 0.001],
    [slowMember, 0.6],
  ] as const) {
    const labels = `job="etcd",instance=${JSON.stringify(member)}`
    add('up', labels, () => 1)
    add('etcd_server_has_leader', labels, () => 1)
    add('etcd_disk_wal_fsync_duration_seconds_count', labels, (index) => index * 100)
    add('etcd_disk_wal_fsync_duration_seconds_sum', labels, (index) => index * 100 * slow)
    for (const bound of [0.001, 0.512, 1.024]) {
      add('etcd_disk_wal_fsync_duration_seconds_bucket', `${labels},le="${bound}"`, (index) =>
        bound >= slow ? index * 100 : 0,
      )
    }
    add('etcd_disk_wal_fsync_duration_seconds_bucket', `${labels},le="+Inf"`, (index) => index * 100)
  }
  const path = join(mkdtempSync(join(tmpdir(), 'cli-')), 'two-members.om')
  writeFileSync(path, `${lines.join('\n')}\n# EOF\n`)
  return path
}
