/** A datapath as `dpctl/show` tells of it: packets that were looked up since it was made, and what is in it now. */
export interface Datapath {
  /** Without its type: `ovs-netdev` of `netdev@ovs-netdev`. */
  name: string
  type: string
  hit: number
  missed: number
  lost: number
  flows: number
  ports: number
}

/** The datapaths of `dpctl/show`. The masks that a kernel's datapath tells of too, the userspace one does not count. */
export function parseDatapaths(text: string): Datapath[] {
  return text
    .split(/^(?=\S)/m)
    .map(readDatapath)
    .filter((datapath) => datapath !== undefined)
}

function readDatapath(block: string): Datapath | undefined {
  const [, type, name] = /^(\S+)@(\S+):$/m.exec(block) ?? []
  const [, hit, missed, lost] = /^ {2}lookups: hit:(\d+) missed:(\d+) lost:(\d+)$/m.exec(block) ?? []
  const flows = /^ {2}flows: (\d+)$/m.exec(block)?.[1]
  if (name === undefined || type === undefined || hit === undefined || flows === undefined) return undefined
  return {
    name,
    type,
    hit: Number(hit),
    missed: Number(missed),
    lost: Number(lost),
    flows: Number(flows),
    ports: block.match(/^ {2}port \d+:/gm)?.length ?? 0,
  }
}
