import { errorCodes } from '@ocp-perf/errors'

/** JSON Schema of what a failed request is answered with, for descriptions of an API. */
export const errorReportSchema = {
  type: 'object',
  required: ['code', 'message', 'retryable'],
  properties: {
    code: { enum: [...errorCodes] },
    message: { type: 'string' },
    hint: { type: 'string', description: 'The next step.' },
    retryable: { type: 'boolean' },
    retryAfterSeconds: { type: 'number' },
  },
}
