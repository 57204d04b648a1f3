import { connectServers, createReporter } from '@ocp-perf/agents'
import { serveAgent } from '../serve-agent.ts'
import { scripted } from './scripted.ts'

const quiet = () => {}
const [data = ''] = process.argv.slice(2)
const servers = connectServers({ servers: [] })

/** An agent as a process of its own, to be killed: it answers at once, or never to a question that says so. */
const { url } = await serveAgent({
  servers,
  reporter: createReporter({ servers }),
  answerer: scripted(async ({ question }, say, signal) => {
    say({ type: 'message_delta', text: `About ${question}` })
    if (question.startsWith('hang')) await new Promise((_, reject) => signal.addEventListener('abort', reject))
    return { reason: 'answered', verdict: 'ok' }
  }),
  version: '1.2.3',
  data,
  web: data,
  port: 0,
  limits: { perClient: 50, overall: 50 },
  log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
})
process.stdout.write(`${url}\n`)
