import { describeAnalyzer } from '@ocp-perf/analyzer/testing'
import { networkAnalyzer } from './network-analyzer.ts'

describeAnalyzer(networkAnalyzer, new URL('../README.md', import.meta.url))
