import { AppError } from '@ocp-perf/errors'
import { reportSchema } from '@ocp-perf/panel'
import { z } from 'zod'
import type { Rendering } from '../render-report.ts'
import { packedFrameSchema, packFrame, unpackFrame } from './packed-frame.ts'

const reportDataSchema = z.object({ report: reportSchema, points: z.record(z.string(), packedFrameSchema) })

/** A report with its points, from which another process renders every format; see {@link readReportData}. */
export function reportData({ report, frames }: Rendering): string {
  const points = Object.fromEntries([...frames].map(([id, frame]) => [id, packFrame(frame)]))
  return JSON.stringify({ report, points } satisfies z.input<typeof reportDataSchema>)
}

/** What `renderReport` wrote in the format `data`, once it is parsed as JSON. Throws `upstream` for anything else. */
export function readReportData(data: unknown): Rendering {
  const parsed = reportDataSchema.safeParse(data)
  if (!parsed.success) {
    throw new AppError('upstream', 'What came as a report is none, or one of another version of this program.', {
      hint: 'Run the servers and what asks them in one version.',
      cause: parsed.error,
    })
  }
  const { report, points } = parsed.data
  return { report, frames: new Map(Object.entries(points).map(([id, packed]) => [id, unpackFrame(packed)])) }
}
