import { describe, expect, test } from 'vitest'
import { createReadings } from '../evaluate/readings.ts'
import { catalog, etcdRules, measure, type Scene } from '../testing/measured.ts'
import { adviceOf } from './advice.ts'

/** What a shell runs first on each platform; elsewhere it is not there or reaches nothing. */
const firstWords: Readonly<Record<string, readonly string[]>> = {
  openshift: ['oc'],
  kubernetes: ['kubectl', 'ssh'],
  standalone: ['etcdctl', 'ssh', 'timeout'],
}
const filters = ['awk', 'cut', 'grep', 'head', 'jq', 'sed', 'sort', 'tail', 'uniq']
const platforms = Object.keys(firstWords)

/** Members as each platform calls them, in a cluster whose first one leads. */
const membersOn = (platform: string) =>
  ['a', 'b', 'c'].map((letter) => (platform === 'standalone' ? `10.0.0.${letter}:2379` : `etcd-master-${letter}`))

interface Told {
  cause: string
  text: string
  command: string
}

/** Every piece of advice of a platform, as it is told of the second member, or of its way to the first. */
function allAdvice(platform: string): Told[] {
  const members = membersOn(platform)
  const suspects = { member: members.slice(1, 2), pair: members.slice(0, 2), cluster: [] }
  return etcdRules.causes.flatMap((rule) =>
    advised(rule.id, suspects[rule.subject], { platform, members }).map(({ text, command = '' }) => ({
      cause: rule.id,
      text,
      command,
    })),
  )
}

/** What is advised where a cause is at work on these members; none for the whole cluster. */
function advised(cause: string, members: readonly string[], scene: Scene) {
  const rule = etcdRules.causes.find(({ id }) => id === cause)
  const readings = createReadings(measure([], scene), catalog, 'member')
  const scope = { members, nodes: members.flatMap((member) => readings.nodeOf(member) ?? []), says: '' }
  const { platform = 'standalone' } = scene
  return rule === undefined ? [] : adviceOf(rule, scope, readings, { platform, commands: etcdRules.domain.commands })
}

