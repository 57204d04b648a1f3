#!/usr/bin/env node
// First, so that it holds while the rest is loaded.
import '@ocp-perf/mcp-kit/small-heap'
import { runAnalyzer } from '@ocp-perf/analyzer'
import { ovnkAnalyzer } from './ovnk-analyzer.ts'

await runAnalyzer(ovnkAnalyzer)
