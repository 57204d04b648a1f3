#!/usr/bin/env node
import { connectServers, createAnalyst, createChatAgent } from '@ocp-perf/agents'
import { runAgent } from './run-agent.ts'

await runAgent({
  connect: (servers, log) => connectServers({ servers, log }),
  answerer: (servers, { vocabulary, model, log }) =>
    model === undefined ? createAnalyst({ servers, vocabulary }) : createChatAgent({ servers, vocabulary, model, log }),
})
