import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { AppError, isAbort } from '@ocp-perf/errors'
import { type ArgsDef, type CommandDef, defineCommand, runMain } from 'citty'
import { loadFaults } from './injection/fault-list.ts'
import { faultTable } from './injection/fault-table.ts'
import { signals } from './injection/signals.ts'
import { attachLab, startLab, stopLab } from './lab.ts'
import { type LoadMode, loadModes, resolveLoad } from './load/options.ts'
import { labPaths } from './machine/paths.ts'
import { describeMovement, formatFigure, proveFault } from './prove.ts'
import { onlyNamed, readPlan } from './recording/plan/plan-schema.ts'
import { recordPlan } from './recording/plan/record-plan.ts'
import { type NetworkMode, networkModes } from './state.ts'
import { formatFault, formatStatus, labStatus, table } from './status.ts'

const print = (text: string) => process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
const stop = new AbortController()
process.once('SIGINT', () => stop.abort())
process.once('SIGTERM', () => stop.abort())

const text = (description: string, valueHint: string) => ({ type: 'string', description, valueHint }) as const
const flag = (description: string) => ({ type: 'boolean', description }) as const
const dir = text('Where the lab keeps its files (default: .lab)', 'DIRECTORY')

/** A command whose errors are one sentence and a next step, not a stack. */
function command<Args extends ArgsDef>(definition: CommandDef<Args>): CommandDef<Args> {
  const { run, ...rest } = definition
  return defineCommand({
    ...rest,
    run: async (context) => {
      try {
        await run?.(context)
      } catch (error) {
        process.exitCode = 1
        if (isAbort(error)) process.stderr.write('Stopped.\n')
        else if (error instanceof AppError)
          process.stderr.write(`${error.message}\n${error.hint ? `${error.hint}\n` : ''}`)
        else throw error
      }
    },
  })
}

function number(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const parsed = Number(value)
  if (value.trim() !== '' && Number.isFinite(parsed)) return parsed
  throw new AppError('invalid_input', `--${name} wants a number, not "${value}".`)
}

function seconds(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const [, count, unit] = /^(\d+)(s|m|h)$/.exec(value) ?? []
  const parsed = Number(count) * (unit === 'h' ? 3600 : unit === 'm' ? 60 : 1)
  if (parsed > 0) return parsed
  throw new AppError('invalid_input', `--${name} wants a length of time, not "${value}".`, { hint: 'For example: 90s' })
}

function oneOf<Value extends string>(
  name: string,
  values: readonly Value[],
  value: string | undefined,
): Value | undefined {
  if (value === undefined) return undefined
  const found = values.find((each) => each === value)
  if (found) return found
  throw new AppError('invalid_input', `--${name} cannot be "${value}".`, { hint: `One of: ${values.join(', ')}` })
}

const up = command({
  meta: { name: 'up', description: 'Start etcd, node_exporter and Prometheus.' },
  args: {
    dir,
    net: text('How members are joined (default: the best this machine can do)', networkModes.join('|')),
    interval: text('Scrape interval (default: 2s)', 'DURATION'),
    members: text('How many etcd members (default: 3)', '1|3|5'),
    etcd: text('Path of etcd', 'PATH'),
    prometheus: text('Path of Prometheus', 'PATH'),
    load: flag('Keep a light steady load of 50 writes a second'),
  },
  run: async ({ args }) => {
    const lab = await startLab({
      directory: args.dir,
      network: oneOf<NetworkMode>('net', networkModes, args.net),
      interval: args.interval,
      members: number('members', args.members),
      etcd: args.etcd,
      prometheus: args.prometheus,
      load: args.load ? { rate: 50 } : undefined,
      signal: stop.signal,
    })
    print(formatStatus(await lab.status()))
  },
})

