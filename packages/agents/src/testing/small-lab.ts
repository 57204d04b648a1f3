import { type AnyTool, type Resource, toolFor } from '@ocp-perf/mcp-kit'
import { type Diagnosis, diagnosisSchema } from '@ocp-perf/panel'
import { z } from 'zod'
import type { Vocabulary } from '../analyst/vocabulary.ts'
import { sampleOnset, sampleWindow } from './sample-diagnosis.ts'

const tool = toolFor<null>()

const windowInput = z.object({
  cluster: z.string().optional(),
  duration: z.string().max(10).optional(),
  start_time: z.string().max(40).optional(),
  end_time: z.string().max(40).optional(),
})

/** What a tool was asked with. */
export type Asked = { tool: string; args: Record<string, unknown> }[]

/** The tools of a small product: causes of two domains and the names of nodes. */
export function labTools(asked: Asked, diagnose: () => Promise<Diagnosis> | Diagnosis): AnyTool<null>[] {
  const causes = (name: string, title: string) =>
    tool({
      name,
      title,
      description: `Finds causes of trouble in ${title}.`,
      effect: 'read',
      input: windowInput,
      output: diagnosisSchema,
      run: async (args) => {
        asked.push({ tool: name, args })
        return await diagnose()
      },
      summarize: ({ verdict, headline }) => `${verdict}: ${headline}`,
    })
  return [
    causes('diagnose_all', 'the whole'),
    causes('diagnose_etcd', 'etcd'),
    causes('diagnose_network', 'the network'),
    tool({
      name: 'cluster_names',
      title: 'Names',
      description: 'The nodes.',
      effect: 'read',
      input: z.object({ top: z.int().optional() }),
      output: z.object({ nodes: z.array(z.object({ name: z.string() })) }),
      run: async () => ({ nodes: [{ name: 'lab-worker-1' }, { name: 'lab-worker-10' }] }),
      summarize: () => 'two nodes',
    }),
  ]
}

/** The catalog and the points behind a metric. */
export function labResources(member: string): Resource<null>[] {
  const json = { title: 'For tests', description: 'For tests.', mimeType: 'application/json' }
  const thresholds = [{ id: 'fsync_p99', watch: 0.01, degraded: 0.02, source: 'https://etcd.io/docs/' }]
  return [
    { ...json, name: 'metrics', uri: 'catalog://metrics', read: async () => '[]' },
    { ...json, name: 'thresholds', uri: 'catalog://thresholds', read: async () => JSON.stringify(thresholds) },
    {
      ...json,
      name: 'points',
      uri: 'metric://{cluster}/{id}{?start,end,step}',
      read: async ({ id }) =>
        JSON.stringify({
          cluster: 'lab',
          id,
          unit: 'seconds',
          window: sampleWindow,
          series: ['calm', member].map((name) => ({
            labels: { member: name },
            points: [
              [sampleWindow.start, 0.001],
              [sampleOnset, null],
              [sampleWindow.end, name === member ? 0.12 : 0.002],
            ],
          })),
          omitted: 0,
          notes: [],
        }),
    },
  ]
}

export const labVocabulary: Vocabulary = {
  tools: { metric: 'query_metric', names: 'cluster_names' },
  domains: [
    {
      id: 'cluster',
      title: 'the cluster',
      words: ['cluster'],
      things: ['app'],
      causes: 'diagnose_all',
      questions: ['Why is it slow?'],
    },
    {
      id: 'etcd',
      title: 'etcd',
      words: ['etcd'],
      things: ['disk'],
      causes: 'diagnose_etcd',
      questions: ['Why is etcd slow?'],
    },
    {
      id: 'network',
      title: 'the network',
      words: ['network'],
      things: ['packet'],
      causes: 'diagnose_network',
      questions: ['Is the network ok?'],
    },
  ],
  intents: [
    { id: 'help', does: 'help', phrases: ['help'] },
    { id: 'more', does: 'continue', phrases: ['what should i do'] },
    { id: 'causes', does: 'diagnose', phrases: ['why', 'slow', 'ok'] },
    { id: 'show', does: 'show', phrases: ['show'] },
  ],
  synonyms: [{ say: ['drive'], mean: ['disk'] }],
  ignored: ['is', 'the', 'and', 'in', 'of', 'it', 'what', 'about'],
}
