import { fileURLToPath } from 'node:url'
import { startScriptedAgent } from './start-scripted-agent.ts'

const page = fileURLToPath(new URL('../../dist', import.meta.url))
const { address } = await startScriptedAgent({ page, pace: 1 }, Number(process.env.PORT ?? 8080))
process.stderr.write(`The built page over recorded answers: ${address}\n`)