const status = command({
  meta: { name: 'status', description: 'Show members, leader, health, ports and active faults.' },
  args: { dir, json: flag('As JSON') },
  run: async ({ args }) => {
    const found = await labStatus(labPaths(args.dir), stop.signal)
    print(args.json ? JSON.stringify(found, null, 2) : formatStatus(found))
  },
})

const load = command({
  meta: { name: 'load', description: 'Drive a steady, bounded load and print how it went.' },
  args: {
    dir,
    mode: text('What to send (default: put)', loadModes.join('|')),
    rate: text('Requests a second (default: 150; big: 12)', 'N'),
    size: text('Bytes of a value (default: 512; big: 1000000)', 'BYTES'),
    seconds: text('How long (default: 30)', 'N'),
  },
  run: async ({ args }) => {
    const options = {
      mode: oneOf<LoadMode>('mode', loadModes, args.mode),
      rate: number('rate', args.rate),
      size: number('size', args.size),
      seconds: number('seconds', args.seconds),
    }
    resolveLoad(options)
    print(JSON.stringify(await attachLab(args.dir).load(options, { signal: stop.signal }), null, 2))
  },
})

const fault = command({
  meta: { name: 'fault', description: 'Inject a fault; without a name, list the faults that this lab offers.' },
  args: {
    name: { type: 'positional', required: false, description: 'Which fault' },
    dir,
    member: text('Whom it hits', 'm1|leader|follower|all'),
    peer: text('The other end, for faults between two members', 'm1|leader|follower'),
    strength: text("In the fault's own unit", 'N'),
    markdown: flag('List every fault as the table of the README'),
  },
  run: async ({ args }) => {
    if (args.markdown) return void print(faultTable(await loadFaults()))
    const lab = attachLab(args.dir)
    if (args.name === undefined) {
      const rows = (await lab.faults()).map(({ name, title, missing }) => [
        name,
        missing.length ? `(${missing.join('; ')})` : title,
      ])
      return void print(table(rows).join('\n'))
    }
    const strength = number('strength', args.strength)
    const active = await lab.injectFault(args.name, {
      member: args.member,
      peer: args.peer,
      strength,
      signal: stop.signal,
    })
    print(`${formatFault(active)}\nEnd it: pnpm lab clear`)
  },
})

const clear = command({
  meta: { name: 'clear', description: 'End all active faults and wait until etcd is healthy.' },
  args: { dir },
  run: async ({ args }) => {
    const names = await attachLab(args.dir).clearFaults({ signal: stop.signal })
    print(names.length === 0 ? 'No fault was active.' : `Cleared: ${names.join(', ')}`)
  },
})

const prove = command({
  meta: { name: 'prove', description: 'Inject faults one after another and measure what each moves (minutes each).' },
  args: {
    dir,
    names: { type: 'positional', required: false, description: 'Which faults (default: all that this lab offers)' },
  },
  run: async ({ args }) => {
    const lab = attachLab(args.dir)
    const offered = (await lab.faults()).filter(({ missing }) => missing.length === 0)
    const chosen = args._.length === 0 ? offered : offered.filter(({ name }) => args._.includes(name))
    const unknown = args._.filter((name) => !offered.some((each) => each.name === name))
    if (unknown.length > 0)
      throw new AppError('invalid_input', `Not offered by this lab: ${unknown.join(', ')}`, { hint: 'pnpm lab fault' })
    for (const each of chosen) {
      for (const { movement, before, during, after, holds } of await proveFault(lab, each, { signal: stop.signal })) {
        const [was, is, then] = [before, during, after].map((value) =>
          formatFigure(value, signals[movement.signal].unit),
        )
        print(`${holds ? 'holds' : 'FAILS'}  ${each.name}: ${describeMovement(movement)}: ${was} -> ${is} -> ${then}`)
        if (!holds) process.exitCode = 1
      }
    }
  },
})

interface PlanArgs {
  name?: string | undefined
  dir?: string | undefined
  out?: string | undefined
  only?: string | undefined
  [other: string]: unknown
}

