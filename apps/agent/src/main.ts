#!/usr/bin/env node
import { connectServers, createAnalyst } from '@ocp-perf/agents'
import { runAgent } from './run-agent.ts'

await runAgent({
  connect: (servers, log) => connectServers({ servers, log }),
  answerer: (servers, vocabulary) => createAnalyst({ servers, vocabulary }),
})
