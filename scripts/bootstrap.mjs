// Runs root scripts through pnpm at the version that package.json pins, on a machine that has only Node and npm.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const { packageManager } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const root = new URL('..', import.meta.url)

function pnpm(...args) {
  const { status } = spawnSync('npx', ['--yes', packageManager, ...args], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    // Tests that run a program as a process take the build, which is as new as the sources here and starts quicker.
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', OCP_PERF_TEST_BUILT: '1' },
  })
  if (status !== 0) process.exit(status ?? 1)
}

// Script names come first; what follows from the first flag on is for the last of them (`npm run etcd -- --port 9001`).
const given = process.argv.slice(2)
const firstFlag = given.findIndex((argument) => argument.startsWith('-'))
const scripts = firstFlag === -1 ? given : given.slice(0, firstFlag)
const flags = firstFlag === -1 ? [] : given.slice(firstFlag)

pnpm('install', '--frozen-lockfile')
for (const script of scripts.slice(0, -1)) pnpm('run', script)
for (const script of scripts.slice(-1)) pnpm('run', script, ...flags)