async function runPlan({ name, dir: directory, out: folder, only, ...others }: PlanArgs): Promise<void> {
  const planned = ['fault', 'member', 'peer', 'strength', 'quiet', 'duration'].filter(
    (each) => others[each] !== undefined,
  )
  if (planned.length > 0) {
    throw new AppError('invalid_input', `--${planned.join(', --')} cannot be given for a whole plan.`, {
      hint: 'Write them into the entries of the plan.',
    })
  }
  const entries = readPlan(name)
  const chosen = only === undefined ? entries : onlyNamed(entries, only.split(','))
  await recordPlan({ entries: chosen, folder, directory, print, signal: stop.signal })
}

const record = command({
  meta: { name: 'record', description: 'Write a dump of the lab, and the truth beside it; with a fault, minutes.' },
  args: {
    name: { type: 'positional', required: false, description: 'Of NAME.om.gz and NAME.json; with --plan its file' },
    dir,
    plan: flag('Make all recordings of a plan that are not there yet, in labs of its own; hours'),
    only: text('With --plan: these of its recordings', 'NAME,…'),
    out: text('Where they go (default: recordings in the directory of the lab; of a plan, the fixtures)', 'DIRECTORY'),
    duration: text('How far back it reaches (default: 3m), or how long --fault lasts', 'DURATION'),
    fault: text('Leave the lab alone, inject this, record and clear', 'NAME'),
    quiet: text('How long it is left alone before (default: 90s)', 'DURATION'),
    member: text('Whom the fault hits', 'm1|leader|follower|all'),
    peer: text('The other end, for faults between two members', 'm1|leader|follower'),
    strength: text("In the fault's own unit", 'N'),
  },
  run: async ({ args }) => {
    if (args.plan) return await runPlan(args)
    const { fault: name, member, peer, quiet } = args
    if (args.name === undefined) {
      throw new AppError('invalid_input', 'A recording needs a name.', { hint: 'pnpm lab record NAME' })
    }
    if (args.only !== undefined) throw new AppError('invalid_input', '--only belongs to --plan.')
    if (name === undefined && (member ?? peer ?? args.strength ?? quiet) !== undefined) {
      throw new AppError('invalid_input', '--member, --peer, --strength and --quiet belong to --fault.')
    }
    const { dump, truth, samples, content } = await attachLab(args.dir).record({
      name: args.name,
      folder: args.out,
      seconds: seconds('duration', args.duration),
      quietSeconds: seconds('quiet', quiet),
      fault: name === undefined ? undefined : { name, member, peer, strength: number('strength', args.strength) },
      signal: stop.signal,
    })
    print(`${samples} samples in ${dump}\n${truth}: ${JSON.stringify(content)}`)
  },
})

const down = command({
  meta: { name: 'down', description: 'End the lab and remove all that it made; works after a crash too.' },
  args: { dir },
  run: async ({ args }) => {
    print((await stopLab(args.dir)) ? 'The lab is gone.' : 'There was no lab.')
  },
})

const fetch = command({
  meta: { name: 'fetch', description: 'Unpack newer etcd, Prometheus and kubectl from Debian into .lab/bin.' },
  args: { again: flag('Even if they are there') },
  run: async ({ args }) => {
    const script = fileURLToPath(new URL('../fetch.sh', import.meta.url))
    const child = spawn(script, args.again ? ['--again'] : [], { stdio: 'inherit', signal: stop.signal })
    const code = await new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve))
    if (code !== 0)
      throw new AppError('upstream', 'Newer programs could not be fetched.', {
        hint: 'The lab runs with installed ones too.',
      })
  },
})

await runMain(
  defineCommand({
    meta: { name: 'pnpm lab', description: 'A real etcd cluster with Prometheus, and real faults.' },
    subCommands: { up, status, load, fault, clear, record, prove, down, fetch },
  }),
)
