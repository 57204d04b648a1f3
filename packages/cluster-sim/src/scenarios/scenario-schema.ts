import { z } from 'zod'

/**
 * What a fault does to the model. The closed set of effects is the model's own vocabulary; how strong one is stands in the
 * scenario, and what follows from it is physics.
 */
export const effectSchema = z.enum([
  /** Each fsync and write of the member's device takes longer. Strength: seconds added to a device write. */
  'disk-latency',
  /** Fsyncs stall now and then though the device is quick otherwise. Strength: seconds of a stall. */
  'fsync-stall',
  /** Others write to the member's device. Strength: share of the device's throughput that they take. */
  'disk-neighbour',
  /** The member gets too little CPU. Strength: share of its demand that it does not get. */
  'cpu-pressure',
  /** The way between members is longer. Strength: seconds of round trip added. */
  'peer-delay',
  /** Frames between members are lost. Strength: share of frames. */
  'peer-loss',
  /** The member is cut off from its peers, not from its clients. Strength: 1. */
  'peer-cut',
  /** The member does not run. Strength: 1. */
  'member-stopped',
  /** Whoever leads is stopped for a moment again and again. Strength: seconds of a stop. */
  'leader-pause',
  /** Free pages in the database file. Strength: share of the file that is free. */
  'free-pages',
  /** The database grows towards its quota and reaches it. Strength: share of the quota at the end. */
  'database-growth',
  /** A client reads large ranges. Strength: bytes a second that they return, in all. */
  'range-reads',
  /** A client writes large values. Strength: bytes a second. */
  'large-writes',
  /** Members are defragmented one after another. Strength: seconds that one takes. */
  'defragmentation',
  /** Nodes are restarted one after another, as an update does it. Strength: seconds that one is away. */
  'rolling-restart',
  /** More of everything that clients do. Strength: factor of the usual load. */
  'client-load',
  /** Frames that come to the node are damaged on the wire. Strength: share of them. */
  'frame-errors',
  /** Pods move data through the node's link, one way. Strength: share of the line rate that they offer. */
  'link-load',
  /** Small packets come to all CPUs of the node alike. Strength: share of what they can take that comes. */
  'packet-load',
  /** One flow comes to one CPU of the node. Strength: share of what that CPU can take that comes. */
  'elephant-flow',
  /** Frames between nodes are lost where no node counts them. Strength: share of frames. */
  'fabric-loss',
  /** A program on the node accepts its connections too slowly. Strength: share of the requests that find its queue full. */
  'slow-accept',
  /** Connections of the node are tracked long after their end. Strength: share of the table that they want. */
  'connection-leak',
  /** A program on the node reads its datagrams too slowly. Strength: share of them that find its buffer full. */
  'slow-datagrams',
  /** The interface of the node was set to another MTU. Strength: that MTU in bytes. */
  'interface-mtu',
  /** Programs on the node leave what comes to them in the buffers of their sockets. Strength: share of the memory that it takes. */
  'socket-hoard',
  /** Pods are created and deleted faster than usual, everywhere. Strength: times the usual rate. */
  'pod-rollout',
  /** A client asks the API servers for what costs them much and etcd nothing. Strength: share of what they can do that it wants. */
  'api-crowd',
  /** The node's northd has more to do in each of its rounds. Strength: seconds that it adds. */
  'northd-load',
  /** The node's ovn-controller has no connection to the southbound database. Strength: 1. */
  'sb-disconnected',
  /** The node's northbound database server answers nobody. Strength: 1. */
  'nb-stalled',
  /** The node's ovn-controller computes all flows anew again and again. Strength: share of one core that this wants. */
  'flow-recompute',
  /** Short flows come to the node, each a packet that no datapath flow matches. Strength: share of what its handlers can take. */
  'short-flows',
  /** Datapath flows pile up on the node. Strength: share of the limit that its revalidators can keep up with. */
  'datapath-flows',
  /** Requests to set up a pod's network fail on the node. Strength: share of them. */
  'cni-failures',
  /** Images come slowly to the node. Strength: seconds that a pull takes longer. */
  'image-pull',
  /** Subnets for nodes are given out. Strength: share of them. */
  'subnet-use',
])
export type Effect = z.infer<typeof effectSchema>

const strengthSchema = z
  .strictObject({
    /** In the unit that the effect names. */
    usual: z.number().positive(),
    /** The weakest that must be found, and the strongest that is tried. */
    from: z.number().positive(),
    to: z.number().positive(),
  })
  .refine(({ usual, from, to }) => from <= usual && usual <= to, { message: 'usual must lie between from and to' })

const faultSchema = z.strictObject({
  effect: effectSchema,
  /**
   * Whom it hits: one member (the leader, a follower, any), the two ends of a pair, every member, one node of any kind, or
   * the cluster as a whole.
   */
  on: z.enum(['any-member', 'leader', 'follower', 'pair', 'all-members', 'any-node', 'cluster']),
  strength: strengthSchema,
  /** Seconds after the scenario's own begin, where it does not begin at once. */
  after: z.number().min(0).default(0),
  /** Seconds that it lasts; to the end of the scenario unless given. */
  lasts: z.number().positive().optional(),
})
export type Fault = z.infer<typeof faultSchema>

/** One scenario: `config/scenarios/<id>.yml`. Adding a scenario touches this one file. */
export const scenarioSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z-]*$/),
  title: z.string().max(60),
  /** What goes on, in one sentence, for whoever chooses among scenarios. */
  brief: z.string().max(300),
  /** The cause of `config/rules` that a diagnosis must name first; null where nothing is wrong. */
  cause: z.string().nullable(),
  /** The domain whose rules name it; null where nothing is wrong for any of them. */
  domain: z.string().nullable(),
  /** What is behind it in another domain, where that is so: what a look at all domains together names. */
  root: z.strictObject({ domain: z.string(), cause: z.string() }).optional(),
  faults: z.array(faultSchema).default([]),
})
export type Scenario = z.infer<typeof scenarioSchema>

/** A scenario with everything decided: what the model is given. Times are unix seconds. */
export interface Incident {
  scenario: Scenario
  faults: readonly ActiveFault[]
}

export interface ActiveFault {
  effect: Effect
  /** Names of the members or nodes that it hits; the two ends where it is about a pair; none where it is about the cluster. */
  members: readonly string[]
  strength: number
  start: number
  /** Infinity where it lasts. */
  end: number
}
