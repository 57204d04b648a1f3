import type { Recommendation } from '@ocp-perf/panel'
import type { Readings } from '../evaluate/readings.ts'
import type { Domain, Rule } from '../rules/rule-schema.ts'
import { listed, type Scope } from './scope.ts'

/** Where commands are run, and what the domain's words in them stand for. */
export interface Shell {
  platform: string
  commands: Domain['commands']
}

/** A member that a command is about, and another one that it is to reach. */
interface Way {
  member: string | undefined
  peer: string | undefined
}

/** Members of which each has a command of its own; the others are named. */
const membersTold = 3

/** What may stand in a command without quotes; a label may hold anything. */
const harmless = /^[A-Za-z0-9][A-Za-z0-9._:-]*$/

/** Words that stand where a name is not known, or could be more than a name in a shell. */
const unknownNames = {
  MEMBER: 'the name of the member',
  HOST: 'the address of its machine',
  NODE: 'the name of its node',
  PEER: 'the address of the other member’s machine',
  PEER_NODE: 'the name of the other member’s node',
}

/** What to check and to change, in the rule's order, for this platform and these members. */
export function adviceOf({ advice }: Rule, scope: Scope, readings: Readings, shell: Shell): Recommendation[] {
  return advice
    .filter(({ profiles }) => profiles === undefined || profiles.includes(shell.platform))
    .map(({ check, change, command, once, source }) => {
      const { lines, notes } = commandOf(command, { scope, readings, shell, once })
      return {
        kind: check === undefined ? ('change' as const) : ('check' as const),
        text: [fillText(check ?? change ?? '', scope), ...notes].join(' '),
        ...(lines.length === 0 ? {} : { command: lines.join('\n') }),
        source,
      }
    })
}

interface Asked {
  scope: Scope
  readings: Readings
  shell: Shell
  once: boolean
}

/** A line for each member or way that the cause is about, and what a reader must know of them. */
function commandOf(command: string | undefined, { scope, readings, shell, once }: Asked) {
  if (command === undefined) return { lines: [], notes: [] }
  const wording = expand(command, shell)
  const isOfWays = wording.includes('$peer')
  const members = inTurn(scope, readings)
  const all = isOfWays ? waysOf(members, readings) : members.map((member) => ({ member, peer: undefined }))
  const told = once ? [{ member: anyone(members, readings), peer: undefined }] : all.slice(0, membersTold)
  const filled = told.map((way) => fillCommand(wording, way, readings))
  const lines = [...new Set(filled)]
  const left = once || lines.length < told.length ? [] : all.slice(told.length)
  const words = Object.entries(unknownNames).filter(([word]) => lines.some((line) => wordsOf(line).has(word)))
  return {
    lines,
    notes: [
      ...(left.length === 0 ? [] : [`Likewise for ${listed(left.map(sayWay))}.`]),
      ...words.map(([word, meaning]) => `${word} is ${meaning}.`),
    ],
  }
}

/** The domain's words for longer commands, which may hold names themselves. */
function expand(command: string, { platform, commands }: Shell): string {
  return command.replaceAll(/\$([a-z_]+)/g, (whole, name: string) => commands[name]?.[platform] ?? whole).trim()
}

/** Members that a cause is about, all of them for the cluster; the leader last, whose pause the whole cluster feels. */
function inTurn({ members }: Scope, { members: all, leaderAt, window }: Readings): readonly (string | undefined)[] {
  const meant = members.length === 0 ? all : members
  if (meant.length === 0) return [undefined]
  const leader = leaderAt(window.end)
  return [...meant.filter((member) => member !== leader), ...meant.filter((member) => member === leader)]
}

/** One to ask for the whole cluster: best none of those that are in trouble. */
function anyone(members: readonly (string | undefined)[], { members: all }: Readings): string | undefined {
  return all.find((member) => !members.includes(member)) ?? members[0]
}

/** From a lone member to each of the others; among several, each way once. */
function waysOf(members: readonly (string | undefined)[], { members: all }: Readings): Way[] {
  const [first] = members
  if (members.length > 1)
    return members.flatMap((member, index) => members.slice(index + 1).map((peer) => ({ member, peer })))
  const others = all.filter((member) => member !== first)
  return (others.length === 0 ? [undefined] : others).map((peer) => ({ member: first, peer }))
}

function sayWay({ member, peer }: Way): string {
  return [member, ...(peer === undefined ? [] : [peer])].map((name) => named(name, 'MEMBER')).join(' to ')
}

function fillText(text: string, { members, nodes }: Scope): string {
  const say = (names: readonly string[], one: string) =>
    names.length === 0 ? `every ${one}` : listed(names.map((name) => named(name, one.toUpperCase())))
  return text.replaceAll('$member', say(members, 'member')).replaceAll('$node', say(nodes, 'node'))
}

function fillCommand(wording: string, { member, peer }: Way, { nodeOf }: Readings): string {
  const names: Readonly<Record<string, string>> = {
    member: named(member, 'MEMBER'),
    host: named(hostOf(member), 'HOST'),
    node: named(member === undefined ? undefined : nodeOf(member), 'NODE'),
    peer: named(hostOf(peer), 'PEER'),
    peer_node: named(peer === undefined ? undefined : nodeOf(peer), 'PEER_NODE'),
  }
  return wording.replaceAll(/\$([a-z_]+)/g, (whole, name: string) => names[name] ?? whole)
}

/** A member that is named by its address, without the port. */
function hostOf(member: string | undefined): string | undefined {
  return member?.replace(/:\d+$/, '')
}

function named(name: string | undefined, otherwise: string): string {
  return name !== undefined && harmless.test(name) ? name : otherwise
}

function wordsOf(line: string): ReadonlySet<string> {
  return new Set(line.match(/[A-Z][A-Z_]*/g))
}
