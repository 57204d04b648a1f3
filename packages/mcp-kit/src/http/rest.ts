import { AppError } from '@ocp-perf/errors'
import { errorResponse, parseJson, type Router } from '@ocp-perf/http'
import { type ListedTool, listTool } from '../listed-tool.ts'
import type { ServerDefinition } from '../server-definition.ts'
import type { ToolRunner } from '../tool-runner.ts'
import { openApi } from './openapi.ts'

/** The tools over plain HTTP, for what does not speak MCP: the same validation, limits and results. */
export function restRoutes<Context>(
  definition: ServerDefinition<Context>,
  runner: ToolRunner,
  { asksForTokens }: { asksForTokens: boolean },
): (router: Router) => void {
  let listed: readonly ListedTool[] | undefined
  const list = () => {
    listed ??= definition.tools.map(listTool)
    return listed
  }
  return (router) => {
    router.get('/tools', (context) => context.json({ tools: list() }))
    router.get('/openapi.json', (context) => context.json(openApi(definition, list(), asksForTokens)))
    router.post('/tools/:name', async (context) => {
      const body = context.get('body')
      const outcome = await runner.run(context.req.param('name'), body === '' ? {} : objectOf(body), {
        signal: context.get('signal'),
        subject: context.get('caller')?.subject,
      })
      // Not thrown: the runner has logged it.
      if (!outcome.ok) return errorResponse(outcome.error)
      return context.json({ text: outcome.text, data: outcome.data })
    })
  }
}

function objectOf(body: string): unknown {
  const args = parseJson(body)
  if (typeof args === 'object' && args !== null && !Array.isArray(args)) return args
  throw new AppError('invalid_input', 'The body is not a JSON object.', {
    hint: 'Send the arguments by name, for example {"duration": "1h"}.',
  })
}
