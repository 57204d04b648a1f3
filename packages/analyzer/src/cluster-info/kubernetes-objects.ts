import { z } from 'zod'

const labels = z.record(z.string(), z.string()).nullish()
const condition = z.object({ type: z.string(), status: z.string() })
const conditions = z.array(condition).nullish()

/** A page of any list; `remainingItemCount` is left out on the last page. */
export const listMetaSchema = z.object({
  metadata: z.object({ continue: z.string().nullish(), remainingItemCount: z.number().nullish() }).nullish(),
  items: z.array(z.unknown()).nullish(),
})

export const versionSchema = z.object({ gitVersion: z.string() })

export const nodeObjectSchema = z.object({
  metadata: z.object({ name: z.string(), labels, creationTimestamp: z.string().nullish() }),
  spec: z.object({ unschedulable: z.boolean().nullish() }).nullish(),
  status: z
    .object({
      capacity: z.record(z.string(), z.string()).nullish(),
      conditions,
      nodeInfo: z
        .object({
          kubeletVersion: z.string().nullish(),
          osImage: z.string().nullish(),
          kernelVersion: z.string().nullish(),
          containerRuntimeVersion: z.string().nullish(),
          architecture: z.string().nullish(),
        })
        .nullish(),
    })
    .nullish(),
})
export type NodeObject = z.infer<typeof nodeObjectSchema>

export const clusterVersionSchema = z.object({
  status: z.object({
    desired: z.object({ version: z.string().nullish() }).nullish(),
    history: z.array(z.object({ version: z.string().nullish(), state: z.string().nullish() })).nullish(),
  }),
})

export const infrastructureSchema = z.object({
  status: z.object({
    platform: z.string().nullish(),
    platformStatus: z.object({ type: z.string().nullish() }).nullish(),
    apiServerURL: z.string().nullish(),
  }),
})

export const clusterOperatorSchema = z.object({
  metadata: z.object({ name: z.string() }),
  status: z.object({ conditions }).nullish(),
})
export type ClusterOperatorObject = z.infer<typeof clusterOperatorSchema>

export const machineConfigPoolSchema = z.object({
  metadata: z.object({ name: z.string() }),
  status: z
    .object({
      machineCount: z.number().nullish(),
      updatedMachineCount: z.number().nullish(),
      degradedMachineCount: z.number().nullish(),
      conditions,
    })
    .nullish(),
})
export type MachineConfigPoolObject = z.infer<typeof machineConfigPoolSchema>

/** True when the object reports the condition with status `True`. */
export function holds(
  object: { status?: { conditions?: z.infer<typeof conditions> } | null | undefined },
  type: string,
): boolean {
  return conditionStatus(object, type) === 'True'
}

/** `True`, `False` or `Unknown`, or undefined when the object does not report the condition. */
export function conditionStatus(
  object: { status?: { conditions?: z.infer<typeof conditions> } | null | undefined },
  type: string,
): string | undefined {
  return object.status?.conditions?.find((candidate) => candidate.type === type)?.status
}
