#!/usr/bin/env node
// First, so that it holds while the rest is loaded.
import '@ocp-perf/mcp-kit/small-heap'
import { runExtended } from '@ocp-perf/analyzer'
import { timeseries } from './timeseries.ts'

await runExtended(timeseries)
