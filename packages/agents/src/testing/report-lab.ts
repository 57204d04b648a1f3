import { renderReport } from '@ocp-perf/elt'
import { AppError } from '@ocp-perf/errors'
import { type AnyTool, type Resource, toolFor } from '@ocp-perf/mcp-kit'
import { type Diagnosis, diagnosisSchema, type LevelWalk, levelWalkSchema, type Report } from '@ocp-perf/panel'
import { z } from 'zod'
import { sampleWindow } from './sample-diagnosis.ts'
import type { Asked } from './small-lab.ts'

const tool = toolFor<null>()

const input = z.object({
  cluster: z.string().optional(),
  duration: z.string().optional(),
  start_time: z.string().optional(),
  end_time: z.string().optional(),
})

/** A report over a diagnosis, with one metric behind it. */
export function sampleReport(diagnosis: Diagnosis): Report {
  return {
    ...diagnosis,
    title: `Performance of ${diagnosis.domain} on ${diagnosis.cluster}`,
    generated_at: sampleWindow.end,
    recording: null,
    narrative: null,
    sections: [],
    baseline: null,
    method: ['Measured once.', `Of ${diagnosis.domain}.`],
    sources: ['https://etcd.io/docs/'],
  }
}

/** The walk over the levels of a cluster; `walk` may give what it fails with. */
export function walkToolOf(asked: Asked, walk: () => LevelWalk | AppError): AnyTool<null> {
  return tool({
    name: 'get_cluster_bottleneck_analysis',
    title: 'Why the cluster is slow',
    description: 'For tests.',
    effect: 'read',
    input,
    output: levelWalkSchema,
    run: async (args) => {
      asked.push({ tool: 'get_cluster_bottleneck_analysis', args })
      return given(walk)
    },
    summarize: ({ headline }) => headline,
  })
}

function given<Result>(make: () => Result | AppError): Result {
  const made = make()
  if (made instanceof AppError) throw made
  return made
}

/** The tools and the resource by which a server tells its domain's report; `report` may give what it fails with. */
export function reportTools(domain: string, asked: Asked, report: () => Report | AppError) {
  const uri = `report://${domain}/1`
  const said = () => given(report)
  const generate = `generate_${domain}_performance_report`
  const tools: AnyTool<null>[] = [
    tool({
      name: `get_${domain}_bottleneck_analysis`,
      title: `Why ${domain} is slow`,
      description: 'For tests.',
      effect: 'read',
      input,
      output: diagnosisSchema,
      run: async () => said(),
      summarize: ({ headline }) => headline,
    }),
    tool({
      name: generate,
      title: `Report of ${domain}`,
      description: 'For tests.',
      effect: 'write',
      input: input.extend({ format: z.enum(['html', 'data']).default('html'), baseline: z.string().optional() }),
      output: diagnosisSchema.extend({ document: z.object({ uri: z.string() }) }),
      run: async (args) => {
        asked.push({ tool: generate, args })
        return { ...said(), document: { uri } }
      },
      summarize: ({ headline }) => headline,
    }),
  ]
  const frame = {
    series: [
      {
        labels: { member: 'm2' },
        times: Float64Array.of(sampleWindow.start, sampleWindow.end),
        values: Float64Array.of(0.1, 0.12),
      },
    ],
    warnings: [],
    partial: false,
  }
  const frames = new Map([[`${domain}_p99`, frame]])
  const resources: Resource<null>[] = [
    {
      name: 'report',
      title: 'For tests',
      description: 'For tests.',
      mimeType: 'application/json',
      uri,
      read: () => renderReport({ report: said(), frames }, 'data'),
    },
  ]
  return { tools, resources }
}
