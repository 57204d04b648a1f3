import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

export interface Run {
  code: number | null
  stdout: string
  stderr: string
}

/** The program from its sources, with nothing of this process' environment but the path. */
export function startProgram(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const node = ['--conditions=@ocp-perf/source', '--import', import.meta.resolve('tsx'), main, ...args]
  return spawn(process.execPath, node, { env: { PATH: process.env.PATH ?? '', HOME: tmpdir(), ...env } })
}

/** Runs the program to its end, or until `until` is seen on standard output: then it is told to stop as by Ctrl-C. */
export function runProgram(
  args: readonly string[],
  { until, env }: { until?: string; env?: Record<string, string> } = {},
): Promise<Run> {
  const child = startProgram(args, env)
  return new Promise((resolve) => {
    const seen = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.on('data', (chunk) => {
        seen[name] += String(chunk)
        if (until !== undefined && seen.stdout.includes(until)) child.kill('SIGINT')
      })
    }
    child.once('close', (code) => resolve({ code, ...seen }))
  })
}

const start = 1_700_000_000

/** A dump of five minutes in which one of two members is slow; the file's path. */
export function writeDump(): string {
  const lines: string[] = []
  const add = (name: string, labels: string, value: (index: number) => number) => {
    for (let index = 0; index <= 20; index++) lines.push(`${name}{${labels}} ${value(index)} ${start + index * 15}`)
  }
  for (const [member, slow] of [
    ['m1', 0.001],
    ['m2', 0.6],
  ] as const) {
    const labels = `job="etcd",instance="${member}"`
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
