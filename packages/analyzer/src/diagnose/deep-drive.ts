import { boundedPanels, diagnosisSchema, panelResultSchema } from '@ocp-perf/panel'
import { z } from 'zod'
import { tool } from '../analyzer-tool.ts'
import { windowInput } from '../window-input.ts'
import { boundedDiagnosis } from './bounded-diagnosis.ts'
import { diagnoseCluster } from './diagnose-cluster.ts'
import { summarizeCauses, summarizeDeepDrive } from './diagnosis-text.ts'

/** What tells the diagnosing tools of one domain apart. */
export interface DomainTool {
  name: string
  title: string
  description: string
  /** A file of `config/rules`. */
  domain: string
}

// Every group of a domain over a long window, and a second look at the onset.
const timeLimitMs = 120_000

const deepDriveSchema = diagnosisSchema.extend({ panels: z.array(panelResultSchema) })

/** A tool that measures all of a domain at once: the diagnosis on top, a panel of each group below. */
export function deepDriveTool({ domain, ...face }: DomainTool) {
  return tool({
    ...face,
    effect: 'read',
    input: windowInput.extend({ top: z.int().min(1).max(100).default(3).describe('Rows per metric') }),
    output: deepDriveSchema,
    timeLimitMs,
    textTokens: 4000,
    run: async ({ top, ...request }, context, signal, { progress }) => {
      const { diagnosis, collected } = await diagnoseCluster(context, domain, request, {
        signal,
        onProgress: (done, total) => progress(done, total, `${done} of ${total} metrics read`),
      })
      return { ...boundedDiagnosis(diagnosis), panels: boundedPanels(collected.parts, top) }
    },
    summarize: summarizeDeepDrive,
  })
}

/** A tool that says why a domain is slow: ranked causes with what speaks for and against each. */
export function bottleneckTool({ domain, ...face }: DomainTool) {
  return tool({
    ...face,
    effect: 'read',
    input: windowInput.omit({ top: true }),
    output: diagnosisSchema,
    timeLimitMs,
    run: async (request, context, signal, { progress }) => {
      const { diagnosis } = await diagnoseCluster(context, domain, request, {
        signal,
        whole: false,
        onProgress: (done, total) => progress(done, total, `${done} of ${total} metrics read`),
      })
      return boundedDiagnosis(diagnosis)
    },
    summarize: summarizeCauses,
  })
}
