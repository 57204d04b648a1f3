import { z } from 'zod'

/** The columns that {@link parseInterfaces} wants, in this order. */
export const interfaceColumns = 'type,link_resets,statistics'

export interface OvsInterface {
  /** Empty for a device of the system, such as a pod's veth. */
  type: string
  /** How often it went up or down. */
  resets: number
  statistics: ReadonlyMap<string, number>
}

/** OVSDB writes an optional value that is not there as an empty set (RFC 7047, 5.1). */
const optionalCount = z.union([z.number(), z.tuple([z.literal('set'), z.tuple([])]).transform(() => 0)])
const mapSchema = z.tuple([z.literal('map'), z.array(z.tuple([z.string(), z.number()]))])
const tableSchema = z.object({ data: z.array(z.tuple([z.string(), optionalCount, mapSchema])) })

/** Interfaces as `ovs-vsctl --format=json list Interface` tells of them. */
export function parseInterfaces(text: string): OvsInterface[] {
  const { data } = tableSchema.parse(JSON.parse(text))
  return data.map(([type, resets, [, statistics]]) => ({ type, resets, statistics: new Map(statistics) }))
}
