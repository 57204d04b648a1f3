/** Names that a question mentions, as the cluster spells them. */
export interface ReadNames {
  nodes: string[]
  /** Names of what runs on a node, such as `etcd-master-0`, as they were said. */
  members: string[]
  /** What looks like a name and is none that is known. */
  unknown: string[]
}

// A name has a part that is a number, as machines do: `worker-1`, `ip-10-0-1-7.ec2.internal`, `master0`.
const nameForm = /(?<![\p{L}\p{N}_.-])[\p{L}\p{N}]+(?:[-.][\p{L}\p{N}]+)*(?![\p{L}\p{N}_-])/gu

/** What may be the name of a node or of something on it: only for these is a cluster asked for its names. */
export function nameLike(question: string, nodes?: readonly string[]): string[] {
  const found = [...question.matchAll(nameForm)].map(([name]) => name.replace(/\.$/, ''))
  const candidates = found.filter((name) => /[-.]/.test(name) && /\p{L}/u.test(name) && /\d/.test(name))
  const known = found.filter((name) => nodes?.includes(name))
  return [...new Set([...candidates, ...known])]
}

/**
 * Matches names of a question against nodes: `worker-1` is also `sim-worker-1` and `worker-1.example.com`, and never
 * `worker-10`. `etcd-sim-master-0` is a member on the node `sim-master-0`.
 */
export function readNames(question: string, nodes: readonly string[]): ReadNames {
  const read: ReadNames = { nodes: [], members: [], unknown: [] }
  for (const said of nameLike(question, nodes)) {
    const name = said.toLowerCase()
    const exact = nodes.filter((node) => node.toLowerCase() === name)
    const found = exact.length > 0 ? exact : nodes.filter((node) => shortened(node.toLowerCase(), name))
    const host = found.length > 0 ? [] : nodes.filter((node) => name.endsWith(`-${node.toLowerCase()}`))
    if (found.length === 0 && host.length === 0) read.unknown.push(said)
    read.nodes.push(...found, ...host)
    if (host.length > 0) read.members.push(said)
  }
  return { ...read, nodes: [...new Set(read.nodes)] }
}

/** Whether a name is a node's without its beginning or its domain, cut where a part ends. */
function shortened(node: string, name: string): boolean {
  const [host = node] = node.split('.')
  return node.startsWith(`${name}.`) || host === name || host.endsWith(`-${name}`)
}