/** The commands of one line of shell: what runs here, and what filters its output. */
function partsOf(line: string): { first: string[]; piped: string[] } {
  const bare = line
    .replaceAll(/'[^']*'/g, 'quoted')
    .replaceAll(/"?\$\(/g, '; ')
    .replaceAll(/\)"?/g, ' ')
    .replaceAll(/"[^"]*"/g, 'quoted')
  const runs = bare.split(/;|&&|\|\|/).map((run) => run.trim().split('|'))
  const word = (text = '') => text.trim().split(/\s+/)[0] ?? ''
  return { first: runs.map(([head]) => word(head)), piped: runs.flatMap(([, ...rest]) => rest.map(word)) }
}

describe.each(platforms)('advice on %s', (platform) => {
  const told = allAdvice(platform)
  const lines = told.flatMap((each) => each.command.split('\n').map((line) => ({ ...each, line })))
  const shown = lines.filter(({ line }) => line !== '')

  test('is there for every cause', () => {
    expect([...new Set(told.map(({ cause }) => cause))].sort()).toEqual(etcdRules.causes.map(({ id }) => id).sort())
  })

  test('runs only what this platform has', () => {
    for (const { line, cause } of shown) {
      const { first, piped } = partsOf(line)
      expect(firstWords[platform], `${cause}: ${line}`).toEqual(expect.arrayContaining(first))
      expect(filters, `${cause}: ${line}`).toEqual(expect.arrayContaining(piped))
    }
  })

  test('leaves nothing to be filled in where all names are known', () => {
    for (const { line, text, cause } of shown) {
      expect(line, cause).not.toMatch(/\$[a-z]/)
      expect(text, cause).not.toMatch(/\$[a-z]/)
      expect(line, cause).not.toMatch(/\b(MEMBER|HOST|NODE|PEER|PEER_NODE)\b/)
    }
  })

  test('says in its text what a word in capitals stands for', () => {
    const meant = ['ETCDCTL_ENDPOINTS', 'PUT']
    for (const { line, text, cause } of shown) {
      const words = line.match(/\b[A-Z][A-Z_]{2,}\b/g) ?? []
      for (const word of words) if (!meant.includes(word)) expect(text, `${cause}: ${line}`).toContain(word)
    }
  })

  test('reads whole logs: with a selector, ten lines of each pod are all that comes by itself', () => {
    for (const { line, cause } of shown) {
      if (/\blogs\b/.test(line) && / (-l|--selector)\b/.test(line)) expect(line, cause).toContain('--tail=')
    }
  })

  test('sorts figures as figures, since they may be written as 1e+06', () => {
    for (const { line, cause } of shown) if (/metrics/.test(line)) expect(line, cause).not.toMatch(/sort [^|]*n/)
  })

  test('never holds up more than one member at a time', () => {
    for (const { command, text, cause } of told) {
      expect(command, cause).not.toMatch(/defrag.*--cluster/)
      if (!/etcdctl .*defrag|etcd-perf/.test(command)) continue
      expect(text, cause).toMatch(/one member at a time, the leader last/)
    }
  })

  test('adds no load to an etcd that has too much of it', () => {
    for (const { command, cause } of told) expect(command, cause).not.toMatch(/etcdctl.* get /)
  })
})

test('RHCOS has no sysstat: the tools come from the image of the debug pod', () => {
  for (const { command, cause } of allAdvice('openshift'))
    expect(command, cause).not.toMatch(/chroot \/host.*\b(iostat|pidstat|nc|ping)\b/)
})

test('the etcdctl of a pod asks its own member alone', () => {
  const [command] = allAdvice('openshift').flatMap(({ command }) => (command.includes('defrag') ? command : []))
  expect(command?.split('\n')).toEqual(
    ['b', 'c', 'a'].map(
      (letter) =>
        `oc rsh -T -n openshift-etcd -c etcdctl etcd-master-${letter} env -u ETCDCTL_ENDPOINTS etcdctl --endpoints=https://localhost:2379 --command-timeout=60s defrag`,
    ),
  )
})

test.each(platforms)(
  'a full database is compacted, defragmented and only then taken out of its alarm, on %s',
  (platform) => {
    const changes = advised('database-full', [], { platform, members: membersOn(platform) }).filter(
      ({ kind, command }) => kind === 'change' && command !== undefined,
    )
    const commands = changes.map(({ command = '' }) => command)
    expect(commands.map((command) => / (compact|defrag|alarm disarm)\b/.exec(command)?.[1])).toEqual([
      'compact',
      'defrag',
      'alarm disarm',
    ])
    expect(commands.map((command) => command.split('\n').length)).toEqual([1, 3, 1])
  },
)

test('a command names both ends of a way', () => {
  const commandOf = (members: readonly string[]) => advised('network-latency', members, {})[0]?.command?.split('\n')
  expect(commandOf(['m2', 'm3'])).toEqual(['ssh m2 ping -c 50 -i 0.2 m3'])
  expect(commandOf(['m2'])).toEqual(['ssh m2 ping -c 50 -i 0.2 m1', 'ssh m2 ping -c 50 -i 0.2 m3'])
})

test('three members at most have a command of their own, and the others are named', () => {
  const members = ['m1', 'm2', 'm3', 'm4', 'm5']
  const defrag = advised('fragmentation', members, { members }).find(({ command }) => command?.includes('defrag'))
  expect(defrag?.command?.split('\n')).toHaveLength(3)
  expect(defrag?.text).toMatch(/Likewise for m5 and m1\.$/)
})

test('one member is asked for the whole cluster, best none of those in trouble', () => {
  const [status] = advised('database-full', [], {})
  expect(status?.command).toMatch(/^etcdctl --endpoints=m2:2379 endpoint status --cluster/)
})

test('a name that could be more than a name in a shell becomes a word in capitals, which is explained', () => {
  const evil = 'm2 $(reboot)'
  const [clock] = advised('clock-drift', [evil], { members: ['m1', evil, 'm3'] })
  expect(clock?.command).toBe('ssh HOST chronyc tracking')
  expect(clock?.text).toContain('HOST is the address of its machine.')
  expect(JSON.stringify(clock)).not.toContain('reboot')
})
