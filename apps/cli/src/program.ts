import { nearNames } from '@ocp-perf/errors'
import { defineCommand, runMain, showUsage } from 'citty'
import { describeExitCodes, exitCodes } from './exit-codes.ts'
import { version } from './version.ts'

// Each command is loaded when it is called: help and completion must not wait for what they do not need.
const commands = {
  demo: () => import('./commands/demo.ts').then((module) => module.default),
  scenarios: () => import('./commands/scenarios.ts').then((module) => module.default),
  query: () => import('./commands/query.ts').then((module) => module.default),
  detect: () => import('./commands/detect.ts').then((module) => module.default),
  report: () => import('./commands/report.ts').then((module) => module.default),
  collect: () => import('./commands/collect.ts').then((module) => module.default),
  serve: () => import('./commands/serve.ts').then((module) => module.default),
  doctor: () => import('./commands/doctor.ts').then((module) => module.default),
  complete: {
    meta: { name: 'complete', description: 'Print the completion script of a shell: bash, zsh, fish or powershell' },
  },
  'claude-config': () => import('./commands/claude-config.ts').then((module) => module.default),
}

const main = defineCommand({
  meta: { name: 'ocp-perf', version, description: 'Why is the cluster slow? Findings with evidence.' },
  subCommands: commands,
})

/** A word that is no command ends with the code for misuse, and with what may have been meant. */
function refuseUnknownCommand(word: string): void {
  const known = Object.keys(commands)
  const near = nearNames(word, known)
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `There is ${known.join(', ')}.`
  process.stderr.write(`There is no command ${JSON.stringify(word.slice(0, 60))}.\n${hint}\n`)
  process.exitCode = exitCodes.misused.code
}

/** The usage, and for the program itself what its exit codes mean. */
const usage: typeof showUsage = async (command, parent) => {
  await showUsage(command, parent)
  if (parent === undefined) process.stdout.write(`EXIT CODES\n\n${describeExitCodes().join('\n')}\n`)
}

/** Runs one command line to its end; what came of it is the process' exit code. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  const [word] = args
  const isKnown = word === undefined || word.startsWith('-') || Object.hasOwn(commands, word)
  if (word !== undefined && !isKnown) {
    refuseUnknownCommand(word)
    return
  }
  if (word === 'complete') {
    const { addCompletion } = await import('./completion.ts')
    await addCompletion(main)
  }
  await runMain(main, { showUsage: usage, rawArgs: word === undefined ? ['--help'] : [...args] })
}
