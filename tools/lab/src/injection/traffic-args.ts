/** The traffic makers of the `traffic` worker. */
export type TrafficMode =
  | 'udp-sink'
  | 'udp-flood'
  | 'udp-flows'
  | 'tcp-deaf'
  | 'tcp-connect'
  | 'tcp-hold'
  | 'tcp-drain'
  | 'tcp-send'

export interface TrafficOptions {
  host?: string
  port?: number
  /** Packets or connections a second. */
  rate?: number
  /** Bytes of a packet. */
  size?: number
  /** Bytes of the receive buffer. */
  buffer?: number
  backlog?: number
  connections?: number
}

/** The worker's command-line arguments. */
export function traffic(mode: TrafficMode, options: TrafficOptions): string[] {
  return [mode, ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])]
}
